"""``yinxin sharing``: the feed written out again, and a file of pages verified without a database (N22.2)."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from config.workshop import keyring
from tests.cast import AT
from tests.sharing.helpers import agreed
from yinxin.cli import sharing
from yinxin.sharing import following

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(cast, monkeypatch):
    monkeypatch.setattr(sharing, "prepare_database", lambda: None)
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())

    def go(*words):
        return CliRunner().invoke(sharing.sharing, [str(word) for word in words])

    return go


@pytest.fixture
def written(run, tmp_path):
    following.follow()
    keys, file = tmp_path / "keys.json", tmp_path / "pages.ndjson"
    keys.write_text(json.dumps(keyring().public_document()))
    said = run("replay", agreed(), "--out", file, "--json")
    assert said.exit_code == 0, said.output
    return json.loads(said.output), file, keys


def test_what_is_written_out_verifies(run, written):
    said, file, keys = written
    assert said["changes"] == following.head()[0]
    told = run("verify", file, "--keys", keys, "--json")
    assert (told.exit_code, json.loads(told.output)["changes"]) == (0, said["changes"])


def test_a_page_that_is_altered_or_goes_on_from_nowhere_is_named(run, written, tmp_path):
    _, file, keys = written
    page = json.loads(file.read_text())
    page["page"]["changes"].pop()
    file.write_text(json.dumps(page))
    told = run("verify", file, "--keys", keys)
    assert told.exit_code == 1
    assert "page 1" in told.output
    (tmp_path / "bad").write_text("nothing")
    assert run("verify", tmp_path / "bad", "--keys", keys).exit_code == 1


def test_the_agreements_are_listed_for_whoever_may_see_them(run, cast):
    number = agreed()
    assert f"{number}" in run("agreements").output
    assert json.loads(run("agreements", "--as", "anhui-data", "--json").output) == []
