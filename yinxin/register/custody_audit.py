"""Hold the custody book against the copies and the ledger, both ways; name everything that differs (N11.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db import connection

from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.register.custody import list_digest
from yinxin.register.places import WHERE

_COPY, _SLIP, _PLACE = "register_paper_copy", "register_slip", "register_place"

_APART: Final = """
    select p.id from register_paper_copy p
    left join (select distinct on (m.copy_id) m.copy_id, s.to_id, s.state, m.sequence,
                      count(*) over (partition by m.copy_id) as moves
               from register_movement m join register_slip s on s.id = m.slip_id
               order by m.copy_id, m.sequence desc) l on l.copy_id = p.id
    where p.place_id is distinct from l.to_id or p.state <> coalesce(l.state, 'ordered') or l.moves <> l.sequence
    order by p.id"""

_BROKEN: Final = """
    select copy_id from (
        select m.copy_id, s.frm_id, s.at, lag(s.to_id) over w as lay_at, lag(s.at) over w as since
        from register_movement m join register_slip s on s.id = m.slip_id
        window w as (partition by m.copy_id order by m.sequence)) as steps
    where frm_id is distinct from lay_at or at < since group by copy_id order by copy_id"""

_SLIPS: Final = """
    select coalesce(s.id, l.subject_id), s.id is null, l.facts, l.kind = 'slip.' || s.kind and l.at = s.at
           and l.actor = s.by, s.number, s.frm_id, s.to_id, s.state, s.count,
           array(select copy_id from register_movement m where m.slip_id = s.id order by copy_id)
    from register_slip s full join (select * from ledger_entry where subject = 'slip') l on l.subject_id = s.id
    order by 1"""

_PLACES: Final = """
    select coalesce(p.id, l.subject_id), p.id is null, l.facts, p.kind, p.organisation_id, p.name, p.parent_id
    from register_place p full join (select * from ledger_entry where kind = 'place.opened') l on l.subject_id = p.id
    order by 1"""


# A number that was allotted is on one copy, and on a copy is no other number of a range.
_BLANKS: Final = """
    select r.id from register_blank_range r
    left join register_paper_copy p on p.blank_serial <> '' and length(p.blank_serial) = length(r.prefix) + r.width
         and starts_with(p.blank_serial, r.prefix)
         and p.blank_serial between r.prefix || lpad(r.first::text, r.width, '0')
                                and r.prefix || lpad(r.last::text, r.width, '0')
    group by r.id having count(p.id) <> r.next - r.first
        or count(p.id) filter (where right(p.blank_serial, r.width)::bigint >= r.next) > 0
    order by r.id"""


def audit() -> Iterator[Difference]:
    """Yield every copy that is not where the book says, every slip and place that the ledger does not know so."""
    for (number,) in _rows(_APART):
        yield Difference(_COPY, number, Words("纸质证书的位置或状态与账簿不符"))
    for (number,) in _rows(_BROKEN):
        yield Difference(_COPY, number, Words("纸质证书的出入库记录前后不相接"))
    yield from _wrong_kind()
    yield from _slips()
    yield from _places()
    for (number,) in _rows(_BLANKS):
        yield Difference("register_blank_range", number, Words("已分配的空白证书编号与证书不符"))


def _wrong_kind() -> Iterator[Difference]:
    """Yield copies in a place where their state does not allow them to be."""
    allowed = [(state.value, kind.value) for state, kinds in WHERE.items() for kind in kinds]
    found = _rows(
        """select p.id from register_paper_copy p join register_place w on w.id = p.place_id
           where (p.state, w.kind) not in (select * from unnest(%s::text[], %s::text[])) order by p.id""",
        [[state for state, _ in allowed], [kind for _, kind in allowed]],
    )
    for (number,) in found:
        yield Difference(_COPY, number, Words("纸质证书在其状态不允许的位置"))


def _slips() -> Iterator[Difference]:
    for number, gone, line, same, *said in _rows(_SLIPS):
        if gone:
            yield Difference(_SLIP, number, Words("账目记有此单据，账簿中却没有：被删除"))
        elif line is None:
            yield Difference(_SLIP, number, Words("账目没有记录"))
        elif not same or line != _text(_said(*said)):
            yield Difference(_SLIP, number, Words("单据或其清单与账目不符"))


def _said(
    number: str, frm: int | None, to: int, state: str, count: int, copies: list[int]
) -> Mapping[str, Any]:
    """Return what the ledger's line of a slip must say."""
    return {
        "number": number,
        "from_place": frm,
        "to_place": to,
        "state": state,
        "papers": count,
        "list": list_digest(copies),
    }


def _places() -> Iterator[Difference]:
    for number, gone, line, kind, organisation, name, parent in _rows(_PLACES):
        facts = {"kind": kind, "organisation": organisation, "name": name, "parent": parent}
        if gone or line is None:
            words = Words("被删除") if gone else Words("账目没有记录")
            yield Difference(_PLACE, number, words)
        elif line != _text(facts):
            yield Difference(_PLACE, number, Words("登记与账目不符"))


def _text(facts: Mapping[str, Any]) -> str:
    return canonical_json(facts).decode()


def _rows(query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
