"""Hand-outs at the counter, service notices, messages to holders. A hand-out is undone once; nothing else of it changes."""

import django.db.models.deletion
from django.db import migrations, models


GUARD = """
create function issuing_collection_keeps() returns trigger language plpgsql as $$
declare kept issuing_collection;
begin
    if tg_op = 'DELETE' then
        raise exception 'collection_keeps: a hand-out is never deleted' using errcode = 'insufficient_privilege';
    end if;
    kept := new;
    kept.undone_slip_id := old.undone_slip_id;
    kept.undone_at := old.undone_at;
    kept.undone_by := old.undone_by;
    kept.reason := old.reason;
    if kept is distinct from old or old.undone_at is not null then
        raise exception 'collection_keeps: a hand-out can only be undone, once'
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger issuing_collection_keeps before update or delete on issuing_collection
    for each row execute function issuing_collection_keeps();
"""
NO_GUARD = "drop trigger issuing_collection_keeps on issuing_collection; drop function issuing_collection_keeps()"


class Migration(migrations.Migration):


    dependencies = [
        ('issuing', '0002_consignments'),
        ('parties', '0004_sign_in_help'),
        ('register', '0006_contacts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32)),
                ('window', models.CharField(max_length=60)),
                ('collector', models.CharField(max_length=8)),
                ('sealed', models.BinaryField(default=b'')),
                ('person', models.BinaryField(null=True)),
                ('papers', models.CharField(max_length=120)),
                ('signed_on', models.CharField(max_length=8)),
                ('signature', models.CharField(blank=True, max_length=64)),
                ('many', models.BooleanField(default=False)),
                ('given_at', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('by', models.BigIntegerField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('undone_by', models.BigIntegerField(default=0)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.papercopy')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.holder')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.place')),
                ('slip', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.slip')),
                ('undone_slip', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.slip')),
            ],
            options={
                'db_table': 'issuing_collection',
                'indexes': [models.Index(fields=['organisation', '-given_at'], name='collection_of_office'), models.Index(fields=['person', 'given_at'], name='collection_of_person')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('copy',), name='collection_one_stands'), models.UniqueConstraint(fields=('token', 'copy'), name='collection_token_once'), models.CheckConstraint(condition=models.Q(('collector__in', ['holder', 'proxy', 'unit'])), name='collection_collector_known'), models.CheckConstraint(condition=models.Q(models.Q(('collector', 'holder'), ('person__isnull', True), ('sealed', b'')), models.Q(models.Q(('collector', 'holder'), _negated=True), ('person__isnull', False), models.Q(('sealed', b''), _negated=True)), _connector='OR'), name='collection_other_person_named'), models.CheckConstraint(condition=models.Q(models.Q(('signature', ''), ('signed_on', 'paper')), models.Q(('signed_on', 'pad'), models.Q(('signature', ''), _negated=True)), _connector='OR'), name='collection_signed'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('undone_at__isnull', True), ('undone_by', 0), ('undone_slip__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_slip__isnull', False)), _connector='OR'), name='collection_undone_whole'), models.CheckConstraint(condition=models.Q(('given_at__lte', models.F('entered_at'))), name='collection_given_before_entered')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.PositiveSmallIntegerField()),
                ('channel', models.CharField(max_length=8)),
                ('template', models.CharField(max_length=24)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('proof', models.CharField(blank=True, max_length=80)),
                ('trouble', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('state', models.CharField(max_length=8)),
                ('copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.papercopy')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.holder')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'issuing_message',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['next_at'], name='message_to_send')],
                'constraints': [models.UniqueConstraint(fields=('copy', 'stage', 'channel'), name='message_once'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed'])), name='message_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='message_settled'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), models.Q(('proof', ''), _negated=True), _connector='OR'), name='message_sent_has_proof')],
            },
        ),
        migrations.CreateModel(
            name='ServiceNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('since', models.DateField()),
                ('hours', models.CharField(max_length=200)),
                ('place', models.CharField(max_length=200)),
                ('ways', models.CharField(max_length=80)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('issuer_pays', models.BooleanField(default=False)),
                ('process', models.CharField(max_length=600)),
                ('papers', models.CharField(max_length=600)),
                ('phone', models.CharField(max_length=60)),
                ('units', models.BooleanField(default=False)),
                ('per_day', models.PositiveIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.BigIntegerField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'issuing_service_notice',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'version'), name='service_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('hours', ''), _negated=True), models.Q(('place', ''), _negated=True), models.Q(('process', ''), _negated=True), models.Q(('phone', ''), _negated=True)), name='service_complete'), models.CheckConstraint(condition=models.Q(('per_day__isnull', True), ('per_day__gt', 0), _connector='OR'), name='service_per_day')],
            },
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
    ]
