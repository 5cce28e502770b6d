"""The whole audit over 100,000 certificates that nobody has touched: how long it takes, and that it raises no alarm.

A few hundred certificates come the whole way, from an agency's file to released electronic copies. The others are
opened and released by the register's own verbs, on paper alone and with one photo for all of them: their files would
take longer to make than everything else together, and would be checked like those of the few hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.measuring import AT, accepted_batch, installation, machine, rate, timed

CERTIFICATES, WHOLE_WAY = 100_000, 200
_STEP = 5_000
_BATCHES = 10**6  # numbers that no batch of this installation has


def measure() -> dict[str, Any]:
    """Return what the audit found (it must be nothing) and how long it took, with and without reading files."""
    with installation() as home:
        from config import auditing, witnesses

        filled = timed(lambda: _fill(home))
        sealed = witnesses.seal_ledger(at=AT)
        found: list[Any] = []
        took = timed(lambda: found.extend(auditing.differences()))
        quick = timed(lambda: found.extend(auditing.differences(whole_files=False)))
        certificates = _count()
    return {
        "benchmark": "audit",
        "certificates": certificates,
        "ledger_entries": sealed.size,
        "false_alarms": len(found),
        "alarms": [f"{one.where} {one.number} {one.words}" for one in found[:10]],
        "audited": rate(certificates, [took]),
        "audited_without_reading_files": rate(certificates, [quick]),
        "filled_in_seconds": round(filled.wall, 1),
        "machine": machine(),
    }


def _fill(home: Path) -> None:
    from django.db import transaction

    from config.workshop import workshop
    from yinxin.parties.queries import actor_named
    from yinxin.production import crew, releasing
    from yinxin.register.files import files

    batch = accepted_batch(home, WHOLE_WAY, seed=7149)
    crew.make_batch(batch, workshop(), workers=1, clock=lambda: AT)
    checker = actor_named("center-check", AT)
    releasing.release(batch_id=batch, store=files(), by=checker, at=AT)
    for part, faces in enumerate(_faces(batch)):
        with transaction.atomic():
            _open(batch, part, faces, checker)


def _faces(batch: int) -> Iterator[list[Any]]:
    """Yield faces of invented people, a step at a time, in the pattern of a certificate of the batch."""
    from yinxin.demo.people import invented_people
    from yinxin.parties.queries import actor_named
    from yinxin.register import queries

    by = actor_named("center-check", AT)
    pattern = queries.certificate(queries.of_batch(batch, by, count=1)[0].id, by).face
    people = list(invented_people(CERTIFICATES - WHOLE_WAY, seed=7148))
    for first in range(0, len(people), _STEP):
        yield [
            replace(
                pattern,
                name=one.name,
                id_kind="居民身份证",
                id_number=one.id_number,
                management_number=f"B{number:012}",
                verify_at="",
            )
            for number, one in enumerate(people[first : first + _STEP], start=first)
        ]


def _open(batch: int, part: int, faces: list[Any], by: Any) -> None:
    from django.db import connection

    from yinxin.register import status
    from yinxin.register.opening import NewCertificate, Origin, open_many

    with connection.cursor() as cursor:
        cursor.execute(
            """select qualification_id, version_id, exam_id, agency_id from register_certificate
               where batch_id = %s limit 1""",
            [batch],
        )
        origin = Origin(_BATCHES + part, *cursor.fetchone(), "", False)
        new = [NewCertificate(face, "340100", row) for row, face in enumerate(faces, start=2)]
        ids = open_many(new, origin, by=by, at=AT)
        cursor.execute(
            "select id from register_paper_copy where certificate_id between %s and %s", [ids[0], ids[-1]]
        )
        papers = [number for (number,) in cursor.fetchall()]
    status.release(ids, orders={f"bench-{part}": papers}, by=by, at=AT)


def _count() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from register_certificate")
        return int(cursor.fetchone()[0])
