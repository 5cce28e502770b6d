"""Break one rule of access at a time, to see that the tests would notice.

A mutant is one place of the program where a rule is asked (``access.require`` and its kin), one permission more or
less in a role, or one weakened rule of territory. It lives for the length of a ``with`` and changes no file.
"""

from __future__ import annotations

import ast
import contextlib
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from yinxin.parties import access
from yinxin.parties.permissions import Permission
from yinxin.parties.roles import ROLES

ROOT = Path(access.__file__).parents[1]
SILENCED: dict[str, Callable[..., Any]] = {
    "require": lambda *_, **__: None,
    "require_unless_system": lambda *_, **__: None,
    "require_other_person": lambda *_, **__: None,
    "may": lambda *_, **__: True,
}
"""What each rule becomes where it is broken: it always says yes."""


@dataclass(frozen=True)
class Site:
    """A place where a rule is asked."""

    file: str
    first: int
    last: int
    rule: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.first} {self.rule}"


ONLY_CHOOSES_WORDS = {
    ("yinxin/catalogue/exams.py", "access.require(by, Permission.EXAM_PUBLISH)"),
    ("yinxin/parties/clients.py", "access.require(by, P.KEY_MAKE)"),
    ("yinxin/production/submission.py", "access.require(by, permission)"),
}
"""Places where everything is refused anyway, and the rule only chooses between “denied” and “nothing here”."""


def sites() -> list[Site]:
    """Return every place below the doors where a rule of access is asked."""
    found = []
    for file in sorted(ROOT.rglob("*.py")):
        name = file.relative_to(ROOT.parent).as_posix()
        if file.is_relative_to(ROOT / "web") or file.is_relative_to(ROOT / "api") or file.name == "access.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                said = isinstance(node.func.value, ast.Name) and node.func.value.id == "access"
                if said and node.func.attr in SILENCED:
                    text = ast.unparse(node)
                    if (name, text) not in ONLY_CHOOSES_WORDS:
                        last = node.end_lineno or node.lineno
                        found.append(Site(name, node.lineno, last, node.func.attr, text))
    return found


def _asked_from(site: Site) -> bool:
    frame = sys._getframe(2)
    return frame.f_code.co_filename.endswith("/" + site.file) and site.first <= frame.f_lineno <= site.last


@contextlib.contextmanager
def silenced(site: Site) -> Iterator[None]:
    """Let one place say yes to everybody."""
    rule = getattr(access, site.rule)

    def broken(*given: Any, **named: Any) -> Any:
        return SILENCED[site.rule]() if _asked_from(site) else rule(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, site.rule, broken)
        yield


@contextlib.contextmanager
def listening(heard: set[Site], all_sites: list[Site]) -> Iterator[None]:
    """Write down which places are asked."""
    of_file: dict[str, list[Site]] = defaultdict(list)
    for site in all_sites:
        of_file[site.file].append(site)
    with pytest.MonkeyPatch.context() as patch:
        for name in SILENCED:
            rule = getattr(access, name)

            def listener(*given: Any, rule: Any = rule, **named: Any) -> Any:
                frame = sys._getframe(1)
                file = frame.f_code.co_filename.removeprefix(f"{ROOT.parent}/")
                heard.update(one for one in of_file[file] if one.first <= frame.f_lineno <= one.last)
                return rule(*given, **named)

            patch.setattr(access, name, listener)
        yield


@contextlib.contextmanager
def toggled(role: str, permission: Permission) -> Iterator[None]:
    """Give a role one permission more, or one less."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ROLES[role], "permissions", ROLES[role].permissions ^ {permission})
        yield


def _no_territory(seat: Any, over: Any) -> bool:
    return True


def _own_only(seat: Any, over: Any) -> bool:
    return seat.body.kind in access.WHOLE_COUNTRY or bool(seat.body.id == over.id)


def _by_province(seat: Any, over: Any) -> bool:
    return seat.body.kind in access.WHOLE_COUNTRY or seat.body.region[:2] == over.region[:2]


def _no_country(seat: Any, over: Any) -> bool:
    return seat.body.id in over.lineage


WEAKENED = (_no_territory, _own_only, _by_province, _no_country)


@contextlib.contextmanager
def reaching(rule: Callable[[Any, Any], bool]) -> Iterator[None]:
    """Replace the rule of territory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "reaches", rule)
        yield
