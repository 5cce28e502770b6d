"""Reading the register: what a person may see, and how it is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cast import AT, BASE_COUNT
from tests.register.helpers import face, invented_number, opened, origin
from yinxin.kernel.refusal import NotFound, NotPermitted
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import body_by_code
from yinxin.register import queries
from yinxin.register.models import Certificate
from yinxin.register.opening import NewCertificate, open_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def first() -> Certificate:
    return Certificate.objects.order_by("id").first()


def in_jiangsu(*numbers: str, name: str) -> range:
    """Open certificates that another province's agency brought."""
    came = origin(900_009)
    elsewhere = replace(came, agency_id=body_by_code("jiangsu-exam").id)
    new = [
        NewCertificate(face(number, invented_number(800 + row), name=name), "320100", row)
        for row, number in enumerate(numbers, start=2)
    ]
    return open_many(new, elsewhere, by=SYSTEM, at=AT)


@pytest.mark.parametrize("who", ["data", "check", "maker", "checker", "supervisor"])
def test_who_has_the_territory_sees_the_certificate(cast, first, who):
    view = queries.certificate(first.pk, getattr(cast, who))
    assert view.face.management_number == first.management_number
    assert (view.state, view.electronic_state, view.paper_state) == ("valid", "released", "printing")
    assert view.face.digest == view.face_digest
    assert len(view.file) == 64
    assert view.size > 1000


def test_another_province_cannot_tell_it_from_one_that_does_not_exist(cast, first):
    with pytest.raises(NotFound) as foreign:
        queries.certificate(first.pk, cast.other_data)
    with pytest.raises(NotFound) as missing:
        queries.certificate(10**9, cast.data)
    assert str(foreign.value) == str(missing.value)


def test_who_may_not_see_certificates_is_told_so(cast, first):
    with pytest.raises(NotPermitted, match="查看证书"):
        queries.certificate(first.pk, cast.auditor)


@pytest.mark.parametrize(
    "typed", ["章甲乙", " 章甲乙 ", "zhangjiayi", "Zhang Jia", "zjy", "jia yi", "SE-1", "ｓｅ－1"]
)
def test_a_certificate_is_found_by_number_name_and_pinyin(cast, typed):
    (number,) = opened(face("SE-1", invented_number(1), name="章甲乙"))
    assert number in {line.id for line in queries.search(typed, cast.data)}


@pytest.mark.parametrize(
    "typed", ["", "  ", "z", "%", "_", "%%%", "___", "\\", "\x00", "章甲\x00", "SE-2", "丁"]
)
def test_what_matches_nothing_finds_nothing(cast, typed):
    ids = opened(
        face("SE-1", invented_number(1), name="章甲乙"), face("SE-3", invented_number(3), name="JANE DOE")
    )
    assert {line.id for line in queries.search(typed, cast.data)}.isdisjoint(ids)


def test_strangers_find_nothing(cast):
    opened(face("SE-1", invented_number(1), name="章甲乙"))
    for typed in ("SE-1", "章甲乙", "zjy"):
        assert queries.search(typed, cast.other_data) == ()
        assert queries.search(typed, cast.auditor) == ()


def test_others_certificates_do_not_crowd_out_ones_own(cast):
    in_jiangsu(*(f"JS-{n}" for n in range(5)), name="章甲乙")
    (mine,) = opened(face("SE-1", invented_number(1), name="章甲乙"))
    assert [line.id for line in queries.search("章甲乙", cast.data, count=3)] == [mine]
    assert len(queries.search("章甲乙", cast.checker, count=3)) == 3


def test_the_exact_number_stands_before_names_that_match(cast):
    opened(face("A-1", invented_number(1), name="章甲乙"), face("zjy", invented_number(2), name="李丁"))
    assert queries.search("zjy", cast.data)[0].management_number == "zjy"


def test_a_batch_is_listed_in_order_and_in_parts(cast, first):
    whole = queries.of_batch(first.batch_id, cast.data)
    assert len(whole) == queries.count_of_batch(first.batch_id) == BASE_COUNT
    assert [line.id for line in whole] == sorted(line.id for line in whole)
    assert queries.of_batch(first.batch_id, cast.data, start=5, count=3) == whole[5:8]
    assert queries.of_batch(first.batch_id, cast.other_data) == ()


def test_a_list_shows_the_name_that_stands_on_each_certificate(cast):
    number = invented_number(1)
    first, second = opened(face("SE-1", number, name="章甲乙"), face("SE-2", number, name="章丙丁"))
    shown = {line.id: line.name for line in queries.of_batch(900_001, cast.data)}
    assert shown == {first: "章甲乙", second: "章丙丁"}


def test_papers_of_a_batch_come_with_the_digest_of_what_is_printed(first):
    papers = queries.papers_of_batch(first.batch_id)
    assert [paper.certificate_id for paper in papers] == sorted(paper.certificate_id for paper in papers)
    assert papers[0].face == bytes(first.face_digest).hex()
