"""Collect older certificates from scans: read by a program, checked field by field by a person (N19, N21.2).

A scan's pages are drawn anew and kept encrypted. A worker reads their print; a person sees the pages beside the
fields and says what they show. Only what a person said becomes a row, and the bundle a batch like that of any table.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db import InterfaceError, OperationalError, transaction

from yinxin.attachments import store, text
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, Incomplete, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law.gaps import said_in
from yinxin.law.n2023 import art19_legacy_data as art19
from yinxin.ledger.record import Line, record, record_many
from yinxin.legacy import collecting, scanned
from yinxin.legacy.fields import BY_KEY
from yinxin.legacy.reading import Sheet
from yinxin.legacy.scan_models import Bundle, Scan
from yinxin.legacy.scan_states import BUNDLE, SCAN, BundleState, ScanState
from yinxin.legacy.scanned import HEADER, ON_A_SCAN, Proposal
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.register.closed_files import closed_files
from yinxin.register.vault import vault

N19: Final = Clause("N19")
MOST: Final = 100
"""Scans in a bundle: what one person checks in an afternoon."""
LONGEST: Final = 100
_READ, _SAID = b"legacy-scan-read", b"legacy-scan-said"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: one certificate's scan."""

    name: str
    data: bytes


def bring(
    *,
    organisation_id: int,
    uploads: Sequence[Upload],
    archive: str,
    volume: str,
    taken_by: str,
    by: Actor,
    at: datetime,
) -> int:
    """Put scans down to be read, one certificate a file; return their bundle.

    :raises NotPermitted: ``by`` collects nothing for this body, or it is none that hands in (N19).
    :raises Incomplete: there are none or too many, one cannot be opened, or nobody says where they were taken from.
    :raises AlreadyDone: two of the files are the same.
    """
    own = collecting.own_source(organisation_id, by)
    provenance = collecting.provenance_of(archive, volume, taken_by)
    art19.check_provenance(provenance)
    if not 1 <= len(uploads) <= MOST:
        raise Incomplete(
            Words("一次上传1至{most}份扫描件，每份一本证书。", most=MOST),
            do=Words("请分几次上传。"),
            clause=N19,
        )
    taken = [store.take(one.data, name=one.name, store=closed_files()) for one in uploads]
    if len({one.digest for one in taken}) < len(taken):
        raise AlreadyDone(Words("有两份文件完全相同。"), do=Words("每本证书只上传一份。"), clause=N19)
    with transaction.atomic():
        bundle = Bundle.objects.create(
            organisation_id=own.id, archive=provenance.archive, volume=provenance.volume,
            taken_by=provenance.taken_by, brought_by=by.account_id, brought_at=at, state=BundleState.OPEN.value,
        )  # fmt: skip
        scans = Scan.objects.bulk_create(
            Scan(
                bundle=bundle, number=number, key=one.key, digest=one.digest, pages=one.pages,
                state=ScanState.WAITING.value,
            )
            for number, one in enumerate(taken, 1)
        )  # fmt: skip
        facts = {"scans": len(scans)}
        record(
            Line("legacy_bundle.brought", N19, by.account_id, own.id, "legacy_bundle", bundle.pk, at, facts)
        )
        record_many(
            Line(
                "legacy_scan.brought", N19, by.account_id, own.id, "legacy_scan", one.pk, at,
                {"bundle": bundle.pk, "file": one.digest},
            )
            for one in scans
        )  # fmt: skip
    return bundle.pk


def step(*, clock: Callable[[], datetime]) -> bool:
    """Read one waiting scan; say whether there was one. What cannot be read is typed by hand."""
    with transaction.atomic():
        scan = (
            Scan.objects.select_for_update(skip_locked=True)
            .filter(state=ScanState.WAITING.value, bundle__state=BundleState.OPEN.value)
            .order_by("id")
            .first()
        )
        if scan is None:
            return False
        found = _proposed(scan)
        Scan.objects.filter(pk=scan.pk).update(read=vault().close(orjson.dumps(found), _READ))
        move(
            SCAN, scan.pk, frm=ScanState.WAITING, to=ScanState.READ, kind="legacy_scan.read", by=SYSTEM, at=clock(),
            facts={"fields": sorted(found)},
        )  # fmt: skip
    return True


def _proposed(scan: Scan) -> dict[str, Any]:
    lines: list[text.Line] = []
    try:
        for number in range(1, scan.pages + 1):
            page = store.page(scan.key, number, store=closed_files())
            lines += (
                text.Line(number, one.text, one.score, one.box)
                for one in text.lines(page, name=f"{number}.jpg")
            )
    except (OperationalError, InterfaceError):
        raise
    except Refusal:
        log.warning("scan %s could not be read; it is typed by hand", scan.pk)
        return {}
    return {key: asdict(one) for key, one in scanned.proposals(lines).items()}


def check(*, scan_id: int, fields: Mapping[str, str], looked_twice: bool, by: Actor, at: datetime) -> None:
    """Say what a scan shows, every field held against its picture.

    :param looked_twice: the name is another one than the program read, and it is right all the same.
    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: the name is missing, a field is too long, or the name differs from what was read.
    :raises WrongState: it is not waiting to be checked.
    """
    scan = _own(scan_id, by)
    said = {key: " ".join(fields.get(key, "").replace("\0", "").split()) for key in ON_A_SCAN}
    wrong = [key for key, value in said.items() if len(value) > LONGEST]
    if not said["name"] or wrong:
        raise Incomplete(
            Words("“{item}”没有填写，或太长。", item=BY_KEY[wrong[0] if wrong else "name"].name),
            do=Words("请对照图像填写；姓名必须由人辨认后输入。"),
            clause=N19,
            facts={"fields": wrong or ["name"]},
        )
    read = proposals_of(scan).get("name")
    if read and not looked_twice and scanned.differs(said["name"], read.text):
        raise Incomplete(
            Words("输入的姓名与识别出的不一样。"),
            do=Words("请再看一次图像；确认无误的，勾选“已再次核对姓名”。"),
            clause=N19,
            facts={"fields": ["name"]},
        )
    sealed = vault().close(canonical_json(said), _SAID)
    with transaction.atomic():
        _held(scan)
        Scan.objects.filter(pk=scan.pk).update(said=sealed, checked_by=by.account_id, checked_at=at)
        move(
            SCAN, scan.pk, frm=ScanState.READ, to=ScanState.CHECKED, kind="legacy_scan.checked", by=by, at=at,
            facts={"sealed": digest(sealed)},
        )  # fmt: skip


