"""Annex 1 from the register: for the office, for the holder, for an exam's people together."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from tests import cast as factories
from tests.annexes.helpers import clerk
from yinxin.annexes import filling, registering, templates
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, WrongState
from yinxin.law.a2013 import annexes
from yinxin.parties.queries import body_by_code
from yinxin.register import registered
from yinxin.register.files import files
from yinxin.register.models import Certificate

DAY = date(2026, 9, 20)


def text_of(data: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def office(number: int, by, **typed: str) -> bytes:
    return registering.for_office(number, typed=typed, store=files(), by=by, on=DAY)


@pytest.fixture
def one(cast):
    return Certificate.objects.order_by("id").first()


def test_what_the_register_knows_is_filled_in_and_what_was_typed_too(cast, one):
    face = registered.passed(one.pk).face
    text = text_of(office(one.pk, cast.data, employer="江城市社会工作服务中心", results="全部合格"))
    for said in ("2026年度安徽省社会工作者职业资格考试", "合格人员登记表", face.name, face.id_number, face.management_number, "江城市社会工作服务中心", "全部合格"):  # fmt: skip
        assert said in text
    assert "草稿" not in text


def test_the_same_form_is_the_same_file_and_holds_the_photo(cast, one):
    data = office(one.pk, cast.data)
    assert data == office(one.pk, cast.data)
    assert len(PdfReader(io.BytesIO(data)).pages[0].images) == 1


def test_a_province_words_it_from_its_day(cast, one):
    wording = replace(
        templates.USUAL[annexes.REGISTRATION],
        title="{province}考试合格登记表",
        hidden=frozenset({"school", "studied"}),
        copies=2,
    )
    templates.publish(
        authority_id=body_by_code("anhui").id, annex=annexes.REGISTRATION, template=wording, since=DAY,
        by=clerk(), at=factories.AT,
    )  # fmt: skip
    text = text_of(office(one.pk, cast.data))
    assert "安徽省考试合格登记表" in text
    assert "毕业院校" not in text
    assert "一式2份" in text


def test_only_whoever_may_see_a_certificate_prints_its_form(cast, one):
    with pytest.raises(NotFound):
        office(one.pk, cast.other_data)


def test_a_holder_prints_only_their_own(cast, one):
    def own(number: int) -> bytes:
        return registering.for_holder(number, holder_id=one.holder_id, typed={}, store=files(), on=DAY)

    assert own(one.pk).startswith(b"%PDF-")
    other = Certificate.objects.exclude(holder_id=one.holder_id).first()
    with pytest.raises(NotFound):
        own(other.pk)


def test_a_certificate_that_is_not_released_gives_a_draft_and_an_invalid_one_none(cast):
    batch = factories.made(cast, count=1, seed=5601)
    row = Certificate.objects.get(batch_id=batch)
    assert "草稿" in text_of(office(row.pk, cast.data))
    Certificate.objects.filter(pk=row.pk).update(state="invalid", settled_at=factories.AT)
    with pytest.raises(WrongState, match="无效"):
        office(row.pk, cast.data)


def test_a_reviewed_title_has_no_registration_form(cast, one):
    face = replace(registered.passed(one.pk).face, regime="review")
    with pytest.raises(NotApplicable, match="评审"):
        filling.registration(
            [filling.Registered(face, "340100", 2026)], made_by="某局", on=DAY, store=files()
        )


def test_a_text_that_is_too_long_is_refused_and_lines_become_one(cast, one):
    with pytest.raises(Incomplete, match="工作单位"):
        office(one.pk, cast.data, employer="长" * 121)
    assert "甲单位乙部门" in text_of(office(one.pk, cast.data, employer="甲单位\n乙部门"))


def test_an_exams_people_come_as_one_file_in_the_order_of_their_numbers(cast, one):
    group = next(g for g in registered.groups_for(cast.data) if g.issuer_id == one.issuer_id)
    data = registering.for_exam(group.issuer_id, group.exam_id, part=1, store=files(), by=cast.data, on=DAY)
    numbers = list(
        Certificate.objects.filter(issuer_id=group.issuer_id, state="valid", predecessor=None)
        .order_by("management_number")
        .values_list("management_number", flat=True)
    )
    text = text_of(data)
    assert len(PdfReader(io.BytesIO(data)).pages) == group.count == len(numbers)
    assert [text.index(number) for number in numbers] == sorted(text.index(number) for number in numbers)


def test_there_is_no_further_part_and_nothing_out_of_reach(cast, one):
    for by, part in ((cast.data, 2), (cast.data, 10**9), (cast.other_data, 1)):
        with pytest.raises(NotFound):
            registering.for_exam(one.issuer_id, one.exam_id, part=part, store=files(), by=by, on=DAY)


def test_annex_2_is_final_only_when_every_required_item_is_filled(cast, one):
    face = registered.passed(one.pk).face
    values = {"phone": "13800000000", "way": "补发", "cause": "证书遗失", "papers": "书面申请、身份证复印件"}

    def made(values, *, draft):
        return filling.reissue(
            values,
            face=face,
            region="340100",
            number="BF2026000001",
            made_by="某局",
            on=DAY,
            store=files(),
            draft=draft,
        )

    text = text_of(made(values, draft=False))
    assert face.management_number in text
    assert "补发" in text
    for key in values:
        rest = {name: value for name, value in values.items() if name != key}
        with pytest.raises(Incomplete) as refusal:
            made(rest, draft=False)
        assert refusal.value.clause == annexes.REISSUE
        assert "草稿" in text_of(made(rest, draft=True))
