"""Cases of invalidation, the certificates they name, their written notices (N17, N18)."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0004_sign_in_help'),
        ('register', '0007_successors'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regime', models.CharField(max_length=16)),
                ('mass', models.BooleanField(default=False)),
                ('act', models.CharField(max_length=20)),
                ('act_on', models.DateField()),
                ('sealed', models.BinaryField()),
                ('proposed_by', models.BigIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('intent_number', models.CharField(max_length=60)),
                ('statement_by', models.DateField()),
                ('intent_served_on', models.DateField(null=True)),
                ('intent_service', models.CharField(blank=True, max_length=10)),
                ('intent_proof', models.CharField(blank=True, max_length=200)),
                ('hearing', models.CharField(blank=True, max_length=8)),
                ('statement', models.BinaryField(default=b'')),
                ('heard_by', models.BigIntegerField(default=0)),
                ('heard_at', models.DateTimeField(null=True)),
                ('decision_number', models.CharField(blank=True, max_length=60)),
                ('decided_on', models.DateField(null=True)),
                ('decided_by', models.BigIntegerField(default=0)),
                ('decided_at', models.DateTimeField(null=True)),
                ('rules', models.CharField(blank=True, max_length=20)),
                ('ground', models.CharField(blank=True, max_length=200)),
                ('record', models.CharField(default='none', max_length=12)),
                ('record_until', models.DateField(null=True)),
                ('bar_until', models.DateField(null=True)),
                ('served_on', models.DateField(null=True)),
                ('service', models.CharField(blank=True, max_length=10)),
                ('service_proof', models.CharField(blank=True, max_length=200)),
                ('submitted_by', models.BigIntegerField(default=0)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('prepared_by', models.BigIntegerField(default=0)),
                ('prepared_at', models.DateTimeField(null=True)),
                ('effective_by', models.BigIntegerField(default=0)),
                ('effective_at', models.DateTimeField(null=True)),
                ('undone', models.CharField(blank=True, max_length=120)),
                ('undone_why', models.CharField(blank=True, max_length=400)),
                ('undone_by', models.BigIntegerField(default=0)),
                ('undone_at', models.DateTimeField(null=True)),
                ('restored_at', models.DateTimeField(null=True)),
                ('dropped_why', models.CharField(blank=True, max_length=400)),
                ('state', models.CharField(max_length=12)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'invalidation_case',
                'indexes': [
                    models.Index(fields=['state'], name='case_by_state'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('state__in', ['intended', 'heard', 'decided', 'notified', 'submitted', 'prepared', 'running', 'effective', 'overturned', 'dropped', 'annulled'])), name='case_state_known'),
                    models.CheckConstraint(condition=models.Q(('act__in', ['false_proof', 'serious', 'grave', 'false_commitment', 'untrue_commitment', 'review_fraud', 'unfit', 'other'])), name='case_act_known'),
                    models.CheckConstraint(condition=models.Q(('record__in', ['none', 'three_years', 'five_years', 'long'])), name='case_record_known'),
                    models.CheckConstraint(condition=models.Q(('hearing', ''), ('hearing__in', ['stated', 'waived', 'lapsed']), _connector='OR'), name='case_hearing_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('intent_served_on__isnull', True), ('intent_service', '')), models.Q(('intent_served_on__isnull', False), ('intent_service__in', ['in_person', 'post', 'left', 'public'])), _connector='OR'), name='case_intent_served_somehow'),
                    models.CheckConstraint(condition=models.Q(models.Q(('served_on__isnull', True), ('service', '')), models.Q(('served_on__isnull', False), ('service__in', ['in_person', 'post', 'left', 'public'])), _connector='OR'), name='case_served_somehow'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by', 0), ('decided_on__isnull', True), ('decision_number', ''), ('state__in', ['heard', 'intended', 'dropped'])), models.Q(models.Q(('state__in', ['heard', 'intended', 'dropped']), _negated=True), ('decided_on__isnull', False), ('heard_at__isnull', False), models.Q(('decision_number', ''), _negated=True), models.Q(('ground', ''), _negated=True), models.Q(('decided_by', 0), _negated=True), models.Q(('decided_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='case_decided_by_two'),
                    models.CheckConstraint(condition=models.Q(('effective_by', 0), models.Q(('effective_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='case_effect_by_two'),
                    models.CheckConstraint(condition=models.Q(models.Q(('effective_at__isnull', False), ('state', 'effective')), models.Q(('state', 'effective'), _negated=True), _connector='OR'), name='case_effective_when'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['overturned', 'annulled']), ('undone_at__isnull', False)), models.Q(models.Q(('state__in', ['overturned', 'annulled']), _negated=True), ('undone', ''), ('undone_at__isnull', True)), _connector='OR'), name='case_undone_by_document'),
                    models.UniqueConstraint(condition=models.Q(('decision_number', ''), _negated=True), fields=('body', 'decision_number'), name='case_decision_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CaseLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open', models.BooleanField(default=True)),
                ('outcome', models.CharField(blank=True, max_length=8)),
                ('struck', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('settled_at', models.DateTimeField(null=True)),
                ('restored_at', models.DateTimeField(null=True)),
                ('record_id', models.BigIntegerField(null=True)),
                ('bar_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='invalidation.case')),
                ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.certificate')),
            ],
            options={
                'db_table': 'invalidation_line',
                'indexes': [
                    models.Index(condition=models.Q(('outcome', '')), fields=['case', 'id'], name='case_line_to_settle'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'certificate'), name='case_line_once'),
                    models.UniqueConstraint(condition=models.Q(('open', True)), fields=('certificate',), name='case_line_one_open'),
                    models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True)), models.Q(('outcome__in', ['struck', 'nothing']), ('settled_at__isnull', False)), _connector='OR'), name='case_line_settled_when'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(max_length=10)),
                ('number', models.CharField(max_length=60)),
                ('sent_on', models.DateField()),
                ('sent_by', models.BigIntegerField()),
                ('received_at', models.DateTimeField(null=True)),
                ('received_by', models.BigIntegerField(default=0)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='invalidation.case')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
            ],
            options={
                'db_table': 'invalidation_letter',
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'party'), name='case_letter_once'),
                    models.CheckConstraint(condition=models.Q(('party__in', ['agency', 'center'])), name='case_letter_party_known'),
                    models.CheckConstraint(condition=models.Q(models.Q(('received_at__isnull', True), ('received_by', 0)), models.Q(('received_at__isnull', False), models.Q(('received_by', 0), _negated=True)), _connector='OR'), name='case_letter_received_by_somebody'),
                ],
            },
        ),
    ]
