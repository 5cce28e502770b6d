"""``yinxin docs``: the documents that are made from the code, written or checked."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click

import yinxin
from yinxin.cli import clauses, disclosure_page
from yinxin.law.limits import LIMITS
from yinxin.lifecycle.machine import Machine

ROOT = Path(__file__).resolve().parent.parent.parent / "docs"
_NOTE = "<!-- Made from the code by `./run fix`; do not edit. -->\n"


@click.command()
@click.option(
    "--check", is_flag=True, help="Write nothing; exit code 1 if a document is not what the code says."
)
def docs(check: bool) -> None:
    """Write docs/permissions.md, states.md, clauses.md, limits.md and disclosure.md from the code, or check them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    stale = []
    for name, make in DOCUMENTS.items():
        text = _NOTE + make()
        file = ROOT / name
        if check and (not file.exists() or file.read_text() != text):
            stale.append(name)
        elif not check:
            file.write_text(text)
    if stale:
        sys.exit(f"not what the code says: {', '.join(stale)}; run ./run fix")


def permissions() -> str:
    """Return who may do what: roles with their clause, the matrix of permissions, separation, territory, four eyes."""
    from yinxin.parties.permissions import Permission
    from yinxin.parties.roles import ROLES

    lines = [
        "# Roles and permissions\n",
        "| role | 岗位 | clause | family | held in | does |",
        "|---|---|---|---|---|---|",
    ]
    for role in ROLES.values():
        kinds, does = ", ".join(sorted(role.kinds)), (role.__doc__ or "").strip()
        lines.append(
            f"| `{role.code}` | {role.title} | {role.clause} | {role.family.value} | {kinds} | {does} |"
        )
    lines += [
        "",
        f"| permission | | {' | '.join(f'`{code}`' for code in ROLES)} |",
        "|---|---|" + "---|" * len(ROLES),
    ]
    for permission in Permission:
        marks = " | ".join("●" if permission in role.permissions else "" for role in ROLES.values())
        lines.append(f"| `{permission.value}` | {permission.words} | {marks} |")
    return "\n".join([*lines, *_separation(), *_territory(), *_four_eyes()]) + "\n"


def _separation() -> list[str]:
    """Return which roles one person may not hold together."""
    from yinxin.parties.roles import ROLES, conflict

    lines = [
        "\n## Separation of duties\n",
        "Who made something does not check it: acceptance is closed to who submitted, release to who accepted,",
        "approval to who proposed and to who gains. A delegation binds both people: while it runs, and for what was",
        "done while it ran, neither checks the other. One person holds at most one of the three administrations, and",
        "none together with a part in issuing; `✕` marks what one person may not hold together.\n",
        f"| | {' | '.join(f'`{code}`' for code in ROLES)} |",
        "|---|" + "---|" * len(ROLES),
    ]
    for one in ROLES:
        marks = " | ".join("✕" if conflict(one, other) else "" for other in ROLES)
        lines.append(f"| `{one}` | {marks} |")
    return lines


def _territory() -> list[str]:
    """Return the rules of territory."""
    from yinxin.parties.access import TERRITORY

    told = "A permission holds over the territory of the seat that carries it; what lies outside looks like nothing."
    return ["\n## Territory\n", f"{told}\n", *(f"- {rule}" for rule in TERRITORY)]


def _four_eyes() -> list[str]:
    """Return the changes that one person proposes and another approves."""
    from yinxin.approvals.kinds import KINDS

    lines = [
        "\n## Changes that need four eyes\n",
        "| change | | clause | proposes | approves |",
        "|---|---|---|---|---|",
    ]
    for kind in KINDS.values():
        lines.append(
            f"| `{kind.code}` | {kind.title} | {kind.clause} | `{kind.propose.value}` | `{kind.approve.value}` |"
        )
    return lines


def states() -> str:
    """Return the diagrams of every machine."""
    parts = ["# States\n", "Which state may follow which, whose turn it is, and which clause says so.\n"]
    parts += [f"## {m.title} `{m.subject}`\n\n```mermaid\n{m.diagram()}\n```\n" for m in machines()]
    return "\n".join(parts)


def machines() -> list[Machine]:
    """Return every machine of the program, package by package: those of all modules of states."""
    root = Path(yinxin.__file__).parent
    names = sorted(
        ".".join(("yinxin", *file.relative_to(root).with_suffix("").parts))
        for file in root.glob("*/*states.py")
    )
    held = (one for name in names for one in vars(import_module(name)).values())
    return list({one.subject: one for one in held if isinstance(one, Machine)}.values())


def clause_index() -> str:
    """Return the index of clauses: our summary, the code, how many tests, the pages."""
    lines = [
        "# Clauses\n",
        "| clause | title | our summary | code | test files | pages |",
        "|---|---|---|---|---|---|",
    ]
    for entry in clauses.entries():
        code = "<br>".join(f"`{place.rsplit(':', 1)[0]}`" for place in _once(entry["code"]))
        tests = "<br>".join(f"`{file}`" for file in dict.fromkeys(t.split("::")[0] for t in entry["tests"]))
        pages = "<br>".join(f"`{page}`" for page in entry["pages"])
        lines.append(
            f"| {entry['id']} | {entry['title']} | {entry['summary']} | {code} | {tests} | {pages} |"
        )
    return "\n".join(lines) + "\n"


def limits() -> str:
    """Return every time limit of both texts."""
    lines = [
        "# Time limits\n",
        "| clause | what | limit | runs from | binding | owed by |",
        "|---|---|---|---|---|---|",
    ]
    for limit in LIMITS:
        number = limit.number
        if isinstance(number, tuple):
            size = f"{number[0]}月{number[1]}日"
        else:
            unit = "个工作日" if limit.unit.value == "workday" else "年"
            size = f"{number.history[-1][1]}{unit}（{number.source}，{number.first_day}起）"
        binding, owed_by = limit.binding.label, limit.owed_by.label
        lines.append(
            f"| {limit.clause} | {limit.what} | {size} | {limit.runs_from} | {binding} | {owed_by} |"
        )
    return "\n".join(lines) + "\n"


def _once(places: list[str]) -> list[str]:
    """Return one place for each file, the first."""
    seen: dict[str, str] = {}
    for place in places:
        seen.setdefault(place.rsplit(":", 1)[0], place)
    return list(seen.values())


DOCUMENTS: dict[str, Callable[[], str]] = {
    "permissions.md": permissions,
    "states.md": states,
    "clauses.md": clause_index,
    "limits.md": limits,
    "disclosure.md": disclosure_page.page,
}
