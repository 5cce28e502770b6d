"""The counter under many hands: one copy given at once by fifty clerks, hand-outs racing an invalidation, keys, delays.

Everything goes over HTTP to a threaded server of this process on 127.0.0.1, each request on a database connection of
its own. ``--without-guard`` takes away what lets one of many win, in the throw-away database and in the program, so
that one can see the same run find fault.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from benchmarks.measuring import AT, accepted_batch, installation, machine

CLERKS, ROUNDS, INVALIDATIONS, KEYS = 50, 100, 200, 100
AIM_P95_MS = 500
PASSWORD = "three plain words"


class Browser:
    """A clerk's browser: cookies, the form's token, and nothing else."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, address: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        """Send one request as htmx sends it; return the status and the text."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if address.startswith("/office/counter"):
            headers["HX-Request"] = "true"
        link.request(method, address, urlencode(form or {}, doseq=True) if form else None, headers)
        answer = link.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        link.close()
        return answer.status, text

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        """Sign in."""
        self.ask("GET", "/office/sign-in")
        status, text = self.ask("POST", "/office/sign-in", {"username": username, "password": password})
        if status != 302:
            raise AssertionError(f"{username}: {status} {text[-400:]}")

    def give(self, copy: int) -> tuple[int, str]:
        """Give a copy to its holder, with a token of one's own."""
        form = {
            "copies": copy,
            "token": uuid4().hex,
            "kind": "holder",
            "papers": "holder_id",
            "signing": "paper",
        }
        return self.ask("POST", "/office/counter/give", form)


def measure(
    *,
    clerks: int = CLERKS,
    rounds: int = ROUNDS,
    invalidations: int = INVALIDATIONS,
    keys: int = KEYS,
    guarded: bool = True,
) -> dict[str, Any]:
    """Return how often one of many won, whether anything was given out after it fell, keys and delays by hand."""
    with installation() as home:
        copies = on_shelf(home, rounds + invalidations + keys)
        names = _clerks(clerks)
        if not guarded:
            _take_the_guard_away()
        with serving() as (port, delays):
            people = _signed_in(port, names)
            race = _race(people, copies[:rounds])
            fall = _fall(people[0], copies[rounds : rounds + invalidations]) if guarded else {}
            typed = _keys(port, people[0], copies[rounds + invalidations :], delays) if keys else {}
    return {
        "benchmark": "counter",
        "guarded": guarded,
        "race": race,
        "invalidation": fall,
        "keys": typed,
        "aim_p95_ms": AIM_P95_MS,
        "machine": machine(),
    }


def on_shelf(home: Any, count: int) -> list[int]:
    """Release certificates and bring their paper into a room of Hefei, by the book's own slips."""
    from config.workshop import workshop
    from yinxin.parties.queries import actor_named, body_by_code, the_centre
    from yinxin.production import making, releasing
    from yinxin.register.files import files
    from yinxin.register.models import Certificate, PaperCopy
    from yinxin.register.places import PlaceKind, SlipKind
    from yinxin.register.states import PaperState as State

    batch = accepted_batch(home, count, seed=61)
    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    releasing.release(batch_id=batch, store=files(), by=actor_named("center-check", AT), at=AT)
    hefei = body_by_code("hefei").id
    Certificate.objects.filter(batch_id=batch).update(issuer_id=hefei)
    copies = list(
        PaperCopy.objects.filter(certificate__batch_id=batch).order_by("id").values_list("id", flat=True)
    )
    centre = the_centre().id
    house, road = _standing(PlaceKind.PRINTING_HOUSE, centre), _standing(PlaceKind.IN_TRANSIT, centre)
    room = _room(hefei)
    _move(copies, house, house, SlipKind.PRINTED, State.PRINTING, State.PRINTED)
    _move(copies, house, road, SlipKind.DISPATCH, State.PRINTED, State.IN_TRANSIT)
    _move(copies, road, room, SlipKind.RECEIPT, State.IN_TRANSIT, State.HELD)
    return copies


