"""The custody book: double entry, one place for each copy, and constraints that hold without the program (N11.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.cast import AT, CHINA
from tests.register.custody_helpers import custodian, go, kept, opened, printing, slip, standing
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger import queries as ledger
from yinxin.parties.queries import body_by_code
from yinxin.register import books, custody
from yinxin.register.files import files
from yinxin.register.models import Movement, PaperCopy, Place, Slip
from yinxin.register.places import KEPT, STANDING, WHERE, PlaceKind, SlipKind
from yinxin.register.states import PAPER
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=3)


def at_once() -> None:
    """Ask the constraints that wait for the end of the transaction now."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def test_release_puts_every_copy_at_the_printing_house(cast):
    copies = printing(cast, seed=3501)
    house = standing(PlaceKind.PRINTING_HOUSE)
    assert books.where(copies) == dict.fromkeys(copies, house)
    assert books.balance([house])[house] == PaperCopy.objects.filter(place=house).count()
    at_once()


def test_a_slip_is_one_line_of_the_ledger_with_the_digest_of_its_list(cast):
    copies, house = printing(cast, seed=3502), standing(PlaceKind.PRINTING_HOUSE)
    number = go(copies, house, house, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED))
    (line,) = ledger.history(("slip", number))
    assert (line.kind, line.clause) == ("slip.printed", "N10")
    assert (line.facts["papers"], line.facts["list"]) == (4, custody.list_digest(copies))


def test_the_history_of_a_copy_is_its_slips(cast):
    room = opened()
    copies = kept(cast, room, seed=3503)
    steps = books.history_of(copies[0])
    assert [step.state for step in steps] == [P.PRINTING, P.PRINTED, P.IN_TRANSIT, P.HELD]
    assert (steps[0].frm, steps[-1].to) == (None, "一号证书室")


def test_past_balances_stay_what_they_were(cast):
    room, copies = opened(), []
    copies = kept(cast, room, seed=3504)
    go(
        copies[:1],
        room,
        standing(PlaceKind.LOST, "hefei"),
        slip(SlipKind.STOCK_MISSING, P.HELD, P.LOST),
        LATER,
    )
    assert (books.balance([room], AT)[room], books.balance([room], LATER)[room]) == (4, 3)
    assert books.contents([room], AT).keys() - books.contents([room], LATER).keys() == {copies[0]}
    assert books.balance([room], AT - timedelta(seconds=1)) == {room: 0}


def test_a_copy_leaves_only_from_where_it_lies(cast):
    room, other = opened(), opened("二号证书室")
    copies = kept(cast, room, seed=3505)
    with pytest.raises(WrongState):
        go(copies, other, room, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    go(copies[:2], room, other, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    with pytest.raises(WrongState):
        go(copies, room, other, slip(SlipKind.SHELVING, P.HELD, P.HELD))
    assert books.balance([room, other]) == {room: 2, other: 2}
    at_once()


def test_a_slip_is_entered_once(cast):
    room, other = opened(), opened("二号证书室")
    copies, note = kept(cast, room, seed=3506), slip(SlipKind.SHELVING, P.HELD, P.HELD)
    go(copies[:2], room, other, note)
    with pytest.raises(AlreadyDone, match=note.number):
        go(copies[2:], room, other, note)
    assert books.copies_on(note.kind, note.number) == copies[:2]


@pytest.mark.parametrize("listed", [lambda c: [], lambda c: [c[0], c[0]]], ids=["empty", "twice"])
def test_a_list_names_each_copy_once(cast, listed):
    copies, house = printing(cast, seed=3507), standing(PlaceKind.PRINTING_HOUSE)
    with pytest.raises(Incomplete):
        go(listed(copies), house, house, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED))


def test_a_slip_does_not_go_back_in_time(cast):
    copies, house = printing(cast, seed=3508), standing(PlaceKind.PRINTING_HOUSE)
    with pytest.raises(WrongState, match="早于"):
        go(copies, house, house, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED), AT - timedelta(days=1))


