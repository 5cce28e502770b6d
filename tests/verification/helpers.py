"""What verification's tests share: the base batch's faces, and a stand-in for the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from yinxin.kernel.face import Face
from yinxin.register.models import Certificate
from yinxin.register.vault import FACE, vault
from yinxin.verification.reader import Shown, Unavailable


def base_faces() -> list[tuple[Certificate, Face]]:
    """Return the committed certificates with their faces."""
    rows = Certificate.objects.select_related("electronic").filter(state="valid").order_by("id")
    return [(row, Face.from_json(vault().open(bytes(row.face), FACE))) for row in rows]


@dataclass
class Shelf:
    """A reader over rows in memory, with the real one's interface; it counts what it is asked."""

    rows: dict[bytes, tuple[str, object, int]] = field(default_factory=dict)
    shown: Shown | None = None
    down: bool = False
    asked: int = 0

    def match(self, key: bytes) -> tuple[str, object, int] | None:
        return self._answer(lambda: self.rows.get(key))

    def token(self, key: bytes) -> Shown | None:
        return self._answer(lambda: self.shown)

    def file(self, digest: bytes) -> Shown | None:
        return self._answer(lambda: self.shown)

    def resealed(self, digest: bytes) -> None:
        return None

    def checkpoint(self) -> tuple[int, bytes] | None:
        return self._answer(lambda: (3, bytes(32)))

    def grant_of_file(self, digest: bytes) -> None:
        return self._answer(lambda: None)

    def _answer(self, find: Callable[[], object]) -> object:
        self.asked += 1
        if self.down:
            raise Unavailable
        return find()
