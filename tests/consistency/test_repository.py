"""The repository checks itself: dependencies, locks, migrations, leftovers, other people's data."""

from __future__ import annotations

import re
import tomllib
from io import StringIO

import pytest
from django.core.management import call_command

from tests.consistency.sources import ROOT, tracked
from yinxin.kernel import identity

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PUBLISHED = {"11010519491231002X"}
"""The example that the standard itself prints (GB 11643)."""
_NAME = re.compile(r"^[A-Za-z0-9_.-]+")
_PIN = re.compile(r"^([A-Za-z0-9_.-]+)==[^ ;]+( ; [^\\]+)? \\$")
_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def named(*groups: str) -> set[str]:
    """Return the packages that the project names itself."""
    lines = [*PROJECT["dependencies"]]
    for group in groups:
        lines += PROJECT["optional-dependencies"][group]
    return {canonical(_NAME.match(line).group()) for line in lines}


def pinned(lock: str) -> set[str]:
    found = (_PIN.match(line) for line in (ROOT / lock).read_text().splitlines())
    return {canonical(match.group(1)) for match in found if match}


def test_every_dependency_is_explained_and_nothing_else_is():
    text = (ROOT / "docs" / "dependencies.md").read_text()
    explained = {
        canonical(name) for name in re.findall(r"^\| `([^`\[]+)(?:\[[^`]*)?` \|", text, re.MULTILINE)
    }
    assert explained == named(*PROJECT["optional-dependencies"])


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_by_its_hash_and_names_no_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    hashed = False
    for line in reversed(text.splitlines()):
        assert _PIN.match(line) or _HASH.match(line), line
        if _PIN.match(line):
            assert hashed, f"without a hash: {line}"
        hashed = bool(_HASH.match(line))


def test_the_locks_hold_what_the_project_names():
    assert named() <= pinned("requirements.lock")
    assert named("dev") <= pinned("requirements-dev.lock")
    assert pinned("requirements.lock") <= pinned("requirements-dev.lock")


@pytest.mark.django_db
def test_the_migrations_are_complete():
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert "No changes" in said.getvalue()


def texts() -> list[tuple[str, str]]:
    """Return the repository's texts by name."""
    found = []
    for file in tracked():
        try:
            found.append((str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


TEXTS = texts()
LEFTOVER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")


def test_nothing_is_left_for_later():
    assert len(TEXTS) > 200
    assert [name for name, text in TEXTS if LEFTOVER.search(text)] == []
    assert LEFTOVER.search("# " + "TO" + "DO: later")


def real_looking(text: str) -> set[str]:
    """Return residents' numbers that somebody could have: a valid date and check character, a division that exists."""
    found = {number.upper() for number in _NUMBER.findall(text)}
    return {
        number
        for number in found - PUBLISHED
        if not number.startswith("99") and identity.problem(identity.IdKind.RESIDENT, number) is None
    }


def test_no_number_in_the_repository_could_be_somebodys():
    """Numbers of invented people begin with 99, a division that does not exist."""
    named_in = {name: numbers for name, text in TEXTS if (numbers := real_looking(text))}
    assert named_in == {}
    invented = "3401041990010" + "1123"
    assert real_looking(invented + identity.check_character(invented))


def test_the_repository_speaks_of_no_place_on_somebodys_machine():
    private = re.compile(r"(?<![\w.:])/(?:home|root|work|Users|mnt)/[a-z]")
    assert [name for name, text in TEXTS if private.search(text)] == []
    assert private.search("see " + "/home" + "/somebody/notes")


def test_tests_stand_where_the_code_stands():
    """Every package of the code has its folder of tests."""
    packages = {folder.name for folder in (ROOT / "yinxin").iterdir() if (folder / "__init__.py").exists()}
    tested = {folder.name for folder in (ROOT / "tests").iterdir() if folder.is_dir()}
    assert packages - tested <= {"web", "api"}


@pytest.mark.parametrize(
    "name", ["run", "Makefile", "README.md", "README.zh-CN.md", "LICENSE", "CHANGELOG.md"]
)
def test_what_a_newcomer_looks_for_is_there(name):
    assert (ROOT / name).read_text().strip()
