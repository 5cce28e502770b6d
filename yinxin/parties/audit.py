"""Hold organisations, accounts, seats and what hangs on them against the ledger, both ways (N4, A4).

Who may do what comes from these rows alone: a seat that somebody gave themselves in the database is as grave as a
certificate that somebody made there. The lines are told again from the first, and the rows must be what comes out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.parties.models import Account, ApiKey, Delegation, Invitation, Organisation, Seat

_GONE = Words("账目有记录，登记中却没有：被删除")
_UNKNOWN = Words("账目没有记录")
_APART = Words("登记与账目不符")


class _Line(NamedTuple):
    kind: str
    number: int
    at: datetime
    facts: dict[str, Any]


def audit() -> Iterator[Difference]:
    """Yield every organisation, account, seat, delegation, invitation and key that is not what its lines say."""
    yield from _organisations()
    yield from _accounts()
    yield from _seats()
    yield from _delegations()
    yield from _invitations()
    yield from _keys()


def _organisations() -> Iterator[Difference]:
    said: dict[int, dict[str, Any]] = {}
    for line in _lines("organisation"):
        now = said.setdefault(line.number, {"closed_at": None, "merged_into_id": None})
        match line.kind.partition(".")[2]:
            case "founded":
                now |= {
                    "parent_id" if name == "parent" else name: value for name, value in line.facts.items()
                }
            case "renamed":
                now |= {"name": line.facts["to"], "name_en": line.facts.get("to_en")}
            case "moved":
                now["parent_id"] = line.facts["to"]
            case "merged":
                now |= {"closed_at": line.at, "merged_into_id": line.facts["into"]}
                for number in line.facts["moved"]:
                    said[number]["parent_id"] = line.facts["into"]
            case "closed":
                now["closed_at"] = line.at
    yield from _compare(
        Organisation._meta.db_table, said, {row.pk: row for row in Organisation.objects.all()}
    )


def _accounts() -> Iterator[Difference]:
    said: dict[int, dict[str, Any]] = {}
    for line in _lines("account"):
        if line.kind == "account.opened":
            said[line.number] = {"is_active": True}
        elif line.kind in ("account.closed", "account.reopened"):
            said.setdefault(line.number, {})["is_active"] = line.kind == "account.reopened"
    yield from _compare(Account._meta.db_table, said, {row.pk: row for row in Account.objects.all()})


def _seats() -> Iterator[Difference]:
    """A seat is known by whose it is, where, which, and since when: its line has no other number."""
    said: dict[tuple[Any, ...], datetime | None] = {}
    for line in _lines("account"):
        if line.kind not in ("seat.given", "seat.ended"):
            continue
        whose = (line.number, line.facts["organisation"], line.facts["role"])
        if line.kind == "seat.given":
            said[*whose, line.at] = None
        else:
            for key in [one for one, until in said.items() if one[:3] == whose and until is None]:
                said[key] = line.at
    for row in Seat.objects.order_by("id"):
        key = (row.account_id, row.organisation_id, row.role, row.since)
        if key not in said:
            yield Difference(Seat._meta.db_table, row.pk, _UNKNOWN)
        elif said.pop(key) != row.until:
            yield Difference(Seat._meta.db_table, row.pk, _APART)
    for account, organisation, role, _ in said:
        yield Difference(Seat._meta.db_table, f"{account}/{organisation}/{role}", _GONE)


def _delegations() -> Iterator[Difference]:
    said: dict[int, dict[str, Any]] = {}
    for line in _lines("account"):
        if line.kind == "delegation.given":
            said[line.facts["delegation"]] = {
                "giver_id": line.number,
                "to_id": line.facts["to"],
                "since": datetime.fromisoformat(line.facts["since"]),
                "until": datetime.fromisoformat(line.facts["until"]),
                "ended_at": None,
            }
        elif line.kind == "delegation.ended":
            said.setdefault(line.facts["delegation"], {})["ended_at"] = line.at
    rows = {row.pk: row for row in Delegation.objects.all()}
    yield from _compare(Delegation._meta.db_table, said, rows)


def _invitations() -> Iterator[Difference]:
    said: dict[int, dict[str, Any]] = {}
    for line in _lines("invitation"):
        now = said.setdefault(line.number, {})
        match line.kind.partition(".")[2]:
            case "made":
                now |= {
                    "organisation_id": line.facts["organisation"],
                    "role": line.facts["role"],
                    "invited_at": line.at,
                    "accepted_by_id": None,
                    "withdrawn_at": None,
                }
            case "accepted":
                now |= {"accepted_by_id": line.facts["account"], "accepted_at": line.at}
            case "withdrawn":
                now["withdrawn_at"] = line.at
    rows = {row.pk: row for row in Invitation.objects.all()}
    yield from _compare(Invitation._meta.db_table, said, rows)


def _keys() -> Iterator[Difference]:
    said: dict[int, dict[str, Any]] = {}
    for line in _lines("key"):
        now = said.setdefault(line.number, {})
        if line.kind == "key.made":
            now |= {
                "organisation_id": line.facts["organisation"],
                "scopes": line.facts["scopes"],
                "until": datetime.fromisoformat(line.facts["until"]),
                "digest": bytes.fromhex(line.facts.get("digest", "")),
                "made_at": line.at,
                "revoked_at": None,
            }
        elif line.kind == "key.revoked":
            now |= {"revoked_at": line.at, "owner_id": line.facts["owner"]}
    yield from _compare(ApiKey._meta.db_table, said, {row.pk: row for row in ApiKey.objects.all()})


def _compare(table: str, said: dict[int, dict[str, Any]], rows: dict[int, Any]) -> Iterator[Difference]:
    """Yield what is only in the ledger, only in the table, or otherwise in one than in the other."""
    for number in sorted(said.keys() | rows.keys()):
        if number not in rows:
            yield Difference(table, number, _GONE)
        elif number not in said:
            yield Difference(table, number, _UNKNOWN)
        else:
            for name, value in said[number].items():
                held = getattr(rows[number], name)
                if (bytes(held) if isinstance(held, memoryview) else held) != value:
                    yield Difference(table, number, Words("登记的{column}与账目不符", column=name))


def _lines(subject: str) -> Sequence[_Line]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, subject_id, at, facts from ledger_entry where subject = %s order by id", [subject]
        )
        return [_Line(kind, number, at, json.loads(facts)) for kind, number, at, facts in cursor.fetchall()]
