"""What making waits for: the public notice of the list, and the check of those who promised (A1.3a, N9.1)."""

from __future__ import annotations

from datetime import datetime

from yinxin.catalogue.queries import ExamView
from yinxin.kernel.calendar import day_of
from yinxin.qualifying import noticing, sampling


def check_may_make(*, batch_id: int, exam: ExamView, promised: int, at: datetime) -> None:
    """Let a batch be made once its notice is over and its sample holds.

    :param promised: how many of the batch promised instead of proving.
    :raises Refusal: something is still to be done; it says what, and by whom.
    """
    noticing.check_over(batch_id=batch_id, exam=exam, today=day_of(at))
    sampling.check_done(batch_id=batch_id, exam=exam, promised=promised)
