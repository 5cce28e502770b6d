"""The developers' door: page, problems, versions, limits, clients."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

import yinxin
from tests.straight import SITE, into_the_site
from yinxin.api import developers, versions
from yinxin.api.clients.yinxin_client import Problem, Yinxin
from yinxin.api.problems import FINER, PROBLEMS
from yinxin.api.v1 import contract
from yinxin.kernel.refusal import Refusal
from yinxin.verification.throttle import Throttle
from yinxin.verification.verdicts import Verdict
from yinxin.web import errors, limits

pytestmark = pytest.mark.django_db
REACHED = ("yinxin.kernel", "yinxin.api", "yinxin.verification", "yinxin.parties", "yinxin.web.limits")
"""Where the refusals come from that the interface can answer with."""
QUESTION = {"management_number": "X1", "name": "王晓", "id_number": "990101199003070000"}


def ask(**headers):
    return Client().post("/api/v1/verifications", QUESTION, content_type="application/json", headers=headers)


def kinds(kind=Refusal):
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def test_the_page_shows_every_operation_problem_and_magic_number():
    page = Client().get("/developers").content.decode()
    for path in contract.document()["paths"]:
        assert path in page
    for problem in (*PROBLEMS, *FINER):
        assert f'id="{problem.code}"' in page
    assert page.count("SANDBOX-") >= len(Verdict)


def test_every_kind_of_refusal_is_in_the_catalogue_with_its_status():
    known = {one.code: one.status for one in PROBLEMS}
    for kind in kinds():
        if not kind.__module__.startswith(REACHED):
            continue
        assert kind.code in known, kind
        assert errors.status_of(kind.__new__(kind)) in known[kind.code], kind


def test_every_code_that_the_source_writes_is_in_the_catalogue():
    known = {one.code for one in PROBLEMS}
    source = Path(yinxin.__file__).parent
    for file in (*source.glob("api/**/*.py"), *source.glob("verification/*.py")):
        for code in re.findall(r'_problem\([^,]+, "([a-z_]+)"', file.read_text("utf-8")):
            assert code in known, (file, code)


def test_every_finer_code_that_the_source_writes_is_in_the_catalogue_and_no_other():
    source = Path(yinxin.__file__).parent
    written = set()
    for file in (*source.glob("api/**/*.py"), *source.glob("sharing/*.py")):
        written |= set(re.findall(r'"code": "([a-z_]+)"', file.read_text("utf-8")))
    assert {one.code for one in FINER} == written | {"cursor_invalid", "limit_invalid"}


def test_what_is_limited_says_how_much_is_left_and_when_to_come_back(demo_country, monkeypatch):
    throttle = Throttle(0.5, 3)
    monkeypatch.setattr(limits, "questions", lambda: throttle)
    said = []
    for _ in range(5):
        answer = Client().post("/api/v1/verifications/file", b"x", content_type="application/pdf")
        said.append((answer.status_code, answer["RateLimit-Remaining"]))
    assert said == [(200, "2"), (200, "1"), (200, "0"), (429, "0"), (429, "0")]
    assert answer["RateLimit-Policy"] == "3;w=6"
    assert 1 <= int(answer["Retry-After"]) <= 2
    assert answer.json()["type"] == "urn:yinxin:problem:too_many_requests"


def test_the_look_up_says_so_too(demo_country):
    answer = ask()
    assert int(answer["RateLimit-Remaining"]) < int(answer["RateLimit-Limit"])


def test_the_end_of_a_version_is_said_on_every_answer(demo_country, monkeypatch):
    assert "Sunset" not in ask()
    ending = versions.Version("v1", date(2026, 11, 21), date(2028, 1, 1), date(2029, 1, 31))
    monkeypatch.setattr(versions, "VERSIONS", (ending,))
    answer = ask()
    assert answer["Deprecation"] == "@1830268800"
    assert answer["Sunset"] == "Tue, 30 Jan 2029 16:00:00 GMT"
    assert "Sunset" not in Client().get("/developers")


def test_the_sources_of_the_clients_are_given_and_nothing_else():
    for name in developers.CLIENTS:
        assert "Yinxin" in Client().get(f"/developers/clients/{name}").content.decode()
    for name in ("__init__.py", "..", "settings.py"):
        assert Client().get(f"/developers/clients/{name}").status_code == 404


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.UNAVAILABLE])
def test_the_python_client_meets_every_verdict(verdict, sandboxed):
    number = f"SANDBOX-{verdict.value.upper().replace('_', '-')}"
    assert sandboxed.verify(number, "欧阳佳", "990101199003070000")["verdict"] == verdict.value


def test_the_python_client_waits_as_it_is_told_and_gives_up_with_the_problem(sandboxed, waited):
    with pytest.raises(Problem) as refused:
        sandboxed.verify("SANDBOX-TOO-MANY", "欧阳佳", "1")
    assert (refused.value.status, refused.value.code) == (429, "too_many_requests")
    assert waited == [7.0, 7.0, 7.0]
    with pytest.raises(Problem) as unavailable:
        sandboxed.verify("SANDBOX-UNAVAILABLE", "欧阳佳", "1")
    assert (unavailable.value.status, unavailable.value.code) == (503, "unavailable")
    with pytest.raises(Problem) as gap:
        sandboxed.verify("", "欧阳佳", "1")
    assert gap.value.body["fields"] == ["management_number"]


def test_the_python_client_sends_files_and_follows_pages(sandboxed):
    assert sandboxed.verify_file(b"YINXIN-SANDBOX revoked")["still_valid"]["verdict"] == "revoked"
    assert sandboxed.verify_file(b"anything")["genuine"] is False
    assert sandboxed.key()["scopes"]
    duties = sandboxed.duties()
    assert {"clause", "due_on"} <= next(duties).keys()


def test_the_python_client_meets_what_platforms_ask(sandboxed):
    assert sandboxed.agreement()["quota"] == {"per_day": 10000, "per_minute": 60}
    found = sandboxed.look_up("LH-2026-000123", licence="1.2.156.3005.2.X")
    assert (found["found"], found["status"]) == (True, "01")
    assert [answer["page"]["end"] for answer in sandboxed.changes()] == [True]
    ordered = sandboxed.order_snapshot()
    assert ordered["ready"] is False
    assert sandboxed.snapshot(ordered["snapshot"])["manifest"]["page"]["parts"]
    assert sandboxed.snapshot_part(ordered["snapshot"], 1)


@pytest.fixture
def waited():
    return []


@pytest.fixture
def sandboxed(waited, monkeypatch):
    """The client, whose requests go straight into the site."""
    into_the_site(monkeypatch)
    return Yinxin(SITE, sandbox=True, sleep=waited.append)
