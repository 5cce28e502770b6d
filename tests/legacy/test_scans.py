"""Older certificates from scans: read by a program, said by a person, then a batch like any other (N19)."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest

from tests.attachments.scans import scan
from tests.cast import AT
from tests.legacy.helpers import WHERE, data, work
from yinxin.attachments import text
from yinxin.attachments.text import Line
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.queries import history
from yinxin.legacy import lookups, scan_lookups, scanned, scanning
from yinxin.legacy.models import Batch, Bundle, Record, Scan
from yinxin.legacy.scanning import Upload
from yinxin.parties.queries import actor_named, body_by_code

pytestmark = pytest.mark.django_db
ROWS = (
    "姓名：欧阳文",
    "身份证号：990104197005012345",
    "管理号：04340100000123",
    "资格名称：社会工作者",
    "批准日期：2004年6月20日",
)
TRUE = {
    "name": "欧阳雯",
    "id_number": "990104197005012345",
    "management_number": "04340100000123",
    "qualification": "社会工作者职业资格",
    "approved_on": "2004年6月20日",
}


def line(words: str, box=(100, 100, 300, 140), page: int = 1) -> Line:
    return Line(page, words, 0.9, box)


def scan_rows():
    """Let the reader answer at once: what a page of these rows says."""
    lines = tuple(line(one, (100, 100 * n, 400, 100 * n + 40)) for n, one in enumerate(ROWS, 1))
    return patch.object(text, "lines", lambda page, name: lines)


@pytest.fixture
def quick():
    with scan_rows():
        yield


def brought(count: int = 1, *, by=None, code: str = "anhui-exam", **where: str) -> int:
    uploads = [Upload(f"{n}.jpg", scan(f"第{n}份", *ROWS)) for n in range(count)]
    return scanning.bring(
        organisation_id=body_by_code(code).id, uploads=uploads, **(WHERE | where), by=by or data(), at=AT
    )


def read(bundle: int) -> list[Scan]:
    while scanning.step(clock=lambda: AT):
        pass
    return list(Scan.objects.filter(bundle_id=bundle).order_by("number"))


def check(one: Scan, *, twice: bool = True, **changes: str) -> None:
    scanning.check(scan_id=one.pk, fields=TRUE | changes, looked_twice=twice, by=data(), at=AT)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([line("性 别：女")], {"sex": "女"}),
        ([line("Full Name: OUYANG WEN"), line("档案号:D1")], {"name": "OUYANG WEN", "file_number": "D1"}),
        (
            [line("发证机关", (100, 100, 180, 140)), line("人事部", (200, 98, 300, 138))],
            {"sealed_by": "人事部"},
        ),
        ([line("管理号", (100, 100, 180, 140)), line("X1", (200, 98, 300, 138), page=2)], {}),
        ([line("批准日期：1998.5"), line("批准日期：2001.1")], {"approved_on": "1998.5"}),
        ([line("本证书由人事部批准颁发")], {}),
        ([], {}),
    ],
)
def test_labels_are_found_and_what_stands_beside_them(lines, found):
    assert {key: one.text for key, one in scanned.proposals(lines).items()} == found


def test_a_scan_is_read_checked_and_becomes_a_record(cast, quick):
    bundle = brought(2)
    first, second = read(bundle)
    view = scan_lookups.scan(first.pk, data())
    assert view.value("management_number") == "04340100000123"
    assert view.value("name") == "", "a name is never filled in by the program"
    assert view.proposals["name"].text == "欧阳文"
    check(first)
    scanning.leave_out(scan_id=second.pk, reason="这是封面，不是证书", by=data(), at=AT)
    batch = scanning.hand_in(bundle_id=bundle, by=data(), at=AT)
    work({})
    row = Batch.objects.get(pk=batch)
    assert (row.source, row.rows, row.state) == ("scan", 1, "examined")
    (record,) = Record.objects.filter(batch=row)
    shown = {one.key: one.value for one in lookups.record(record.pk, data()).fields}
    assert shown["name"] == "欧阳雯"
    assert Bundle.objects.get(pk=bundle).batch_id == batch
    said = [one.kind for one in history(("legacy_scan", first.pk))]
    assert said == ["legacy_scan.brought", "legacy_scan.read", "legacy_scan.checked"]


def test_a_name_that_differs_from_what_was_read_is_looked_at_twice(cast, quick):
    (one,) = read(brought())
    with pytest.raises(Incomplete, match="不一样"):
        check(one, twice=False)
    check(one, twice=False, name="欧阳 文")
    scanning.check_again(scan_id=one.pk, by=data(), at=AT)
    check(one)


@pytest.mark.parametrize("changes", [{"name": " "}, {"specialty": "字" * 101}])
def test_what_cannot_be_said_is_refused(cast, quick, changes):
    (one,) = read(brought())
    with pytest.raises(Incomplete):
        check(one, **changes)
    assert Scan.objects.get(pk=one.pk).state == "read"


def test_what_the_reader_cannot_read_is_typed(cast, monkeypatch):
    def fails(page: bytes, *, name: str) -> tuple[Line, ...]:
        raise Incomplete("x", do="y")

    monkeypatch.setattr(text, "lines", fails)
    (one,) = read(brought())
    assert (one.state, scan_lookups.scan(one.pk, data()).proposals) == ("read", {})
    check(one)


def test_a_bundle_waits_for_its_last_scan_and_changes_no_more_afterwards(cast, quick):
    bundle = brought(2)
    first, second = read(bundle)
    check(first)
    with pytest.raises(WrongState, match="没有核对"):
        scanning.hand_in(bundle_id=bundle, by=data(), at=AT)
    check(second, management_number="04340100000124")
    scanning.hand_in(bundle_id=bundle, by=data(), at=AT)
    for act in (
        lambda: scanning.check_again(scan_id=first.pk, by=data(), at=AT),
        lambda: scanning.drop(bundle_id=bundle, reason="上传错了", by=data(), at=AT),
    ):
        with pytest.raises(WrongState):
            act()


def test_a_bundle_can_be_given_up_and_is_not_read_any_more(cast, quick):
    bundle = brought()
    scanning.drop(bundle_id=bundle, reason="上传错了卷", by=data(), at=AT)
    assert not scanning.step(clock=lambda: AT)
    with pytest.raises(WrongState):
        scanning.drop(bundle_id=bundle, reason="上传错了卷", by=data(), at=AT)


@pytest.mark.parametrize(
    ("uploads", "refusal"),
    [
        ([], Incomplete),
        ([Upload("a.exe", b"MZ")], Incomplete),
        ([Upload("a.jpg", scan("一")), Upload("b.jpg", scan("一"))], AlreadyDone),
    ],
)
def test_bad_uploads_leave_nothing(cast, uploads, refusal):
    with pytest.raises(refusal):
        scanning.bring(
            organisation_id=body_by_code("anhui-exam").id, uploads=uploads, **WHERE, by=data(), at=AT
        )
    assert not Bundle.objects.exists()


def test_it_must_be_said_where_scans_were_taken_from(cast):
    with pytest.raises(Incomplete, match="卷册编号"):
        brought(volume=" ")


def test_others_see_neither_bundle_nor_picture(cast, quick):
    (one,) = read(brought())
    stranger = actor_named("jiangsu-data", AT)
    for ask in (
        lambda: scan_lookups.scan(one.pk, stranger),
        lambda: scan_lookups.page(one.pk, 1, stranger),
        lambda: scan_lookups.bundle(one.bundle_id, stranger),
        lambda: scanning.check(scan_id=one.pk, fields=TRUE, looked_twice=True, by=stranger, at=AT),
    ):
        with pytest.raises((NotFound, NotPermitted)):
            ask()
    assert scan_lookups.bundles_for(stranger) == []


def test_nothing_of_a_person_is_open_in_the_table(cast, quick):
    (one,) = read(brought())
    check(one)
    row = Scan.objects.get(pk=one.pk)
    assert "欧阳".encode() not in bytes(row.read) + bytes(row.said)
    facts = " ".join(str(entry.facts) for entry in history(("legacy_scan", one.pk)))
    assert "欧阳" not in facts
    assert TRUE["id_number"] not in facts


def test_a_line_knows_its_page(cast, monkeypatch):
    found = scanned.proposals([replace(line("管理号：X1"), page=3)])
    assert found["management_number"].page == 3
