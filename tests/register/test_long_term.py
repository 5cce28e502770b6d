"""The setting decides how long a certificate's file verifies by itself; the making of it does the rest."""

from __future__ import annotations

import pytest

from config import workshop as shop
from tests.cast import accepted
from yinxin.kernel.refusal import WrongState
from yinxin.production.models import Chunk
from yinxin.register import making
from yinxin.register.workshop import make
from yinxin.signing.validate import validate_pdf


@pytest.fixture
def workshop(settings, cast):
    """The workshop at a level."""

    def at(level: str):
        settings.PADES, settings.TIMESTAMPS = level, ""
        shop.workshop.cache_clear()
        return shop.workshop()

    yield at
    shop.workshop.cache_clear()


@pytest.mark.parametrize(("level", "stamped"), [("B-B", False), ("B-LT", True), ("B-LTA", True)])
def test_files_are_made_at_the_level_that_is_set(workshop, cast, level, stamped):
    works = workshop(level)
    batch = accepted(cast, count=1, seed=6991)
    chunk = Chunk.objects.get(batch_id=batch)
    (intent,) = making.intents(chunk.first, chunk.last)
    data = works.store.get(make(intent, works).digest)
    verdict = validate_pdf(
        data, shop.keyring().trust_roots(), intent.signed_at, revocations=shop.keyring().revocations()
    )
    assert verdict.genuine, verdict.problems
    assert (verdict.stamped_at is not None) is stamped
    assert (b"/DocTimeStamp" in data) is (level == "B-LTA")


def test_an_unknown_level_is_refused(workshop):
    with pytest.raises(WrongState, match="时间戳"):
        workshop("B-X")
