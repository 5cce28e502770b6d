"""An employer, a holder, and what passes between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import AT, released
from yinxin.kernel.calendar import day_of
from yinxin.register import holders
from yinxin.register.models import Certificate
from yinxin.watching import answering, asking
from yinxin.watching.asking import Wish

TODAY = day_of(AT)
DAY = timedelta(days=1)
PURPOSE = "聘任期间确认证书有效"


@dataclass(frozen=True)
class Held:
    """A certificate, its holder, and an employer's checker who knows what stands on it."""

    id: int
    holder: int
    by: Any

    def wish(self, **changed: Any) -> Wish:
        face = holders.certificate_of(self.holder, self.id).face
        facts = {
            "name": face.name,
            "id_number": face.id_number,
            "management_number": face.management_number,
            "purpose": PURPOSE,
            "until": TODAY + 100 * DAY,
        }
        return Wish(**facts | changed)

    def ask(self, at: Any = AT, **changed: Any) -> int:
        """Ask for a watch; return its number."""
        return asking.ask(
            wish=self.wish(**changed), organisation_id=self.by.organisation_id, by=self.by, at=at
        )

    def agreed(self, at: Any = AT, **changed: Any) -> int:
        """Ask for a watch and agree to it; return its number."""
        number = self.ask(at, **changed)
        answering.consent(holder_id=self.holder, watch_id=number, at=at)
        return number


def held_of(cast: Any, seed: int, count: int = 2) -> tuple[Held, ...]:
    from yinxin.parties.queries import actor_named

    rows = Certificate.objects.filter(batch_id=released(cast, count=count, seed=seed)).order_by("id")
    return tuple(Held(row.pk, row.holder_id, actor_named("employer", AT)) for row in rows)


@pytest.fixture
def two(cast: Any) -> tuple[Held, ...]:
    return held_of(cast, 9401)


@pytest.fixture
def held(two: tuple[Held, ...]) -> Held:
    return two[0]
