"""The electronic certificate as an OFD file, made when its holder first asks for one (N5, N14).

Few ask, and the file is larger than the PDF: it is made once, kept, and then always the same. It is another form of
the electronic copy, not another copy: whether it may be used is the electronic copy's state alone. What will be
sealed is written down before it is sealed, as everywhere; SM2 seals are never twice the same, so that what was made
and not recorded is an orphan that nothing names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.ledger.record import Line, record, record_many
from yinxin.parties.actor import Actor
from yinxin.register import codes, status
from yinxin.register.files import FileStore
from yinxin.register.models import Certificate, ElectronicCopy, OfdCopy
from yinxin.register.vault import FACE, vault
from yinxin.rendering.ofd import OfdPress
from yinxin.signing.algorithms import OFD
from yinxin.signing.keys import Keyring
from yinxin.signing.ofd import seal_ofd


@dataclass(frozen=True)
class OfdBench:
    """What making an OFD file needs, prepared once a process."""

    press: OfdPress
    keyring: Keyring
    store: FileStore


def file_of(certificate_id: int) -> str | None:
    """Return the key of a certificate's OFD file; None where none was made."""
    found = OfdCopy.objects.filter(
        copy__certificate_id=certificate_id, digest__isnull=False, ended_at__isnull=True
    )
    digest = found.values_list("digest", flat=True).first()
    return bytes(digest).hex() if digest is not None else None


def possible(face: Face, keyring: Keyring, on: date) -> bool:
    """Say whether each department of a face has a seal for OFD in use on a day."""
    try:
        _seals(face, keyring, on)
    except (NotFound, WrongState):
        return False
    return True


def make(certificate_id: int, *, bench: OfdBench, by: Actor, at: datetime) -> str:
    """Return the key of a valid certificate's OFD file, which is made where there is none yet.

    Whether the asker may have it is the caller's question. Of several who ask at once all get the same file.

    :raises WrongState: the certificate is not valid, or a department has no seal for OFD in use.
    :raises NotFound: a department has no seal for OFD here at all.
    """
    there = file_of(certificate_id)
    if there:
        return there
    face = _face(certificate_id)
    copy = _ordered(certificate_id, face, bench.keyring, by, at)
    unsigned = bench.press.render(
        face,
        photo=bench.store.get(face.photo) if face.photo else b"",
        document_id=f"{certificate_id}-{face.digest}",
        at=copy.signed_at,
        code=codes.code_of(certificate_id, face, bench.keyring.record_key(), at=copy.signed_at),
    )
    known = {key.id: key for key in bench.keyring.seals}
    data = seal_ofd(unsigned, [known[name] for name in copy.seals.split("|")], copy.signed_at)
    key = bench.store.put(data)
    bench.store.settle()
    if _recorded(copy.pk, key, len(data), certificate_id, by, at):
        return key
    bench.store.remove(key)
    return file_of(certificate_id) or ""


def end(key: str, *, since: datetime, by: Actor, at: datetime) -> int:
    """Use no longer what a compromised key has sealed since a moment, in the caller's transaction; return how many.

    Whoever asks next gets a file that a good key seals. When a file was made, the ledger proves.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """update register_ofd_copy o set ended_at = %(at)s from register_ofd_copy t
               left join ledger_entry l on l.subject = 'ofd_copy' and l.subject_id = t.id and l.kind = 'ofd_copy.made'
               where o.id = t.id and o.ended_at is null and %(key)s = any(string_to_array(o.seals, '|'))
                 and coalesce(l.at, %(at)s) >= %(since)s
               returning o.id""",
            {"key": key, "since": since, "at": at},
        )
        numbers = [number for (number,) in cursor.fetchall()]
    return record_many(_line("ofd_copy.ended", number, {"key": key}, by, at) for number in numbers)


def _face(certificate_id: int) -> Face:
    closed = Certificate.objects.values_list("face", flat=True).get(pk=certificate_id)
    return Face.from_json(vault().open(bytes(closed), FACE))


def _seals(face: Face, keyring: Keyring, on: date) -> list[str]:
    return [keyring.seal(owner, on, face.qualification, carrier=OFD).id for owner in face.sealed_by]


def _ordered(certificate_id: int, face: Face, keyring: Keyring, by: Actor, at: datetime) -> OfdCopy:
    """Write down what will be sealed, or return what was written down before."""
    with transaction.atomic():
        status.hold_valid([certificate_id])
        copy = ElectronicCopy.objects.select_for_update().get(certificate_id=certificate_id)
        known = OfdCopy.objects.filter(copy=copy, ended_at__isnull=True).first()
        if known:
            return known
        seals = _seals(face, keyring, day_of(at))
        made = OfdCopy.objects.create(copy=copy, seals="|".join(seals), signed_at=at)
        record(_line("ofd_copy.ordered", made.pk, {"certificate": certificate_id, "seals": seals}, by, at))
        return made


def _recorded(number: int, key: str, size: int, certificate_id: int, by: Actor, at: datetime) -> bool:
    """Record the file, unless somebody else has made one at the same moment; say whether this one stands."""
    with transaction.atomic():
        waiting = OfdCopy.objects.filter(pk=number, digest__isnull=True)
        if not waiting.update(digest=bytes.fromhex(key), size=size):
            return False
        record(_line("ofd_copy.made", number, {"certificate": certificate_id, "file": key}, by, at))
        return True


def _line(kind: str, number: int, facts: dict[str, object], by: Actor, at: datetime) -> Line:
    return Line(kind, Clause("N14"), by.account_id, by.organisation_id, "ofd_copy", number, at, facts)
