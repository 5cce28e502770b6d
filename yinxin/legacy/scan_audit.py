"""Hold scans, and runs of electronic copies, against the ledger, both ways (N19, N20)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference
from yinxin.ledger.queries import facts_by_subject
from yinxin.legacy.models import Run, RunLine, Scan
from yinxin.legacy.run_states import RUN
from yinxin.legacy.scan_states import BUNDLE, SCAN
from yinxin.lifecycle import audit as lives
from yinxin.register.closed_files import closed_files

_BUNDLES: Final = {
    "legacy_bundle.brought": "open",
    "legacy_bundle.handed_in": "handed_in",
    "legacy_bundle.dropped": "dropped",
}
_SCANS: Final = {
    "legacy_scan.brought": "waiting",
    "legacy_scan.read": "read",
    "legacy_scan.checked": "checked",
    "legacy_scan.opened_again": "read",
    "legacy_scan.left_out": "left_out",
}
_RUNS: Final = {"legacy_run.ordered": "ordered", "legacy_run.released": "released"}


def audit() -> Iterator[Difference]:
    """Yield every bundle, scan and run that is not what the ledger says."""
    for machine, said in ((BUNDLE, _BUNDLES), (SCAN, _SCANS), (RUN, _RUNS)):
        yield from lives.states(machine, said)
    yield from _scans()
    yield from _runs()


def _scans() -> Iterator[Difference]:
    """Hold each scan's file and what a person said of it against the lines about them."""
    brought, checked, store = (
        facts_by_subject("legacy_scan.brought"),
        facts_by_subject("legacy_scan.checked"),
        closed_files(),
    )
    for scan in Scan.objects.order_by("id"):
        facts = brought.get(scan.pk, {})
        if (facts.get("bundle"), facts.get("file")) != (scan.bundle_id, scan.digest):
            yield Difference(SCAN.table, scan.pk, Words("扫描件与上传时记的不符"))
        if not store.has(scan.key):
            yield Difference(SCAN.table, scan.pk, Words("扫描件的图像不在了"))
        said = checked.get(scan.pk, {}).get("sealed")
        if scan.state == "checked" and said != digest(bytes(scan.said)):
            yield Difference(SCAN.table, scan.pk, Words("核对的内容与账目不符"))


def _runs() -> Iterator[Difference]:
    ordered = facts_by_subject("legacy_run.ordered")
    for run in Run.objects.order_by("id"):
        listed = list(RunLine.objects.filter(run=run).order_by("id").values_list("certificate_id", flat=True))
        if listed != ordered.get(run.pk, {}).get("certificates") or len(listed) != run.count:
            yield Difference(RUN.table, run.pk, Words("安排的证书与账目不符"))
