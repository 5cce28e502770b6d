"""A holder says that something on a certificate is wrong; its issuer answers, in words or with the way to replacement.

Nothing is changed here: what stands on a certificate changes by replacement (N15) alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import orjson
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.found import Found
from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.law.calendars import CALENDAR
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, territory
from yinxin.presenting import terms
from yinxin.presenting.models import Correction
from yinxin.presenting.states import CORRECTION, CorrectionState
from yinxin.register import holders
from yinxin.register.vault import FACE, REPORTED, vault

N25: Final = Clause("N25")
FIELDS: Final = {
    "name": Words("姓名"),
    "id_number": Words("证件号码"),
    "sex": Words("性别"),
    "born": Words("出生年月"),
    "photo": Words("照片"),
    "qualification": Words("资格名称"),
    "level": Words("级别"),
    "specialty": Words("专业"),
    "management_number": Words("管理号"),
    "approved_on": Words("批准日期"),
    "other": Words("其他"),
}
"""What can be reported as wrong: the items of the face as a holder knows them."""
_MOST: Final = {"should": 80, "words": 400}


@dataclass(frozen=True)
class CorrectionView:
    """A report as its holder and its issuer see it.

    :ivar says: what the certificate says now; empty for a photo, and for other things.
    :ivar should: what it should say; ``words`` whatever else was written.
    :ivar promised_on: by when the office means to answer.
    """

    id: int
    certificate_id: int
    over: Body
    name: str
    management_number: str
    field: str
    says: str
    should: str
    words: str
    at: datetime
    promised_on: date
    state: CorrectionState
    answer: str
    replacement: bool
    answered_at: datetime | None

    @property
    def field_words(self) -> Words:
        """The item's name."""
        return FIELDS[self.field]

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return CORRECTION.names[self.state]

    @property
    def waits(self) -> bool:
        """Say whether it waits for its answer."""
        return self.state is CorrectionState.OPEN


def report_error(
    *, holder_id: int, certificate_id: int, field: str, should: str, words: str, at: datetime
) -> int:
    """Report that an item of one's certificate is wrong; return the report.

    :raises NotFound: the certificate is not the holder's.
    :raises Incomplete: the item is not known, it is not said what it should be, or a text is too long.
    :raises AlreadyDone: the same item was reported and waits for its answer.
    """
    held = holders.certificate_of(holder_id, certificate_id)
    said = {"should": _plain(should), "words": _plain(words)}
    if field not in FIELDS or not any(said.values()) or any(len(text) > _MOST[k] for k, text in said.items()):
        raise Incomplete(
            Words("请选择有误的项目，并写明应当是什么。"),
            do=Words("“应当是”不超过80字，说明不超过400字，至少填写一项。"),
            clause=N25,
            facts={"fields": ["should" if field in FIELDS else "field"]},
        )
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Correction.objects.create(
                    certificate_id=certificate_id,
                    holder_id=holder_id,
                    issuer_id=held.issuer_id,
                    field=field,
                    sealed=vault().close(orjson.dumps(said), REPORTED),
                    promised_on=CALENDAR.after(day_of(at), terms.ANSWER_WORKDAYS),
                    at=at,
                    state=CorrectionState.OPEN.value,
                )
        except IntegrityError as error:
            if "correction_one_open" not in str(error):
                raise
            raise AlreadyDone(
                Words("这一项已经反映过，正在等待答复。"), do=Words("请在证书页面查看答复。"), clause=N25
            ) from None
        facts = {"holder": holder_id, "certificate": certificate_id, "field": field}
        record(Line("correction.reported", N25, 0, 0, CORRECTION.subject, made.pk, at, facts))
    return made.pk


def answer(*, correction_id: int, words: str, replacement: bool, by: Actor, at: datetime) -> None:
    """Answer a report in words, and point to replacement where that is the way; its holder reads it.

    :raises NotPermitted: ``by`` does not answer for this issuer; NotFound where it is out of reach.
    :raises Incomplete: there is no answer, or it is too long.
    :raises WrongState: it was answered before.
    """
    row = of_issuer(correction_id, by)
    if not 4 <= len(words.strip()) <= 400:
        raise Incomplete(
            Words("请写明答复。"), do=Words("4至400字，说明核对的结果，持证人会看到。"), clause=N25
        )
    move(
        CORRECTION,
        row.pk,
        frm=CorrectionState.OPEN,
        to=CorrectionState.ANSWERED,
        kind="correction.answered",
        by=by,
        at=at,
        facts={"certificate": row.certificate_id, "replacement": replacement},
        answer=words.strip(),
        replacement=replacement,
        answered_at=at,
        answered_by=by.account_id,
    )


def of_issuer(correction_id: int, by: Actor) -> Correction:
    """Return a report to an issuer for which ``by`` answers.

    :raises NotFound: there is none in the person's territory; NotPermitted: it is another's to answer.
    """
    found = Correction.objects.filter(id=correction_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CORRECTION_ANSWER, body(found.issuer_id))
    return found


def correction(correction_id: int, by: Actor) -> CorrectionView:
    """Return one report; raises as :func:`of_issuer` does."""
    return _views(Correction.objects.filter(id=of_issuer(correction_id, by).pk))[0]


def corrections_for(by: Actor, *, waiting: bool = False) -> Found[CorrectionView]:
    """Return the reports that this person may answer, those that wait first, the oldest promise first."""
    rows = Correction.objects.filter(issuer_id__in=territory(by, Permission.CORRECTION_ANSWER))
    if waiting:
        rows = rows.filter(state=CorrectionState.OPEN.value)
    return Found(rows.order_by("-state", "promised_on", "id"), _views)


def of_holder(holder_id: int, certificate_id: int) -> tuple[CorrectionView, ...]:
    """Return what a holder has reported about a certificate, the latest first."""
    rows = Correction.objects.filter(holder_id=holder_id, certificate_id=certificate_id)
    return tuple(_views(rows.order_by("-id")))


def _views(rows: QuerySet[Correction]) -> list[CorrectionView]:
    found = list(rows.select_related("certificate"))
    over = bodies(row.issuer_id for row in found)
    return [_view(row, over[row.issuer_id]) for row in found]


def _view(row: Correction, over: Body) -> CorrectionView:
    face = Face.from_json(vault().open(bytes(row.certificate.face), FACE))
    said = orjson.loads(vault().open(bytes(row.sealed), REPORTED))
    return CorrectionView(
        row.pk,
        row.certificate_id,
        over,
        face.name,
        face.management_number,
        row.field,
        "" if row.field in ("photo", "other") else str(getattr(face, row.field)),
        said["should"],
        said["words"],
        row.at,
        row.promised_on,
        CorrectionState(row.state),
        row.answer,
        row.replacement,
        row.answered_at,
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())
