"""A province's folder is read whole or not at all, and every fault is told with its file and place (N27)."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.provinces import FOLDER, PROVINCES, chose_national, papers_of, province_of, read
from yinxin.law.provinces.reading import FILES, Faulty
from yinxin.law.provinces.terms import NATIONAL, Document, Maker, national
from yinxin.law.regimes import Kind, Regime

GUIDE = Path(__file__).parents[3] / "docs" / "provinces.md"


@pytest.fixture
def folder(tmp_path):
    """A copy of Anhui's folder, to be spoilt."""
    made = tmp_path / "anhui"
    shutil.copytree(FOLDER / "anhui", made)
    return made


def spoil(folder, name, old, new):
    file = folder / f"{name}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


FAULTS = [
    ("province", 'region = "340000"', 'region = "34"', "province.toml.region：应是省级区划代码"),
    ("province", 'name = "安徽省"', "", "province.toml.name：没有填写"),
    ("province", 'name_en = "Anhui"', "name_en = 34", "province.toml.name_en：应是文字"),
    ("province", 'name_en = "Anhui"', 'name_en = "Anhui"\ncolour = "red"', "province.toml.colour：不认识"),
    ("province", 'every = "year"', 'every = "week"', "summaries[1].every：应是year、half_year、month之一"),
    ("province", "month = 10", "month = 13", "summaries[1].month：应在1到12之间"),
    ("province", 'regions = ["341524"', "regions = [341524", "separate_lines[1].regions：应是一列文字"),
    ("documents", 'kind = "certificate"', 'kind = "diploma"', "documents[1].kind：“diploma”不在可选的"),
    ("documents", 'kind = "certificate"', 'kind = "pass_proof"', "documents[1].kind：“省级考试”不颁发"),
    ("documents", 'maker = "authority"', 'maker = "centre"', "documents[1].regime：部里统一制作的"),
    ("documents", "皖考{year}{serial:06d}", "皖考{year}", "documents[1].number_template："),
    ("documents", "皖考{year}{serial:06d}", "皖考 {serial:06d}！", "documents[1].number_template："),
    ("documents", "audited = true", 'audited = "yes"', "documents[1].audited：应是true或false"),
    ("documents", "notice_days = 5", "notice_days = 99", "documents[1].notice_days：应在0到60之间"),
    ("documents", 'key = "computer"', 'key = "provincial-exam"', "documents[2]：与前面的一项重复"),
    ("qualifications", 'regime = "pass_proof"', 'regime = "pass"', "regime：“pass”不在可选的"),
    ("qualifications", "since = 2013-01-01", 'since = "2013"', "qualifications[1].since：应是日期"),
    (
        "qualifications",
        'document = "computer"',
        'document = "typing"',
        "“anhui-computer”的规则没有对应的证书",
    ),
    ("qualifications", 'sealed_by = ["安徽省人力资源和社会保障厅"]', "", "sealed_by：没有填写用印部门"),
    ("qualifications", '{name = "工程师", rank = "middle",', '{name = "工程师",', "评审的级别须注明"),
    ("procedures", 'level = "senior"', 'level = "top"', "procedures[1].level：“top”不在可选的"),
    ("procedures", '{kind = "province", words', '{kind = "city", words', "高级须经省级人社部门审批"),
    ("papers", "items = [", "others = [", "conditions[1].items：至少有一个条件"),
    ("papers", '"anhui-secondary-constructor"', '"anhui-driver"', "没有资格“anhui-driver”"),
]


