"""``yinxin province``: read the folders of the provinces' rules, and check one that is being written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from yinxin.cli.output import as_json, say
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.law.provinces import PROVINCES, Province, read
from yinxin.law.provinces.reading import Faulty


@click.group()
def province() -> None:
    """Read what each province decides for itself (N27); docs/provinces.md tells how a folder is written."""


@province.command("list")
@as_json
def list_(as_json: bool) -> None:
    """List the provinces whose rules are known."""
    facts = [
        {"code": code, "name": one.name, "documents": list(one.documents)} for code, one in PROVINCES.items()
    ]
    lines = [f"{one['code']} {one['name']}：{'、'.join(one['documents'])}" for one in facts]
    say(facts, lines, json=as_json)


@province.command()
@click.argument("code")
@as_json
def show(code: str, as_json: bool) -> None:
    """Show the rules of the province CODE, two digits: 34."""
    found = PROVINCES.get(code)
    if found is None:
        raise NotFound(
            Words("没有这个省的规则：{code}。", code=code),
            do=Words("运行 yinxin province list 可查看全部。"),
        )
    say(_facts(found), _lines(found), json=as_json)


@province.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Read FOLDER, and name every fault with its file and place; exit code 1 where there is one."""
    try:
        found = read(folder)
    except Faulty as faulty:
        say({"faults": list(faulty.faults)}, faulty.faults, json=as_json)
        sys.exit(1)
    say({"faults": [], **_facts(found)}, [f"✓ {found.name}", *_lines(found)], json=as_json)


def _facts(found: Province) -> dict[str, Any]:
    return {
        "region": found.region,
        "name": found.name,
        "follows_since": found.follows_since,
        "documents": [one.stored() for one in found.documents.values()],
        "qualifications": [
            {"code": one.code, "name": one.name, "regime": one.regime, "sealed_by": one.sealed_by}
            for one in found.qualifications.values()
        ],
    }


def _lines(found: Province) -> list[str]:
    documents = [
        f"  {one.title}（{one.kind.label}）：{one.maker.label}制作，{one.numbering}，{one.term}"
        for one in found.documents.values()
    ]
    qualifications = [
        f"  {one.name}：{one.regime.label}，用印{'、'.join(one.sealed_by)}"
        for one in found.qualifications.values()
    ]
    return [f"{found.region} {found.name}", *documents, *qualifications]
