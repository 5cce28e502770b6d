"""What the tests of sharing need: agreements in force, a ledger that seals what the test has written, clients."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.test import Client

from tests.cast import AT
from yinxin.law.n2023.art22_verification import Platform
from yinxin.sharing.terms import FIELDS, Terms

TODAY = AT.date()
TERMS = Terms(
    client="江城市大数据中心",
    platform=Platform.DATA_EXCHANGE,
    purpose="办理积分落户时核对职业资格",
    basis="共享需求清单第12号",
    fields=("name", "management_number", "qualification", "approved_on"),
    regions=(),
    qualifications=(),
    per_day=100_000,
    per_minute=6_000,
    since=TODAY,
    until=date(2027, 12, 31),
)


def actor(name: str) -> Any:
    from yinxin.parties.queries import actor_named

    return actor_named(name, AT)


def agreed(**changed: Any) -> int:
    """Return an agreement that was proposed by one person and approved by another."""
    from dataclasses import replace

    from yinxin.approvals import deciding
    from yinxin.sharing import agreements

    number, proposal = agreements.propose(terms=replace(TERMS, **changed), by=actor("system-admin"), at=AT)
    deciding.approve(proposal_id=proposal, by=actor("catalogue-review"), at=AT)
    return number


def key_of(agreement: int) -> str:
    from yinxin.sharing import keys

    return keys.make(agreement_id=agreement, by=actor("system-admin"), at=AT)[1]


class Caller:
    """A client of the API with its key."""

    def __init__(self, key: str) -> None:
        self.key, self.browser = key, Client()

    def get(self, address: str, **headers: str) -> Any:
        return self.browser.get(f"/api/v1/sharing/{address}", headers=self._with(headers))

    def post(self, address: str, facts: Any, **headers: str) -> Any:
        return self.browser.post(
            f"/api/v1/sharing/{address}", facts, content_type="application/json", headers=self._with(headers)
        )

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.key}", **named}


def faces() -> dict[int, Any]:
    """Return the faces of all certificates that are public, by their numbers."""
    from django.db import connection

    from yinxin.register import shared

    with connection.cursor() as cursor:
        cursor.execute("select id from register_certificate where state <> 'prepared' order by id")
        return shared.by_ids([number for (number,) in cursor.fetchall()])


WEEK = timedelta(days=7)
ALL = tuple(FIELDS)
