"""What the tests of reviews share: founding bodies with their people, a committee, a session, files of results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.cast import AT, FOUNDED
from yinxin.demo.people import invented_people
from yinxin.law.regimes import ReviewLevel
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.founding import enrol, found, seat
from yinxin.parties.queries import actor_of, body_by_code
from yinxin.reviewing import committees, results, sessions
from yinxin.reviewing.models import Session

SINCE, UNTIL = date(2025, 1, 1), date(2027, 12, 31)
DECIDED = date(2026, 9, 1)
OVER = DECIDED + timedelta(days=7)
"""The last day of the public notice, where a test has one."""

PRESENT = 9
ENGINEERING = "anhui-engineering"
SENIOR, MIDDLE, JUNIOR = "高级工程师", "工程师", "助理工程师"


def seated(username: str, role: str, code: str) -> Actor:
    """Return somebody with one seat, the same in every call of a test."""
    number = enrol(username=username, name=username, password="demo", by=SYSTEM, at=FOUNDED)  # noqa: S106
    seat(account_id=number, organisation_id=body_by_code(code).id, role=role, by=SYSTEM, at=FOUNDED)
    return actor_of(number, AT)


@dataclass(frozen=True)
class Founder:
    """A founding body with its people, and those above it who take steps."""

    code: str
    authority: str

    @property
    def id(self) -> int:
        return body_by_code(self.code).id

    @property
    def data(self) -> Actor:
        return seated(f"data@{self.code}", "agency_data", self.code)

    @property
    def checker(self) -> Actor:
        return seated(f"check@{self.code}", "agency_checker", self.code)

    def officer(self, name: str = "one") -> Actor:
        return seated(f"review-{name}@{self.authority}", "review_officer", self.authority)


def founder(
    code: str = "engineers", *, region: str = "340000", authority: str = "anhui", parent: str = ""
) -> Founder:
    """Found a founding body where there is none of that code."""
    found(
        code=code, kind="committee", name=f"评审委员会组建单位{code}", name_en=f"Founding body {code}", region=region,
        parent=parent or authority, by=SYSTEM, at=FOUNDED,
    )  # fmt: skip
    return Founder(code, authority)


ALL = (ReviewLevel.SENIOR, ReviewLevel.MIDDLE, ReviewLevel.JUNIOR)


def proposed(own: Founder, *, at: datetime = AT, **said: Any) -> int:
    """Return a proposal of the authority's first officer."""
    facts = {
        "founder_id": own.id,
        "series": ENGINEERING,
        "ranks": ALL,
        "document": "皖人社评〔2025〕3号",
        "since": SINCE,
        "until": UNTIL,
    }
    return committees.propose(**(facts | said), by=own.officer(), at=at)


def approved(own: Founder, *, at: datetime = AT, **said: Any) -> int:
    """Return an approval."""
    made = proposed(own, at=at, **said)
    committees.approve(committee_id=made, by=own.officer("two"), at=at)
    return made


def opened(
    own: Founder, *, level: str = SENIOR, day: date = DECIDED, committee: int = 0, at: datetime = AT
) -> int:
    """Return an open session."""
    return sessions.open_session(
        committee_id=committee or approved(own),
        level=level,
        decided_on=day,
        present=PRESENT,
        by=own.data,
        at=at,
    )


def lines(
    seed: int, *, count: int = 4, failing: int = 1, specialty: str = "机械"
) -> list[tuple[int, tuple[str, ...]]]:
    """Return lines about invented people, of whom the last ones fail by one vote."""
    people = invented_people(count, seed=seed)
    found = []
    for place, one in enumerate(people):
        votes = ("6", "2", "1") if place < count - failing else ("5", "2", "2")
        found.append((place + 2, (one.name, one.id_kind_name, one.id_number, specialty, *votes)))
    return found


def listed(own: Founder, seed: int, *, session: int = 0, at: datetime = AT, **said: Any) -> int:
    """Return a session whose results were brought in."""
    number = session or opened(own, **said)
    sessions.bring(session_id=number, header=results.HEADS, lines=lines(seed), by=own.data, at=at)
    return number


def later(days: int = 10) -> datetime:
    """Return a moment some days after the results came in."""
    return AT + timedelta(days=days)


def committee_of(session: int | str) -> int:
    """Return the committee of a session."""
    return Session.objects.values_list("committee_id", flat=True).get(pk=session)
