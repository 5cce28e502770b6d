"""Doors translate, call the domain and translate back: no table and no query of their own."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "yinxin"
DOORS = sorted([*(ROOT / "web").rglob("*.py"), *(ROOT / "api").rglob("*.py")])


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("file", DOORS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_door_knows_neither_tables_nor_the_database(file):
    forbidden = [name for name in imported(file) if name.startswith("django.db") or name.endswith(".models")]
    assert not forbidden


@pytest.mark.parametrize("file", DOORS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_door_reads_no_clock_but_the_request_s(file):
    read = [name for name in imported(file) if name == "config.clock.now"]
    allowed = {"middleware.py", "verifications.py"}
    assert not read or file.name in allowed


def test_every_template_is_used():
    import re

    templates = ROOT / "web" / "templates"
    text = "\n".join(file.read_text() for file in [*DOORS, *templates.rglob("*.html")])
    named = set(re.findall(r'"([\w/]+\.html)"', text))
    there = {file.relative_to(templates).as_posix() for file in templates.rglob("*.html")}
    assert there == named


def test_no_template_has_a_script_or_a_style_of_its_own():
    for file in (ROOT / "web" / "templates").rglob("*.html"):
        text = file.read_text()
        assert " style=" not in text, file
        assert "<style" not in text, file
        assert "<script>" not in text, file
        assert " onclick=" not in text, file
        assert "|safe" not in text, file
