"""Count from the rows, by the queries that docs/disclosure.md prints (N23)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.db import connection

from yinxin.disclosure.counted import (
    BACK,
    GONE,
    HELD_BY_ISSUER,
    MAKING_DAYS,
    PLACES,
    STILL_GIVEN,
    Counted,
    Giving,
    Key,
    Making,
    giving_of,
)


def _one_of(values: frozenset[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(values))


_PLACES: Final = "\n".join(f"               when '{state}' then {place}" for state, place in PLACES.items())

MAKING_SQL: Final = """select x.code, o.region,
       case when count(*) = count(a.passed) then sum(a.passed - a.excluded) end as passed,
       coalesce(sum(b.submitted), 0) as submitted, coalesce(sum(b.accepted), 0) as accepted,
       coalesce(sum(b.made), 0) as made, coalesce(sum(b.released), 0) as released,
       coalesce(sum(c.verifiable), 0) as verifiable,
       max(x.results_on) as results_on, max(n.due_on) as submit_due, max(b.submitted_on) as submitted_on,
       max(b.deliver_due) as deliver_due, max(b.released_on) as released_on
from catalogue_exam_agency a
join catalogue_exam x on x.id = a.exam_id
join parties_organisation o on o.id = a.agency_id
left join duties_duty n on n.clause = 'N9.2' and n.subject = 'exam_agency' and n.subject_id = a.id
left join lateral (
    select sum(p.rows) as submitted, sum(p.rows) filter (where p.accepted_at is not null) as accepted,
           sum(p.rows) filter (where p.made_at is not null) as made,
           sum(p.rows) filter (where p.released_at is not null) as released,
           max((p.received_at at time zone 'Asia/Shanghai')::date) as submitted_on,
           max((p.released_at at time zone 'Asia/Shanghai')::date) as released_on, max(d.due_on) as deliver_due
    from production_batch p
    left join duties_duty d on d.clause = 'N10' and d.subject = 'batch' and d.subject_id = p.id
    where p.exam_id = a.exam_id and p.agency_id = a.agency_id
      and p.state in ('received', 'making', 'made', 'released')) b on true
left join lateral (
    select count(*) as verifiable from register_certificate r join production_batch p on p.id = r.batch_id
    where p.exam_id = a.exam_id and p.agency_id = a.agency_id
      and r.state in ('valid', 'superseded', 'invalid')) c on true
group by x.code, o.region"""

# Only names of states from the code are put in.
GIVING_SQL: Final = f"""with ordered as (
    select m.copy_id, q.issuer_id, x.code, o.region
    from register_slip s
    join register_movement m on m.slip_id = s.id
    join production_print_order q on q.number = s.number
    join production_batch b on b.id = q.batch_id
    join catalogue_exam x on x.id = b.exam_id
    join parties_organisation o on o.id = q.issuer_id
    where s.kind = 'print_order'),
step as (
    select m.copy_id, m.sequence, s.kind, s.state, s.at, t.code, t.region,
           case when s.state = 'held' and w.organisation_id = t.issuer_id then {HELD_BY_ISSUER} else case s.state
{_PLACES}
               else 0 end end as place
    from ordered t
    join register_movement m on m.copy_id = t.copy_id
    join register_slip s on s.id = m.slip_id
    join register_place w on w.id = s.to_id),
back as (select copy_id, max(sequence) as since from step where kind in ({_one_of(BACK)}) group by copy_id),
last as (select distinct on (copy_id) copy_id, kind, state from step order by copy_id, sequence desc),
come as (
    select t.copy_id, t.code, t.region, max(t.place) as place,
           min((t.at at time zone 'Asia/Shanghai')::date) filter (where t.place = {HELD_BY_ISSUER}) as received_on
    from step t left join back b on b.copy_id = t.copy_id
    where t.sequence >= coalesce(b.since, 0) group by t.copy_id, t.code, t.region)
select come.code, come.region, come.place, count(*), min(come.received_on)
from come join last on last.copy_id = come.copy_id
where last.state not in ({_one_of(GONE)}) or last.kind = '{STILL_GIVEN}'
group by come.code, come.region, come.place"""  # noqa: S608

OLDER_SQL: Final = """select x.code, count(*)
from register_certificate r join catalogue_exam x on x.id = r.exam_id
where r.legacy_id is not null and r.state in ('valid', 'superseded', 'invalid')
group by x.code"""


def count() -> Counted:
    """Count everything as it stands now."""
    return Counted(_making(), _giving(), {(code, ""): number for code, number in _rows(OLDER_SQL)})


_COUNTS: Final = ("submitted", "accepted", "made", "released", "verifiable")


def _making() -> dict[Key, Making]:
    found = {}
    for code, region, passed, *numbers in _rows(MAKING_SQL):
        counts, days = dict(zip(_COUNTS, map(int, numbers), strict=False)), numbers[len(_COUNTS) :]
        said = {name: day.isoformat() if day else "" for name, day in zip(MAKING_DAYS, days, strict=True)}
        found[code, region] = Making(passed=None if passed is None else int(passed), days=said, **counts)
    return found


def _giving() -> dict[Key, Giving]:
    reached: dict[Key, dict[int, int]] = defaultdict(dict)
    first: dict[Key, str] = {}
    for code, region, place, number, received_on in _rows(GIVING_SQL):
        reached[code, region][place] = number
        if received_on:
            day = received_on.isoformat()
            first[code, region] = min(first.get((code, region), day), day)
    return {key: giving_of(places, first.get(key, "")) for key, places in reached.items()}


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
