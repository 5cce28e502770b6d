"""A copy is at exactly one place: where its last movement put it. Slips, movements and scans are never changed.

Copies that were handed over to print before there was a book enter it here, one slip a batch.
"""

from django.db import migrations, models

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.ledger.record import Line, record

APPEND_ONLY = ("register_slip", "register_movement", "register_scan")

REFUSE = """
create function register_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the custody book is append-only: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
end $$;
"""

CHAIN = """
create function register_movement_follows() returns trigger language plpgsql as $$
declare
    this record; last record;
begin
    select frm_id, at into this from register_slip where id = new.slip_id;
    select m.sequence, s.to_id, s.at into last from register_movement m join register_slip s on s.id = m.slip_id
        where m.copy_id = new.copy_id order by m.sequence desc limit 1;
    if new.sequence <> coalesce(last.sequence, 0) + 1 or this.frm_id is distinct from last.to_id
       or this.at < last.at then
        raise exception 'movement_follows: copy % does not lie where the slip takes it from', new.copy_id
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
create trigger register_movement_follows before insert on register_movement
    for each row execute function register_movement_follows();
"""

ONE_PLACE = """
create function register_paper_is_where_the_book_says() returns trigger language plpgsql as $$
declare
    this_copy bigint; copy record; last record;
begin
    if tg_table_name = 'register_movement' then this_copy := new.copy_id; else this_copy := new.id; end if;
    select state, place_id into copy from register_paper_copy where id = this_copy;
    select s.to_id, s.state into last from register_movement m join register_slip s on s.id = m.slip_id
        where m.copy_id = this_copy order by m.sequence desc limit 1;
    if copy.place_id is distinct from last.to_id or copy.state <> coalesce(last.state, 'ordered') then
        raise exception 'paper_is_where_the_book_says: copy % is not', this_copy
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger register_movement_moves after insert on register_movement
    deferrable initially deferred for each row execute function register_paper_is_where_the_book_says();
create constraint trigger register_paper_moved after insert or update of state, place_id on register_paper_copy
    deferrable initially deferred for each row execute function register_paper_is_where_the_book_says();
"""

WHOLE = """
create function register_slip_is_whole() returns trigger language plpgsql as $$
begin
    if new.count <> (select count(*) from register_movement where slip_id = new.id) then
        raise exception 'slip_is_whole: slip % has another number of lines', new.id
            using errcode = 'integrity_constraint_violation';
    end if;
    return null;
end $$;
create constraint trigger register_slip_is_whole after insert on register_slip
    deferrable initially deferred for each row execute function register_slip_is_whole();
"""


def enter_what_was_ordered(apps, schema_editor):
    """Enter the copies that are being printed already, in the name of the system."""
    copies = apps.get_model("register", "PaperCopy").objects.filter(state="printing", place=None)
    by_batch = {}
    for number, batch, at in copies.order_by("id").values_list(
        "id", "certificate__batch_id", "certificate__settled_at"
    ):
        by_batch.setdefault(batch, ([], at))[0].append(number)
    if not by_batch:
        return
    centre = apps.get_model("parties", "Organisation").objects.filter(kind="center").order_by("id").first()
    first = min(at for _, at in by_batch.values())
    place, _ = apps.get_model("register", "Place").objects.get_or_create(
        organisation_id=centre.pk, kind="printing_house", defaults={"name": "印制厂", "opened_at": first}
    )
    facts = {"kind": "printing_house", "organisation": centre.pk, "name": "印制厂", "parent": None}
    record(Line("place.opened", Clause("N11.1"), 0, 0, "place", place.pk, first, facts))
    for batch, (numbers, at) in by_batch.items():
        _enter(apps, str(batch), numbers, place.pk, at)
    schema_editor.execute("set constraints all immediate")


def _enter(apps, number, copies, place, at):
    slip = apps.get_model("register", "Slip").objects.create(
        kind="print_order", number=number, to_id=place, state="printing", count=len(copies), at=at, by=0
    )
    movement = apps.get_model("register", "Movement")
    movement.objects.bulk_create(movement(slip=slip, copy_id=copy, sequence=1) for copy in copies)
    apps.get_model("register", "PaperCopy").objects.filter(id__in=copies).update(place_id=place)
    facts = {
        "number": number,
        "from_place": None,
        "to_place": place,
        "state": "printing",
        "papers": len(copies),
        "list": digest(canonical_json({"copies": copies})),
    }
    record(Line("slip.print_order", Clause("N10"), 0, 0, "slip", slip.pk, at, facts))


class Migration(migrations.Migration):
    """Triggers on slips, movements, scans and paper copies."""

    dependencies = [("register", "0002_custody"), ("ledger", "0003_entries_of_a_person")]
    operations = [
        migrations.RunPython(enter_what_was_ordered, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="papercopy",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__isnull", True), ("state", "ordered"))
                | models.Q(models.Q(("state", "ordered"), _negated=True), ("place__isnull", False)),
                name="paper_lies_somewhere",
            ),
        ),
        migrations.RunSQL(REFUSE, "drop function register_refuse_change() cascade"),
        migrations.RunSQL(CHAIN, "drop function register_movement_follows() cascade"),
        migrations.RunSQL(ONE_PLACE, "drop function register_paper_is_where_the_book_says() cascade"),
        migrations.RunSQL(WHOLE, "drop function register_slip_is_whole() cascade"),
        *(
            migrations.RunSQL(
                f"""create trigger {table}_append_only before update or delete on {table}
                        for each row execute function register_refuse_change();
                    create trigger {table}_not_emptied before truncate on {table}
                        for each statement execute function register_refuse_change();""",
                migrations.RunSQL.noop,
            )
            for table in APPEND_ONLY
        ),
    ]
