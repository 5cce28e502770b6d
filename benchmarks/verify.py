"""Verifications a second over HTTP, with a million certificates in the register.

``POST /api/v1/verifications`` under ``yinxin serve``; three questions in four are right, one has a wrong name. Load
comes from wrk on the same machine. Two floors: the same server with a fixed answer, and the look-up alone on one
connection of the database. Needs wrk; without it a small generator of threads asks, and says so.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import accepted_batch, installation, machine, rate, timed

CERTIFICATES = 1_000_000
ASKED = 5_000
CONNECTIONS = 16
SECONDS, ROUNDS = 6, 3
LOOKUPS = 4_000
AIM, AIM_P99_MS = 4_000, 15
SHAPES = ((1, 2), (2, 1), (2, 2))
"""Web processes and threads in each."""

Question = dict[str, str]
_LOOK_UP = "select state, valid_until from register_certificate where match_key = %b"
_FILL = """
insert into register_certificate (regime, kind, qualification_id, version_id, exam_id, agency_id, holder_id, level,
    specialty, region, management_number, year, approved_on, face, face_digest, match_key, token_key, cause, batch_id,
    row, state, opened_at, settled_at)
select c.regime, c.kind, c.qualification_id, c.version_id, c.exam_id, c.agency_id, c.holder_id, c.level, c.specialty,
    c.region, 'B' || g, c.year, c.approved_on, c.face, sha256(('face' || g)::bytea),
    coalesce(asked.key, substring(sha256(('match' || g)::bytea) for 16)), sha256(('token' || g)::bytea), '', -1, g,
    'valid', c.opened_at, c.opened_at
from (select * from register_certificate order by id limit 1) c, generate_series(1, %s) g left join asked on asked.n = g
"""


def measure() -> dict[str, Any]:
    """Return the rate and the delays of every shape of server, and their ratios to both floors."""
    with installation() as home:
        questions = _fill(home)
        connection_rate = _lookups(questions)
        script = _script(home, questions)
        shapes = {}
        for workers, threads in SHAPES:
            with _server(workers, threads) as port:
                _right(port, questions)
                shapes[f"{workers} workers, {threads} threads"] = _load(
                    port, "/api/v1/verifications", script, questions
                )
        best = max(shapes, key=lambda name: shapes[name]["per_second"])
        workers, threads = (int(number) for number in re.findall(r"\d+", best))
        with _empty(workers, threads) as port:
            empty = _load(port, "/", script, questions)
    return {
        "benchmark": "verify",
        "certificates": CERTIFICATES,
        "load": "wrk" if shutil.which("wrk") else "threads of this process",
        "best": best,
        "shapes": shapes,
        "fixed_answer": empty,
        "look_up_alone": connection_rate,
        "ratio_to_fixed_answer": round(shapes[best]["per_second"] / empty["per_second"], 3),
        "ratio_to_look_up_alone": round(shapes[best]["per_second"] / connection_rate["per_second"], 3),
        "aim_per_second": AIM,
        "aim_p99_ms": AIM_P99_MS,
        "machine": machine(),
    }


def _fill(home: Path) -> list[Question]:
    """Fill the register with certificates of which some can be asked for; return questions, right and wrong."""
    from django.db import connection, transaction

    from yinxin.demo.people import invented_people
    from yinxin.register.vault import vault

    accepted_batch(home, 1, seed=1)
    people = invented_people(ASKED, seed=3)
    asked = [
        {"management_number": f"B{at * (CERTIFICATES // ASKED)}", "name": p.name, "id_number": p.id_number}
        for at, p in enumerate(people, start=1)
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create temporary table asked (n bigint primary key, key bytea) on commit drop")
        with cursor.copy("COPY asked FROM STDIN") as copy:
            for one in asked:
                copy.write_row((int(one["management_number"][1:]), vault().match_key(**one)))
        cursor.execute("analyze asked")
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(_FILL, [CERTIFICATES])
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze) register_certificate")
    wrong = [{**one, "name": other["name"] + "甲"} for one, other in zip(asked, reversed(asked), strict=True)]
    questions = asked[: ASKED * 3 // 4] + wrong[ASKED * 3 // 4 :]
    random.Random(5).shuffle(questions)
    return questions


def _lookups(questions: list[Question]) -> dict[str, float]:
    """Return the rate of the bare statement, prepared, on one connection that does nothing else."""
    import psycopg

    from yinxin.register.vault import vault
    from yinxin.verification.reader import conninfo

    keys = [vault().match_key(**one) for one in questions][:LOOKUPS]
    with psycopg.connect(conninfo(), autocommit=True) as link, link.cursor(binary=True) as cursor:

        def ask() -> None:
            for key in keys:
                cursor.execute(_LOOK_UP, (key,), prepare=True).fetchall()

        ask()
        return rate(len(keys), [timed(ask) for _ in range(5)])


@contextmanager
def _server(workers: int, threads: int) -> Iterator[int]:
    words = ("-m", "yinxin.cli.main", "serve", "--workers", str(workers), "--threads", str(threads), "--port")
    with _running(*words) as port:
        yield port


@contextmanager
def _empty(workers: int, threads: int) -> Iterator[int]:
    code = f"""import sys
