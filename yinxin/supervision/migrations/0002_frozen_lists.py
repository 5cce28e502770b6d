"""A frozen list stays as it is: neither change nor deletion (A2.1.4)."""

from django.db import migrations

GUARD = """
create function supervision_candidate_keeps() returns trigger language plpgsql as $$
begin
    raise exception 'candidate_keeps: a frozen list is not changed: % is refused', tg_op
        using errcode = 'insufficient_privilege';
end $$;
create trigger supervision_candidate_keeps before update or delete on supervision_candidate
    for each row execute function supervision_candidate_keeps();
"""
NO_GUARD = """
drop trigger supervision_candidate_keeps on supervision_candidate;
drop function supervision_candidate_keeps();
"""


class Migration(migrations.Migration):
    """A trigger on the lists' lines."""

    dependencies = [("supervision", "0001_supervision")]
    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
