"""Commands that read: verification, duties, batches, seals, the audit, the health of an installation."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import override_settings

from tests.verification.helpers import base_faces
from yinxin.production.models import Batch
from yinxin.register.files import files
from yinxin.register.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    return base_faces()[0]


def test_a_certificate_is_verified_by_its_three_things(yinxin, known):
    face = known[1]
    words = ("verify", face.management_number, "--name", face.name, "--id-number", face.id_number)
    said = yinxin(*words, "--json")
    assert (said.code, said.json["verdict"]) == (0, "valid")
    assert set(said.json) == {"verdict", "message", "checked_at"}
    assert "证书真实有效" in yinxin(*words).out


@pytest.mark.parametrize("wrong", range(3))
def test_anything_wrong_is_not_found_and_exit_code_1(yinxin, known, wrong):
    face = known[1]
    asked = [face.management_number, face.name, face.id_number]
    asked[wrong] = "999999999999999"
    said = yinxin("verify", asked[0], "--name", asked[1], "--id-number", asked[2], "--json")
    assert (said.code, said.json["verdict"]) == (1, "not_found")


def test_an_empty_question_is_refused(yinxin):
    said = yinxin("verify", " ", "--name", "章", "--id-number", "1", "--json")
    assert (said.code, said.json["refused"], said.json["fields"]) == (1, "incomplete", ["management_number"])
    assert said.json["clause"] == "N22.1"


def test_a_genuine_file_is_recognised_and_an_altered_one_is_not(yinxin, known, tmp_path):
    file = tmp_path / "certificate.pdf"
    data = files().get(bytes(known[0].electronic.digest).hex())
    file.write_bytes(data)
    said = yinxin("verify-file", file, "--json")
    assert said.code == 0
    assert said.json == {
        "verdict": "valid",
        "genuine": True,
        "issued_here": True,
        "unaltered": True,
        "signed_by": said.json["signed_by"],
        "trusted": True,
        "problems": [],
        "carrier": "pdf",
        "code": None,
        "elsewhere": [],
        "licence": said.json["licence"],
    }
    assert said.json["licence"].startswith("1.2.156.3005.2.")
    assert said.json["signed_by"]
    file.write_bytes(data + b" ")
    altered = yinxin("verify-file", file, "--json")
    assert (altered.code, altered.json["genuine"], altered.json["issued_here"]) == (1, False, False)
    assert altered.json["problems"]
    assert "三、现在是否有效" in yinxin("verify-file", file).out


def test_a_code_shows_what_the_paper_shows_with_the_number_masked(yinxin, known):
    face = known[1]
    said = yinxin("verify-qr", face.verify_at, "--json")
    assert (said.code, said.json["verdict"]) == (0, "valid")
    shown = said.json["certificate"]
    assert (shown["name"], shown["management_number"]) == (face.name, face.management_number)
    assert face.id_number not in said.out
    assert face.id_number not in yinxin("verify-qr", face.verify_at).out


@pytest.mark.parametrize(
    "text", ["https://evil.example/c/" + "A" * 22, "nothing", "http://127.0.0.1:8000/c/x"]
)
def test_a_code_from_elsewhere_is_no_certificate(yinxin, text):
    said = yinxin("verify-qr", text, "--json")
    assert (said.code, said.json["verdict"]) == (1, "not_found")


def test_the_audit_is_clean_and_names_what_was_changed(yinxin, known, behind_the_back):
    clean = yinxin("ledger", "audit", "--json")
    assert (clean.code, clean.json) == (0, {"clean": True, "differences": []})
    behind_the_back("update register_certificate set state = 'invalid' where id = %s", known[0].pk)
    said = yinxin("ledger", "audit", "--json")
    assert (said.code, said.json["clean"]) == (1, False)
    assert said.json["differences"][0] == {
        "where": "register_certificate",
        "number": known[0].pk,
        "what": "登记状态为invalid，账目记的是valid",
    }
    assert f"✗ register_certificate {known[0].pk}" in yinxin("ledger", "audit", "--quick").out


def test_sealing_adds_what_is_new_and_then_nothing(yinxin):
    first, again = yinxin("ledger", "seal", "--json").json, yinxin("ledger", "seal", "--json").json
    assert (again["added"], again["size"], again["root"]) == (0, first["size"], first["root"])
    assert len(again["root"]) == 64


def test_a_batch_shows_its_state_and_whose_turn_it_is(yinxin):
    batch = Batch.objects.order_by("id").first()
    said = yinxin("batch", batch.pk, "--json")
    assert said.code == 0
    assert said.json == {
        "batch": batch.pk,
        "exam": "SW2026",
        "agency": "安徽省人事考试院（演示）",
        "state": "released",
        "rows": batch.rows,
        "left_out": 0,
        "made": batch.rows,
        "stuck": 0,
        "turn": [],
    }
    assert yinxin("batch", batch.pk, "--as", "jiangsu-data", "--json").json["refused"] == "not_found"
    assert yinxin("batch", 10**9, "--json").code == 1


@pytest.mark.parametrize("command", ["produce", "release", "batch", "duties"])
@override_settings(DEMO=False)
def test_outside_a_demonstration_nobody_acts_without_a_name(yinxin, command):
    words = [command] if command == "duties" else [command, "1"]
    said = yinxin(*words, "--json")
    assert (said.code, said.json["refused"]) == (1, "incomplete")
    assert "--as" in said.json["do"]


def test_what_is_released_is_not_released_again(yinxin):
    batch = Batch.objects.order_by("id").first().pk
    said = yinxin("release", batch, "--json")
    assert (said.code, said.json["refused"]) == (1, "wrong_state")
    assert Certificate.objects.filter(batch_id=batch, state="valid").exists()


def test_who_accepted_a_batch_does_not_release_it(yinxin):
    said = yinxin("release", Batch.objects.order_by("id").first().pk, "--as", "center-make", "--json")
    assert (said.code, said.json["refused"]) == (1, "not_permitted")


def test_duties_come_nearest_first_with_the_days_left(yinxin):
    said = yinxin("duties", "--json")
    assert said.code == 0
    due = [duty["due"] for duty in said.json]
    assert due == sorted(due)
    (anhui,) = [d for d in said.json if d["owed_by"] == "安徽省人事考试院（演示）"]
    assert (anhui["clause"], anhui["due"], anhui["days_left"]) == ("N9.2", "2026-10-09", 25)
    assert {d["owed_by"] for d in yinxin("duties", "--as", "jiangsu-data", "--json").json} == {
        "江苏省人事考试中心（演示）"
    }
    assert "没有未办的时限事项。" in yinxin("duties", "--as", "hefei-counter").out
    assert yinxin("duties", "--as", "nobody", "--json").json["refused"] == "not_found"


def test_seals_are_listed_and_say_that_they_are_for_demonstration(yinxin):
    said = yinxin("seals", "list", "--json")
    assert said.code == 0
    owners = {(seal["owner"]["zh"], seal["algorithm"]) for seal in said.json["seals"]}
    assert len(owners) == len(said.json["seals"]) == 4
    assert "private" not in said.out.lower()
    assert yinxin("seals", "list").out.count("\n") == 4


def test_a_healthy_installation_passes_its_check(yinxin):
    said = yinxin("check", "--json")
    assert said.code == 0
    assert {line["what"]: line["ok"] for line in said.json} == {
        "database": True,
        "migrations": True,
        "files": True,
        "seals": True,
        "demo mode": True,
    }


def test_a_check_without_a_database_says_so_instead_of_falling_over(yinxin, monkeypatch):
    def gone(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", gone)
    said = yinxin("check", "--json")
    assert said.code == 1
    wrong = {line["what"]: line["detail"] for line in said.json if not line["ok"]}
    assert wrong["database"] == "connection refused"
    assert "migrations" in wrong
