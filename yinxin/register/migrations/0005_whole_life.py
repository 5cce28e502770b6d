"""The whole life of a sheet: the states, places and slips after custody; and who gives each certificate out."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0004_sign_in_help'),
        ('register', '0004_blanks'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='papercopy',
            name='paper_state_known',
        ),
        migrations.RemoveConstraint(
            model_name='place',
            name='place_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='place',
            name='place_standing_once',
        ),
        migrations.RemoveConstraint(
            model_name='slip',
            name='slip_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='slip',
            name='slip_state_known',
        ),
        migrations.AddField(
            model_name='certificate',
            name='issuer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation'),
        ),
        migrations.RunSQL("update register_certificate set issuer_id = agency_id", migrations.RunSQL.noop),
        migrations.RunSQL("set constraints all immediate", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='certificate',
            name='issuer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation'),
        ),
        migrations.AddConstraint(
            model_name='papercopy',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ordered', 'printing', 'printed', 'in_transit', 'held', 'collected', 'posted', 'recalled', 'past_custody', 'listed', 'handed_over', 'destroyed', 'lost', 'spoiled'])), name='paper_state_known'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['printing_house', 'in_transit', 'room', 'shelf', 'box', 'counter', 'courier', 'holder', 'recalled', 'past_custody', 'listed', 'handed_over', 'destroyed', 'lost', 'spoiled'])), name='place_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['courier', 'destroyed', 'handed_over', 'holder', 'in_transit', 'listed', 'lost', 'past_custody', 'printing_house', 'recalled', 'spoiled'])), fields=('organisation', 'kind'), name='place_standing_once'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['print_order', 'printed', 'spoiled_in_print', 'lost_in_print', 'dispatch', 'receipt', 'missing_on_arrival', 'unfit_on_arrival', 'shelving', 'collection', 'collection_undone', 'posting', 'delivery', 'mail_returned', 'lost_in_post', 'recall', 'custody_ended', 'destruction_list', 'destruction_handover', 'destruction_missing', 'destruction', 'damaged_in_store', 'found_again', 'stock_missing', 'stock_surplus'])), name='slip_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='slip',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ordered', 'printing', 'printed', 'in_transit', 'held', 'collected', 'posted', 'recalled', 'past_custody', 'listed', 'handed_over', 'destroyed', 'lost', 'spoiled']), models.Q(('state', 'ordered'), _negated=True)), name='slip_state_known'),
        ),
    ]
