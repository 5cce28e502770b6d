"""Refuse every change of what the ledger holds, whoever asks: the owner of the tables too."""

from django.db import migrations

TABLES = ("ledger_entry", "ledger_leaf", "ledger_checkpoint")

FUNCTION = """
create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
"""


class Migration(migrations.Migration):
    """Triggers on the three tables."""

    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function ledger_refuse_change()"),
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
