"""The programs that the documentation prints for readers without us agree with us."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from yinxin.signing import credentials, records
from yinxin.signing.credentials import Order, Place

from .conftest import AT
from .proving import ADDRESS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = f"{ADDRESS}/c/aBcDeFgHiJkLmNoPqRsTuV"


def program(name: str) -> str:
    """Return the last indented block of a page that imports json."""
    blocks = (DOCS / name).read_text("utf-8").split("\n\n    import ")
    return "import " + "\n".join(
        line[4:] if line.startswith("    ") else line for line in blocks[-1].splitlines()
    )


@pytest.fixture
def run(keyring, tmp_path):
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(keyring.public_document()), "utf-8")

    def run(name: str, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program(name), str(keys), *words]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60)

    return run


def test_the_record(run, keyring, face):
    code = records.code(PAGE, records.record_of(face, shard=0, index=7, at=AT), keyring.record_key())
    assert "王芳" in run("records.md", code).stdout
    assert run("records.md", code.replace("/c/a", "/c/b")).returncode


def test_the_credential(run, keyring, face, tmp_path):
    order = Order(face, Place(0, 7), ADDRESS, AT, ("level",))
    file = tmp_path / "credential.sdjwt"
    file.write_text(credentials.issue(order, keyring.credential_key(), bytes))
    said = json.loads(run("credentials.md", str(file)).stdout)
    assert said["level"] == "中级"
    assert "name" not in said
