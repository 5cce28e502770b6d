"""The whole audit: ledger, register, every chapter and every file, held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from config.witnesses import check_cosignature
from config.workshop import check_checkpoint
from yinxin.annexes import audit as annexes
from yinxin.approvals import audit as approvals
from yinxin.catalogue import audit as catalogue
from yinxin.changing import audit as changing
from yinxin.closing import audit as closing
from yinxin.disclosure import audit as disclosure
from yinxin.duties import audit as duties
from yinxin.fakes import audit as fakes
from yinxin.invalidation import audit as invalidation
from yinxin.issuing import audit as issuing
from yinxin.ledger import audit as ledger
from yinxin.ledger.audit import Difference
from yinxin.legacy import audit as legacy
from yinxin.parties import audit as parties
from yinxin.presenting import audit as presenting
from yinxin.production import audit as production
from yinxin.qualifying import audit as qualifying
from yinxin.register import audit as register
from yinxin.register.files import files
from yinxin.reviewing import audit as reviewing
from yinxin.sealing import audit as sealing
from yinxin.sharing import audit as sharing
from yinxin.supervision import audit as supervision
from yinxin.vetting import audit as vetting
from yinxin.watching import audit as watching


def differences(*, whole_files: bool = True) -> Iterator[Difference]:
    """Yield everything that is not as it must be.

    :param whole_files: read every file and recompute its digest, not only whether it is there.
    """
    store = files()
    return chain(
        ledger.audit(check_note=check_checkpoint, check_cosignature=check_cosignature),
        parties.audit(),
        approvals.audit(),
        duties.audit(),
        catalogue.audit(),
        register.audit(store, whole_files=whole_files),
        production.audit(store, whole_files=whole_files),
        issuing.audit(store, whole_files=whole_files),
        changing.audit(store, whole_files=whole_files),
        closing.audit(),
        invalidation.audit(),
        sealing.audit(),
        supervision.audit(store),
        reviewing.audit(),
        qualifying.audit(store),
        legacy.audit(whole_files=whole_files),
        disclosure.audit(),
        annexes.audit(store, whole_files=whole_files),
        presenting.audit(store, whole_files=whole_files),
        fakes.audit(store, whole_files=whole_files),
        sharing.audit(store),
        watching.audit(),
        vetting.audit(whole_files=whole_files),
    )
