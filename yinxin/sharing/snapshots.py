"""Snapshots: everything that an agreement covers as of one change, in parts that can be fetched again (N22.2).

A client that begins, or has fallen far behind, orders one, loads its parts (gzipped lines of JSON, each as the feed
tells a change) and goes on with the feed from the cursor that comes with the signed manifest. Parts lie encrypted.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

import orjson
from django.db import IntegrityError, connection, transaction

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.register import shared
from yinxin.register.closed_files import ClosedStore
from yinxin.sharing import feed, following, licences
from yinxin.sharing import terms as rules
from yinxin.sharing.feed import Signer
from yinxin.sharing.models import Snapshot
from yinxin.sharing.terms import N22_2, Terms
from yinxin.signing import pages

A_PART: Final = 5_000
"""Certificates in one part."""

_LAST: Final = """
    select distinct on (certificate_id) certificate_id, sequence, kind, at, state, serial from sharing_change h
    where certificate_id > %(after)s and sequence <= %(upto)s and {where}
    order by certificate_id, sequence desc limit %(limit)s"""


class Part(NamedTuple):
    """A part of a snapshot: its gzipped bytes, their SHA-256, and how many lines it holds."""

    data: bytes
    digest: str
    lines: int


def order(agreement_id: int, *, at: datetime) -> int:
    """Order a snapshot for a client; return its number.

    :raises AlreadyDone: one is ordered already, or made and still there; ``facts["snapshot"]`` says which.
    """
    there = Snapshot.objects.filter(agreement_id=agreement_id, gone_at__isnull=True).order_by("-id").first()
    try:
        if there is not None:
            raise IntegrityError
        with transaction.atomic():
            made = Snapshot.objects.create(agreement_id=agreement_id, ordered_at=at)
            facts = {"agreement": agreement_id}
            record(Line("share_snapshot.ordered", N22_2, 0, 0, "share_snapshot", made.pk, at, facts))
    except IntegrityError:
        there = there or Snapshot.objects.get(agreement_id=agreement_id, made_at__isnull=True)
        raise AlreadyDone(
            Words("已有一份全量数据，正在生成或可以下载。"),
            do=Words("请使用这一份；它到期后可以再次申请。"),
            clause=N22_2,
            facts={"code": "snapshot_exists", "snapshot": there.pk},
        ) from None
    return made.pk


def found(agreement_id: int, number: int) -> Snapshot:
    """Return a client's own snapshot.

    :raises NotFound: there is none of that number, or it is another's: the two look the same.
    """
    row = Snapshot.objects.filter(pk=number, agreement_id=agreement_id, gone_at__isnull=True).first()
    if row is None:
        raise access.not_here()
    return row


def view(agreement_id: int, number: int) -> dict[str, Any]:
    """Return what a client is told of its own snapshot, JSON values.

    :raises NotFound: there is none of that number, or it is another's.
    """
    row = found(agreement_id, number)
    made = row.made_at is not None
    return {
        "snapshot": row.pk,
        "ready": made,
        "ordered_at": feed.moment(row.ordered_at),
        "manifest": orjson.loads(row.manifest) if made else None,
        "next": cursor_after(row) if made else None,
    }


def part(agreement_id: int, number: int, place: int, store: ClosedStore) -> Part:
    """Return one part of a client's own snapshot, counted from 1.

    :raises NotFound: there is no such snapshot of theirs, or it has no such part.
    """
    row = found(agreement_id, number)
    if not 1 <= place <= len(row.parts):
        raise access.not_here()
    said = row.parts[place - 1]
    return Part(store.get(said["key"]), said["sha256"], said["count"])


def cursor_after(row: Snapshot) -> str:
    """Return the cursor with which the feed goes on after a snapshot."""
    said = orjson.loads(row.manifest)["page"]
    return feed.cursor_of(row.agreement_id, said["upto"], pages.digest_of(said))


def step(*, store: ClosedStore, signer: Callable[[], Signer], clock: Callable[[], datetime]) -> bool:
    """Make one snapshot that was ordered; say whether there was one. Two who come at once make it once."""
    row = Snapshot.objects.filter(made_at__isnull=True).order_by("id").first()
    if row is None:
        return False
    terms, sign = rules.of(row.agreement), signer()
    upto, _ = following.head()
    parts = [_put(lines, store) for lines in _parts(terms, upto, sign)]
    at = clock()
    until = at + rules.SNAPSHOT_KEPT
    said = {
        "format": pages.SNAPSHOT,
        "agreement": row.agreement_id,
        "snapshot": row.pk,
        "upto": upto,
        "made_at": feed.moment(at),
        "until": feed.moment(until),
        "count": sum(one["count"] for one in parts),
        "parts": [{name: one[name] for name in ("sha256", "size", "count")} for one in parts],
    }
    signed, digest = pages.sign(said, sign.name, sign.key)
    with transaction.atomic():
        mine = Snapshot.objects.filter(pk=row.pk, made_at__isnull=True).update(
            sequence=upto, made_at=at, until=until, parts=parts, manifest=orjson.dumps(signed).decode()
        )
        if mine:
            facts = {"agreement": row.agreement_id, "upto": upto, "manifest": digest}
            record(Line("share_snapshot.made", Clause("N22.2"), 0, 0, "share_snapshot", row.pk, at, facts))
    if not mine:
        _remove(parts, store)
    return True


def tidy(*, store: ClosedStore, at: datetime) -> int:
    """Take away the parts of snapshots whose time is over; return how many snapshots there were."""
    over = list(Snapshot.objects.filter(until__lte=at, gone_at__isnull=True))
    for row in over:
        _remove(row.parts, store)
        Snapshot.objects.filter(pk=row.pk).update(gone_at=at)
    return len(over)


def _parts(terms: Terms, upto: int, signer: Signer) -> Iterator[list[dict[str, Any]]]:
    """Yield the certificates of a scope as of one change, part by part, in the order of their numbers."""
    where, values = terms.scope.where("h", "h.qualification")
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                _LAST.format(where=where), {"after": after, "upto": upto, "limit": A_PART, **values}
            )
            rows = cursor.fetchall()
        if not rows:
            return
        known = shared.by_ids([row[0] for row in rows])
        yield [
            {
                "licence": licences.identifier_of(serial, signer.scheme),
                "sequence": sequence,
                "at": feed.moment(at),
                "state": state,
                "fields": licences.fields_of(known[number].face, terms.fields),
            }
            for number, sequence, _, at, state, serial in rows
        ]
        after = rows[-1][0]


def _put(lines: list[dict[str, Any]], store: ClosedStore) -> dict[str, Any]:
    data = gzip.compress(b"".join(orjson.dumps(line) + b"\n" for line in lines), mtime=0)
    return {
        "key": store.put(data),
        "sha256": sha256(data).hexdigest(),
        "size": len(data),
        "count": len(lines),
    }


def _remove(parts: list[dict[str, Any]], store: ClosedStore) -> None:
    for one in parts:
        store.remove(one["key"])