def test_a_state_lies_only_where_it_may(cast):
    room, copies = opened(), printing(cast, seed=3509)
    with pytest.raises(WrongState, match="不能放在"):
        go(copies, standing(PlaceKind.PRINTING_HOUSE), room, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED))


def test_every_state_but_the_first_has_its_places_and_every_place_a_state():
    assert set(WHERE) == set(PAPER.names)
    assert not WHERE[P.ORDERED]
    assert {kind for kinds in WHERE.values() for kind in kinds} == set(PlaceKind) == KEPT | STANDING
    assert all(kinds for state, kinds in WHERE.items() if state is not P.ORDERED)


# What the database refuses from anybody.


def move_without_slip(copies, room):
    PaperCopy.objects.filter(pk=copies[0]).update(place=room)


def change_state_without_slip(copies, room):
    PaperCopy.objects.filter(pk=copies[0]).update(state="printed")


def write_line_without_moving(copies, room):
    house = standing(PlaceKind.PRINTING_HOUSE)
    page = Slip.objects.create(
        kind="dispatch", number="X", frm_id=house, to_id=room, state="held", count=1, at=AT, by=0
    )
    Movement.objects.create(slip=page, copy_id=copies[0], sequence=2)


def take_from_elsewhere(copies, room):
    page = Slip.objects.create(
        kind="dispatch", number="X", frm_id=room, to_id=room, state="held", count=1, at=AT, by=0
    )
    Movement.objects.create(slip=page, copy_id=copies[0], sequence=2)


def enter_twice(copies, room):
    page = Slip.objects.create(kind="dispatch", number="X", to_id=room, state="held", count=1, at=AT, by=0)
    Movement.objects.create(slip=page, copy_id=copies[0], sequence=1)


def stand_twice_on_a_list(copies, room):
    page = Movement.objects.get(copy_id=copies[0]).slip
    Movement.objects.create(slip=page, copy_id=copies[0], sequence=1)


def leave_the_list_short(copies, room):
    house = standing(PlaceKind.PRINTING_HOUSE)
    Slip.objects.create(
        kind="dispatch", number="X", frm_id=house, to_id=room, state="held", count=1, at=AT, by=0
    )


TWO_PLACES = [
    ("paper_is_where_the_book_says", move_without_slip),
    ("paper_is_where_the_book_says", change_state_without_slip),
    ("paper_is_where_the_book_says", write_line_without_moving),
    ("movement_follows", take_from_elsewhere),
    ("movement_follows", enter_twice),
    ("movement_follows", stand_twice_on_a_list),
    ("slip_is_whole", leave_the_list_short),
]


@pytest.mark.parametrize(("name", "act"), TWO_PLACES, ids=[act.__name__ for _, act in TWO_PLACES])
def test_no_copy_is_at_two_places_whoever_tries(cast, name, act):
    copies, room = printing(cast, seed=3510), opened()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act(copies, room)
        at_once()


@pytest.mark.parametrize("table", ["register_slip", "register_movement"])
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
def test_what_the_book_says_is_never_changed(cast, table, change):
    printing(cast, seed=3511)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        at_once()
        with connection.cursor() as cursor:
            cursor.execute(change.format(table))


# Places, and who keeps them.


def test_a_custodian_opens_places_within_places_and_moves_copies_between_them(cast):
    room = opened()
    shelf = opened("甲架", PlaceKind.SHELF, room)
    box = opened("1号箱", PlaceKind.BOX, shelf)
    copies = kept(cast, room, seed=3512)
    custody.put_away(copies=copies[:3], frm=room, to=box, number="YK-1", by=custodian(), at=AT)
    assert books.inside(room) == [room, shelf, box]
    book = books.book(body_by_code("hefei").id, custodian())
    assert [(line.name, line.depth, line.count, line.inside) for line in book.places] == [
        ("一号证书室", 0, 1, 4),
        ("甲架", 1, 0, 3),
        ("1号箱", 2, 3, 3),
    ]
    assert (book.total, [(str(words), count) for words, count in book.states]) == (4, [("在库", 4)])
    lines = books.copies_at(box, custodian())
    assert {line.id for line in lines} == set(copies[:3])
    assert {line.since.astimezone(CHINA) for line in lines} == {AT}


