"""Look-ups and pages of the feed a second, as a client asks: in one process, through every layer of the site.

A look-up is the key, the quota, the certificate, its opened face, and the line that its holder sees. A page holds 100
changes, each with the agreed items, and is signed. The floors: the bare statement that finds one certificate by its
match key, and the bare statement that reads the same 100 changes with their closed faces.
"""

from __future__ import annotations

from typing import Any

from benchmarks.measuring import AT, accepted_batch, installation, interleaved, machine, rate, ratio

PEOPLE, LOOK_UPS, PAGES, ROUNDS = 500, 500, 50, 5
A_PAGE = 100
_FIND = "select id, state, face from register_certificate where match_key = %s"
_READ = """select h.*, c.face from sharing_change h join register_certificate c on c.id = h.certificate_id
           where sequence > %s and sequence <= %s order by sequence"""


def measure() -> dict[str, Any]:
    """Return the rates and their ratios to both floors."""
    with installation() as home:
        questions = _released(accepted_batch(home, PEOPLE, seed=1))
        client, headers = _client()
        acts = {
            "look_ups": lambda: _look_up(client, headers, questions),
            "find": lambda: _find(questions),
            "pages": lambda: _pages(client, headers),
            "read": _read,
        }
        for act in acts.values():
            act()
        took = interleaved(acts, ROUNDS)
    counts = {"look_ups": LOOK_UPS, "find": LOOK_UPS, "pages": PAGES, "read": PAGES}
    rates = {name: rate(counts[name], one) for name, one in took.items()}
    return {
        "benchmark": "sharing",
        "look_ups": rates["look_ups"],
        "bare_statement_of_a_look_up": rates["find"],
        "ratio_of_look_ups": ratio(rates["look_ups"], rates["find"], "per_cpu_second"),
        "pages_of_100": rates["pages"],
        "bare_statement_of_a_page": rates["read"],
        "ratio_of_pages": ratio(rates["pages"], rates["read"], "per_cpu_second"),
        "machine": machine(),
    }


def _released(batch: int) -> list[dict[str, str]]:
    """Make and release a batch, seal it and read it into the feed; return a right question for each certificate."""
    from config.witnesses import seal_ledger
    from config.workshop import workshop
    from yinxin.parties.queries import actor_named
    from yinxin.production import making, releasing
    from yinxin.register import queries
    from yinxin.register.files import files
    from yinxin.sharing import following

    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    by = actor_named("center-check", AT)
    releasing.release(batch_id=batch, store=files(), by=by, at=AT)
    seal_ledger(at=AT)
    following.follow()
    faces = [queries.certificate(one.id, by).face for one in queries.of_batch(batch, by, count=PEOPLE)]
    return [
        {
            "ground": "BENCH-0001",
            "management_number": face.management_number,
            "name": face.name,
            "id_number": face.id_number,
        }
        for face in faces
    ]


def _client() -> tuple[Any, dict[str, str]]:
    """Return a client with the key of an agreement that lets it see every item."""
    import os
    from dataclasses import replace
    from datetime import date

    from django.test import Client

    from yinxin.approvals import deciding
    from yinxin.demo.platform import TERMS
    from yinxin.parties.queries import actor_named
    from yinxin.sharing import agreements, keys
    from yinxin.sharing import terms as rules

    os.environ["YINXIN_NOW"] = AT.isoformat()
    terms = replace(
        TERMS, fields=tuple(rules.FIELDS), regions=(), per_day=rules.MOST_PER_DAY,
        per_minute=rules.MOST_PER_MINUTE, since=AT.date(), until=date(2027, 12, 31),
    )  # fmt: skip
    system = actor_named("system-admin", AT)
    number, proposal = agreements.propose(terms=terms, by=system, at=AT)
    deciding.approve(proposal_id=proposal, by=actor_named("catalogue-review", AT), at=AT)
    _, key = keys.make(agreement_id=number, by=system, at=AT)
    return Client(), {"Authorization": f"Bearer {key}"}


def _look_up(client: Any, headers: dict[str, str], questions: list[dict[str, str]]) -> None:
    _forget_quota()
    for question in questions[:LOOK_UPS]:
        answer = client.post(
            "/api/v1/sharing/look-ups", question, content_type="application/json", headers=headers
        )
        assert answer.json()["found"], answer.content


def _find(questions: list[dict[str, str]]) -> None:
    from django.db import connection

    from yinxin.register.vault import vault

    parts = ("management_number", "name", "id_number")
    with connection.cursor() as cursor:
        for question in questions[:LOOK_UPS]:
            cursor.execute(_FIND, [vault().match_key(*(question[part] for part in parts))])
            assert cursor.fetchone()


def _pages(client: Any, headers: dict[str, str]) -> None:
    _forget_quota()
    cursor = ""
    for _ in range(PAGES):
        answer = client.get(f"/api/v1/sharing/changes?limit={A_PAGE}&cursor={cursor}", headers=headers).json()
        assert len(answer["page"]["changes"]) == A_PAGE
        cursor = answer["next"] if answer["page"]["upto"] < PEOPLE else ""


def _read() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for number in range(PAGES):
            after = number * A_PAGE % PEOPLE
            cursor.execute(_READ, [after, after + A_PAGE])
            assert len(cursor.fetchall()) == A_PAGE


def _forget_quota() -> None:
    """Begin the minute anew: the benchmark's clock stands still."""
    from yinxin.sharing.models import Meter

    Meter.objects.all().delete()
