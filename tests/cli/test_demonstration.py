"""The main job as an operator scripts it, each command a process of its own (N9.2, N10, N22.1)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import orjson

from tests.cast import sample
from tests.cli.helpers import rows_of


def test_the_story_is_told_to_its_end(demonstration):
    told = (demonstration.home / "told").read_text()
    assert "30/30 有效" in told
    assert "差异0处" in told
    assert "http://127.0.0.1:8000/verify" in told
    remembered = orjson.loads((demonstration.home / "home.json").read_bytes())
    assert remembered == {"demo": "1", "address": "http://127.0.0.1:8000"}


def test_from_a_file_to_a_verified_certificate_by_commands_alone(demonstration, tmp_path):
    table, photos = sample(3, seed=521, folder=tmp_path)
    person = rows_of(table)[0]
    run = demonstration.run
    asked = (
        "verify",
        person["管理号"],
        "--name",
        person["姓名"],
        "--id-number",
        person["证件号码"],
        "--json",
    )
    files = (table, "--photos", photos, "--exam", "SW2026")
    batch = int(run("intake", "submit", *files, "--as", "anhui-data").out)
    made = run("produce", batch, "--workers", "2", "--json")
    assert (made.json["state"], made.json["made"]) == ("made", 3)
    assert run("release", batch, "--json").json == {"batch": batch, "state": "released", "certificates": 3}
    verified = run(*asked)
    assert (verified.code, verified.json["verdict"]) == (0, "valid")
    # Telling the story again finds its own batch done, and leaves this one alone.
    again = run("demo", "--no-serve", "--count", "30")
    assert again.code == 0
    assert "批次1早已提交" in again.out
    assert "29/30 有效" in again.out, "the story has declared one certificate invalid by now"
    assert "差异0处" in again.out


def test_a_new_home_is_not_healthy_before_it_is_migrated(demonstration):
    home = Path(tempfile.mkdtemp(prefix="yinxin-new-"))
    try:
        said = demonstration.run("check", "--json", YINXIN_HOME=str(home))
    finally:
        shutil.rmtree(home)
    assert said.code == 1
    assert {line["what"] for line in said.json if not line["ok"]} == {"database", "migrations", "seals"}
