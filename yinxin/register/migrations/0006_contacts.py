"""How holders can be told that paper waits for them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0005_whole_life'),
    ]

    operations = [
        migrations.CreateModel(
            name='HolderContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phone', models.BinaryField(default=b'')),
                ('email', models.BinaryField(default=b'')),
                ('own', models.BooleanField(default=False)),
                ('off', models.BooleanField(default=False)),
                ('since', models.DateTimeField()),
                ('looked_at', models.DateTimeField(null=True)),
                ('holder', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contact', to='register.holder')),
            ],
            options={
                'db_table': 'register_holder_contact',
                'indexes': [models.Index(models.OrderBy(models.F('looked_at'), nulls_first=True), condition=models.Q(('off', False)), name='contact_to_look_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('off', False), models.Q(('email', b''), ('phone', b'')), _connector='OR'), name='contact_off_is_empty')],
            },
        ),
    ]
