"""Publishing an edition of 3,000 released certificates, and its page, against a page that asks nobody anything.

The certificates come through the verbs themselves, so that the ledger has a line for every step. The page is put into
its frame from a kept edition; the floor is the page of accessibility in the same frame.
"""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path
from typing import Any

from benchmarks.measuring import AT, Took, accepted_batch, installation, interleaved, machine, rate, ratio

ROUNDS = 9
PEOPLE, SEED = 3_000, 9_249


def measure() -> dict[str, Any]:
    """Return how long counting, counting again and publishing take, and the rates of pages and files."""
    with installation() as home:
        os.environ["YINXIN_NOW"] = AT.isoformat()
        _release(home)
        counted = _counting()
        browser = _browser()
        addresses = {
            "page": "/progress",
            "edition_json": "/progress/latest.json",
            "table_csv": "/progress/latest/making.csv",
            "floor": "/accessibility",
        }
        acts: dict[str, Any] = {name: lambda there=there: browser(there) for name, there in addresses.items()}
        for act in acts.values():
            act()
        took = interleaved(acts, ROUNDS)
    rates = {name: rate(1, some) for name, some in took.items()}
    return {
        "benchmark": "disclosure",
        "certificates": PEOPLE,
        **counted,
        **{f"{name}_ms": _milliseconds(some) for name, some in took.items()},
        "page_to_floor": ratio(rates["floor"], rates["page"]),
        "json_to_floor": ratio(rates["floor"], rates["edition_json"]),
        "machine": machine(),
    }


def _release(home: Path) -> None:
    """Walk one batch from its file to release."""
    from config.workshop import workshop
    from yinxin.parties.queries import actor_named
    from yinxin.production import making
    from yinxin.production.releasing import release
    from yinxin.register.files import files

    batch = accepted_batch(home, PEOPLE, seed=SEED)
    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    release(batch_id=batch, store=files(), by=actor_named("center-check", AT), at=AT)


def _browser() -> Any:
    """Return a visitor who asks for addresses in this process."""
    from django.core.management import call_command
    from django.test import Client

    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(HTTP_HOST="127.0.0.1")

    def ask(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")

    return ask


def _counting() -> dict[str, Any]:
    from yinxin.disclosure import audit, figures, publishing, recount
    from yinxin.ledger import queries as ledger
    from yinxin.parties.queries import actor_named

    def seconds(act: Any) -> float:
        begun = time.perf_counter()
        act()
        return round(time.perf_counter() - begun, 3)

    return {
        "from_rows_s": seconds(figures.count),
        "from_ledger_s": seconds(lambda: recount.count(ledger.mark())),
        "publish_s": seconds(lambda: publishing.publish(by=actor_named("center-check", AT), at=AT)),
        "audit_s": seconds(lambda: list(audit.audit())),
        "differences": len(list(audit.audit())),
    }


def _milliseconds(took: list[Took]) -> str:
    found = [one.wall * 1000 for one in took]
    return f"{statistics.median(found):,.1f} ({min(found):,.1f}–{max(found):,.1f})"