def test_a_name_stands_once_at_each_place(cast):
    room = opened()
    opened("甲架", PlaceKind.SHELF, room)
    opened("甲架", PlaceKind.SHELF, opened("二号证书室"))
    with pytest.raises(AlreadyDone):
        opened("甲架", PlaceKind.SHELF, room)
    with pytest.raises(AlreadyDone):
        opened()


@pytest.mark.parametrize("kind", sorted(STANDING, key=str))
def test_nobody_opens_a_standing_account(cast, kind):
    with pytest.raises(Incomplete):
        opened("遗失", kind)


def test_only_those_who_keep_the_paper_open_places_and_see_them(cast):
    room, hefei = opened(), body_by_code("hefei").id
    for by, refusal in (
        (cast.counter, NotPermitted),
        (cast.maker, NotPermitted),
        (cast.other_data, NotFound),
    ):
        with pytest.raises(refusal):
            custody.open_place(
                organisation_id=hefei, kind=PlaceKind.ROOM, name="三号", parent_id=None, by=by, at=AT
            )
    assert books.place(room, cast.counter)[1].name == "一号证书室"
    with pytest.raises(NotFound):
        books.place(room, cast.other_data)


def test_copies_are_not_put_away_into_another_organisations_place(cast, behind_the_back):
    room = opened()
    copies = kept(cast, room, seed=3513)
    other = Place.objects.create(
        organisation_id=body_by_code("wuhu").id, kind="room", name="芜湖证书室", opened_at=AT
    ).pk
    with pytest.raises(NotFound):
        custody.put_away(copies=copies, frm=room, to=other, number="YK-2", by=custodian(), at=AT)


# The audit.


def told() -> list[tuple[str, int]]:
    from yinxin.register.audit import audit

    return [(d.where, d.number) for d in audit(files(), whole_files=False)]


def test_a_clean_book_has_no_differences(cast):
    kept(cast, opened(), seed=3514)
    assert told() == []


SPOILT = [
    ("register_paper_copy", "update register_paper_copy set place_id = {room} where id = {copy}"),
    ("register_paper_copy", "update register_paper_copy set state = 'held' where id = {copy}"),
    ("register_paper_copy", "delete from register_movement where copy_id = {copy}"),
    ("register_slip", "update register_slip set at = at + interval '1 day' where id = {slip}"),
    ("register_slip", "update register_slip set state = 'printed' where id = {slip}"),
    ("register_slip", "delete from ledger_entry where subject = 'slip' and subject_id = {slip}"),
    ("register_slip", "update register_slip set count = 9 where id = {slip}"),
    ("register_place", "update register_place set name = '别处' where id = {room}"),
    ("register_place", "delete from ledger_entry where subject = 'place' and subject_id = {room}"),
]


@pytest.mark.parametrize(("where", "sql"), SPOILT, ids=[sql[:48] for _, sql in SPOILT])
def test_what_was_changed_behind_the_back_is_named(cast, behind_the_back, where, sql):
    copies, room = printing(cast, seed=3515), opened()
    keys = {"room": room, "copy": copies[0], "slip": books.history_of(copies[0])[0].slip_id}
    behind_the_back(sql.format(**keys))
    numbers = {"register_paper_copy": keys["copy"], "register_slip": keys["slip"], "register_place": room}
    assert (where, numbers[where]) in told()


@pytest.mark.parametrize(("name", "sequence"), [("movement_in_order", 1), ("movement_once", 2)])
def test_the_order_of_movements_needs_no_trigger(cast, behind_the_back, name, sequence):
    copies = printing(cast, seed=3516)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        behind_the_back(
            """insert into register_movement (slip_id, copy_id, sequence)
               select slip_id, copy_id, %s from register_movement where copy_id = %s""",
            sequence,
            copies[0],
        )
