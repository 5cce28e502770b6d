"""What a batch must have behind it before it is made: the questions that the chapters below answer (A2.1, A2.2)."""

from __future__ import annotations

from datetime import date, datetime

import orjson

from yinxin.catalogue.queries import ExamView
from yinxin.law.regimes import Regime
from yinxin.parties.actor import Actor
from yinxin.production.checked_lists import people
from yinxin.production.models import Batch, BatchRow
from yinxin.production.submission import ROW
from yinxin.qualifying import auditing, noticing
from yinxin.qualifying import gates as qualifying
from yinxin.register import registered
from yinxin.register.vault import vault
from yinxin.reviewing import gates as reviewing


def check_may_make(batch: Batch, exam: ExamView, *, at: datetime) -> None:
    """Let a received batch be made when everything that its exam or review asks for has been done.

    Called in the transaction that takes the batch, so that nothing can come in between.

    :raises Refusal: something is still to be done; it says what, and by whom.
    """
    qualifying.check_may_make(batch_id=batch.pk, exam=exam, promised=promised(batch, exam), at=at)
    if exam.document.regime is Regime.REVIEW:
        over_on = notice_over_on(exam.id)
        reviewing.check_may_make(exam.id, claims(batch), notice_over_on=over_on, at=at)


def notice_over_on(exam_id: int) -> date | None:
    """Return the last day of the public notice of a review's list; None where none has begun.

    The list may be shown batch by batch: it is over when the last of them is.
    """
    return noticing.last_day(exam_id)


def after_release(batch: Batch, exam: ExamView, *, by: Actor, at: datetime) -> None:
    """Begin what stands between release and giving out: the cities' audits, where the exam asks for them (A2.1.2)."""
    if exam.document.audited:
        certificates = registered.issuers_of_batch(batch.pk)
        auditing.open_files(certificates, exam=exam, qualification=exam.version.code, by=by, at=at)


def promised(batch: Batch, exam: ExamView) -> int:
    """Return how many of a batch promised instead of proving; 0 where nobody asks."""
    return sum(one.promised for one in people(batch.pk)) if exam.document.sample_percent else 0


def claims(batch: Batch) -> list[reviewing.Claim]:
    """Return what a batch claims: for whom by keyed digests, which level and which specialty."""
    safe, found = vault(), []
    sealed = BatchRow.objects.filter(batch_id=batch.pk).order_by("row").values_list("row", "sealed")
    for number, one in sealed.iterator(5000):
        row = orjson.loads(safe.open(bytes(one), ROW))
        key = safe.document_key(row["id_kind"], row["id_number"])
        found.append(reviewing.Claim(number, key, row["level"], row["specialty"]))
    return found