@pytest.mark.parametrize(("name", "old", "new", "told"), FAULTS, ids=[one[3] for one in FAULTS])
def test_a_fault_is_told_with_its_file_and_place(folder, name, old, new, told):
    spoil(folder, name, old, new)
    with pytest.raises(Faulty) as refusal:
        read(folder)
    assert any(told in fault for fault in refusal.value.faults), refusal.value.faults
    assert "docs/provinces.md" in str(refusal.value.do)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[wordings]]\nannex = "A.annex9"\ntitle = "表"\n', "“A.annex9”不是附件的编号"),
        ('[[wordings]]\nannex = "A.annex1"\ntitle = "表"\nhidden = ["nobody"]\n', "表里没有“nobody”"),
        ('[[wordings]]\nannex = "A.annex1"\ntitle = "表"\nhidden = ["name"]\n', "是必填项，不能省去"),
        ('[[papers]]\npaper = "a_cake"\nsince = 2020-01-01\nbasis = "x"\n', "“a_cake”不在可选的"),
    ],
)
def test_what_a_province_adds_to_papers_and_forms_is_checked(folder, text, told):
    with (folder / "papers.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + text)
    with pytest.raises(Faulty) as refusal:
        read(folder)
    assert any(told in fault for fault in refusal.value.faults), refusal.value.faults


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_missing_or_unreadable_is_named(folder, name):
    (folder / f"{name}.toml").write_bytes(b"= \xff")
    with pytest.raises(Faulty, match="读不出来"):
        read(folder)
    (folder / f"{name}.toml").unlink()
    with pytest.raises(Faulty, match="没有这个文件"):
        read(folder)


def test_a_public_notice_needs_its_days(folder):
    file = folder / "documents.toml"
    before, review = file.read_text(encoding="utf-8").split('key = "review"')
    file.write_text(before + 'key = "review"' + review.replace("notice_days = 5", ""), encoding="utf-8")
    with pytest.raises(Faulty, match="没有公示天数"):
        read(folder)


def test_all_faults_are_told_at_once(folder):
    for name, old, new, _ in (FAULTS[0], FAULTS[7], FAULTS[15]):
        spoil(folder, name, old, new)
    with pytest.raises(Faulty) as refusal:
        read(folder)
    assert {fault.split(".toml")[0] for fault in refusal.value.faults} >= {
        "province",
        "documents",
        "qualifications",
    }


def test_a_province_is_found_by_any_of_its_divisions():
    assert province_of("340104") is province_of("34") is PROVINCES["34"]
    assert province_of("") is province_of("110000") is None


@pytest.mark.parametrize(
    ("region", "day", "chose"),
    [
        ("340100", date(2026, 1, 1), False),
        ("210100", date(2023, 12, 31), False),
        ("210100", date(2024, 1, 1), True),
        ("110000", date(2026, 1, 1), False),
        ("", date(2026, 1, 1), False),
    ],
)
def test_a_province_chooses_the_national_procedure_from_a_day_on(region, day, chose):
    assert chose_national(region, day) is chose


@pytest.mark.parametrize(
    ("regime", "cause", "day", "papers"),
    [
        (Regime.PROVINCIAL_EXAM, Cause.LOST, date(2026, 1, 1), {Evidence.INTRODUCTION_LETTER}),
        (Regime.REVIEW, Cause.LOST, date(2026, 1, 1), {Evidence.LOSS_NOTICE}),
        (Regime.REVIEW, Cause.DAMAGED, date(2026, 1, 1), set()),
        (Regime.PROVINCIAL_EXAM, Cause.LOST, date(2012, 12, 31), set()),
        (Regime.NATIONAL, Cause.LOST, date(2026, 1, 1), set()),
    ],
)
def test_a_province_asks_for_its_papers_from_their_day_on(regime, cause, day, papers):
    assert {one.paper for one in papers_of("210100", regime, cause, day)} == papers


@pytest.mark.parametrize("document", [one for made in PROVINCES.values() for one in made.documents.values()])
def test_an_exam_keeps_a_document_as_it_was(document):
    assert Document.from_stored(document.stored()) == document
    assert str(document.term)
    assert str(document.numbering)


def test_what_the_centre_makes_has_no_document_of_a_province():
    assert Document.from_stored({}) == NATIONAL == national(Regime.NATIONAL)
    proof = national(Regime.PASS_PROOF)
    assert (proof.kind, proof.maker) == (Kind.PASS_PROOF, Maker.CENTRE)


def test_a_third_province_is_written_by_the_guide_s_example(tmp_path):
    """The guide's five files, as they stand there, are a province."""
    blocks = re.findall(
        r"^`(\w+)\.toml`:.*?```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.M | re.S
    )
    assert [name for name, _ in blocks] == list(FILES)
    made = tmp_path / "jiangsu"
    made.mkdir()
    for name, text in blocks:
        (made / f"{name}.toml").write_text(text, encoding="utf-8")
    province = read(made)
    assert province.region[:2] not in PROVINCES
    assert province.documents
    assert province.qualifications
    assert province.procedures
    assert province.papers
