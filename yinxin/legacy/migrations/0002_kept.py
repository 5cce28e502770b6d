"""What a record says and what mended it stay as they were written (N19, N21.2)."""

from django.db import migrations

GUARD = """
create function legacy_keeps() returns trigger language plpgsql as $$
begin
    raise exception 'legacy_keeps: what was collected is not changed: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger legacy_record_keeps before update of batch_id, "row", sealed, content on legacy_record
    for each row when (old.* is distinct from new.* and (old.sealed, old.content, old.batch_id, old."row")
        is distinct from (new.sealed, new.content, new.batch_id, new."row")) execute function legacy_keeps();
create trigger legacy_record_stays before delete on legacy_record for each row execute function legacy_keeps();
create trigger legacy_mend_keeps before update or delete on legacy_mend
    for each row execute function legacy_keeps();
"""
NO_GUARD = """
drop trigger legacy_record_keeps on legacy_record;
drop trigger legacy_record_stays on legacy_record;
drop trigger legacy_mend_keeps on legacy_mend;
drop function legacy_keeps();
"""


class Migration(migrations.Migration):
    """Triggers on records and mends."""

    dependencies = [("legacy", "0001_older_certificates")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
