"""Salt the entries, keep the roots over full tiles, keep what witnesses say."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("ledger_subtree", "ledger_cosignature")


def fill_subtrees(apps, schema_editor):
    """Compute the roots over the tiles that are full already."""
    from yinxin.kernel.merkle import Frontier

    rows = []

    def notice(height, place, root):
        if height % 8 == 0:
            rows.append((height // 8, place, root))

    frontier = Frontier(notice=notice)
    Leaf, Subtree = apps.get_model("ledger", "Leaf"), apps.get_model("ledger", "Subtree")
    for leaf in Leaf.objects.order_by("index").values_list("hash", flat=True).iterator():
        frontier.append(bytes(leaf))
    Subtree.objects.bulk_create((Subtree(level=t, index=n, hash=h) for t, n, h in rows), batch_size=5000)


class Migration(migrations.Migration):
    """What a public log needs."""

    dependencies = [("ledger", "0004_entries_of_a_period")]
    operations = [
        migrations.AddField("entry", "salt", models.BinaryField(default=b""), preserve_default=False),
        migrations.RunSQL(
            "alter table ledger_entry add constraint ledger_entry_salted check (octet_length(salt) in (0, 16))",
            "alter table ledger_entry drop constraint ledger_entry_salted",
        ),
        migrations.CreateModel(
            name="Subtree",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
            options={"db_table": "ledger_subtree"},
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("witness", models.CharField(max_length=200)),
                ("line", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="ledger.checkpoint",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_cosignature",
                "constraints": [
                    models.UniqueConstraint(fields=("checkpoint", "witness"), name="ledger_cosignature_once")
                ],
            },
        ),
        migrations.RunPython(fill_subtrees, migrations.RunPython.noop),
        *(
            migrations.RunSQL(
                f"""create trigger {table}_append_only before update or delete on {table}
                        for each row execute function ledger_refuse_change();
                    create trigger {table}_not_emptied before truncate on {table}
                        for each statement execute function ledger_refuse_change();""",
                f"drop trigger {table}_append_only on {table}; drop trigger {table}_not_emptied on {table};",
            )
            for table in TABLES
        ),
    ]
