"""``kill -9`` at random moments, again and again, until the work is done; then count what is left of it.

    python -m tests.crash.kill [--certificates 2000] [--kills 40] [--seed 1] [--naive]

Two workers make one batch. Whenever one of them has begun to work it is killed at a moment drawn from the seed,
and only the product's own recovery may mend what it left: the next worker. The release and the sealing of the
ledger are killed in the same way. ``--naive`` puts in a maker without the safeguards, which must fail.

Every worker is a process of its own that runs ``yinxin work --once --batch B``. It is forked from this one, which
has loaded the program and opened no connection: so a life begins with the work, and no second is lost on imports.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.crash.installation import Installation, installation

LEASE_SECONDS = 1.0
PATIENCE = 240.0
"""Seconds after which a run that does not end is called hung."""
_OUT = """select count(*) filter (where c.state = 'valid'), count(*) filter (where e.state = 'released'),
                 count(*) filter (where p.state = 'printing'), count(*)
          from register_certificate c join register_electronic_copy e on e.certificate_id = c.id
          join register_paper_copy p on p.certificate_id = c.id where c.batch_id = %s"""


@dataclass
class Outcome:
    """What a run did and found.

    :ivar kills: how often each phase was killed; ``violations`` what the inspection found, by invariant.
    :ivar half_released: moments at which some of the batch was out and some was not.
    :ivar half_written: files that a killed process left half-written in the store; they belong to no key.
    """

    certificates: int
    seed: int
    kills: dict[str, int] = field(default_factory=lambda: {"making": 0, "sealing": 0, "releasing": 0})
    seconds: float = 0.0
    half_released: int = 0
    half_written: int = 0
    violations: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Say whether every invariant held."""
        return not self.half_released and not any(self.violations.values())

    def told(self) -> dict[str, Any]:
        """Return everything for a report; long lists are cut."""
        cut = {name: {"count": len(found), "first": found[:3]} for name, found in self.violations.items()}
        return asdict(self) | {"violations": cut, "sound": self.sound}


class Harness:
    """One run: an installation, its killer, and what it saw."""

    def __init__(self, place: Installation, outcome: Outcome, *, naive: bool) -> None:
        self.place, self.outcome, self.naive = place, outcome, naive
        self.chance = random.Random(outcome.seed)
        self.look = place.connect()
        self.ends = time.monotonic() + PATIENCE

    def make(self, batch: int, kills: int) -> None:
        """Let two workers make the batch, and kill them on the way."""
        reach = self.outcome.certificates / max(kills, 1) / 200
        workers: list[BaseProcess] = []
        while self.state(batch) == "making":
            workers = [worker for worker in workers if not self._over(worker)]
            while len(workers) < 2:
                workers.append(self._fork(*self._worker(batch)))
            if self.outcome.kills["making"] < kills:
                at_work = self._await_work(workers)
                time.sleep(self.chance.uniform(0, reach))
                self._kill(self.chance.choice(at_work or workers), "making")
            else:
                time.sleep(0.02)
        for worker in workers:
            worker.join()
            self._over(worker)

    def kill_often(
        self, phase: str, kills: int, *words: str, reach: float, after: Callable[[], None]
    ) -> None:
        """Start a command, kill it as it works, look what it left, ``kills`` times."""
        for _ in range(kills):
            process = self._fork(_command, words)
            self._await_work([process])
            time.sleep(self.chance.uniform(0, reach))
            self._kill(process, phase)
            after()

    def look_at_release(self, batch: int) -> None:
        """Note a moment at which a part of the batch is out."""
        row = self.look.execute(_OUT, [batch]).fetchone()
        assert row
        *out, all_of_them = row
        self.outcome.half_released += set(out) not in ({0}, {all_of_them})

    def state(self, batch: int) -> str:
        if time.monotonic() > self.ends:
            raise TimeoutError(f"the batch is not made after {PATIENCE} seconds: {self.outcome}")
        row = self.look.execute("select state from production_batch where id = %s", [batch]).fetchone()
        assert row
        return str(row[0])

    def _worker(self, batch: int) -> tuple[Callable[..., None], Any]:
        return (_naive_maker, batch) if self.naive else (_command, ("work", "--once", "--batch", str(batch)))

    def _fork(self, act: Callable[..., None], what: Any) -> BaseProcess:
        process = multiprocessing.get_context("fork").Process(target=self._live, args=(act, what))
        process.start()
        return process

    def _live(self, act: Callable[..., None], what: Any) -> None:
        """Be a process of the installation: this one's own connection is none of its business."""
        os.close(self.look.fileno())
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
            act(what)

    def _await_work(self, processes: list[BaseProcess]) -> list[BaseProcess]:
        """Return the processes that have begun to work, as soon as there is one, or none when one has ended."""
        while all(process.is_alive() for process in processes):
            if at_work := [process for process in processes if _has_connection(process)]:
                return at_work
            time.sleep(0.002)
        return []

    def _over(self, process: BaseProcess) -> bool:
        if process.is_alive():
            return False
        if process.exitcode and process.exitcode > 0:
            raise RuntimeError(f"a worker failed by itself with exit code {process.exitcode}")
        return True

    def _kill(self, process: BaseProcess, phase: str) -> None:
        if process.is_alive():
            process.kill()
            self.outcome.kills[phase] += 1
        process.join()


