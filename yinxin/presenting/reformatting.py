"""The electronic certificate in the national format: made when its holder first asks, the same file ever after."""

from __future__ import annotations

from datetime import date, datetime

from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.parties.actor import SYSTEM
from yinxin.presenting import granting
from yinxin.register import ofd_copies
from yinxin.register.ofd_copies import OfdBench


def has_ofd(face: Face, bench: OfdBench, on: date) -> bool:
    """Say whether a certificate with this face can be had as OFD: each department has a seal for it."""
    return ofd_copies.possible(face, bench.keyring, on)


def issue_ofd(*, holder_id: int, certificate_id: int, bench: OfdBench, at: datetime) -> str:
    """Return the key of the OFD file of a holder's certificate, made now where there is none yet.

    :raises NotFound: the certificate is not the holder's, or a department has no seal for OFD.
    :raises NotApplicable: it has no electronic copy.
    :raises WrongState: it is not valid, or a department's seal for OFD is not in use.
    """
    granting.check_may_present(holder_id, certificate_id)
    return ofd_copies.make(certificate_id, bench=bench, by=SYSTEM, at=at)


def ofd_of(*, holder_id: int, certificate_id: int, bench: OfdBench) -> bytes:
    """Return the OFD file of a holder's certificate that may be shown.

    :raises NotFound: it is not the holder's, or no OFD file of it was made.
    :raises NotApplicable: it has no electronic copy. WrongState: it is not valid.
    """
    granting.check_may_present(holder_id, certificate_id)
    key = ofd_copies.file_of(certificate_id)
    if key is None:
        raise NotFound(
            Words("这本证书还没有制作OFD文件。"),
            do=Words("请在证书页面点“下载OFD文件”，系统会当场制作。"),
            clause=Clause("N14"),
        )
    return bench.store.get(key)
