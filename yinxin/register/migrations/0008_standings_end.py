"""Bars and records that were entered wrongly end, with the reason (A1.3b)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('register', '0007_successors'),
    ]

    operations = [
        migrations.AddField(
            model_name='standing',
            name='ended_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='standing',
            name='ended_why',
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddConstraint(
            model_name='standing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__isnull', True), ('ended_why', '')), models.Q(('ended_on__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='standing_ended_why'),
        ),
    ]