def check_again(*, scan_id: int, by: Actor, at: datetime) -> None:
    """Open a checked scan again, while its bundle is not a batch yet.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises WrongState: it is not checked, or its bundle is a batch.
    """
    scan = _own(scan_id, by)
    with transaction.atomic():
        _held(scan)
        move(
            SCAN,
            scan.pk,
            frm=ScanState.CHECKED,
            to=ScanState.READ,
            kind="legacy_scan.opened_again",
            by=by,
            at=at,
        )


def leave_out(*, scan_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Leave a scan out of the batch: it shows no certificate, or cannot be read by anybody.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: it is not waiting to be checked.
    """
    scan = _own(scan_id, by)
    said = said_in(reason, Words("请写明不采用的原因。"), N19, longest=200)
    with transaction.atomic():
        _held(scan)
        move(
            SCAN, scan.pk, frm=ScanState.READ, to=ScanState.LEFT_OUT, kind="legacy_scan.left_out", by=by, at=at,
            reason=said,
        )  # fmt: skip


def hand_in(*, bundle_id: int, by: Actor, at: datetime) -> int:
    """Make a batch of a bundle whose scans are all checked or left out; return the batch.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises WrongState: a scan waits, none is left, or it is a batch already.
    """
    bundle = own_bundle(bundle_id, by)
    with transaction.atomic():
        Bundle.objects.select_for_update().get(pk=bundle.pk)
        scans = list(Scan.objects.filter(bundle=bundle).order_by("number"))
        checked = [one for one in scans if one.state == ScanState.CHECKED.value]
        if not checked or any(one.state in ("waiting", "read") for one in scans):
            raise WrongState(
                Words("还有扫描件没有核对，或者一份也没有采用。"),
                do=Words("请逐份核对，或说明原因后不采用。"),
                clause=N19,
            )
        rows = [(number, scanned.row(said_of(one))[1]) for number, one in enumerate(checked, 2)]
        provenance = collecting.provenance_of(bundle.archive, bundle.volume, bundle.taken_by)
        batch = collecting.bring_rows(
            organisation_id=bundle.organisation_id, source="scan",
            data=canonical_json({"scans": [one.digest for one in checked]}),
            file_name=f"{bundle.volume}.scan", sheet=Sheet(HEADER, rows), provenance=provenance, by=by, at=at,
        )  # fmt: skip
        move(
            BUNDLE, bundle.pk, frm=BundleState.OPEN, to=BundleState.HANDED_IN, kind="legacy_bundle.handed_in",
            by=by, at=at, facts={"batch": batch, "scans": len(checked)}, batch_id=batch,
        )  # fmt: skip
    return batch


def drop(*, bundle_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Give a bundle up.

    :raises NotPermitted: ``by`` collects nothing for its source; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: it is a batch, or given up already.
    """
    bundle = own_bundle(bundle_id, by)
    said = said_in(reason, Words("请写明放弃的原因。"), N19)
    with transaction.atomic():
        move(
            BUNDLE, bundle.pk, frm=BundleState.OPEN, to=BundleState.DROPPED, kind="legacy_bundle.dropped", by=by,
            at=at, reason=said,
        )  # fmt: skip


def proposals_of(scan: Scan) -> dict[str, Proposal]:
    """Return what was read on a scan."""
    if not scan.read:
        return {}
    found = orjson.loads(vault().open(bytes(scan.read), _READ))
    return {key: Proposal(**{**one, "box": tuple(one["box"])}) for key, one in found.items()}


def said_of(scan: Scan) -> dict[str, str]:
    """Return what a person said that a scan shows."""
    if not scan.said:
        return {}
    found: dict[str, str] = orjson.loads(vault().open(bytes(scan.said), _SAID))
    return found


def own_bundle(bundle_id: int, by: Actor, permission: Permission = Permission.LEGACY_COLLECT) -> Bundle:
    """Return a bundle of somebody who may work on it, or see it.

    :raises NotPermitted: ``by`` may not; NotFound where it is out of reach.
    """
    bundle = Bundle.objects.filter(pk=bundle_id).first()
    if bundle is None:
        raise access.not_here()
    access.require(by, permission, body(bundle.organisation_id))
    return bundle


def _own(scan_id: int, by: Actor) -> Scan:
    scan = Scan.objects.select_related("bundle").filter(pk=scan_id).first()
    if scan is None:
        raise access.not_here()
    access.require(by, Permission.LEGACY_COLLECT, body(scan.bundle.organisation_id))
    return scan


def _held(scan: Scan) -> None:
    """Go on only while the scan's bundle is open, which it stays until the transaction ends."""
    state = Bundle.objects.select_for_update().get(pk=scan.bundle_id).state
    if state != BundleState.OPEN.value:
        raise WrongState(
            Words("这一包扫描件{state}，不能再改。", state=BUNDLE.names[BundleState(state)]),
            do=Words("成为批次以后，请在记录页补正。"),
            clause=N19,
        )