def _command(words: tuple[str, ...]) -> None:
    from yinxin.cli.main import main

    main(list(words))


def _naive_maker(batch: int) -> None:
    from tests.simulators.naive_maker import make

    make(batch)


def _load_the_program() -> None:
    """Load what a worker needs, so that its forks begin with the work."""
    os.environ["YINXIN_DATABASE_ROLE"] = "yinxin_app"
    import django

    django.setup()
    from config.workshop import fonts
    from yinxin.cli import ledger, production, running  # noqa: F401

    fonts().missing("印信")


def _has_connection(process: BaseProcess) -> bool:
    """Say whether a process holds a socket: the one to the database, which it opens when it begins to work."""
    with contextlib.suppress(FileNotFoundError):
        handles = Path(f"/proc/{process.pid}/fd").iterdir()
        return any(str(handle.readlink()).startswith("socket:") for handle in handles)
    return False


def run(certificates: int, kills: int, *, seed: int, naive: bool = False) -> Outcome:
    """Set up, kill, recover, inspect. About three quarters of the kills hit the making."""
    outcome = Outcome(certificates, seed)
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="yinxin-crash-") as home,
        installation(Path(home), YINXIN_LEASE_SECONDS=str(LEASE_SECONDS)) as place,
    ):
        batch = place.run("tests.crash.scenario", "prepare", str(certificates))["batch"]
        _load_the_program()
        harness = Harness(place, outcome, naive=naive)
        others = max(kills // 8, 1)
        harness.make(batch, kills - 2 * others)
        reach = 0.02 + certificates / 20_000
        harness.kill_often("sealing", others, "ledger", "seal", reach=reach, after=lambda: None)
        release = ("release", str(batch), "--as", "center-check")
        harness.kill_often(
            "releasing", others, *release, reach=reach, after=lambda: harness.look_at_release(batch)
        )
        if harness.state(batch) != "released":
            place.run("yinxin.cli.main", *release, "--json")
        place.run("yinxin.cli.main", "ledger", "seal", "--json")
        harness.look.close()
        outcome.half_written = sum(1 for _ in Path(home, "files", "half").glob("*"))
        outcome.violations = place.run("tests.crash.scenario", "inspect", str(batch))
    outcome.seconds = round(time.monotonic() - started, 1)
    return outcome


def main() -> None:
    """Run once and print the outcome as JSON; exit code 1 where an invariant broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--certificates", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", action="store_true")
    given = parser.parse_args()
    outcome = run(given.certificates, given.kills, seed=given.seed, naive=given.naive)
    print(json.dumps(outcome.told(), ensure_ascii=False, indent=2))
    sys.exit(0 if outcome.sound else 1)


if __name__ == "__main__":
    main()
