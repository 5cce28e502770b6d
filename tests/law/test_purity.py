"""The law and the kernel are pure: no web, no clock, no files; days and facts are arguments."""

import ast
from pathlib import Path

import pytest

import yinxin

ROOT = Path(yinxin.__file__).parent
FILES = sorted(path for part in ("kernel", "law") for path in (ROOT / part).rglob("*.py"))
BANNED_IMPORTS = {"django", "os", "sys", "time", "random", "socket", "requests", "pathlib", "io", "threading"}
BANNED_CALLS = {"now", "today", "utcnow", "open", "input", "print", "getenv", "urlopen"}
ABOVE = {
    "ledger",
    "parties",
    "lifecycle",
    "duties",
    "catalogue",
    "signing",
    "rendering",
    "register",
    "web",
    "api",
}


READS_FOLDERS = ("provinces/__init__.py", "provinces/reading.py")
"""The provinces' rules are data: these two read their folders, once, when the package is loaded (ADR 0021)."""


def impurities(source: str) -> list[str]:
    """Return every import and call that a pure module may not have."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in BANNED_IMPORTS]
        elif isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            if parts[0] in BANNED_IMPORTS or (parts[0] == "yinxin" and len(parts) > 1 and parts[1] in ABOVE):
                found.append(node.module)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            found += [name] if name in BANNED_CALLS else []
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pure_module_reads_no_clock_no_file_and_nothing_above_it(path):
    allowed = ["pathlib"] if path.as_posix().endswith(READS_FOLDERS) else []
    assert impurities(path.read_text(encoding="utf-8")) == allowed


@pytest.mark.parametrize("path", sorted((ROOT / "kernel").rglob("*.py")), ids=lambda path: path.name)
def test_the_kernel_knows_no_law(path):
    assert "yinxin.law" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "source",
    [
        "import django",
        "from django.db import models",
        "from datetime import date\ndate.today()",
        "open('x')",
        "from yinxin.register import queries",
        "import os.path",
    ],
)
def test_the_check_itself_finds_each_kind_of_impurity(source):
    assert impurities(source)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_longer_than_400_lines_and_no_function_than_60(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400 or path.parent.name == "data"  # a table of facts is as long as it is
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 60, node.name
