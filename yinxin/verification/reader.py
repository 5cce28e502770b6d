"""The read path: a few prepared look-ups on connections that can write nothing.

The connections take on the role ``yinxin_verify``, which may read the few columns that verification needs, in
transactions that are read-only. They do not go through the ORM: this is the busiest path of the system.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

_BY_MATCH = """select state, to_char(valid_until, 'YYYY-MM-DD'), id::text
               from register_certificate where match_key = $1 order by state = 'valid' desc, id desc"""
_BY_MATCHES = """select distinct on (match_key) match_key, state, valid_until, id from register_certificate
               where match_key = any(%b::bytea[]) and state = any(array['valid', 'superseded', 'invalid'])
               order by match_key, state = 'valid' desc, id desc"""
_BY_TOKEN = "select id, state, valid_until, face from register_certificate where token_key = %b"  # noqa: S105
_BY_ID = "select id, state, valid_until, face from register_certificate where id = %b"
_HOME = "select region, face from register_certificate where id = %b"
_BY_FILE = """select c.id, c.state, c.valid_until, c.face, e.state, e.signed_at
           from register_electronic_copy e
           join register_certificate c on c.id = e.certificate_id where e.digest = %b"""
_BY_OFD = """select c.id, c.state, c.valid_until, c.face, e.state, o.signed_at
           from register_ofd_copy o join register_electronic_copy e on e.id = o.copy_id
           join register_certificate c on c.id = e.certificate_id where o.digest = %b"""
_GRANT = """select g.id, g.kind, g.sealed, g.until, g.state, g.openings, g.most,
                  c.id, c.state, c.valid_until, c.face, e.state, g.signed_at
           from presenting_grant g join register_certificate c on c.id = g.certificate_id
           join register_electronic_copy e on e.certificate_id = c.id where g.{} = %b"""
_BEFORE = """select c.id, c.state, c.valid_until, c.face, r.state, r.signed_at from register_reseal r
           join register_electronic_copy e on e.id = r.copy_id
           join register_certificate c on c.id = e.certificate_id where r.digest = %b"""
_GRANT_BY_TOKEN, _GRANT_BY_FILE = _GRANT.format("token_key"), _GRANT.format("digest")
_ROOT = "select size, root from ledger_checkpoint where size > %s order by size desc limit 1"
_OPTIONS = "-c role=yinxin_verify -c default_transaction_read_only=on -c statement_timeout=2000"
_MATCH, _BINARY = b"match", 1


class Unavailable(Exception):
    """The register cannot be reached now."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate found by its token or its file: the face is still closed."""

    id: int
    state: str
    valid_until: date | None
    face: bytes
    copy_state: str = "released"
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Granted:
    """A marked copy or a share link found by its token or its file: the texts are still closed."""

    id: int
    kind: str
    sealed: bytes
    until: date
    state: str
    openings: int
    most: int | None
    of: Shown


Matched = tuple[str, date | None, int]
"""State, last day and id of a certificate."""
Cursor = psycopg.Cursor[Any]
Ask = Callable[[Cursor, str, Any], list[Any]]


def _by_cursor(cursor: Cursor, query: str, value: Any) -> list[Any]:
    return cursor.execute(query, (value,), prepare=True).fetchall()


def _by_match(cursor: Cursor, query: str, key: bytes) -> list[Matched]:
    """Run the one look-up that matters most straight on libpq: a third of the cursor's work, and the same answer.

    :raises psycopg.Error: the connection is dead, or the statement failed.
    """
    link = cursor.connection.pgconn
    found = link.exec_prepared(_MATCH, [key], [_BINARY])
    if link.status != ConnStatus.OK:
        raise psycopg.OperationalError("the connection is lost")
    if found.status != ExecStatus.TUPLES_OK:
        raise error_from_result(found)
    return [
        (_text(found, row, 0) or "", _day(_text(found, row, 1)), int(_text(found, row, 2) or 0))
        for row in range(found.ntuples)
    ]


