"""The project's own sources, read once, as the consistency tests look at them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
YINXIN = ROOT / "yinxin"


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Return the Python files below the folders of the project, without migrations."""
    found = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return tuple(file for file in found if "migrations" not in file.parts)


@cache
def tree(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def place(file: Path, node: ast.AST) -> str:
    """Return where a node stands: ``yinxin/cli/main.py:12``."""
    return f"{file.relative_to(ROOT)}:{node.lineno}"


def called(node: ast.Call) -> str:
    """Return the last name of what is called: ``now`` for ``datetime.now()``."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def calls(module: ast.AST) -> Iterator[ast.Call]:
    """Yield every call of a module."""
    return (node for node in ast.walk(module) if isinstance(node, ast.Call))


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files of the repository; where there is no repository, those of the folder but for what is made."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
    )
    if listed.returncode == 0:
        names = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
        return tuple(file for file in names if file.is_file())
    made = {".venv", "var", "__pycache__", "build"}
    files = (file for file in sorted(ROOT.rglob("*")) if file.is_file())
    return tuple(file for file in files if not made & set(file.relative_to(ROOT).parts))
