"""Hold notices, samples and audits against the ledger, both ways; draw every sample again (A1.3a, A2.1.2, N9.1)."""

from __future__ import annotations

from collections.abc import Iterator

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_4_spot_check as law
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import facts_by_subject
from yinxin.lifecycle import audit as lives
from yinxin.qualifying.models import AuditPaper, ListObjection, Notice, Promise, Sample
from yinxin.qualifying.noticing import digest_of
from yinxin.qualifying.sampling import opens
from yinxin.qualifying.states import AUDIT_FILE, LIST_OBJECTION, NOTICE, PROMISE, SAMPLE
from yinxin.register.files import FileStore

_NOTICES = {"list_notice.begun": "shown", "list_notice.stopped": "stopped"}
_OBJECTIONS = {
    "list_objection.filed": "open",
    "list_objection.dismissed": "dismissed",
    "list_objection.upheld": "upheld",
}
_SAMPLES = {
    "promise_sample.frozen": "frozen",
    "promise_sample.drawn": "drawn",
    "promise_sample.withdrawn": "withdrawn",
}
_PROMISES = {
    "promise.drawn": "waiting",
    "promise.holds": "holds",
    "promise.untrue": "untrue",
    "promise.false": "false",
}
_FILES = {
    "audit_file.opened": "open",
    "audit_file.handed_over": "ready",
    "audit_file.sent_back": "open",
    "audit_file.passed": "passed",
    "audit_file.refused": "refused",
    "audit_file.reopened": "open",
}


def audit(store: FileStore) -> Iterator[Difference]:
    """Yield everything of this chapter that is not what the ledger says."""
    for machine, said in (
        (NOTICE, _NOTICES),
        (LIST_OBJECTION, _OBJECTIONS),
        (SAMPLE, _SAMPLES),
        (PROMISE, _PROMISES),
        (AUDIT_FILE, _FILES),
    ):
        yield from lives.states(machine, said)
    yield from _notices()
    yield from _samples()
    yield from _files(store)


def _notices() -> Iterator[Difference]:
    """Hold each shown list against its digest, and each objection and reply against theirs."""
    begun, filed = facts_by_subject("list_notice.begun"), facts_by_subject("list_objection.filed")
    for row in Notice.objects.order_by("id"):
        key = digest_of(list(row.entries.order_by("number")))
        if not (key == row.digest == begun.get(row.pk, {}).get("list")):
            yield Difference(NOTICE.table, row.pk, Words("公示名单与开始公示时的摘要不符"))
    replies = facts_by_subject("list_objection.dismissed") | facts_by_subject("list_objection.upheld")
    for one in ListObjection.objects.order_by("id"):
        said = filed.get(one.pk, {}).get("sealed") == digest(bytes(one.sealed))
        if not said or (one.reply and replies.get(one.pk, {}).get("reply") != digest(one.reply.encode())):
            yield Difference(LIST_OBJECTION.table, one.pk, Words("公示异议或答复与账目不符"))


def _samples() -> Iterator[Difference]:
    """Hold each frozen list against its digest, and draw again by the list and the seed."""
    frozen, drawn = facts_by_subject("promise_sample.frozen"), facts_by_subject("promise_sample.drawn")
    for row in Sample.objects.order_by("id"):
        lines = list(row.entries.order_by("number"))
        entries = [one.entry for one in lines]
        same = law.list_digest(entries) == row.digest == frozen.get(row.pk, {}).get("list")
        if not same or len(lines) != row.people or not all(opens(one, row.batch_id) for one in lines):
            yield Difference(SAMPLE.table, row.pk, Words("承诺名单与封存时的摘要不符"))
        if row.drawn_at:
            again = [int(entry[:6]) for entry in law.draw(entries, seed=row.seed, size=row.size)]
            checked = list(row.promises.order_by("place").values_list("entry__number", flat=True))
            said = drawn.get(row.pk, {})
            if not (again == checked == said.get("drawn")) or said.get("seed") != row.seed:
                yield Difference(SAMPLE.table, row.pk, Words("按名单和种子重新抽取，结果与登记的不同"))


def _files(store: FileStore) -> Iterator[Difference]:
    """Yield every paper that is missing in the store, or that no line names."""
    kept = [(AuditPaper._meta.db_table, one.pk, one.key) for one in AuditPaper.objects.order_by("id")]
    kept += [
        (PROMISE.table, one.pk, one.evidence) for one in Promise.objects.exclude(evidence="").order_by("id")
    ]
    for table, number, key in kept:
        if not store.has(key):
            yield Difference(table, number, Words("审核材料的文件不在了"))
