from django.db import migrations, models


GUARD = """
create function disclosure_keeps() returns trigger language plpgsql as $$
begin
    raise exception 'disclosure_keeps: what was published is not changed: % of % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger disclosure_edition_keeps before update or delete on disclosure_edition
    for each row execute function disclosure_keeps();
create trigger disclosure_promise_keeps before update or delete on disclosure_promise
    for each row execute function disclosure_keeps();
"""
NO_GUARD = """
drop trigger disclosure_edition_keeps on disclosure_edition;
drop trigger disclosure_promise_keeps on disclosure_promise;
drop function disclosure_keeps();
"""


class Migration(migrations.Migration):
    """Editions and promises, which a trigger keeps as they are."""

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('cause', models.CharField(max_length=8)),
                ('text', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('upto', models.BigIntegerField()),
                ('missing', models.JSONField(default=list)),
                ('by', models.BigIntegerField()),
            ],
            options={
                'db_table': 'disclosure_edition',
                'indexes': [models.Index(fields=['on'], name='edition_of_a_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('cause__in', ['due', 'scope', 'by_hand'])), name='edition_cause_known'), models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='edition_numbered_from_one')],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('every_days', models.PositiveSmallIntegerField()),
                ('rounded_to', models.PositiveSmallIntegerField()),
                ('basis', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.BigIntegerField()),
            ],
            options={
                'db_table': 'disclosure_promise',
                'indexes': [models.Index(fields=['since'], name='promise_of_a_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('every_days__range', (1, 92))), name='promise_days_in_bounds'), models.CheckConstraint(condition=models.Q(('rounded_to__in', (5, 10, 20))), name='promise_rounding_known'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='promise_has_a_basis')],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
