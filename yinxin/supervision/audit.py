"""Hold supervision against the ledger, both ways; draw every spot check again (A2.1.4, A1.3c)."""

from __future__ import annotations

from collections.abc import Iterator

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_4_spot_check as law
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import facts_by_subject
from yinxin.lifecycle import audit as lives
from yinxin.register import candidates
from yinxin.register.files import FileStore
from yinxin.supervision.models import IssuedReport, SpotCheck
from yinxin.supervision.states import CRITICISM, SPOT_CASE, SPOT_CHECK, CaseState, CheckState

_REPORT = IssuedReport._meta.db_table
_CHECKS = {
    "spot_check.frozen": CheckState.FROZEN.value,
    "spot_check.withdrawn": CheckState.WITHDRAWN.value,
    "spot_check.drawn": CheckState.DRAWN.value,
    "spot_check.published": CheckState.PUBLISHED.value,
}
_CASES = {
    "spot_case.assigned": CaseState.ASSIGNED.value,
    "spot_case.conforms": CaseState.CONFORMS.value,
    "spot_case.faulty": CaseState.FAULTY.value,
    "spot_case.answered": CaseState.ANSWERED.value,
    "spot_case.sent_back": CaseState.FAULTY.value,
    "spot_case.settled": CaseState.SETTLED.value,
}
_CRITICISMS = {
    "criticism.drafted": "draft",
    "criticism.dropped": "dropped",
    "criticism.issued": "issued",
    "criticism.answered": "answered",
    "criticism.sent_back": "issued",
    "criticism.ended": "ended",
}


def audit(store: FileStore) -> Iterator[Difference]:
    """Yield every check, case, criticism and report that is not what the ledger says, and every draw that comes out
    differently."""
    yield from lives.states(SPOT_CHECK, _CHECKS)
    yield from lives.states(SPOT_CASE, _CASES)
    yield from lives.states(CRITICISM, _CRITICISMS)
    frozen, drawn = facts_by_subject("spot_check.frozen"), facts_by_subject("spot_check.drawn")
    for check in SpotCheck.objects.order_by("id"):
        yield from _list(check, frozen.get(check.pk, {}))
        if check.drawn_at:
            yield from _draw(check, drawn.get(check.pk, {}))
    yield from _reports(store)


def _list(check: SpotCheck, said: dict[str, object]) -> Iterator[Difference]:
    """Hold a frozen list against its digest, and each entry against the certificate that it hides."""
    rows = list(check.entries.order_by("number"))
    key = law.list_digest([row.entry for row in rows])
    if not (key == check.digest == said.get("list")) or len(rows) != check.candidates:
        yield Difference(SPOT_CHECK.table, check.pk, Words("抽查名单与封存时的摘要不符"))
    numbers = candidates.numbers([row.certificate_id for row in rows])
    for row in rows:
        if row.entry != law.entry_of(row.number, row.nonce, numbers.get(row.certificate_id, "")):
            yield Difference("supervision_candidate", row.pk, Words("名单条目与证书的管理号对不上"))


def _draw(check: SpotCheck, said: dict[str, object]) -> Iterator[Difference]:
    """Draw again by the list and the seed, and compare with the cases and with the ledger."""
    entries = list(check.entries.order_by("number").values_list("entry", flat=True))
    again = [int(entry[:6]) for entry in law.draw(entries, seed=check.seed, size=check.size)]
    cases = list(check.cases.order_by("place").values_list("candidate__number", flat=True))
    if not (again == cases == said.get("drawn")) or said.get("seed") != check.seed:
        yield Difference(SPOT_CHECK.table, check.pk, Words("按名单和种子重新抽取，结果与登记的不同"))


def _reports(store: FileStore) -> Iterator[Difference]:
    """Hold issued reports against their digests: figures and file, and a line without its report."""
    said = facts_by_subject("supervision_report.issued")
    for row in IssuedReport.objects.order_by("id"):
        line = said.pop(row.pk, {})
        if not (digest(row.figures.encode()) == row.digest == line.get("figures")):
            yield Difference(_REPORT, row.pk, Words("监督报告的数字与签发时的摘要不符"))
        if row.file != line.get("file") or not store.has(row.file) or digest(store.get(row.file)) != row.file:
            yield Difference(_REPORT, row.pk, Words("监督报告的文件与签发时的不同，或者不在了"))
        if (row.over_id, row.period) != (line.get("over"), line.get("period")):
            yield Difference(_REPORT, row.pk, Words("监督报告的机构或期间与账目不符"))
    for number in said:
        yield Difference(_REPORT, number, Words("账目里签发的监督报告不在了"))
