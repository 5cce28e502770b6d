from dataclasses import replace

import pytest

from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.law.n2023.art07_content import IF_ANY, ITEMS, check_face_complete, check_same_face


def test_a_complete_face_becomes_a_certificate(face):
    check_face_complete(face)


@pytest.mark.parametrize("field", sorted(set(ITEMS) - IF_ANY))
def test_each_required_item_is_named_when_it_is_missing(face, field):
    spoiled = replace(face, **{field: () if field == "sealed_by" else ""})
    with pytest.raises(Incomplete) as refusal:
        check_face_complete(spoiled)
    assert refusal.value.facts["missing"] == [str(ITEMS[field])]
    assert refusal.value.clause.id == "N7"


@pytest.mark.parametrize("field", ["level", "specialty", "scope", "valid_until"])
def test_items_that_a_qualification_may_lack_may_be_empty(face, field):
    check_face_complete(replace(face, **{field: ""}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("born", "1990-13"),
        ("born", "1990-1"),
        ("born", "1990-01-01"),
        ("approved_on", "2026-06"),
        ("approved_on", "2026-00-14"),
        ("photo", "0a" * 31),
        ("photo", "0A" * 32),
        ("verify_at", "verify.example/c/abc"),
        ("kind", "diploma"),
        ("regime", "local"),
        ("name", "  "),
        ("sealed_by", ("民政部", "")),
    ],
)
def test_an_item_in_the_wrong_form_counts_as_missing(face, field, value):
    with pytest.raises(Incomplete, match=str(ITEMS[field])):
        check_face_complete(replace(face, **{field: value}))


def test_every_gap_is_named_at_once_in_the_order_of_the_page(face):
    with pytest.raises(Incomplete, match="姓名、本人照片、批准日期"):
        check_face_complete(replace(face, approved_on="", photo="", name=""))


def test_a_tolerated_gap_does_not_block(face):
    check_face_complete(replace(face, photo=""), tolerated={"photo"})


def test_the_items_are_exactly_the_fields_of_the_face(face):
    assert list(ITEMS) == list(face.__slots__)


def test_two_copies_of_one_face_go_out_and_two_faces_do_not(face):
    check_same_face(face.digest, face.digest)
    with pytest.raises(WrongState):
        check_same_face(face.digest, replace(face, name="欧阳雯").digest)
