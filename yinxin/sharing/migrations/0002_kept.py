"""The feed's changes are never changed or taken away; the terms of an agreement stay as they were written down."""

from django.db import migrations

KEEP_CHANGES = """
create function sharing_keep_change() returns trigger language plpgsql as $$
begin
    raise exception 'the feed is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
create trigger sharing_keep_change before update or delete on sharing_change
    for each row execute function sharing_keep_change();
"""

KEEP_TERMS = """
create function sharing_keep_terms() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (old.client, old.platform, old.purpose, old.basis, old.fields, old.regions,
            old.qualifications, old.per_day, old.per_minute, old.since, old.until, old.webhook, old.digest)
        is distinct from (new.client, new.platform, new.purpose, new.basis, new.fields, new.regions,
            new.qualifications, new.per_day, new.per_minute, new.since, new.until, new.webhook, new.digest) then
        raise exception 'agreement_keeps_its_terms: agreement %', old.id
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger sharing_keep_terms before update or delete on sharing_agreement
    for each row execute function sharing_keep_terms();
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_sharing")]

    operations = [
        migrations.RunSQL(
            KEEP_CHANGES,
            "drop trigger sharing_keep_change on sharing_change; drop function sharing_keep_change()",
        ),
        migrations.RunSQL(
            KEEP_TERMS,
            "drop trigger sharing_keep_terms on sharing_agreement; drop function sharing_keep_terms()",
        ),
    ]