def _text(found: PGresult, row: int, column: int) -> str | None:
    value = found.get_value(row, column)
    return value.decode() if value is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class Reader:
    """Prepared look-ups over a stack of idle connections: as many as ever asked at the same time.

    Taking one from the stack and putting it back are single steps that no thread can interrupt, so there is nothing
    to lock and no other thread to wake.

    :param size: more idle connections than this are not kept.
    :raises Unavailable: from every look-up, when the database does not answer.
    """

    def __init__(self, conninfo: str, *, size: int = 16) -> None:
        self._conninfo, self._size = conninfo, size
        self._idle: deque[Cursor] = deque()

    def match(self, key: bytes) -> Matched | None:
        """Return the certificate with this match key, or None.

        Where a certificate has had successors, the valid one answers; where none is, the newest that was ever released.
        """
        rows = self._rows(_BY_MATCH, key, _by_match)
        return next((row for row in rows if row[0] in _TOLD), None)

    def matches(self, keys: Sequence[bytes]) -> dict[bytes, Matched]:
        """Return the certificates with these match keys, each as :meth:`match` finds it, in one question."""
        rows = self._rows(_BY_MATCHES, list(keys))
        return {bytes(key): (state, until, number) for key, state, until, number in rows}

    def token(self, key: bytes) -> Shown | None:
        """Return the certificate whose QR code has this token."""
        rows = self._rows(_BY_TOKEN, key)
        return Shown(*rows[0]) if rows else None

    def certificate(self, number: int) -> Shown | None:
        """Return the certificate with this id."""
        rows = self._rows(_BY_ID, number)
        return Shown(*rows[0]) if rows else None

    def home(self, number: int) -> tuple[str, bytes] | None:
        """Return where the holder of the certificate with this id took the exam, and its closed face."""
        rows = self._rows(_HOME, number)
        return (rows[0][0], bytes(rows[0][1])) if rows else None

    def file(self, digest: bytes) -> Shown | None:
        """Return the certificate of which this file is the electronic copy, as PDF or as OFD."""
        rows = self._rows(_BY_FILE, digest) or self._rows(_BY_OFD, digest)
        return Shown(*rows[0]) if rows else None

    def resealed(self, digest: bytes) -> Shown | None:
        """Return the certificate whose electronic copy this file was, if its key was compromised before it was made.

        The copy's state is that of its re-sealing, ``done`` where the new file is there.
        """
        rows = self._rows(_BEFORE, digest)
        return Shown(*rows[0]) if rows else None

    def grant(self, token_key: bytes) -> Granted | None:
        """Return the grant whose address has this token."""
        return _granted(self._rows(_GRANT_BY_TOKEN, token_key))

    def grant_of_file(self, digest: bytes) -> Granted | None:
        """Return the grant of which this file is the marked copy."""
        return _granted(self._rows(_GRANT_BY_FILE, digest))

    def checkpoint(self) -> tuple[int, bytes] | None:
        """Return size and root of the ledger as it was last sealed; None where it never was."""
        rows = self._rows(_ROOT, 0)
        return (rows[0][0], bytes(rows[0][1])) if rows else None

    def alive(self) -> bool:
        """Say whether the register answers."""
        try:
            return bool(self._rows("select 1 where %b is not null", b""))
        except Unavailable:
            return False

    def close(self) -> None:
        """Give the idle connections back."""
        # The stack is empty at the end; another thread may have taken the last one.
        with contextlib.suppress(IndexError):
            while True:
                self._idle.pop().connection.close()

    def _rows(self, query: str, value: Any, ask: Ask = _by_cursor) -> list[Any]:
        try:
            cursor = self._idle.pop()
        except IndexError:
            return self._rows_anew(query, value, ask)
        try:
            return self._asked(cursor, query, value, ask)
        except psycopg.Error:
            # It died while it lay idle, which shows only now; the others have died with it.
            self.close()
            return self._rows_anew(query, value, ask)

    def _rows_anew(self, query: str, value: Any, ask: Ask) -> list[Any]:
        """Ask on a new connection.

        A statement that fails (the schema is being migrated, say) is no answer about a certificate either.
        """
        try:
            link = psycopg.connect(self._conninfo, autocommit=True, prepare_threshold=0)
            link.pgconn.prepare(_MATCH, _BY_MATCH.encode())
            return self._asked(link.cursor(binary=True), query, value, ask)
        except psycopg.Error as error:
            raise Unavailable from error

    def _asked(self, cursor: Cursor, query: str, value: Any, ask: Ask) -> list[Any]:
        """Ask, and put the connection back where it answered and room is left."""
        try:
            rows = ask(cursor, query, value)
        except BaseException:
            cursor.connection.close()
            raise
        if len(self._idle) < self._size:
            self._idle.append(cursor)
        else:
            cursor.connection.close()
        return rows


def _granted(rows: list[Any]) -> Granted | None:
    if not rows:
        return None
    number, kind, sealed, until, state, openings, most, *of = rows[0]
    return Granted(number, kind, sealed, until, state, openings, most, Shown(*of))


_TOLD = ("valid", "superseded", "invalid")

_reader: Reader | None = None
_making = threading.Lock()


def reader() -> Reader:
    """Return this process's reader, made at first use.

    :raises Unavailable: the database cannot be reached at all.
    """
    global _reader
    if _reader is None:
        with _making:
            if _reader is None:
                _reader = Reader(conninfo())
    return _reader


def forget_reader() -> None:
    """Close this process's reader; the next look-up makes a new one."""
    global _reader
    with _making:
        if _reader is not None:
            _reader.close()
            _reader = None


def conninfo() -> str:
    """Return where verification reads: ``YINXIN_VERIFY_DATABASE_URL`` (a replica, say), else the main database."""
    if settings.VERIFY_DATABASE_URL:
        return make_conninfo(
            settings.VERIFY_DATABASE_URL,
            options=_OPTIONS,
            application_name="yinxin-verify",
            connect_timeout=2,
        )
    main = connection.settings_dict
    parts = {"dbname": main["NAME"], "user": main["USER"], "password": main["PASSWORD"], "host": main["HOST"]}
    known = {name: value for name, value in {**parts, "port": main["PORT"]}.items() if value}
    return make_conninfo(**known, options=_OPTIONS, application_name="yinxin-verify", connect_timeout=2)
