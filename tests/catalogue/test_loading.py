"""Loading the catalogue: dated versions that never overlap and are never taken away (N2, N21.1)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import orjson
import pytest
from django.db import IntegrityError, transaction

from yinxin.catalogue import loading, queries
from yinxin.catalogue.models import Qualification, Version
from yinxin.kernel.refusal import NotApplicable

pytestmark = pytest.mark.django_db


def entry(code: str, **more: object) -> dict[str, object]:
    said = {
        "code": code,
        "number": 1,
        "name": f"名称{code}",
        "name_en": code,
        "category": "level",
        "departments": ["示例部"],
        "sealed_by": ["示例部"],
        "levels": {"": []},
        "electronic_since": None,
        "ministry_made": True,
        "certainty": "official",
    }
    return said | more


@pytest.fixture
def data(tmp_path: Path, monkeypatch):
    """A folder of data files of our own; calling it writes them."""
    monkeypatch.setattr(loading, "DATA", tmp_path)

    def write(files: dict[str, list[dict[str, object]]], withdrawn: list[dict[str, object]] = ()) -> None:
        for since, entries in files.items():
            content = {"since": since, "qualifications": entries}
            (tmp_path / f"catalogue-{since[:4]}.json").write_bytes(orjson.dumps(content))
        (tmp_path / "withdrawn.json").write_bytes(orjson.dumps({"qualifications": list(withdrawn)}))

    return write


def days(code: str) -> list[tuple[date, date | None]]:
    return list(
        Version.objects.filter(qualification__code=code).order_by("since").values_list("since", "until")
    )


def test_loading_what_is_loaded_changes_nothing():
    before = list(Version.objects.order_by("id").values())
    assert loading.load() == 0
    assert list(Version.objects.order_by("id").values()) == before
    assert len(before) > 59


def test_no_two_versions_of_one_qualification_hold_on_the_same_day():
    for qualification in Qualification.objects.all():
        spans = days(qualification.code)
        for (_, until), (since, _) in zip(spans, spans[1:], strict=False):
            assert until == since - timedelta(days=1), qualification.code


def test_a_newer_file_ends_the_older_version_on_the_eve(data):
    data({"2090-01-01": [entry("t-one")], "2095-06-01": [entry("t-one", name="新名称")]})
    assert loading.load() == 2
    assert days("t-one") == [(date(2090, 1, 1), date(2095, 5, 31)), (date(2095, 6, 1), None)]
    assert queries.version_on("t-one", date(2095, 5, 31)).name == "名称t-one"
    assert queries.version_on("t-one", date(2095, 6, 1)).name == "新名称"


def test_an_older_file_that_comes_later_ends_before_the_newer_version(data):
    data({"2095-06-01": [entry("t-one")]})
    loading.load()
    data({"2090-01-01": [entry("t-one")]})
    assert loading.load() == 1
    assert days("t-one") == [(date(2090, 1, 1), date(2095, 5, 31)), (date(2095, 6, 1), None)]


def test_an_entry_that_was_edited_since_stays_as_it_was_entered(data):
    data({"2090-01-01": [entry("t-one")]})
    loading.load()
    data({"2090-01-01": [entry("t-one", name="改过的名称")]})
    assert loading.load() == 0
    assert queries.version_on("t-one", date(2090, 1, 1)).name == "名称t-one"


@pytest.mark.parametrize(
    ("day", "there"),
    [
        (date(2089, 12, 31), False),
        (date(2090, 1, 1), True),
        (date(2094, 3, 31), True),
        (date(2094, 4, 1), False),
    ],
)
def test_what_was_withdrawn_holds_to_its_last_day(data, day, there):
    gone = {"code": "t-one", "since": None, "until": "2094-03-31", "successor": None}
    data({"2090-01-01": [entry("t-one")]}, [gone])
    loading.load()
    if there:
        assert queries.version_on("t-one", day).until == date(2094, 3, 31)
    else:
        with pytest.raises(NotApplicable, match="没有这项职业资格"):
            queries.version_on("t-one", day)


def test_the_successor_is_named_once_and_stays(data):
    gone = [{"code": "t-old", "since": None, "until": None, "successor": "t-new"}]
    data({"2090-01-01": [entry("t-new")]}, gone)
    loading.load()
    data({}, [gone[0] | {"successor": "t-other"}])
    loading.load()
    assert Qualification.objects.get(code="t-old").successor.code == "t-new"
    assert days("t-old") == []


def test_the_whole_catalogue_of_a_day_stands_in_its_own_order():
    versions = queries.versions_on(date(2026, 6, 14))
    assert len(versions) == 59
    assert [v.number for v in versions] == list(range(1, 60))
    worker = queries.version_on("social-worker", date(2026, 6, 14))
    assert (worker.name, set(worker.levels) >= {"初级", "中级"}) == ("社会工作者职业资格", True)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("version_days", {"since": date(2026, 1, 2), "until": date(2026, 1, 1)}),
        ("version_category_known", {"category": "other"}),
    ],
)
def test_the_database_refuses(name, columns):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Version.objects.filter(pk=Version.objects.first().pk).update(**columns)


def test_the_database_refuses_two_versions_of_one_day():
    version = Version.objects.first()
    version.pk = None
    with pytest.raises(IntegrityError, match="version_one_a_day"), transaction.atomic():
        version.save()
