from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the duties of a period."""

    dependencies = [("duties", "0002_due_on_the_day")]
    operations = [
        migrations.AddIndex(model_name="duty", index=models.Index(fields=["due_on"], name="duty_of_period"))
    ]
