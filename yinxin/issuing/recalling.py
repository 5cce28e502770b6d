"""Paper that leaves the ordinary way: recalled, spoiled in the store, found again (N26, N11.1).

A recalled copy goes to the destruction list. Valid paper is not recalled at will: either its certificate is no longer
valid or has a successor, or its holder hands it in because it is damaged or wrong, or it is wrong before it was given
out; the certificate is then made again by replacement or reissue (N15, N16).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Final

from django.db import transaction

from yinxin.issuing.models import CopyNote
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register import custody, endings
from yinxin.register.custody import SlipNote
from yinxin.register.endings import Ending
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import CertificateState, PaperState

N26, N11_1 = Clause("N26"), Clause("N11.1")


class Cause(Enum):
    """Why a copy is recalled."""

    INVALID = "invalid"
    REPLACED = "replaced"
    DAMAGED = "damaged"
    WRONG = "wrong"

    @property
    def words(self) -> Words:
        """The cause for people."""
        return _CAUSES[self]


_CAUSES = {
    Cause.INVALID: Words("证书已作无效处理"),
    Cause.REPLACED: Words("证书已换发"),
    Cause.DAMAGED: Words("持证人交回损坏的证书"),
    Cause.WRONG: Words("证书内容有误"),
}
_NOTED: Final = {
    "recalled": "copy_note.recalled",
    "damaged": "copy_note.damaged",
    "found": "copy_note.found",
}
FROM: Final = {
    Cause.INVALID: frozenset({PaperState.HELD, PaperState.COLLECTED}),
    Cause.REPLACED: frozenset({PaperState.HELD, PaperState.COLLECTED}),
    Cause.DAMAGED: frozenset({PaperState.COLLECTED}),
    Cause.WRONG: frozenset({PaperState.HELD, PaperState.COLLECTED}),
}
"""The states from which a copy is recalled for each cause; what is damaged in the store is spoiled there."""


def recall(*, copies: Collection[int], cause: Cause, reason: str, by: Actor, at: datetime) -> int:
    """Recall copies: kept ones, or ones that their holders hand back; return how many.

    :raises NotPermitted: ``by`` does not keep the paper of their issuer; NotFound where one is out of reach.
    :raises Incomplete: none is named, or it is not said why.
    :raises NotApplicable: the cause does not fit a certificate; the refusal says which.
    :raises WrongState: a copy is neither kept nor with its holder; nothing has changed.
    """
    reason = _why(reason, N26)
    found = _reached(copies, by)
    for one in found:
        check_may_recall(one, cause)
    with transaction.atomic():
        groups: dict[tuple[int, PaperState, int], list[int]] = {}
        for one in found:
            groups.setdefault((one.place_id, one.state, _keeper(one)), []).append(one.copy_id)
        for (place, state, keeper), part in sorted(groups.items(), key=lambda item: item[1]):
            to = custody.standing_place(organisation_id=keeper, kind=PlaceKind.RECALLED, by=by, at=at)
            number = _note("recalled", part, cause.value, reason, N26, by, at)
            note = SlipNote(SlipKind.RECALL, number, state, PaperState.RECALLED)
            custody.move_copies(copies=part, frm=place, to=to, slip=note, by=by, at=at)
    return len(found)


def spoil(*, copy_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Enter that a kept copy was damaged in the store, and cannot be given out.

    :raises NotPermitted: ``by`` does not keep the paper where it lies; NotFound where it is out of reach.
    :raises Incomplete: it is not said how.
    :raises WrongState: it is not kept.
    """
    reason = _why(reason, N11_1)
    (one,) = _reached([copy_id], by)
    _check_state(one, PaperState.HELD)
    with transaction.atomic():
        to = custody.standing_place(organisation_id=one.book_id, kind=PlaceKind.SPOILED, by=by, at=at)
        number = _note("damaged", [copy_id], "", reason, N11_1, by, at)
        note = SlipNote(SlipKind.DAMAGED_IN_STORE, number, PaperState.HELD, PaperState.SPOILED)
        custody.move_copies(copies=[copy_id], frm=one.place_id, to=to, slip=note, by=by, at=at)


