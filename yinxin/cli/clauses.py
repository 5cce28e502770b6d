"""The index of clauses: every clause with its code, its tests and its pages, found in the sources themselves."""

from __future__ import annotations

import ast
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from yinxin.law import index

ROOT = Path(__file__).resolve().parent.parent.parent
_CITED = re.compile(r"\b(?:N\d{1,2}(?:\.\d)?|A\d(?:\.\d)?(?:\.\d)?[a-c]?|A\.annex[1-4])\b")


def entries(only: str | None = None) -> list[dict[str, Any]]:
    """Return the index: ``id``, ``title``, ``summary``, ``source``, ``code``, ``tests``, ``pages``.

    :param only: a clause's id; None for all of them.
    :raises NotFound: there is no such clause.
    """
    found = (index.entry(only),) if only else index.entries()
    return [_entry(one) for one in found]


def _entry(one: index.Entry) -> dict[str, Any]:
    clause = str(one.clause)
    return {
        "id": clause,
        "title": str(one.title),
        "summary": str(one.summary),
        "source": one.clause.source,
        "code": [*_enacting(one), *code()[clause]],
        "tests": tests()[clause],
        "pages": pages()[clause],
    }


def gaps(entry: Mapping[str, Any]) -> list[str]:
    """Return what a clause lacks of ``code``, ``tests`` and ``pages``."""
    return [kind for kind in ("code", "tests", "pages") if not entry[kind]]


def _enacting(one: index.Entry) -> list[str]:
    """Return where the functions that enact the clause begin, or the article's file where there are none."""
    places = [(inspect.getsourcefile(f) or "", inspect.getsourcelines(f)[1]) for f in one.functions]
    if not places:
        return [f"{one.module.replace('.', '/')}.py:1"]
    return [f"{Path(file).resolve().relative_to(ROOT)}:{line}" for file, line in places]


@cache
def code() -> dict[str, list[str]]:
    """Return where the sources above the law cite each clause."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "yinxin").rglob("*.py")):
        if "migrations" in file.parts or "law" in file.relative_to(ROOT).parts:
            continue
        for clause, line in _cited(file):
            place = f"{file.relative_to(ROOT)}:{line}"
            if place not in found[clause]:
                found[clause].append(place)
    return found


@cache
def tests() -> dict[str, list[str]]:
    """Return the tests of each clause: those that name it, and all of a file whose head names it or its article."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text = file.read_text()
        tree = ast.parse(text)
        whole = set(_CITED.findall(ast.get_docstring(tree) or "")) | _of_article(file)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named = set(
                    _CITED.findall("\n".join(ast.unparse(part) for part in (node, *node.decorator_list)))
                )
                for clause in sorted(whole | named):
                    found[clause].append(f"{file.relative_to(ROOT)}::{node.name}")
    return found


def _of_article(file: Path) -> set[str]:
    """Return the clauses of the article after which a file of tests is named: ``test_art09.py``."""
    name = file.stem.removeprefix("test_")
    modules = {str(one.clause): one.module.rsplit(".", 1)[-1] for one in index.entries()}
    return {clause for clause, module in modules.items() if module == name or module.startswith(f"{name}_")}


@cache
def pages() -> dict[str, list[str]]:
    """Return the addresses of the pages that serve each clause, as their views declare."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in (ROOT / "yinxin" / "web").rglob("*urls.py"):
        prefix = "/office/" if "office" in file.parts else "/"
        for address, view in _routes(file):
            for clause in _declared(file.parent, view):
                found[clause].append(prefix + address)
    return found


def _cited(file: Path) -> Iterator[tuple[str, int]]:
    """Yield clauses with the lines on which code makes a ``Clause`` of them, and the doors that declare them."""
    for number, line in enumerate(file.read_text().splitlines(), 1):
        if "Clause(" in line or "@public(" in line or "@staff(" in line:
            for clause in _CITED.findall(line):
                yield clause, number


def _routes(file: Path) -> Iterator[tuple[str, str]]:
    """Yield address and ``module.view`` of every ``path(...)`` in an address file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "path" and len(node.args) >= 2:
            address, view = node.args[0], node.args[1]
            if isinstance(address, ast.Constant) and isinstance(view, ast.Attribute | ast.Name):
                yield str(address.value), ast.unparse(view)


@cache
def _declared(folder: Path, view: str) -> tuple[str, ...]:
    """Return the clauses that a view declares in its ``@public`` or ``@staff`` line."""
    module, _, name = view.rpartition(".")
    file = folder / f"{module}.py"
    if not file.exists():
        return ()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return tuple(c for d in node.decorator_list for c in _CITED.findall(ast.unparse(d)))
    return ()
