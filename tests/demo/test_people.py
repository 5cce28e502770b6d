"""Invented people are consistent, repeatable, and nobody."""

from pathlib import Path

import pylopdf_fonts_zh_cn
import uharfbuzz

from yinxin.demo.people import LATIN, MINORITY, RARE, SURNAMES, invented_people
from yinxin.kernel import identity, names
from yinxin.kernel.identity import FORMS, IdKind
from yinxin.kernel.regions import is_known


def people(count=3000):
    return list(invented_people(count, seed=11))


def test_one_seed_gives_the_same_people_and_another_gives_others():
    assert list(invented_people(50, seed=1)) == list(invented_people(50, seed=1))
    assert list(invented_people(50, seed=1)) != list(invented_people(50, seed=2))


def test_numbers_are_sound_and_agree_with_birth_and_sex():
    for person in people():
        assert identity.problem(person.id_kind, person.id_number) is None
        assert identity.birth_date(person.id_kind, person.id_number) in (None, person.born)
        assert identity.sex(person.id_kind, person.id_number) in (None, person.sex)


def test_residents_come_from_a_division_that_does_not_exist():
    residents = [person for person in people() if person.id_kind is IdKind.RESIDENT]
    assert {person.id_number[:2] for person in residents} == {"99"}
    assert not is_known("990000")


def test_names_can_stand_on_a_certificate():
    for person in people():
        assert names.problems(person.name, latin=FORMS[person.id_kind].latin_names) == ()


def test_the_sample_has_every_kind_of_document_and_every_kind_of_name():
    sample = people()
    assert {person.id_kind for person in sample} == set(IdKind) - {IdKind.OFFICER}
    assert any("·" in person.name for person in sample)
    assert any(set(person.name) & set(RARE) for person in sample)
    assert any(person.name.isascii() for person in sample)
    assert any(len(person.name) == 4 and "·" not in person.name for person in sample)
    assert len({person.id_number for person in sample}) == len(sample)


def test_the_fonts_that_come_with_the_system_have_every_character():
    path = Path(pylopdf_fonts_zh_cn.__file__).parent / "NotoSerifSC-Regular.otf"
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    invented = "".join(person.name for person in people())
    listed = "".join((RARE, SURNAMES, *MINORITY["男"], *MINORITY["女"], *LATIN["男"], *LATIN["女"]))
    assert [c for c in sorted(set(invented + listed)) if not font.get_nominal_glyph(ord(c))] == []
