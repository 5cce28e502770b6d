"""Two supervisors of a province, the agency that they check, and days around a draw."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests import cast as factories
from tests.cast import AT
from yinxin.supervision import drawing

SEED_ON = AT.date() + timedelta(days=7)
DRAWN: datetime = AT + timedelta(days=7)
SEED = "演示彩票第2026108期：03 08 11 19 24 30 + 07"
SOURCE = "演示彩票第2026108期开奖号码"
SEEN = "https://lottery.example/2026108"


def seated(username: str, role: str, code: str) -> Any:
    """Return somebody new with one seat."""
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.queries import actor_of, body_by_code

    number = enrol(username=username, name=username, password="demo", by=SYSTEM, at=factories.FOUNDED)  # noqa: S106
    seat(account_id=number, organisation_id=body_by_code(code).id, role=role, by=SYSTEM, at=factories.FOUNDED)
    return actor_of(number, AT)


@pytest.fixture
def first(cast):
    return seated("supervisor-one", "supervisor", "anhui")


@pytest.fixture
def second(cast):
    return seated("supervisor-two", "supervisor", "anhui")


@pytest.fixture
def answering(cast):
    return seated("agency-answers", "agency_checker", "anhui-exam")


@pytest.fixture
def frozen(cast, first, second) -> int:
    """A frozen list of ten: four that all tests read, six more."""
    factories.released(cast, count=6, seed=6951)
    return freeze(first)


def freeze(by, *, size: int = 3, region: str = "", seed_on: date = SEED_ON, source: str = SOURCE) -> int:
    from yinxin.catalogue.queries import exam
    from yinxin.parties.queries import body_by_code

    return drawing.freeze(
        over_id=body_by_code("anhui").id,
        exam_id=exam("SW2026").id,
        region=region,
        size=size,
        seed_source=source,
        seed_on=seed_on,
        by=by,
        at=AT,
    )


@pytest.fixture
def drawn(frozen, second) -> int:
    drawing.draw(check_id=frozen, seed=SEED, seen_at=SEEN, by=second, at=DRAWN)
    return frozen
