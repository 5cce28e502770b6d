"""Marked copies (加注件): a file made at once for one purpose, sealed as it is, with an address of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from django.db import transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import NotFound, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.presenting import granting, queries
from yinxin.presenting.granting import Wish
from yinxin.presenting.models import Grant
from yinxin.presenting.states import GrantKind, GrantState
from yinxin.register.files import FileStore
from yinxin.register.vault import vault
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.marked import Mark
from yinxin.signing import wire
from yinxin.signing.keys import Keyring, SealKey
from yinxin.signing.pades import seal_pdf


@dataclass(frozen=True)
class Bench:
    """What making a copy needs.

    :ivar address: the public address of this installation, which the code on the copy carries.
    """

    press: CertificatePress
    keyring: Keyring
    store: FileStore
    address: str


def issue_marked_copy(*, holder_id: int, certificate_id: int, wish: Wish, bench: Bench, at: datetime) -> int:
    """Make a marked copy of a holder's certificate; return its grant. The file is ready when this returns.

    :raises NotFound: the certificate is not the holder's.
    :raises NotApplicable: it has no electronic copy, or too many grants of it are running.
    :raises WrongState: it is not valid, or its departments have no seal in use.
    :raises Incomplete: purpose, recipient or term are wrong, or have characters that cannot be printed.
    """
    face = granting.check_may_present(holder_id, certificate_id)
    said = granting.checked(wish, day_of(at))
    number = granting.next_number()
    with wire.about(f"marked:{certificate_id}"):
        data = _made(face, said, number, bench, at)
    bench.store.put(data)
    try:
        with transaction.atomic():
            granting.enter(
                said,
                number=number,
                holder_id=holder_id,
                certificate_id=certificate_id,
                kind=GrantKind.MARKED_COPY,
                at=at,
                digest=sha256(data).digest(),
                signed_at=at,
            )
    except Refusal:
        bench.store.remove(sha256(data).hexdigest())
        raise
    return number


def file_of(*, holder_id: int, grant_id: int, store: FileStore, at: datetime) -> bytes:
    """Return a marked copy's file to its holder, while it may be used.

    :raises NotFound: it is not the holder's, or it is no marked copy.
    :raises WrongState: it was taken back, has ended, or its certificate is no longer valid.
    """
    view = queries.grant(holder_id, grant_id, day_of(at))
    if view.file is None:
        raise NotFound(
            Words("分享链接没有文件。"), do=Words("需要文件的，请办理加注件。"), facts={"grant": grant_id}
        )
    if not view.usable:
        raise WrongState(
            Words("这份加注件{standing}，不能再下载。", standing=view.standing.words),
            do=Words("仍需要的，请重新办理一份。"),
        )
    return store.get(view.file)


def tidy(*, store: FileStore, at: datetime) -> int:
    """Take away the files of copies that have ended or were taken back; return how many there were.

    Their digests stay: whoever brings such a file is still told what it was.
    """
    over = Grant.objects.filter(kind=GrantKind.MARKED_COPY.value, file_gone=False).exclude(
        state=GrantState.ACTIVE.value, until__gte=day_of(at)
    )
    gone = list(over.values_list("id", "digest")[:1000])
    for number, digest in gone:
        store.remove(bytes(digest or b"").hex())
        Grant.objects.filter(id=number).update(file_gone=True)
    return len(gone)


def address_of(grant_id: int, address: str) -> str:
    """Return where the code on a marked copy leads."""
    return f"{address}/m/{vault().grant_token(grant_id)}"


def _made(face: Face, wish: Wish, number: int, bench: Bench, at: datetime) -> bytes:
    """Render and seal the copy: the certificate's face, but for the address in its code."""
    shown = replace(face, verify_at=address_of(number, bench.address))
    key = _seal(face.sealed_by, face.qualification, day_of(at), bench.keyring)
    unsigned = bench.press.render(
        shown,
        photo=bench.store.get(face.photo) if face.photo else b"",
        document_id=f"grant-{number}-{shown.digest}",
        at=at,
        seals=bench.press.seals(shown),
        reserve=key.reserve,
        mark=Mark(wish.purpose, wish.recipient, wish.until.isoformat()),
    )
    return seal_pdf(unsigned, key, at)


def _seal(owners: Iterable[str], qualification: str, on: date, keyring: Keyring) -> SealKey:
    """Return the seal of the first of the departments that has one in use.

    :raises WrongState: none has.
    """
    for owner in owners:
        try:
            return keyring.seal(owner, on, qualification)
        except (NotFound, WrongState):
            continue
    raise WrongState(
        Words("用印部门现在没有可用的印章，不能制作加注件。"),
        do=Words("请下载电子证书使用，或改用分享链接。"),
    )
