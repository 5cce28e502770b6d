"""Open certificates: the first state of a certificate, its two copies and its holder, all at once (N5, N7).

Opening many is a handful of COPYs in the caller's transaction, so that a batch of any size is one act.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.errors import UniqueViolation

from yinxin.kernel import identity, names
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art07_content
from yinxin.ledger.record import Line, record_many
from yinxin.parties.actor import Actor
from yinxin.parties.queries import issuers
from yinxin.register.pinyin import pinyin
from yinxin.register.states import CertificateState, CopyState, PaperState
from yinxin.register.vault import DOCUMENT, FACE, Vault, token_key, vault

_LOCK_HOLDERS = 0x484F4C44


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A certificate to open.

    :ivar face: its face; ``verify_at`` is filled in here, because the token comes with the certificate's id.
    :ivar row: the row of the batch it comes from, 1 is the header; None for an older certificate.
    :ivar record: the record that an older certificate was collected from (N19).
    """

    face: Face
    region: str
    row: int | None = None
    record: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What the certificates of one opening have in common.

    :ivar seals: the seals' ids in the key ring, ``|`` between them.
    :ivar electronic: the qualification has electronic certificates; where not, only paper is made (N10).
    :ivar issuer_id: who gives all of them out, wherever their holders live, as the founding body does what its
        committee decided (A1.3a); None where each holder's region says it.
    :ivar year: the year of approval where the faces do not say the day, which only older certificates may (N21.2).
    """

    batch_id: int | None
    qualification_id: int
    version_id: int
    exam_id: int
    agency_id: int
    seals: str
    electronic: bool
    issuer_id: int | None = None
    year: int = 0


def open_many(new: Sequence[NewCertificate], origin: Origin, *, by: Actor, at: datetime) -> range:
    """Open certificates in state PREPARED, each with its copies ORDERED; return their ids, consecutive.

    :raises Incomplete: a face does not say all that a certificate must say (N7).
    :raises WrongState: a management number was given out meanwhile; nothing has been opened.
    """
    with connection.cursor() as cursor:
        ids = reserve(cursor, "register_certificate", len(new))
        finished = with_addresses(new, ids)
        for case in finished:
            art07_content.check_face_complete(case.face)
        enter(cursor, finished, ids, origin, CertificateState.PREPARED, at)
        _copy_copies(cursor, ids, origin, at)
    record_many(
        Line(
            "certificate.opened",
            Clause("N9.2"),
            by.account_id,
            by.organisation_id,
            "certificate",
            number,
            at,
            {
                "batch": origin.batch_id,
                "row": case.row,
                "face": case.face.digest,
                "electronic": origin.electronic,
            },
        )
        for number, case in zip(ids, finished, strict=True)
    )
    return ids


def with_addresses(new: Sequence[NewCertificate], ids: range) -> list[NewCertificate]:
    """Return them with the addresses that their QR codes carry, which come with the ids."""
    safe, site = vault(), settings.PUBLIC_ADDRESS
    return [
        replace(case, face=replace(case.face, verify_at=f"{site}/c/{safe.token(number)}"))
        for case, number in zip(new, ids, strict=True)
    ]


def enter(
    cursor: CursorWrapper,
    new: Sequence[NewCertificate],
    ids: range,
    origin: Origin,
    state: CertificateState,
    at: datetime,
) -> None:
    """Enter certificates in their first state, with holders that are not known yet.

    :raises WrongState: a management number was given out meanwhile.
    """
    holders = _holders(cursor, [case.face for case in new], at)
    try:
        _copy_certificates(cursor, new, ids, holders, origin, state, at)
    except UniqueViolation as error:
        if error.diag.constraint_name != "certificate_number_once":
            raise
        raise _number_taken() from error


def reserve(cursor: CursorWrapper, table: str, count: int) -> range:
    """Take ``count`` consecutive ids; ids that a failed opening took are never used."""
    sequence = f"{table}_id_seq"
    cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [sequence])
    cursor.execute("select nextval(%s)", [sequence])
    first: int = cursor.fetchone()[0]
    if count > 1:
        cursor.execute("select setval(%s, %s)", [sequence, first + count - 1])
    return range(first, first + count)


def _holders(cursor: CursorWrapper, faces: Sequence[Face], at: datetime) -> list[int]:
    """Return the holder of each face: known by the identity document, or entered now."""
    # One opening at a time: two that bring the same new person must not enter them twice.
    cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK_HOLDERS])
    safe = vault()
    keys = [safe.document_key(face.id_kind, face.id_number) for face in faces]
    known = _known_holders(cursor, keys)
    fresh = {key: face for key, face in zip(keys, faces, strict=True) if key not in known}
    ids = dict(zip(fresh, reserve(cursor, "register_holder", len(fresh)) if fresh else (), strict=True))
    _copy(cursor, "register_holder (id, since)", ((number, at) for number in ids.values()))
    _copy(
        cursor,
        "register_holder_document (holder_id, kind, key, sealed, since)",
        (
            (ids[key], identity.code_of(face.id_kind), key, safe.close(face.id_number.encode(), DOCUMENT), at)
            for key, face in fresh.items()
        ),
    )
    known |= ids
    holders = [known[key] for key in keys]
    _enter_names(cursor, holders, faces, at)
    return holders


def _known_holders(cursor: CursorWrapper, keys: Sequence[bytes]) -> dict[bytes, int]:
    cursor.execute("select key, holder_id from register_holder_document where key = any(%s)", [list(keys)])
    return {bytes(key): number for key, number in cursor.fetchall()}


def _enter_names(cursor: CursorWrapper, holders: Sequence[int], faces: Sequence[Face], at: datetime) -> None:
    """Keep every name under which a holder was certified; the same name once."""
    cursor.execute(
        "select holder_id, name from register_holder_name where holder_id = any(%s)", [list(holders)]
    )
    seen = {(number, name) for number, name in cursor.fetchall()}
    new = dict.fromkeys((h, f.name) for h, f in zip(holders, faces, strict=True) if (h, f.name) not in seen)
    _copy(
        cursor,
        "register_holder_name (holder_id, name, key, pinyin, since)",
        ((number, name, names.key(name), pinyin(name), at) for number, name in new),
    )


_CERTIFICATE = (
    "register_certificate (id, regime, kind, qualification_id, version_id, exam_id, agency_id, issuer_id,"
    " holder_id, level, specialty, region, management_number, year, approved_on, valid_until, face, face_digest,"
    " match_key, token_key, cause, batch_id, row, legacy_id, state, opened_at, settled_at)"
)


def _copy_certificates(
    cursor: CursorWrapper,
    new: Sequence[NewCertificate],
    ids: range,
    holders: Sequence[int],
    origin: Origin,
    state: CertificateState,
    at: datetime,
) -> None:
    settled = None if state is CertificateState.PREPARED else at
    safe, known = vault(), {} if origin.issuer_id else issuers()
    otherwise = origin.issuer_id or origin.agency_id
    _copy(
        cursor,
        _CERTIFICATE,
        (
            (
                *_certificate_row(case, number, holder, known.get(case.region, otherwise), origin, safe),
                *(state.value, at, settled),
            )
            for case, number, holder in zip(new, ids, holders, strict=True)
        ),
    )


def _certificate_row(
    case: NewCertificate, number: int, holder: int, issuer: int, origin: Origin, safe: Vault
) -> tuple[Any, ...]:
    face = case.face
    approved = date.fromisoformat(face.approved_on) if face.approved_on else None
    return (
        number,
        face.regime,
        face.kind,
        origin.qualification_id,
        origin.version_id,
        origin.exam_id,
        origin.agency_id,
        issuer,
        holder,
        face.level,
        face.specialty,
        case.region,
        face.management_number,
        approved.year if approved else origin.year,
        approved,
        date.fromisoformat(face.valid_until) if face.valid_until else None,
        safe.close(face.canonical(), FACE),
        bytes.fromhex(face.digest),
        safe.match_key(face.management_number, face.name, face.id_number),
        token_key(safe.token(number)),
        "",
        origin.batch_id,
        case.row,
        case.record,
    )


def _copy_copies(cursor: CursorWrapper, ids: range, origin: Origin, at: datetime) -> None:
    ordered = CopyState.ORDERED.value
    if origin.electronic:
        _copy(
            cursor,
            "register_electronic_copy (certificate_id, seals, signed_at, state, trouble)",
            ((number, origin.seals, at, ordered, "") for number in ids),
        )
    _copy(
        cursor,
        "register_paper_copy (certificate_id, number, blank_serial, mark, state)",
        ((number, 1, "", "", PaperState.ORDERED.value) for number in ids),
    )


def _copy(cursor: CursorWrapper, target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _number_taken() -> WrongState:
    return WrongState(
        Words("本批中有管理号已在证书库中使用，可能另一批次刚刚接收。"),
        do=Words("请退回本批，由考试机构重新检查后提交。"),
        clause=Clause("N9.1"),
    )
