"""``yinxin due`` and ``yinxin clause``: the law on the terminal (N9.2, N10, N13.2, N17, A1.3b)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.law.test_index import RULES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("clause", "since", "due", "provisional"),
    [
        ("N9.2", "2026-08-28", "2026-10-09", False),
        ("N9.2", "2024-09-12", "2024-10-23", False),
        ("N10", "2026-09-18", "2026-10-22", False),
        ("N10", "2026-12-31", "2027-01-28", True),
        ("N13.2", "2026-06-14", "2031-06-14", False),
    ],
)
def test_a_limit_ends_on_its_day(yinxin, clause, since, due, provisional):
    said = yinxin("due", clause, "--from", since, "--json")
    assert said.code == 0
    facts = said.json
    assert (facts["clause"], facts["from"]) == (clause, since)
    assert (facts["due"], facts["provisional"]) == (due, provisional)
    assert all(facts["explanation"])


def test_the_days_that_do_not_count_are_named(yinxin):
    facts = yinxin("due", "N9.2", "--from", "2026-08-28", "--json").json
    assert {"day": "2026-10-01", "why": "holiday", "name": "国庆节"} in facts["skipped"]
    assert {"day": "2026-08-29", "why": "weekend", "name": ""} in facts["skipped"]
    assert facts["made_up"] == ["2026-09-20"]


@pytest.mark.parametrize(("as_of", "left"), [("2026-10-08", 1), ("2026-10-09", 0), ("2026-10-12", -3)])
def test_the_days_left_are_counted(yinxin, as_of, left):
    facts = yinxin("due", "N9.2", "--from", "2026-08-28", "--as-of", as_of, "--json").json
    assert facts["days_left"] == left


def test_people_get_sentences(yinxin):
    said = yinxin("due", "N10", "--from", "2026-12-31", "--as-of", "2027-01-18")
    assert said.out.startswith("2027-01-28（待节假日通知，暂定）\n")
    assert "距2027-01-18还有10天" in said.out


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("due", "N99", "--from", "2026-08-28"), "not_found"),
        (("due", "九条", "--from", "2026-08-28"), "incomplete"),
        (("due", "N7", "--from", "2026-08-28"), "not_found"),
        (("due", "N9.2", "--from", "2026-02-30"), "incomplete"),
        (("due", "N9.2", "--from", "28.8.2026"), "incomplete"),
        (("due", "N9.2", "--from", "2026-08-28", "--as-of", "soon"), "incomplete"),
        (("clause", "N99"), "not_found"),
        (("clause", "九条"), "incomplete"),
        (("clause", "N9"), "not_found"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_json_and_in_words(yinxin, words, kind):
    said = yinxin(*words, "--json")
    assert (said.code, said.json["refused"]) == (1, kind)
    assert said.json["what"]
    assert said.json["do"]
    plain = yinxin(*words)
    assert (plain.code, plain.out) == (1, "")
    assert plain.err.startswith("✗ ")


def test_a_missing_argument_is_a_usage_error(yinxin):
    said = yinxin("due", "N9.2")
    assert (said.code, said.out) == (2, "")
    assert "--from" in said.err


def test_the_law_needs_neither_django_nor_a_database(tmp_path):
    script = "import sys; from yinxin.cli.main import main\n"
    script += "try: main(['due', 'N9.2', '--from', '2026-08-28', '--json'])\n"
    script += "finally: print('django' in sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"YINXIN_HOME": str(tmp_path / "none"), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert orjson.loads(done.stdout)["due"] == "2026-10-09"
    assert done.stderr == "False\n"
    assert not (tmp_path / "none").exists()


@pytest.fixture(scope="module")
def table() -> dict[str, dict]:
    from yinxin.cli import clauses

    return {entry["id"]: entry for entry in clauses.entries()}


def test_the_clauses_that_lack_something_are_told(yinxin, table):
    from yinxin.cli import clauses

    lacking = {name for name, entry in table.items() if clauses.gaps(entry)}
    said = yinxin("clause", "--gaps", "--json")
    assert (set(said.json), said.code) == (lacking, 1 if lacking else 0)
    assert not [name for name in lacking if name.startswith("A")]
    assert yinxin("clause", "A2.2.1", "--gaps").code == 0


def test_the_table_is_printed_whole(yinxin, table):
    said = yinxin("clause", "--json")
    assert (said.code, [entry["id"] for entry in said.json]) == (0, RULES)
    assert list(table) == RULES


@pytest.mark.parametrize("clause", RULES)
def test_every_clause_has_a_title_a_source_and_code_that_is_there(table, clause):
    entry = table[clause]
    assert set(entry) == {"id", "title", "summary", "source", "code", "tests", "pages"}
    assert entry["title"]
    assert entry["source"]
    assert entry["code"]
    for place in entry["code"]:
        file, line = place.rsplit(":", 1)
        assert 1 <= int(line) <= len((ROOT / file).read_text().splitlines()), place


@pytest.mark.parametrize("clause", RULES)
def test_every_clause_has_tests_that_are_there(table, clause):
    assert table[clause]["tests"]
    for test in table[clause]["tests"]:
        file, name = test.split("::")
        assert re.search(rf"def {name}\(", (ROOT / file).read_text()), test


def test_one_clause_is_shown_with_its_places(yinxin):
    said = yinxin("clause", "N9.2", "--json")
    (entry,) = said.json
    assert entry["id"] == "N9.2"
    assert any(place.startswith("yinxin/law/n2023/art09_submission.py:") for place in entry["code"])
    assert any(place.startswith("yinxin/production/submission.py:") for place in entry["code"])
    assert any(test.startswith("tests/law/n2023/test_art09.py::") for test in entry["tests"])
    assert "art09_submission.py" in yinxin("clause", "N9.2").out