def _standing(kind: Any, organisation: int) -> int:
    from yinxin.parties.actor import SYSTEM
    from yinxin.register import custody

    return custody.standing_place(organisation_id=organisation, kind=kind, by=SYSTEM, at=AT)


def _room(organisation: int) -> int:
    from yinxin.parties.actor import SYSTEM
    from yinxin.register import custody
    from yinxin.register.places import PlaceKind

    return custody.open_place(
        organisation_id=organisation, kind=PlaceKind.ROOM, name="一号证书室", parent_id=None, by=SYSTEM, at=AT
    )


def _move(copies: list[int], frm: int, to: int, kind: Any, before: Any, after: Any) -> None:
    from yinxin.parties.actor import SYSTEM
    from yinxin.register import custody
    from yinxin.register.custody import SlipNote

    custody.move_copies(
        copies=copies, frm=frm, to=to, slip=SlipNote(kind, "B1", before, after), by=SYSTEM, at=AT
    )


def _clerks(count: int) -> list[str]:
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.queries import body_by_code

    names = [f"clerk-{number}" for number in range(count)]
    for number, name in enumerate(names):
        account = enrol(username=name, name=f"窗口{number}号", password=PASSWORD, by=SYSTEM, at=AT)
        seat(account_id=account, organisation_id=body_by_code("hefei").id, role="counter", by=SYSTEM, at=AT)
    return names


def _take_the_guard_away() -> None:
    """Leave only look-then-act: no compare-and-set, no constraint and no trigger that knows better."""
    from django.db import connection

    from yinxin.ledger.record import record
    from yinxin.register import custody

    def careless(
        machine: Any, numbers: Any, *, frm: Any, to: Any, held: Any, line: Any, **columns: Any
    ) -> None:
        sets = ", ".join(f"{name} = %s" for name in ("state", *columns))
        with connection.cursor() as cursor:
            cursor.execute(
                f"update {machine.table} set {sets} where id = any(%s::bigint[])",
                [to.value, *columns.values(), list(numbers)],
            )
        record(line)

    vars(custody)["move_together"] = careless
    with connection.cursor() as cursor:
        cursor.execute("drop index collection_one_stands")
        cursor.execute("alter table register_movement disable trigger user")
        cursor.execute("alter table register_paper_copy disable trigger user")


@contextmanager
def serving() -> Iterator[tuple[int, dict[str, list[float]]]]:
    """Serve the site from threads of this process; yield the port, and the seconds that each address took."""
    from django.core.management import call_command
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    from config.wsgi import application
    from yinxin.verification.throttle import Throttle
    from yinxin.web import limits

    unlimited = Throttle(0, 0)
    for name in ("attempts_from", "attempts_as", "attempts_to_prove"):
        setattr(limits, name, lambda: unlimited)
    delays: dict[str, list[float]] = {}

    def timed(environ: Any, start: Any) -> Any:
        began = time.perf_counter()
        try:
            return application(environ, start)
        finally:
            delays.setdefault(environ["PATH_INFO"], []).append(time.perf_counter() - began)
            connections.close_all()

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, ipv6=False, allow_reuse_address=False)
    server.request_queue_size = 256
    server.socket.listen(256)
    server.set_app(timed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, delays
    finally:
        server.shutdown()
        server.server_close()


def _signed_in(port: int, names: list[str]) -> list[Browser]:
    people = [Browser(port) for _ in names]
    for one, name in zip(people, names, strict=True):
        one.sign_in(name)
    return people


def _race(people: list[Browser], copies: list[int]) -> dict[str, Any]:
    """Let everybody give the same copy at once, one copy after another; every answer is looked at."""
    winners: Counter[int] = Counter()
    wrong: list[str] = []
    with ThreadPoolExecutor(len(people)) as pool:
        for copy in copies:
            gate = threading.Barrier(len(people))

            def go(one: Browser, copy: int = copy, gate: threading.Barrier = gate) -> tuple[int, str]:
                gate.wait()
                return one.give(copy)

            answers = list(pool.map(go, people))
            won = [number for number, (status, _) in enumerate(answers) if status == 200]
            winners[len(won)] += 1
            told = [f"由窗口{number}号在" for number in won]
            for status, text in answers:
                if status != 200 and (status != 409 or not any(name in text for name in told)):
                    wrong.append(f"copy {copy}: {status} {_words(text)}")
    return {
        "clerks": len(people),
        "rounds": len(copies),
        "rounds_by_winners": {str(count): many for count, many in sorted(winners.items())},
        "answers_without_the_winner": len(wrong),
        "examples": wrong[:3],
    }


def _words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))[:160]


