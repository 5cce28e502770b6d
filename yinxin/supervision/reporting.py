"""Issue a report of supervision over a period that has ended: from then on it is kept as it was (N4)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.files import FileStore
from yinxin.supervision import papers, report
from yinxin.supervision.models import IssuedReport
from yinxin.supervision.periods import period

N4: Final = Clause("N4")


def issue_report(*, over_id: int, text: str, store: FileStore, by: Actor, at: datetime) -> int:
    """Issue the report of a period in the name of one's own body; return it.

    Its figures and its file are kept, and their digests stand in the ledger, so that whoever counts again can compare.

    :param text: the period, as ``2026-09`` or ``2026``.
    :raises NotPermitted: ``by`` issues no reports for this body; NotFound where it is out of reach.
    :raises Incomplete: the text names no period that can be counted.
    :raises WrongState: the period has not ended; AlreadyDone: its report was issued.
    """
    over = body(over_id)
    access.require(by, Permission.SUPERVISION_REPORT, over)
    asked = period(text, day_of(at))
    if asked.running:
        raise WrongState(
            Words("{text}还没有结束，不能签发报告。", text=text),
            do=Words("期间结束后再签发；现在可以下载截至昨天的数字。"),
            clause=N4,
        )
    if IssuedReport.objects.filter(over_id=over_id, period=asked.text).exists():
        raise _done_before(text)
    made = report.compose(over, asked)
    file = store.put(papers.report_paper(made, over_id=over_id, on=day_of(at)))
    store.settle()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IssuedReport.objects.create(
                    over_id=over_id, period=asked.text, figures=made.text, digest=made.digest, file=file,
                    issued_by=by.account_id, issued_at=at,
                )  # fmt: skip
        except IntegrityError:
            raise _done_before(text) from None
        facts = {"over": over_id, "period": asked.text, "figures": made.digest, "file": file}
        record(
            Line(
                "supervision_report.issued", N4, by.account_id, by.organisation_id, "supervision_report", row.pk, at,
                facts,
            )
        )  # fmt: skip
    return row.pk


def _done_before(text: str) -> AlreadyDone:
    return AlreadyDone(
        Words("{text}的监督报告已经签发。", text=text),
        do=Words("请打开已签发的报告；现在的数字与它不同的，页面上逐项列出。"),
        clause=N4,
    )
