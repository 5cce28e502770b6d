"""A holder with a released certificate, and what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from config.workshop import bench
from tests.cast import AT, released
from yinxin.kernel.calendar import day_of
from yinxin.presenting import linking, marking
from yinxin.presenting.granting import Wish
from yinxin.register.files import files
from yinxin.register.models import Certificate
from yinxin.register.vault import vault

TODAY = day_of(AT)
WISH = Wish("求职应聘", "合肥市社会工作服务中心", TODAY + timedelta(days=30))


@dataclass(frozen=True)
class Held:
    """A certificate and its holder."""

    id: int
    holder: int

    def marked(self, wish: Wish = WISH, at: Any = AT) -> int:
        """Make a marked copy; return its grant."""
        return marking.issue_marked_copy(
            holder_id=self.holder, certificate_id=self.id, wish=wish, bench=bench(), at=at
        )

    def link(self, wish: Wish = WISH, most: int | None = None, at: Any = AT) -> int:
        """Make a share link; return its grant."""
        return linking.make_link(holder_id=self.holder, certificate_id=self.id, wish=wish, most=most, at=at)

    def file(self, grant: int, at: Any = AT) -> bytes:
        """Download a marked copy."""
        return marking.file_of(holder_id=self.holder, grant_id=grant, store=files(), at=at)


def token(grant: int) -> str:
    return vault().grant_token(grant)


@pytest.fixture
def two(cast: Any) -> tuple[Held, Held]:
    """Two holders, each with a valid certificate."""
    return pair(cast, 5501)


@pytest.fixture
def held(two: tuple[Held, Held]) -> Held:
    return two[0]


def pair(cast: Any, seed: int) -> tuple[Held, Held]:
    rows = Certificate.objects.filter(batch_id=released(cast, count=2, seed=seed)).order_by("id")
    first, second = (Held(row.pk, row.holder_id) for row in rows)
    return first, second


@pytest.fixture
def verifying(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Let verification read through the test's own connection: what it made is not committed."""
    from django.db import connection

    from yinxin.verification import answers, reader
    from yinxin.verification.reader import Reader

    class Within(Reader):
        def _rows(self, query: str, value: Any, ask: Any = None) -> list[Any]:
            with connection.cursor() as cursor:
                cursor.execute(query.replace("%b", "%s").replace("$1", "%s"), [value])
                rows = cursor.fetchall()
            return [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in rows]

        def match(self, key: bytes) -> Any:
            rows = self._rows(
                "select state, valid_until, id from register_certificate where match_key = %s", key
            )
            return rows[0] if rows else None

    within = Within("")
    monkeypatch.setattr(reader, "_reader", within)
    return answers