from granian import Granian
from granian.constants import Interfaces
Granian("benchmarks.empty:application", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI,
        workers={workers}, blocking_threads={threads}, log_enabled=False).serve()"""
    with _running("-c", code) as port:
        yield port


@contextmanager
def _running(*words: str) -> Iterator[int]:
    """Run a server on a free port, wait until it answers, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    root = Path(__file__).resolve().parent.parent
    server = subprocess.Popen([sys.executable, *words, str(port)], cwd=root, stdout=subprocess.DEVNULL)
    try:
        ends = time.monotonic() + 30
        while not _answers(port):
            if time.monotonic() > ends or server.poll() is not None:
                raise RuntimeError("the server does not answer")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _answers(port: int) -> bool:
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        link.request("POST", "/healthz", b"")
        return link.getresponse().status == 200
    except OSError:
        return False


def _right(port: int, questions: list[Question]) -> None:
    """Make sure that what is measured is right: every asked certificate is found, every wrong name is not."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for question in questions[:200]:
        link.request("POST", "/api/v1/verifications", json.dumps(question).encode())
        verdict = json.loads(link.getresponse().read())["verdict"]
        expected = "not_found" if question["name"].endswith("甲") else "valid"
        if verdict != expected:
            raise AssertionError(f"{question}: {verdict}")


def _script(home: Path, questions: list[Question]) -> Path:
    """Write the questions as a script for wrk."""
    quoted = ",\n".join("[==[" + json.dumps(one, ensure_ascii=False) + "]==]" for one in questions)
    script = home / "questions.lua"
    script.write_text(
        f"""local bodies = {{{quoted}}}
local at = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("RESULT %f %f %f %f %d\\n", summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
""",
        encoding="utf-8",
    )
    return script


def _load(port: int, path: str, script: Path, questions: list[Question]) -> dict[str, Any]:
    """Load an address for a few seconds, several times; return medians of rates and delays."""
    ask = _wrk if shutil.which("wrk") else _threads
    runs = [ask(port, path, script, questions) for _ in range(ROUNDS)]
    rates = [run[0] for run in runs]
    p50, p95, p99 = (round(statistics.median(run[place] for run in runs), 2) for place in (1, 2, 3))
    return {
        "per_second": round(statistics.median(rates), 1),
        "min": round(min(rates), 1),
        "max": round(max(rates), 1),
        "rounds": len(rates),
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
        "errors": int(sum(run[4] for run in runs)),
    }


Run = tuple[float, float, float, float, float]


def _wrk(port: int, path: str, script: Path, questions: list[Question]) -> Run:
    words = (
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{SECONDS}s",
        "-s",
        str(script),
        f"http://127.0.0.1:{port}{path}",
    )
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    line = next(line for line in said.splitlines() if line.startswith("RESULT"))
    per_second, p50, p95, p99, errors = (float(number) for number in line.split()[1:])
    return per_second, p50, p95, p99, errors


def _threads(port: int, path: str, script: Path, questions: list[Question]) -> Run:
    """Ask from threads of this process, which costs more than it measures: a lower bound."""
    bodies = [json.dumps(one, ensure_ascii=False).encode() for one in questions]
    delays: list[float] = []
    errors: list[int] = []
    ends = time.perf_counter() + SECONDS

    def ask(number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while (started := time.perf_counter()) < ends:
            link.request("POST", path, bodies[(number * 7919 + len(delays)) % len(bodies)])
            answer = link.getresponse()
            answer.read()
            delays.append(time.perf_counter() - started)
            if answer.status != 200:
                errors.append(answer.status)

    threads = [
        threading.Thread(target=ask, args=(number,))
        for number in range(min(CONNECTIONS, os.cpu_count() or 1))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(delays, n=100)
    return len(delays) / SECONDS, cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000, len(errors)
