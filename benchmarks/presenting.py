"""Marked copies a second on one core, and what it costs verification to note that somebody looked.

A marked copy is rendered, sealed, stored, entered with its line in the ledger and committed; the floor is the
rendering and sealing of the plain certificate alone. Verification is asked in this process, through its bare
application: with the note that it leaves for the holder, and with the note taken out, in turns.
"""

from __future__ import annotations

import io
import json
import statistics
import time
from datetime import timedelta
from typing import Any

from benchmarks.measuring import AT, accepted_batch, installation, interleaved, machine, rate, ratio

PEOPLE, COPIES = 20, 100
ASKED, ROUNDS, LOOK_ROUNDS = 2_000, 3, 7
AIM_MS = 2_000


def measure() -> dict[str, Any]:
    """Return the rates, the slowest marked copy in milliseconds, and the ratios to both floors."""
    with installation() as home:
        held = _released(accepted_batch(home, PEOPLE, seed=1))
        milliseconds: list[float] = []
        acts = {"plain": lambda: _plain(held), "marked": lambda: _marked(held, milliseconds)}
        _marked(held[:2], [])  # warm: fonts are found and opened
        took = interleaved(acts, ROUNDS)
        made = {name: rate(COPIES, one) for name, one in took.items()}
        looked = _verifications(held)
    return {
        "benchmark": "presenting",
        "marked_copies": made["marked"],
        "plain_rendered_and_sealed": made["plain"],
        "ratio_to_plain": ratio(made["marked"], made["plain"], "per_cpu_second"),
        "marked_copy_ms": {
            "median": round(statistics.median(milliseconds), 1),
            "slowest": round(max(milliseconds), 1),
        },
        "aim_ms": AIM_MS,
        "verification_with_note": looked["noted"],
        "verification_without_note": looked["silent"],
        "ratio_with_note": ratio(looked["noted"], looked["silent"], "per_cpu_second"),
        "machine": machine(),
    }


def _released(batch: int) -> list[Any]:
    """Make and release a batch; return its holders' certificates."""
    from config.workshop import workshop
    from yinxin.parties.queries import actor_named
    from yinxin.production import making, releasing
    from yinxin.register import holders
    from yinxin.register.files import files
    from yinxin.register.models import Certificate

    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    releasing.release(batch_id=batch, store=files(), by=actor_named("center-check", AT), at=AT)
    rows = Certificate.objects.filter(batch_id=batch).order_by("id")
    return [(row.holder_id, holders.certificate_of(row.holder_id, row.pk)) for row in rows]


def _plain(held: list[Any]) -> None:
    from config.workshop import bench
    from yinxin.signing.pades import seal_pdf

    tools = bench()
    for number in range(COPIES):
        _, one = held[number % len(held)]
        key = tools.keyring.seal(one.face.sealed_by[0], AT.date())
        unsigned = tools.press.render(
            one.face,
            photo=tools.store.get(one.face.photo),
            document_id=str(number),
            at=AT,
            seals=tools.press.seals(one.face),
            reserve=key.reserve,
        )
        seal_pdf(unsigned, key, AT)


def _marked(held: list[Any], milliseconds: list[float]) -> None:
    from config.workshop import bench
    from yinxin.presenting import granting, marking

    wish = granting.Wish("求职应聘", "江城市社会工作服务中心", AT.date() + timedelta(days=30))
    for number in range(COPIES):
        holder, one = held[number % len(held)]
        begun = time.perf_counter()
        made = marking.issue_marked_copy(
            holder_id=holder, certificate_id=one.id, wish=wish, bench=bench(), at=AT
        )
        milliseconds.append((time.perf_counter() - begun) * 1000)
        granting.revoke(holder_id=holder, grant_id=made, at=AT)


def _verifications(held: list[Any]) -> dict[str, dict[str, float]]:
    """Return the rates of the bare application with and without the note; every answer finds its certificate."""
    from unittest.mock import patch

    from yinxin.register import looks
    from yinxin.verification.application import VerificationApplication

    application = VerificationApplication(lambda: AT)
    bodies = [
        json.dumps(
            {name: getattr(one.face, name) for name in ("name", "id_number", "management_number")}
        ).encode()
        for _, one in held
    ]

    def ask() -> None:
        for number in range(ASKED):
            body = bodies[number % len(bodies)]
            environ = {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
            (answer,) = application(environ, lambda status, headers: None)
            assert b'"valid"' in answer

    def silent() -> None:
        with patch.object(looks, "note", lambda *given, **named: None):
            ask()

    ask()
    took = interleaved({"noted": ask, "silent": silent}, LOOK_ROUNDS)
    return {name: rate(ASKED, one) for name, one in took.items()}
