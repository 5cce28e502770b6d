"""Electronic copies for older certificates: ordered by one, made by workers, released by another (N20)."""

from __future__ import annotations

import pytest

from config.workshop import keyring, workshop
from tests.cast import AT
from tests.legacy.test_scans import brought, check, read, scan_rows
from tests.register.older_helpers import collected, known_version, old_face
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.legacy import audit, electronic
from yinxin.legacy.models import Run, RunLine, Scan
from yinxin.parties.actor import SYSTEM
from yinxin.register import status
from yinxin.register.models import ElectronicCopy
from yinxin.register.workshop import step

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(cast):
    version = known_version()
    return list(collected(version, old_face(version), old_face(version, "OLD-2", 74)).values())


def order(cast, count: int = 5) -> int:
    return electronic.order(count=count, keyring=keyring(), by=cast.maker, at=AT)[0]


def make() -> None:
    while step(workshop(), clock=lambda: AT):
        pass


def told() -> list[str]:
    """Return what the audit says, but for records: the certificates here were opened without any."""
    return [str(one) for one in audit.audit()]


def test_a_run_is_ordered_made_and_released_by_another(cast, older):
    before = electronic.waiting()
    run = order(cast)
    assert electronic.waiting() == before - 2
    with pytest.raises(WrongState, match="没有全部制成"):
        electronic.release(run_id=run, by=cast.checker, at=AT)
    make()
    assert electronic.run(run, cast.maker).ready
    assert electronic.release(run_id=run, by=cast.checker, at=AT) == 2
    states = ElectronicCopy.objects.filter(certificate_id__in=older).values_list("state", flat=True)
    assert set(states) == {"released"}
    assert [one.kind for one in history(("legacy_run", run))] == ["legacy_run.ordered", "legacy_run.released"]
    with pytest.raises(WrongState):
        electronic.release(run_id=run, by=cast.checker, at=AT)
    assert told() == []


def test_a_department_without_a_seal_holds_up_no_other_qualification(cast):
    other = next(
        one
        for one in catalogue.versions_on(AT.date())
        if one.electronic_since and "住房和城乡建设部" in one.sealed_by
    )
    collected(other, old_face(other, "OLD-9", 96, level="", specialty=""), first=77)
    version = known_version()
    (later,) = collected(version, old_face(version), first=78).values()
    run, refused = electronic.order(count=1, keyring=keyring(), by=cast.maker, at=AT)
    assert electronic.certificates_of(run) == [later]
    assert any("印章" in str(words) for words in refused)
    with pytest.raises(NotApplicable, match="印章"):
        order(cast)


def test_what_died_meanwhile_is_not_released(cast, older):
    run = order(cast)
    make()
    status.invalidate([older[0]], by=SYSTEM, at=AT)
    assert electronic.release(run_id=run, by=cast.checker, at=AT) == 1
    assert RunLine.objects.get(certificate_id=older[0]).released is False
    assert ElectronicCopy.objects.get(certificate_id=older[0]).state == "made"


def test_nobody_does_both(cast, older):
    run = order(cast)
    make()
    for by in (cast.checker, cast.data):
        with pytest.raises(NotPermitted):
            electronic.order(count=1, keyring=keyring(), by=by, at=AT)
    with pytest.raises(NotPermitted):
        electronic.release(run_id=run, by=cast.maker, at=AT)
    Run.objects.filter(pk=run).update(ordered_by=cast.checker.account_id)
    with pytest.raises(NotPermitted, match="另一人"):
        electronic.release(run_id=run, by=cast.checker, at=AT)


@pytest.mark.parametrize("count", [0, 501])
def test_a_run_has_its_measure(cast, older, count):
    with pytest.raises(Incomplete):
        order(cast, count)


def test_nothing_to_make_is_said(cast):
    with pytest.raises(NotApplicable, match="没有可以制作"):
        order(cast)


def test_the_audit_sees_what_was_put_into_a_run(cast, older):
    run = order(cast, 1)
    RunLine.objects.filter(run_id=run).update(certificate_id=older[1])
    assert any("安排的证书" in one for one in told())


def test_the_audit_sees_what_was_changed_of_a_scan(cast):
    with scan_rows():
        (one,) = read(brought())
    check(one)
    assert told() == []
    Scan.objects.filter(pk=one.pk).update(said=b"x")
    assert any("核对的内容" in found for found in told())
    Scan.objects.filter(pk=one.pk).update(digest="0" * 64)
    assert any("上传时记的" in found for found in told())
