"""A shown list and a frozen list stay as they are: neither change nor deletion (A1.3a, N9.1)."""

from django.db import migrations

GUARD = """
create function qualifying_list_keeps() returns trigger language plpgsql as $$
begin
    raise exception 'list_keeps: a shown or frozen list is not changed: % is refused', tg_op
        using errcode = 'insufficient_privilege';
end $$;
create trigger qualifying_notice_entry_keeps before update or delete on qualifying_notice_entry
    for each row execute function qualifying_list_keeps();
create trigger qualifying_sample_entry_keeps before update or delete on qualifying_sample_entry
    for each row execute function qualifying_list_keeps();
"""
NO_GUARD = """
drop trigger qualifying_notice_entry_keeps on qualifying_notice_entry;
drop trigger qualifying_sample_entry_keeps on qualifying_sample_entry;
drop function qualifying_list_keeps();
"""


class Migration(migrations.Migration):
    """A trigger on the lists' lines."""

    dependencies = [("qualifying", "0001_qualifying")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
