from dataclasses import FrozenInstanceError, asdict, fields, replace

import orjson
import pytest

from yinxin.kernel.face import Face

FACE = Face(
    kind="certificate",
    regime="national",
    qualification="社会工作者",
    level="中级",
    specialty="",
    name="买买提·艾力",
    sex="男",
    born="1990-01",
    id_kind="居民身份证",
    id_number="999999199001010016",
    photo="0a" * 32,
    management_number="0012026",
    approved_on="2026-06-14",
    verify_at="https://verify.example/c/abc",
    scope="",
    valid_until="",
    remarks=("补发",),
    sealed_by=("甲部", "乙部"),
)


def test_a_face_reads_back_from_its_canonical_bytes():
    again = Face.from_json(FACE.canonical())
    assert again == FACE
    assert again.digest == FACE.digest


def test_the_digest_is_pinned_so_that_issued_certificates_stay_verifiable():
    assert FACE.digest == "98b57568b172dccd03f727e1ac4952e46b77b3ed6f0abcc86b6892f4916f187f"


@pytest.mark.parametrize("field", [field.name for field in fields(Face)])
def test_a_change_of_any_field_changes_the_digest(field):
    value = getattr(FACE, field)
    changed = replace(FACE, **{field: (*value, "另") if isinstance(value, tuple) else value + "另"})
    assert changed.digest != FACE.digest


def test_the_order_of_remarks_and_seals_is_part_of_the_face():
    assert replace(FACE, sealed_by=FACE.sealed_by[::-1]).digest != FACE.digest


@pytest.mark.parametrize("name", ["䶮", "㼆文", "\U0002cc56", "\U00020bb7", "王 芳", "O’Neil"])
def test_a_name_is_kept_exactly_as_given(name):
    assert Face.from_json(replace(FACE, name=name).canonical()).name == name


def test_a_missing_field_and_one_too_many_are_refused():
    facts = asdict(FACE)
    short = {key: value for key, value in facts.items() if key != "name"}
    for wrong in (short, facts | {"phone": "000"}):
        with pytest.raises(ValueError, match="the fields differ"):
            Face.from_json(orjson.dumps(wrong))


def test_a_face_is_a_snapshot():
    with pytest.raises(FrozenInstanceError):
        FACE.name = "别名"
