"""Release a batch: certificates valid, electronic copies out, paper handed over to print, all at once (N5, N10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.catalogue import queries as catalogue
from yinxin.desk import notices
from yinxin.duties import obligations
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import gates, makers, printing
from yinxin.production.models import Batch
from yinxin.production.states import BATCH, BatchState
from yinxin.register import queries as register
from yinxin.register.files import FileStore

N10 = Clause("N10")


def release(*, batch_id: int, store: FileStore, by: Actor, at: datetime) -> int:
    """Release a batch that has been made; return how many certificates are valid now.

    The print order names every paper copy with its face's digest; its own digest stands in the ledger. Handing it
    over and opening verification discharge N10.

    :raises NotPermitted: ``by`` may not release, or accepted the batch: nobody issues alone.
    :raises WrongState: the batch is not waiting to be released; nothing has changed.
    """
    batch = Batch.objects.filter(id=batch_id).first()
    if batch is None:
        raise access.not_here()
    agency = body(batch.agency_id)
    access.require(by, Permission.BATCH_RELEASE, agency)
    access.require_other_person(
        by, batch.accepted_by, act=Words("发布批次"), clause=N10, when=batch.accepted_at
    )
    exam = catalogue.exam_by_id(batch.exam_id)
    makers.require_maker(by, Permission.BATCH_RELEASE, exam)
    papers = register.papers_of_batch(batch_id)
    order = canonical_json(
        {
            "batch": batch_id,
            "count": len(papers),
            "papers": [
                {"paper": p.paper_id, "certificate": p.certificate_id, "face": p.face} for p in papers
            ],
        }
    )
    manifest = store.put(order)
    store.settle()
    with transaction.atomic():
        move(
            BATCH,
            batch_id,
            frm=BatchState.MADE,
            to=BatchState.RELEASED,
            kind="batch.released",
            by=by,
            at=at,
            facts={
                "certificates": len(papers),
                "print_order": manifest,
                **access.on_behalf(by, Permission.BATCH_RELEASE, agency),
            },
            released_by=by.account_id,
            released_at=at,
            manifest=manifest,
        )
        gates.after_release(batch, exam, by=by, at=at)
        printing.hand_over_batch(batch_id=batch_id, papers=papers, maker=exam.maker_id, by=by, at=at)
        obligations.discharge(N10, subject="batch", subject_id=batch_id, act="batch.released", by=by, at=at)
        words = Words("批次{batch}已发布，{count}本证书生效。", batch=batch_id, count=len(papers))
        told = {batch.submitted_by, batch.accepted_by} - {by.account_id}
        notices.tell(accounts=told, words=words, address=f"/office/batches/{batch_id}", at=at)
    return len(papers)
