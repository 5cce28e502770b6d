"""What the signer may know of the register: which signatures were intended and still wait; it writes nothing (N6).

Its connection takes on the role ``yinxin_signer``, whose few columns hold neither names nor numbers of persons.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing.decided import under
from yinxin.signing.keys import Keyring
from yinxin.signing.service import Written
from yinxin.signing.standing import Standing

ROLE: Final = "yinxin_signer"
_NAME: Final = re.compile(r"(copy|reseal|marked):(\d{1,18})")
_ASKS: Final = {
    "copy": "select seals, signed_at, state = 'ordered' from register_electronic_copy where id = %s",
    "reseal": "select seals, null, state = 'waiting' from register_reseal where id = %s",
    "marked": """select e.seals, null, c.state = 'valid' and e.state = 'released' from register_certificate c
                 join register_electronic_copy e on e.certificate_id = c.id where c.id = %s""",
}
_KEYS: Final = """select name, digest, purpose, algorithm, state, valid_from, valid_to, compromised_at
                  from sealing_key"""


class IntentBook:
    """The register as the signer reads it: one connection, opened again when it has died.

    :param conninfo: where the database is; the role is taken on whatever account connects.
    :param ring: the folder of keys.
    :param connect: opens a connection; tests give their own.
    """

    def __init__(self, conninfo: str, ring: Keyring, *, connect: Callable[[], Any] | None = None) -> None:
        options = f"-c role={ROLE} -c default_transaction_read_only=on -c statement_timeout=5000"
        where = make_conninfo(conninfo, options=options, application_name="yinxin-signer", connect_timeout=5)
        self._connect = connect or (lambda: psycopg.connect(where, autocommit=True))
        self._ring = ring
        self._said: dict[str, Standing] = {}
        self._now = under(ring, {})
        self._link: Any = None
        self._lock = threading.Lock()

    def find(self, intent: str) -> Written | None:
        """Return what was written down, or None.

        :raises WrongState: the register cannot be read now.
        """
        named = _NAME.fullmatch(intent)
        if named is None:
            return None
        rows = self._rows(_ASKS[named[1]], int(named[2]))
        if not rows:
            return None
        seals, signed_at, waiting = rows[0]
        copy = named[1] == "copy"
        return Written(tuple(seals.split("|")), signed_at, waiting, same_seal=copy, once=copy)

    def ring(self) -> Keyring:
        """Return the keys as they stand under what was decided about them.

        :raises WrongState: the register cannot be read now.
        """
        said = {name: Standing(*rest) for name, *rest in self._rows(_KEYS)}
        with self._lock:
            if said != self._said:
                self._said, self._now = said, under(self._ring, said)
            return self._now

    def _rows(self, query: str, *values: Any) -> list[Any]:
        with self._lock:
            for last in (False, True):
                try:
                    if self._link is None:
                        self._link = self._connect()
                    return list(self._link.execute(query, values or None).fetchall())
                except psycopg.OperationalError as error:
                    self._link = None
                    if last:
                        raise WrongState(
                            Words("登记簿暂时不能读取"), do=Words("请检查数据库连接，稍后会自动重试。")
                        ) from error
        raise AssertionError
