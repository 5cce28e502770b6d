"""Certificates made for one person: successors that are given up again, proofs beside a certificate (N15, N16, N24.1)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('parties', '0004_sign_in_help'),
        ('register', '0006_contacts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='certificate',
            name='certificate_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='slip',
            name='slip_kind_known',
        ),
        migrations.AddField(
            model_name='certificate',
            name='basis',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='register.certificate'),
        ),
        migrations.AddField(
            model_name='electroniccopy',
            name='trouble',
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='batch_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='predecessor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='register.certificate'),
        ),
        migrations.AlterField(
            model_name='certificate',
            name='row',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'valid', 'superseded', 'invalid', 'dropped'])), name='certificate_state_known'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'dropped'), _negated=True), fields=('predecessor',), name='certificate_one_successor'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(('basis__isnull', True), models.Q(('kind', 'qualification_proof'), ('predecessor__isnull', True)), _connector='OR'), name='certificate_proof_has_basis'),
        ),
        migrations.AddConstraint(
            model_name='certificate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('batch_id__isnull', False), ('row__isnull', False)), models.Q(('batch_id__isnull', True), ('row__isnull', True), models.Q(('predecessor__isnull', False), ('basis__isnull', False), _connector='OR')), _connector='OR'), name='certificate_has_origin'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['print_order', 'printed', 'spoiled_in_print', 'lost_in_print', 'dispatch', 'receipt', 'missing_on_arrival', 'unfit_on_arrival', 'shelving', 'collection', 'collection_undone', 'posting', 'delivery', 'mail_returned', 'lost_in_post', 'recall', 'custody_ended', 'destruction_list', 'destruction_handover', 'destruction_missing', 'destruction', 'damaged_in_store', 'found_again', 'lost_by_holder', 'stock_missing', 'stock_surplus'])), name='slip_kind_known'),
        ),
    ]
