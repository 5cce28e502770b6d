"""The demonstration's story of older certificates, and the commands for operators."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.legacy import helpers
from yinxin.demo.older import Collection, collection
from yinxin.legacy import audit
from yinxin.legacy.models import Batch, Record

pytestmark = pytest.mark.django_db


def test_the_story_opens_most_and_is_told_once(cast):
    from yinxin.demo import collecting

    said = collecting.tell()
    assert Record.objects.filter(state="opened").count() > 30
    assert Record.objects.filter(state="merged").exists()
    assert collecting.tell() == ["早已办完"]
    assert said[0] == "报送60条"
    assert list(audit.audit()) == []


def test_the_command_checks_a_file_and_stores_nothing(cast, tmp_path):
    from yinxin.cli.legacy import legacy

    file = tmp_path / "old.csv"
    file.write_bytes(
        Collection(rows=[helpers.person(), helpers.person(姓名="王方"), helpers.person(姓名="")]).csv()
    )
    answer = CliRunner().invoke(legacy, ["check", str(file), "--json"])
    facts = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert (facts["rows"], facts["blocked"], len(facts["duplicates"])) == (3, 1, 3)
    assert "王方" not in answer.stdout
    assert not Batch.objects.exists()


def test_the_commands_hand_in_and_list(cast, tmp_path):
    from yinxin.cli.legacy import legacy

    file = tmp_path / "old.csv"
    file.write_bytes(collection(5, seed=9101).csv())
    where = ["--archive", "档案室", "--volume", "1", "--taken-by", "整理员"]
    done = CliRunner().invoke(
        legacy, ["bring", str(file), "--as", "anhui-data", "--organisation", "anhui-exam", *where]
    )
    assert done.exit_code == 0, done.output
    listed = CliRunner().invoke(legacy, ["batches", "--as", "anhui-data", "--json"])
    assert json.loads(listed.stdout)[0]["state"] == "waiting"
