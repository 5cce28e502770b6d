"""Make one electronic certificate from its intent: render, sign, store.

The same intent always gives the same bytes, but where a service of others stamps the time: then what is made again
differs, and what was stored first and not recorded is an orphan that nothing names.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q

from yinxin.kernel.refusal import NotFound, Refusal
from yinxin.kernel.words import Words
from yinxin.parties.actor import SYSTEM
from yinxin.register import codes, making
from yinxin.register.files import FileStore
from yinxin.register.making import Intent, Made
from yinxin.register.models import ElectronicCopy
from yinxin.register.states import CertificateState, CopyState
from yinxin.rendering import lint
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.lint.model import Check, Subject
from yinxin.signing import wire
from yinxin.signing.evidence import Evidence
from yinxin.signing.keys import SealKey
from yinxin.signing.pades import archive, room, seal_pdf
from yinxin.signing.plain_keys import PlainKey
from yinxin.signing.timestamps import TimeStamps

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LongTerm:
    """What files need that shall verify for longer than their certificates are served.

    :ivar evidence: by the seal's id, what its files carry.
    :ivar archived: a time stamp stands over the whole file too.
    """

    stamps: TimeStamps
    evidence: Mapping[str, Evidence]
    archived: bool


@dataclass(frozen=True)
class Workshop:
    """What a worker needs: the press, the seals and the store, prepared once a process.

    :ivar long_term: None for files with the signature alone.
    :ivar record_key: signs the records in QR codes; None where there is no such key.
    :ivar lint_every: page and file of one certificate in so many are looked at before it is signed; 0 for none.
    """

    press: CertificatePress
    seals: Mapping[str, SealKey]
    store: FileStore
    long_term: LongTerm | None = None
    record_key: PlainKey | None = None
    lint_every: int = 1


def make(intent: Intent, workshop: Workshop) -> Made:
    """Render, sign and store one intent.

    :raises NotFound: its key is not here. WrongState: that is not in use.
    :raises Incomplete: what is looked at before signing is not in order; names it.
    """
    key, long_term = workshop.seals.get(intent.seals[0]), workshop.long_term
    if key is None:
        raise NotFound(
            Words("密钥{key}不在密钥文件夹中", key=intent.seals[0]),
            do=Words("请把它放回，或停用它并启用新的密钥。"),
        )
    key.require_active()
    photo = workshop.store.get(intent.face.photo) if intent.face.photo else b""
    subject = Subject(intent.face, photo, workshop.press.fonts, intent.signed_at)
    _look(intent, subject, lint.FACE)
    stamps = long_term.stamps if long_term else None
    document_id = f"{intent.certificate_id}-{intent.face.digest}"
    code = codes.code_of(intent.certificate_id, intent.face, workshop.record_key, at=intent.signed_at)
    unsigned = workshop.press.render(
        intent.face,
        photo=photo,
        document_id=document_id,
        at=intent.signed_at,
        seals=workshop.press.seals(intent.face),
        reserve=room(key, stamps),
        evidence=long_term.evidence[key.id] if long_term else None,
        code=code,
    )
    if lint.is_sampled(intent.face.digest, workshop.lint_every):
        whole = replace(subject, data=bytes(unsigned.buffer), document_id=document_id, code=code)
        _look(intent, whole, (*lint.PAGE, *lint.FILE))
    with wire.about(wire.current() or f"copy:{intent.copy_id}"):
        data = seal_pdf(unsigned, key, intent.signed_at, stamps=stamps)
    if long_term and long_term.archived:
        data = archive(data, long_term.stamps)
    return Made(intent.copy_id, workshop.store.put(data), len(data))


def _look(intent: Intent, subject: Subject, checks: Iterable[Check]) -> None:
    """Look before signing: an error stops the certificate, a warning is only told."""
    findings = lint.lint(subject, checks)
    lint.require_clean(findings)
    if findings:
        log.warning("certificate %s: %s", intent.certificate_id, " ".join(found.id for found in findings))


def step(workshop: Workshop, *, clock: Callable[[], datetime]) -> bool:
    """Make one certificate that was opened for a single person, or an older one's copy; say whether any waited.

    The copy is held while it is made. A worker that is killed lets go of it, and the next makes the same bytes.
    """
    older = Q(certificate__legacy_id__isnull=False, certificate__state=CertificateState.VALID.value)
    waiting = ElectronicCopy.objects.filter(
        older | Q(certificate__state=CertificateState.PREPARED.value),
        state=CopyState.ORDERED.value,
        trouble="",
        certificate__batch_id=None,
    )
    with transaction.atomic():
        copy = waiting.select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
        if copy is None:
            return False
        try:
            (intent,) = making.intents(copy.certificate_id, copy.certificate_id)
            made = make(intent, workshop)
            workshop.store.settle()
        except (OperationalError, InterfaceError):
            raise  # the database is away: no fault of the certificate
        except Exception as error:
            # Whatever it is, one certificate must not stop the others: it is kept aside, and a person is told why.
            log.exception("certificate %s could not be made", copy.certificate_id)
            trouble = str(error) if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"
            ElectronicCopy.objects.filter(pk=copy.pk).update(trouble=trouble[:400])
            return True
        making.record_made([made], by=SYSTEM, at=clock())
    return True
