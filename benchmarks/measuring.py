"""What every benchmark needs: rounds and their medians, facts about the machine, a throw-away installation."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOUNDED = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
AT = datetime(2026, 9, 14, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass(frozen=True)
class Took:
    """How long one round took: by the wall clock, and in CPU time of this process and its ended children."""

    wall: float
    cpu: float


def timed(act: Callable[[], Any]) -> Took:
    """Run an act and say how long it took."""
    wall, cpu = time.perf_counter(), _cpu()
    act()
    return Took(time.perf_counter() - wall, _cpu() - cpu)


def _cpu() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def rate(units: int, took: Sequence[Took]) -> dict[str, float]:
    """Return units a second: the median of the rounds, the slowest and the fastest.

    ``per_cpu_second`` is the rate of one core that does nothing else; it tells more where the machine is shared.
    """
    rates = [units / one.wall for one in took]
    return {
        "per_second": round(statistics.median(rates), 1),
        "min": round(min(rates), 1),
        "max": round(max(rates), 1),
        "rounds": len(rates),
        "per_cpu_second": round(statistics.median(units / max(one.cpu, 1e-3) for one in took), 1),
    }


def ratio(ours: dict[str, float], theirs: dict[str, float], by: str = "per_second") -> float:
    """Return our median as a share of theirs."""
    return round(ours[by] / theirs[by], 3)


def interleaved(acts: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[Took]]:
    """Run each act in turn, ``rounds`` times over, so that a disturbance falls on all of them alike."""
    took: dict[str, list[Took]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            took[name].append(timed(act))
    return took


def machine() -> dict[str, Any]:
    """Return what a reader must know of the machine; the load says how much else was going on."""
    model = "unknown"
    if (info := Path("/proc/cpuinfo")).exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].split(":", 1)[1].strip() if lines else model
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": model,
        "cores": os.cpu_count(),
        "load": [round(one, 2) for one in os.getloadavg()],
        "python": platform.python_version(),
        "system": platform.platform(),
    }


@contextmanager
def installation() -> Iterator[Path]:
    """Set up a throw-away installation with the demo country, and make this process part of it; yield its home.

    The database does not wait for the disk, in the floor no more than in what is measured.
    """
    with tempfile.TemporaryDirectory(prefix="yinxin-bench-") as name:
        for foreign in ("DATABASE_URL", "YINXIN_NOW", "YINXIN_FILES", "YINXIN_KEYS", "YINXIN_DATABASE_ROLE"):
            os.environ.pop(foreign, None)
        os.environ |= {
            "YINXIN_HOME": name,
            "YINXIN_DEMO": "1",
            "YINXIN_DATABASE_THROWAWAY": "1",
            "YINXIN_VERIFY_RATE": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        _found(Path(name))
        from django.db import connection

        from config import embedded
        from yinxin.verification.reader import forget_reader

        try:
            yield Path(name)
        finally:
            forget_reader()
            connection.close()
            embedded.stop_if_last()


def _found(home: Path) -> None:
    from config import embedded

    embedded.ensure_running()
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import override_settings

    from config import roles
    from yinxin.catalogue import loading
    from yinxin.demo import country
    from yinxin.signing.demo import create_demo_authority

    # What a password costs is measured nowhere here, and there are hundreds of people to enrol.
    override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]).enable()
    call_command("migrate", interactive=False, verbosity=0)
    roles.grant()
    loading.load()
    country.settle(FOUNDED)
    create_demo_authority(home / "keys", ("人力资源和社会保障部", "民政部"), FOUNDED)


def accepted_batch(home: Path, count: int, *, seed: int) -> int:
    """Submit and accept a clean sample; return its batch."""
    from config.workshop import keyring, missing_glyphs
    from yinxin.demo.sample import SW2026, write_sample
    from yinxin.parties.queries import actor_named
    from yinxin.production import acceptance, submission
    from yinxin.register.files import files

    folder = home / f"sample-{seed}"
    folder.mkdir()
    table, photos = write_sample(folder, count, SW2026, seed=seed)
    done = submission.submit(
        exam_code=SW2026.code,
        data=table,
        photos=photos,
        file_name=table.name,
        partial=False,
        store=files(),
        glyphs=missing_glyphs,
        by=actor_named("anhui-data", AT),
        at=AT,
    )
    maker = actor_named("center-make", AT)
    acceptance.accept(batch_id=done.batch_id, keyring=keyring(), by=maker, at=AT)
    return done.batch_id