def find_again(*, copy_id: int, place_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Put a copy that was lost back into a place of the organisation in whose book it was lost.

    :raises NotPermitted: ``by`` does not keep the paper of that organisation; NotFound where it is out of reach.
    :raises Incomplete: it is not said how it was found, or the place is none where that organisation keeps paper.
    :raises NotApplicable: another sheet has been printed for it; what is found is then no certificate any more.
    :raises WrongState: it is not lost.
    """
    reason = _why(reason, N11_1)
    (one,) = _reached([copy_id], by)
    _check_state(one, PaperState.LOST)
    custody.check_kept_by(place_id, one.book_id)
    if endings.of_certificate(one.certificate_id) is not None:
        raise NotApplicable(
            Words("这本证书遗失后已另行制作，找回的一本不能再用。"),
            do=Words("请单独封存找回的证书，报告负责人；账簿上它仍是遗失。"),
            clause=N11_1,
        )
    with transaction.atomic():
        number = _note("found", [copy_id], "", reason, N11_1, by, at)
        note = SlipNote(SlipKind.FOUND_AGAIN, number, PaperState.LOST, PaperState.HELD)
        custody.move_copies(copies=[copy_id], frm=one.place_id, to=place_id, slip=note, by=by, at=at)


def check_may_recall(one: Ending, cause: Cause) -> None:
    """Recall a copy only for a cause that fits its certificate, from where that cause finds it.

    :raises NotApplicable: the certificate is valid and has no successor, or is not what the cause says.
    :raises WrongState: the copy is neither kept nor with its holder.
    """
    if one.state not in FROM[cause]:
        raise WrongState(
            Words(
                "证书{number}现在是“{state}”，不能以“{cause}”收回。",
                number=one.management_number,
                state=one.state_words,
                cause=cause.words,
            ),
            do=Words("在库或持证人交回的才能收回；库内损毁的请另行登记。"),
            clause=N26,
        )
    valid = one.certificate_state is CertificateState.VALID
    fits = {
        Cause.INVALID: one.certificate_state is CertificateState.INVALID,
        Cause.REPLACED: one.certificate_state is CertificateState.SUPERSEDED or one.succeeded,
        Cause.DAMAGED: valid,
        Cause.WRONG: valid,
    }[cause]
    if not fits:
        raise NotApplicable(
            Words(
                "“{cause}”与证书{number}的状态不符，不能收回。",
                cause=cause.words,
                number=one.management_number,
            ),
            do=Words("有效且没有换发的证书不收回；内容有误或损坏的，请选择相应的原因并办理换发或补发。"),
            clause=N26,
        )


def _keeper(one: Ending) -> int:
    """Return in whose book a recalled copy then lies: who kept it, or the issuer to whom it is handed back."""
    return one.book_id if one.state is PaperState.HELD else one.issuer_id


def _reached(copies: Collection[int], by: Actor) -> list[Ending]:
    """Return copies whose keeper's paper ``by`` keeps."""
    wanted = set(copies)
    if not wanted:
        raise Incomplete(Words("没有选择证书。"), do=Words("请扫描或选择至少一本证书。"), clause=N26)
    found = endings.endings(wanted)
    if len(found) < len(wanted):
        raise access.not_here()
    for one in found:
        keeper = one.issuer_id if one.state is PaperState.COLLECTED else one.book_id
        access.require(by, Permission.CUSTODY_KEEP, body(keeper))
    return found


def _check_state(one: Ending, needed: PaperState) -> None:
    if one.state is not needed:
        raise WrongState(
            Words("证书{number}现在是“{state}”。", number=one.management_number, state=one.state_words),
            do=Words("请刷新页面，核对它现在的位置和状态。"),
            clause=N11_1,
        )


def _why(reason: str, clause: Clause) -> str:
    if not 4 <= len(reason.strip()) <= 400:
        raise Incomplete(
            Words("请写明原因和经过。"), do=Words("用一两句话写明，不超过400字。"), clause=clause
        )
    return reason.strip()


def _note(
    kind: str, copies: Collection[int], cause: str, reason: str, clause: Clause, by: Actor, at: datetime
) -> str:
    """Keep why, one note for each copy, with a ledger line each; return the number of the slip that follows."""
    first = CopyNote.objects.create(
        kind=kind, copy_id=min(copies), cause=cause, reason=reason, slip="?", at=at, by=by.account_id
    )
    number = f"{kind[0].upper()}{first.pk}"
    CopyNote.objects.filter(pk=first.pk).update(slip=number)
    CopyNote.objects.bulk_create(
        CopyNote(kind=kind, copy_id=copy, cause=cause, reason=reason, slip=number, at=at, by=by.account_id)
        for copy in sorted(copies)[1:]
    )
    for note in CopyNote.objects.filter(kind=kind, slip=number).order_by("id"):
        facts = {"copy": note.copy_id, "cause": cause, "slip": number}
        record(
            Line(
                _NOTED[kind],
                clause,
                by.account_id,
                by.organisation_id,
                "copy_note",
                note.pk,
                at,
                facts,
            )
        )
    return number