def _fall(clerk: Browser, copies: list[int]) -> dict[str, Any]:
    """Race hand-outs with invalidations; the ledger's order is that of the lock on the certificate."""
    from django.db import connection

    from yinxin.parties.queries import actor_named
    from yinxin.register import on_hand, status

    checker, given, after = actor_named("center-check", AT), 0, 0
    with ThreadPoolExecutor(1) as pool:
        for number, copy in enumerate(copies):
            (sheet,) = on_hand.sheets([copy])
            gate = threading.Barrier(2)

            def hand_out(copy: int = copy, gate: threading.Barrier = gate) -> int:
                gate.wait()
                return clerk.give(copy)[0]

            answer = pool.submit(hand_out)
            gate.wait()
            time.sleep((number % 50) / 400)  # around the moment at which the hand-out takes hold
            status.invalidate([sheet.certificate_id], by=checker, at=AT + timedelta(days=1))
            given += answer.result() == 200
            after += _given_after(sheet.certificate_id, copy)
            connection.close()
    return {"rounds": len(copies), "given_before_it_fell": given, "given_after_it_fell": after}


def _given_after(certificate: int, copy: int) -> bool:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """select coalesce(max(g.id) > min(f.id), false) from ledger_entry f, ledger_entry g
               where f.kind = 'certificate.invalidated' and f.subject_id = %s and g.kind = 'collection.given'
                 and g.subject_id = any(select id from issuing_collection where copy_id = %s)""",
            [certificate, copy],
        )
        return bool(cursor.fetchone()[0])


def _keys(port: int, clerk: Browser, copies: list[int], delays: dict[str, list[float]]) -> dict[str, Any]:
    """Give copies out in Chromium by the keyboard alone; needs Playwright and Chromium."""
    from benchmarks.counter_keys import CHROMIUM, hand_out

    if not CHROMIUM:
        return {"skipped": "no Chromium on this machine"}
    from yinxin.register import on_hand

    delays.clear()
    numbers = [sheet.face.management_number for sheet in on_hand.sheets(copies)]
    found = hand_out(f"http://127.0.0.1:{port}", clerk.cookies["sessionid"], numbers)
    took = [one * 1000 for path in ("/office/counter/scan", "/office/counter/give") for one in delays[path]]
    return found | {
        "server_p50_ms": _at(took, 50),
        "server_p95_ms": _at(took, 95),
        "server_max_ms": round(max(took), 1),
    }


def _at(values: list[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100)[percent - 1], 1)


def main(arguments: list[str] | None = None) -> int:
    """Run with other counts; print the figures as JSON; 1 where a guarded run let anything through."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, count in (
        ("clerks", CLERKS),
        ("rounds", ROUNDS),
        ("invalidations", INVALIDATIONS),
        ("keys", KEYS),
    ):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--without-guard", action="store_true")
    asked = vars(parser.parse_args(arguments))
    guarded = not asked.pop("without_guard")
    found = measure(guarded=guarded, **asked)
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    race, fall = found["race"], found["invalidation"]
    once = set(race["rounds_by_winners"]) <= {"1"} and not race["answers_without_the_winner"]
    return 0 if once and not fall.get("given_after_it_fell") else 1


if __name__ == "__main__":
    sys.exit(main())
