"""``yinxin intake``: findings with row, field, code, message and fix; nothing stored, or a batch (N9.1, N9.2)."""

from __future__ import annotations

import csv

import pytest

from tests.cast import BASE_COUNT, SEED_BASE, sample
from tests.cli.helpers import rows_of
from yinxin.catalogue.models import ExamAgency
from yinxin.production.models import Batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def faulty(tmp_path):
    """A file of four people in which the second one's name and the third one's number are wrong."""
    table, photos = sample(4, seed=511, folder=tmp_path)
    rows = rows_of(table)
    rows[1]["姓名"] = "王?明"
    rows[2]["证件号码"] = rows[2]["证件号码"][:-1] + ("1" if rows[2]["证件号码"][-1] != "1" else "2")
    file = tmp_path / "faulty.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file, photos


def test_a_clean_file_has_no_findings_and_stores_nothing(yinxin, tmp_path):
    table, photos = sample(4, seed=512, folder=tmp_path)
    before = Batch.objects.count()
    said = yinxin("intake", "check", table, "--photos", photos, "--exam", "SW2026", "--json")
    assert (said.code, said.json) == (0, [])
    assert (
        "可提交4行，有问题0行" in yinxin("intake", "check", table, "--photos", photos, "--exam", "SW2026").out
    )
    assert Batch.objects.count() == before


def test_every_finding_names_its_row_field_code_message_and_fix(yinxin, faulty):
    file, photos = faulty
    said = yinxin("intake", "check", file, "--photos", photos, "--exam", "SW2026", "--json")
    assert said.code == 1
    found = {(finding["row"], finding["field"]) for finding in said.json}
    assert {(3, "姓名"), (4, "证件号码")} <= found
    for finding in said.json:
        assert {"row", "field", "code", "message", "fix"} <= set(finding)
        assert all(isinstance(finding[key], str) and finding[key] for key in ("code", "message", "fix"))


def test_the_file_comes_back_marked_where_it_is_asked_for(yinxin, faulty, tmp_path):
    file, photos = faulty
    marked = tmp_path / "marked.xlsx"
    yinxin("intake", "check", file, "--photos", photos, "--exam", "SW2026", "--marked", marked)
    assert marked.read_bytes().startswith(b"PK")


def test_a_file_with_errors_is_refused_whole_and_its_findings_are_printed(yinxin, faulty):
    file, photos = faulty
    before = Batch.objects.count()
    words = ("intake", "submit", file, "--photos", photos, "--exam", "SW2026", "--as", "anhui-data")
    said = yinxin(*words, "--json")
    assert (said.code, {3, 4} <= {finding["row"] for finding in said.json}) == (1, True)
    assert "没有提交任何数据" in said.err
    assert Batch.objects.count() == before


def test_the_good_rows_may_go_ahead(yinxin, faulty):
    file, photos = faulty
    words = ("intake", "submit", file, "--photos", photos, "--exam", "SW2026", "--as", "anhui-data")
    said = yinxin(*words, "--partial", "--json")
    assert said.code == 0
    assert (said.json["taken"], said.json["left_out"]) == (2, 2)
    assert Batch.objects.get(id=said.json["batch"]).rows == 2


def test_submitting_prints_the_batch_and_submitting_again_names_it(yinxin, tmp_path):
    table, photos = sample(4, seed=513, folder=tmp_path)
    words = ("intake", "submit", table, "--photos", photos, "--exam", "SW2026", "--as", "anhui-data")
    first = yinxin(*words)
    assert (first.code, int(first.out) > 0) == (0, True)
    again = yinxin(*words, "--json")
    assert (again.code, again.json["refused"]) == (1, "already_done")
    assert again.json["batch"] == int(first.out)


def test_the_base_batch_is_recognised(yinxin, tmp_path):
    table, photos = sample(BASE_COUNT, seed=SEED_BASE, folder=tmp_path)
    words = ("intake", "submit", table, "--photos", photos, "--exam", "SW2026", "--as", "anhui-data")
    assert yinxin(*words, "--json").json["refused"] == "already_done"


@pytest.mark.parametrize(
    ("who", "refused"),
    [("center-make", "not_permitted"), ("nobody", "not_found"), ("jiangsu-data", None)],
)
def test_only_the_agencys_people_submit(yinxin, tmp_path, who, refused):
    table, photos = sample(2, seed=514, folder=tmp_path)
    words = ("intake", "submit", table, "--photos", photos, "--exam", "SW2026", "--as", who, "--json")
    said = yinxin(*words)
    assert said.code == 1
    if refused:
        assert said.json["refused"] == refused
    else:  # a row of another province is a finding
        assert {finding["field"] for finding in said.json}


def test_an_exam_that_is_not_there_and_one_without_agencies_are_refused(yinxin, tmp_path):
    table, photos = sample(2, seed=515, folder=tmp_path)
    words = ("intake", "check", table, "--photos", photos, "--json", "--exam")
    assert yinxin(*words, "NONE").json["refused"] == "not_found"
    ExamAgency.objects.all().delete()
    assert yinxin(*words, "SW2026").json["refused"] == "incomplete"


def test_what_is_no_table_is_refused_in_words(yinxin, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"not a table")
    said = yinxin("intake", "check", tmp_path / "x.xlsx", "--exam", "SW2026", "--json")
    assert said.code == 1
    assert [finding["message"] for finding in said.json]
    missing = yinxin("intake", "check", tmp_path / "none.xlsx", "--exam", "SW2026")
    assert missing.code == 2
