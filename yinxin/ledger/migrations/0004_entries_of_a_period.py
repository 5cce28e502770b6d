import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    """Find the lines of a period."""

    dependencies = [("ledger", "0003_entries_of_a_person")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="ledger_entry_of_period"),
        )
    ]
