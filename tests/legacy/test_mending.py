"""Mending by hand and by file: who, when, why; what stood there stays; what could not stand is refused (N21.2)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from tests.cast import AT
from tests.legacy import helpers
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.legacy import audit, collecting, mending, safe
from yinxin.legacy.models import Batch, Mend, Pair, Record
from yinxin.legacy.reading import Sheet

pytestmark = pytest.mark.django_db


def mend(record, field, value, by=None):
    mending.mend(
        record_id=record.pk, field=field, value=value, why=helpers.WHY, by=by or helpers.data(), at=AT
    )


def test_a_mended_gap_unblocks_and_the_original_stays():
    batch = helpers.examined([helpers.person(姓名="不详")])
    record = helpers.record(batch)
    assert record.state == "blocked"
    mend(record, "name", "王芳")
    record.refresh_from_db()
    assert record.state == "ready"
    assert safe.original(record).fields["name"].value == ""
    assert safe.current(record).fields["name"].original == "不详"
    assert Mend.objects.get().why == helpers.WHY
    assert list(audit.audit()) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "王[芳]"),
        ("id_number", "99010419700501234X"),
        ("id_kind", "工作证"),
        ("sex", "未"),
        ("born", "1998-13"),
        ("approved_on", "2031-01-01"),
        ("management_number", "???"),
        ("qualification", "不存在的资格"),
    ],
)
def test_what_could_not_stand_on_a_certificate_is_refused(field, value):
    record = helpers.record(helpers.examined([helpers.person()]))
    with pytest.raises(Incomplete):
        mend(record, field, value)


def test_a_likely_name_is_confirmed_and_a_bracketed_one_is_not():
    batch = helpers.examined(
        [helpers.person(姓名="王⼈"), helpers.person(姓名="李[雷]", 证书编号="199834000009")]
    )
    likely, bracketed = helpers.record(batch), helpers.record(batch, 3)
    assert (likely.state, bracketed.state) == ("look", "look")
    mending.confirm(record_id=likely.pk, field="name", why=helpers.WHY, by=helpers.data(), at=AT)
    likely.refresh_from_db()
    assert likely.state == "ready"
    with pytest.raises(Incomplete):
        mending.confirm(record_id=bracketed.pk, field="name", why=helpers.WHY, by=helpers.data(), at=AT)


def test_a_number_with_a_wrong_check_character_can_be_confirmed_from_the_original():
    record = helpers.record(helpers.examined([helpers.person(身份证号="990104197005012340")]))
    assert record.state == "look"
    mending.confirm(record_id=record.pk, field="id_number", why=helpers.WHY, by=helpers.data(), at=AT)
    record.refresh_from_db()
    assert record.state == "ready"


def test_a_mend_that_makes_two_alike_proposes_them():
    batch = helpers.examined(
        [helpers.person(), helpers.person(证书编号="", 批准日期="", 身份证号="", 姓名="李雷")]
    )
    assert not Pair.objects.exists()
    record = helpers.record(batch, 3)
    mend(record, "management_number", "199834000001")
    assert Pair.objects.count() == 1


def test_a_corrected_file_mends_what_differs_and_names_the_rows_that_it_cannot():
    batch = helpers.examined(
        [helpers.person(姓名="无"), helpers.person(证书编号="199834000002", 身份证号="")]
    )
    header = ("行", "姓名", "身份证号", "性别")
    rows = [(2, ["2", "王芳", "", "女"]), (3, ["3", "", "12", ""]), (4, ["9", "王", "", ""])]
    done = mending.correct(
        batch_id=batch, sheet=Sheet(header, rows), why=helpers.WHY, by=helpers.data(), at=AT
    )
    assert done.mended == 1
    assert [row for row, _ in done.refused] == [3, 4]
    assert helpers.record(batch).state == "ready"
    with pytest.raises(Incomplete):
        mending.correct(
            batch_id=batch, sheet=Sheet(header[1:], []), why=helpers.WHY, by=helpers.data(), at=AT
        )


def test_only_the_source_mends_and_supervisors_do_not_reach_in(cast):
    record = helpers.record(helpers.examined([helpers.person()]))
    with pytest.raises(NotFound):
        mend(record, "sex", "女", by=cast.other_data)
    with pytest.raises(NotPermitted):
        mend(record, "sex", "女", by=cast.supervisor)


def test_what_was_collected_is_kept_by_the_database():
    record = helpers.record(helpers.examined([helpers.person()]))
    for act in (
        lambda: Record.objects.filter(pk=record.pk).update(sealed=b"x"),
        lambda: Record.objects.filter(pk=record.pk).update(row=9),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_nothing_of_a_person_stands_in_the_open():
    batch = helpers.examined([helpers.person(姓名="王晓[沛]")])
    record = helpers.record(batch)
    row = Record.objects.filter(pk=record.pk).values().get()
    text = repr(row) + repr(Batch.objects.filter(pk=batch).values().get())
    assert "王晓" not in text
    assert "990104197005012345" not in text
    assert "王晓".encode() not in bytes(record.sealed)


def test_a_batch_is_handed_in_once_says_where_from_and_can_be_taken_back(cast):
    batch = helpers.examined([helpers.person()])
    with pytest.raises(AlreadyDone):
        helpers.brought([helpers.person()])
    with pytest.raises(Incomplete):
        helpers.brought([helpers.person()], name="old.pdf")
    collecting.withdraw(batch_id=batch, reason="交错了文件", by=helpers.data(), at=AT)
    assert helpers.record(batch).state == "dropped"
    assert audit.balance(batch)["dropped"] == 1
    with pytest.raises(WrongState):
        collecting.withdraw(batch_id=batch, reason="交错了文件", by=helpers.data(), at=AT)
    helpers.brought([helpers.person()])
    assert list(audit.audit()) == []


def test_a_table_that_is_none_of_certificates_fails_with_its_reason():
    batch = helpers.brought([helpers.person()])
    helpers.work({batch: Sheet(("日期", "金额"), [(2, ["1", "2"])])})
    row = Batch.objects.get(pk=batch)
    assert row.state == "failed"
    assert "姓名" in str(row.trouble)
    assert list(audit.audit()) == []
