"""Organisations through their lives (N4)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.parties.people import DAY, HOUR, account, place, who
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.parties import access, directory, founding, organisations, queries
from yinxin.parties.actor import SYSTEM, Actor, Body, HeldSeat
from yinxin.parties.models import FormerName, Organisation, Seat
from yinxin.parties.permissions import Permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(cast):
    return who("system-admin")


def found(by, **changed):
    return founding.found(
        **{
            "code": "new",
            "kind": "window",
            "name": "新窗口",
            "name_en": "New",
            "region": "340100",
            "parent": "hefei",
        }
        | changed,
        by=by,
        at=AT,
    )


def test_a_system_administrator_founds_below_any_body(system):
    number = found(system)
    assert queries.body(number).lineage >= {place("hefei"), place("anhui"), place("ministry")}


@pytest.mark.parametrize(
    ("changed", "says"),
    [({"region": "349900"}, "349900"), ({"kind": "bank"}, "类机构")],
)
def test_a_wrong_region_or_kind_is_refused(system, changed, says):
    with pytest.raises(Incomplete, match=says):
        found(system, **changed)


@pytest.mark.parametrize("name", ["center-make", "security-admin", "auditor", "anhui-security"])
def test_nobody_else_founds(cast, name):
    with pytest.raises((NotPermitted, NotFound)):
        found(who(name))


def test_below_an_unknown_parent_there_is_nothing(system):
    with pytest.raises(NotFound):
        found(system, parent="nowhere")


def test_a_renamed_body_keeps_its_old_names_as_of_their_time(system):
    number, first = place("wuhu"), queries.body_by_code("wuhu").name
    for n, name in enumerate(("乙", "丙")):
        organisations.rename(organisation_id=number, name=name, name_en=name, by=system, at=AT + n * DAY)
    assert queries.body(number).name == "丙"
    for at, name in ((AT - HOUR, first), (AT, "乙"), (AT + DAY - HOUR, "乙"), (AT + DAY, "丙")):
        assert directory.name_at(number, at) == name
    names = directory.organisation_names(number)
    assert [one.name for one in names] == ["丙", "乙", first]
    assert [(one.since, one.until) for one in names] == [(AT + DAY, None), (AT, AT + DAY), (None, AT)]
    kinds = [line.kind for line in history(("organisation", number))]
    assert kinds == ["organisation.founded", "organisation.renamed", "organisation.renamed"]


@pytest.mark.parametrize(("name", "english"), [("", "x"), ("x", " ")])
def test_a_name_in_both_languages_is_needed(system, name, english):
    with pytest.raises(Incomplete, match="名称"):
        organisations.rename(organisation_id=place("wuhu"), name=name, name_en=english, by=system, at=AT)


def test_the_same_name_again_is_no_change(system):
    row = Organisation.objects.get(code="wuhu")
    with pytest.raises(Incomplete, match="没有变化"):
        organisations.rename(organisation_id=row.pk, name=row.name, name_en=row.name_en, by=system, at=AT)


def test_a_moved_body_takes_what_lies_below_it_along(system):
    window = found(SYSTEM)
    organisations.move(organisation_id=place("hefei"), parent_id=place("jiangsu"), by=system, at=AT)
    assert place("jiangsu") in queries.body(window).lineage
    assert place("anhui") not in queries.body(window).lineage


@pytest.mark.parametrize("to", ["anhui", "hefei", "ministry"])
def test_no_circle_and_no_move_to_where_it_is(system, to):
    with pytest.raises(Incomplete, match="自己"):
        organisations.move(organisation_id=place("anhui"), parent_id=place(to), by=system, at=AT)


@pytest.fixture
def merged(cast):
    """Wuhu is merged into Hefei; a window lay below Wuhu."""
    window = found(SYSTEM, parent="wuhu")
    organisations.merge(
        organisation_id=place("wuhu"),
        into_id=place("hefei"),
        proposed_by=account("system-admin"),
        by=who("security-admin"),
        at=AT,
    )
    return window


def test_a_merged_body_is_closed_its_seats_end_and_its_windows_go_along(merged):
    row = Organisation.objects.get(code="wuhu")
    assert (row.closed_at, row.merged_into_id) == (AT, place("hefei"))
    assert who("wuhu-counter").seats == ()
    assert Organisation.objects.get(id=merged).parent_id == place("hefei")


def test_the_successors_people_reach_what_the_merged_body_did(merged):
    old, new = queries.body_by_code("wuhu"), queries.body_by_code("hefei")
    assert new.id in old.lineage
    assert access.reaches(who("hefei-counter").seats[0], old)
    assert not access.reaches(HeldSeat("counter", queries.body_by_code("bengbu")), old)
    assert access.reaches(HeldSeat("supervisor", queries.body_by_code("anhui")), old)


def test_the_successors_people_find_the_open_duties_of_the_merged_agency(cast):
    from datetime import date

    from yinxin.duties import queries as duties

    before = duties.open_for(who("jiangsu-data"), date(2026, 9, 14))
    assert before
    organisations.merge(
        organisation_id=place("jiangsu-exam"), into_id=place("anhui-exam"), proposed_by=0, by=SYSTEM, at=AT
    )
    after = {duty.id for duty in duties.open_for(who("anhui-data"), date(2026, 9, 14))}
    assert {duty.id for duty in before} <= after


@pytest.mark.parametrize("verb", ["rename", "move", "merge", "found", "seat"])
def test_nothing_more_happens_to_a_closed_body(merged, system, verb):
    wuhu = place("wuhu")
    acts = {
        "rename": lambda: organisations.rename(organisation_id=wuhu, name="x", name_en="x", by=system, at=AT),
        "move": lambda: organisations.move(
            organisation_id=wuhu, parent_id=place("jiangsu"), by=system, at=AT
        ),
        "merge": lambda: organisations.merge(
            organisation_id=wuhu, into_id=place("suzhou"), proposed_by=0, by=SYSTEM, at=AT
        ),
        "found": lambda: found(SYSTEM, code="newer", parent="wuhu"),
        "seat": lambda: founding.seat(
            account_id=account("hefei-counter"), organisation_id=wuhu, role="counter", by=SYSTEM, at=AT
        ),
    }
    with pytest.raises((WrongState, Incomplete), match="已撤销"):
        acts[verb]()


@pytest.mark.parametrize("into", ["anhui", "hefei"])
def test_a_body_is_not_merged_into_itself_or_what_lies_below_it(cast, into):
    with pytest.raises(Incomplete, match="并入自己"):
        organisations.merge(
            organisation_id=place("anhui"), into_id=place(into), proposed_by=0, by=SYSTEM, at=AT
        )


def test_who_proposed_a_merger_does_not_approve_it(cast):
    by = who("security-admin")
    with pytest.raises(NotPermitted, match="另一人"):
        organisations.merge(
            organisation_id=place("wuhu"), into_id=place("hefei"), proposed_by=by.account_id, by=by, at=AT
        )


def test_a_body_closes_only_when_nobody_and_nothing_is_left(cast):
    close = {"proposed_by": 0, "by": SYSTEM, "at": AT}
    with pytest.raises(WrongState, match="2个在任岗位") as refusal:
        organisations.close(organisation_id=place("wuhu"), **close)
    assert refusal.value.facts == {"seats": 2, "below": 0}
    with pytest.raises(WrongState, match="下级机构"):
        organisations.close(organisation_id=place("anhui"), **close)
    organisations.close(organisation_id=place("bengbu"), **close)
    assert Organisation.objects.get(code="bengbu").closed_at == AT


RAIL = Body(1, "authority", "铁路局", "", frozenset({1}), "铁路")
RAIL_ANHUI = Body(2, "authority", "皖铁路", "340000", frozenset({2}), "铁路")
GUILD = Body(3, "association", "协会", "", frozenset({3}), "工程咨询")
PLAIN_GUILD = Body(4, "association", "协会", "340000", frozenset({4}))


@pytest.mark.parametrize(
    ("seat", "region", "industry", "reached"),
    [
        (RAIL, "340000", "铁路", True),
        (RAIL, "340000", "", False),
        (RAIL, "", "民航", False),
        (RAIL_ANHUI, "340100", "铁路", True),
        (RAIL_ANHUI, "320100", "铁路", False),
        (RAIL_ANHUI, "340100", "", False),
        (GUILD, "110000", "工程咨询", True),
        (GUILD, "110000", "", False),
        (PLAIN_GUILD, "340000", "", False),
    ],
)
def test_an_industry_reaches_its_own_bodies_only(seat, region, industry, reached):
    over = Body(99, "agency", "某机构", region, frozenset({99}), industry)
    assert access.reaches(HeldSeat("supervisor", seat), over) is reached


def test_a_city_bureau_reaches_its_windows_and_not_its_sisters(cast):
    window = queries.body(found(SYSTEM))
    hefei = HeldSeat("counter", queries.body_by_code("hefei"))
    assert access.reaches(hefei, window)
    assert not access.reaches(hefei, queries.body_by_code("wuhu"))
    assert not access.reaches(HeldSeat("counter", window), queries.body_by_code("hefei"))


def test_the_list_holds_the_territory_as_a_tree_and_what_is_looked_for(cast):
    seen = [one.code for one in directory.organisations(who("anhui-security"))]
    assert seen[0] == "anhui"
    assert set(seen) == {
        "anhui",
        "anhui-exam",
        "anhui-window",
        "anhui-engineering",
        "hefei",
        "wuhu",
        "bengbu",
        "employer",
    }
    assert [one.code for one in directory.organisations(who("system-admin"), text="芜湖")] == ["wuhu"]
    nobody = Actor(1, "x", "x", ())
    assert directory.organisations(nobody) == ()


def test_what_lies_outside_is_not_there(cast):
    with pytest.raises(NotFound):
        directory.organisation(place("jiangsu"), who("anhui-security"))


@pytest.mark.parametrize(
    "change",
    [
        lambda: Organisation.objects.filter(code="wuhu").update(merged_into=place("hefei")),
        lambda: Organisation.objects.filter(code="wuhu").update(merged_into=place("wuhu"), closed_at=AT),
        lambda: Organisation.objects.filter(code="wuhu").update(parent=place("wuhu")),
        lambda: [
            FormerName.objects.create(organisation_id=place("wuhu"), name="x", name_en="x", until=AT)
            for _ in "ab"
        ],
    ],
)
def test_the_database_refuses_what_cannot_be(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_every_change_asks_for_the_permission_over_the_body(cast):
    for name in ("center-make", "auditor", "security-admin"):
        for act in (
            lambda by: organisations.rename(
                organisation_id=place("wuhu"), name="x", name_en="x", by=by, at=AT
            ),
            lambda by: organisations.move(
                organisation_id=place("wuhu"), parent_id=place("jiangsu"), by=by, at=AT
            ),
        ):
            with pytest.raises(NotPermitted, match=str(Permission.ORGANISATION_MANAGE.words)):
                act(who(name))
    for act in (organisations.close,):
        with pytest.raises(NotPermitted):
            act(organisation_id=place("bengbu"), proposed_by=0, by=who("system-admin"), at=AT)
    assert Seat.objects.filter(organisation__code="wuhu", until__isnull=True).exists()
