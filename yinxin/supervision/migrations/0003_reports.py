import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create function supervision_report_keeps() returns trigger language plpgsql as $$
begin
    raise exception 'report_keeps: an issued report is not changed: % is refused', tg_op
        using errcode = 'insufficient_privilege';
end $$;
create trigger supervision_report_keeps before update or delete on supervision_report
    for each row execute function supervision_report_keeps();
"""
NO_GUARD = """
drop trigger supervision_report_keeps on supervision_report;
drop function supervision_report_keeps();
"""


class Migration(migrations.Migration):
    """Issued reports, which a trigger keeps; the day that a criticism's notice names."""

    dependencies = [("parties", "0004_sign_in_help"), ("supervision", "0002_frozen_lists")]
    operations = [
        migrations.AddField("criticism", "first_due_on", models.DateField(null=True)),
        migrations.RunSQL("update supervision_criticism set first_due_on = due_on", migrations.RunSQL.noop),
        migrations.AlterField("criticism", "first_due_on", models.DateField()),
        migrations.CreateModel(
            name="IssuedReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=7)),
                ("figures", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("file", models.CharField(max_length=64)),
                ("issued_by", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                (
                    "over",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation"
                    ),
                ),
            ],
            options={
                "db_table": "supervision_report",
                "constraints": [
                    models.UniqueConstraint(fields=("over", "period"), name="report_once_a_period")
                ],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
