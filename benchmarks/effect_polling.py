"""Ask about certificates in every way there is, while a decision about all of them takes effect."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.counter import Browser, serving
from benchmarks.effect_cases import EFFECT, effect, prepared
from benchmarks.effect_paths import LIST, Held, Way, held, ways
from benchmarks.measuring import AT, accepted_batch

ASKERS = 3
PASSWORD = "demo"
"""Everybody's in the demo country."""


@dataclass(frozen=True)
class Told:
    """One answer: about which certificate, in which way, asked and answered when, and whether it said valid."""

    about: int
    way: str
    asked: float
    answered: float
    valid: bool


def poll(home: Any, count: int) -> dict[str, Any]:
    """Let certificates fall while they are asked about; return what was told."""
    from django.db import connection

    from config.workshop import publish_status_lists
    from yinxin.parties.queries import actor_named
    from yinxin.production import releasing
    from yinxin.register.files import files

    batch = _made(home, count, seed=71)
    releasing.release(batch_id=batch, store=files(), by=actor_named("center-check", AT), at=AT)
    people, told, committed = held(batch), list[Told](), dict[int, float]()
    case = prepared([one.id for one in people], 1, mass=True)
    with serving() as (port, _):
        clerk = Browser(port)
        clerk.sign_in("center-check", PASSWORD)
        asking = ways(port, clerk.cookies)
        publish_status_lists()
        with _Askers(asking, people, told) as askers:
            _everything(asking, people, told)
            wrong = sum(not one.valid for one in told)
            _fall(case, committed)
            connection.close()
            publish_status_lists()
            askers.wait_for(len(people))
        _everything(asking, people, after := list[Told]())
    return {
        "certificates": count,
        "ways": len(asking),
        "answers": len(told) + len(after),
        "revoked_before_the_effect": wrong,
        **_judged(told + after, committed),
        "still_valid_at_the_end": sum(one.valid for one in after),
    }


def _judged(told: Sequence[Told], committed: dict[int, float]) -> dict[str, Any]:
    """Hold all answers against the first that said revoked, and against the moment of the commit."""
    first: dict[int, float] = {}
    for one in told:
        if not one.valid and one.way != LIST:
            first[one.about] = min(first.get(one.about, one.answered), one.answered)
    contradicted = [one for one in told if one.valid and one.way != LIST and one.asked > first[one.about]]
    late = [one for one in told if one.valid and one.way != LIST and one.asked > committed[one.about]]
    lags = [one.asked - committed[one.about] for one in told if one.valid and one.way == LIST]
    return {
        "valid_after_somebody_was_told_revoked": len(contradicted),
        "valid_though_asked_after_the_commit": len(late),
        "ways_of_those": sorted({one.way for one in (*contradicted, *late)}),
        "status_list_latest_valid_seconds": round(max([0.0, *lags]), 2),
    }


class _Askers:
    """Threads that ask about any certificate in any way, again and again."""

    def __init__(self, asking: dict[str, Way], people: Sequence[Held], told: list[Told]) -> None:
        self.asking, self.people, self.told = asking, people, told
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._go, args=(seed,)) for seed in range(ASKERS)]
        self.troubles: list[BaseException] = []

    def __enter__(self) -> _Askers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.troubles:
            raise self.troubles[0]

    def wait_for(self, more: int) -> None:
        """Wait until so many more answers have come."""
        aim = len(self.told) + more
        while len(self.told) < aim and not self.troubles:
            time.sleep(0.05)

    def _go(self, seed: int) -> None:
        from django.db import connection

        luck = Random(seed)
        try:
            while not self.over.is_set():
                name = luck.choice(list(self.asking))
                self.told.append(_asked(name, self.asking[name], luck.choice(self.people)))
        except BaseException as trouble:
            self.troubles.append(trouble)
        finally:
            connection.close()


def _asked(name: str, way: Way, one: Held) -> Told:
    began = time.perf_counter()
    valid = way(one)
    return Told(one.id, name, began, time.perf_counter(), valid)


def _everything(asking: dict[str, Way], people: Sequence[Held], told: list[Told]) -> None:
    told += [_asked(name, way, one) for one in people for name, way in asking.items()]


def _fall(case: int, committed: dict[int, float]) -> None:
    """Let the decision take effect chunk by chunk, publishing lists between two, and note when each was committed."""
    from config.workshop import publish_status_lists
    from yinxin.invalidation import effecting
    from yinxin.invalidation.models import CaseLine

    effect(case)
    while effecting.run(clock=lambda: EFFECT):
        done = time.perf_counter()
        settled = CaseLine.objects.filter(case_id=case).exclude(outcome="")
        for number in settled.values_list("certificate_id", flat=True):
            committed.setdefault(number, done)
        publish_status_lists()
        time.sleep(0.5)


def _made(home: Any, count: int, *, seed: int) -> int:
    from config.workshop import workshop
    from yinxin.production import making

    batch = accepted_batch(home, count, seed=seed)
    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    return batch
