"""Sound rows of invented people, each with a portrait."""

import pytest

from tests.production.intake.helpers import good_picture
from yinxin.demo.sample import SW2026, invented_rows


@pytest.fixture
def rows():
    return [row for row in invented_rows(60, SW2026, seed=3) if row["证件类型"] == "居民身份证"][:40]


@pytest.fixture
def pictures(rows):
    return {row["照片文件名"]: good_picture(row["照片文件名"]) for row in rows}
