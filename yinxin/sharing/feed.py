"""The feed of changes: pages that each client reads in order, again from any place, for ever (N22.2).

A page covers a stretch of the sequence. Which changes lie in it follows from the agreement alone, so that the same
cursor always leads over the same changes; the page names the digest of the page before, which the cursor carries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from yinxin.kernel.licence import Scheme
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register import shared
from yinxin.register.shared import Scope
from yinxin.register.vault import vault
from yinxin.sharing import following, licences
from yinxin.sharing.terms import N22_2, Terms
from yinxin.signing import pages

A_PAGE: Final = 100
MOST: Final = 500
SPAN: Final = 100_000
"""A page covers no longer stretch than this, so that a narrow scope costs no more than a wide one."""

_CURSOR: Final = re.compile(r"(0|[1-9]\d{0,17})\.([0-9a-f]{64})\.([0-9a-f]{32})")
_COLUMNS: Final = "sequence, leaf, kind, at, certificate_id, state, serial"


@dataclass(frozen=True, slots=True)
class Signer:
    """In whose name pages are signed, and whose licence identifiers they carry."""

    name: str
    key: Ed25519PrivateKey
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class Page:
    """A signed page with the cursor of the next one."""

    signed: dict[str, Any]
    cursor: str
    count: int


def page(agreement_id: int, terms: Terms, cursor: str, signer: Signer, *, limit: int = A_PAGE) -> Page:
    """Return the page to which a cursor leads; the empty one leads to the beginning.

    :raises Incomplete: the cursor was never given out under this agreement, or the limit is none.
    """
    if not 1 <= limit <= MOST:
        raise wrong("limit")
    after, previous = _read(agreement_id, cursor)
    head, leaves = following.head()
    if after > head:
        raise wrong("cursor")
    last = min(after + SPAN, head)
    rows = _rows(terms.scope, after, last, limit)
    upto = rows[-1][0] if len(rows) == limit else last
    said = {
        "format": pages.PAGE,
        "agreement": agreement_id,
        "after": after,
        "upto": upto,
        "previous": previous,
        "changes": _told(rows, terms, signer.scheme),
        "end": upto == head,
        "log_size": leaves if upto == head else None,
    }
    signed, digest = pages.sign(said, signer.name, signer.key)
    return Page(signed, cursor_of(agreement_id, upto, digest), len(rows))


def cursor_of(agreement_id: int, upto: int, digest: str) -> str:
    """Return the cursor that goes on after a change, naming the digest of what was read last."""
    return f"{upto}.{digest}.{_mark(agreement_id, upto, digest)}"


def exists_within(scope: Scope, after: int, upto: int) -> bool:
    """Say whether anything within a scope changed in a stretch."""
    return bool(_rows(scope, after, upto, 1))


def wrong(name: str) -> Incomplete:
    """Return the refusal for a parameter that is not right."""
    return Incomplete(
        Words("参数{name}不对。", name=name),
        do=Words("cursor照抄上一页的next，从头开始的留空；limit为1至{most}。", most=MOST),
        clause=N22_2,
        facts={"code": f"{name}_invalid", "fields": [name]},
    )


def _read(agreement_id: int, cursor: str) -> tuple[int, str]:
    """Return where a cursor leads, and the digest that it carries."""
    if not cursor:
        return 0, ""
    found = _CURSOR.fullmatch(cursor)
    if not found or found[3] != _mark(agreement_id, int(found[1]), found[2]):
        raise wrong("cursor")
    return int(found[1]), found[2]


def _mark(agreement_id: int, upto: int, digest: str) -> str:
    return vault().cursor_key(f"{agreement_id} {upto} {digest}".encode())


def _rows(scope: Scope, after: int, upto: int, limit: int) -> list[tuple[Any, ...]]:
    where, values = scope.where("h", "h.qualification")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select {_COLUMNS} from sharing_change h
                where sequence > %(after)s and sequence <= %(upto)s and {where}
                order by sequence limit %(limit)s""",  # noqa: S608
            {"after": after, "upto": upto, "limit": limit, **values},
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _told(rows: Sequence[tuple[Any, ...]], terms: Terms, scheme: Scheme) -> list[dict[str, Any]]:
    """Return the changes as the agreement lets them be told."""
    known = shared.by_ids([row[4] for row in rows])
    before = shared.by_ids([one.predecessor_id for one in known.values() if one.predecessor_id])
    told = []
    for sequence, leaf, kind, at, certificate, state, serial in rows:
        one = known[certificate]
        old = before.get(one.predecessor_id or 0)
        seen = old is not None and terms.scope.holds(old.region, old.qualification)
        told.append(
            {
                "sequence": sequence,
                "kind": kind,
                "at": moment(at),
                "leaf": leaf,
                "licence": licences.identifier_of(serial, scheme),
                "state": state,
                "replaces": licences.identifier_of(licences.serial_of(old.id), scheme)
                if old and seen
                else None,
                "fields": licences.fields_of(one.face, terms.fields),
            }
        )
    return told


def moment(at: datetime) -> str:
    """Return a moment as everything that is signed states it: in UTC, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")
