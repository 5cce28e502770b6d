"""The service notice (N11.1, N12): complete, by whoever may, in versions; the public reads what holds today."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import AT
from tests.issuing.counter_helpers import clerk
from tests.register.custody_helpers import custodian
from yinxin.issuing import service
from yinxin.issuing.models import ServiceNotice
from yinxin.issuing.service import Offer
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted
from yinxin.law.n2023.art12_ways import Service
from yinxin.ledger import queries as ledger
from yinxin.parties.queries import body_by_code

pytestmark = pytest.mark.django_db
TODAY = AT.date()
WHOLE = Offer(
    hours="工作日9:00—17:00",
    place="政务中心3号窗口",
    ways=frozenset(Service),
    reason="",
    issuer_pays=False,
    process="取号、核对、签名",
    papers="身份证件",
    phone="0551-0000 0000",
    units=False,
    per_day=None,
)


def publish(offer: Offer = WHOLE, **other: object) -> int:
    facts = {"organisation_id": body_by_code("hefei").id, "since": TODAY, "by": custodian(), "at": AT}
    return service.publish(offer=offer, **(facts | other))


def test_the_latest_version_that_has_begun_holds(cast):
    hefei = body_by_code("hefei").id
    assert service.current(hefei, TODAY) is None
    assert publish() == 1
    later = TODAY + timedelta(days=10)
    assert publish(replace(WHOLE, units=True, hours="周末也开"), since=later) == 2
    assert service.current(hefei, later - timedelta(days=1)).offer == WHOLE
    held = service.current(hefei, later)
    assert (held.version, held.units, held.offer.hours) == (2, True, "周末也开")
    assert [one.version for one in service.versions(hefei, custodian())] == [2, 1]
    assert [code for code, _, _ in service.published(TODAY)] == ["hefei"]
    kept = ledger.history(("service", ServiceNotice.objects.get(version=1).pk))
    assert [line.kind for line in kept] == ["service.published"]


@pytest.mark.parametrize(
    ("change", "said", "clause"),
    [
        ({"hours": " "}, "公开的领取时间", "N11.1"),
        ({"place": ""}, "领取地点", "N11.1"),
        ({"process": ""}, "公开的办理流程", "N11.1"),
        ({"papers": ""}, "需带的材料", "N11.1"),
        ({"phone": ""}, "咨询电话", "N11.1"),
        ({"ways": frozenset({Service.ON_SITE})}, "邮寄、网上申请邮寄", "N12"),
    ],
)
def test_a_gap_is_named(cast, change, said, clause):
    with pytest.raises(Incomplete, match=said) as refusal:
        publish(replace(WHOLE, **change))
    assert refusal.value.clause.id == clause


def test_a_service_may_be_missing_where_the_reason_is_public(cast):
    publish(replace(WHOLE, ways=frozenset({Service.ON_SITE}), reason="邮寄正在招标"))
    assert service.current(body_by_code("hefei").id, TODAY).offer.services == (Service.ON_SITE,)


def test_it_does_not_begin_in_the_past(cast):
    with pytest.raises(Incomplete, match="早于今天"):
        publish(since=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("username", "kind"),
    [("hefei-counter", NotPermitted), ("wuhu-counter", NotFound), ("anhui-supervisor", NotPermitted)],
)
def test_only_its_custodian_publishes(cast, username, kind):
    with pytest.raises(kind):
        publish(by=clerk(username))


def test_an_organisation_that_gives_nothing_out_publishes_nothing(cast):
    from yinxin.parties.actor import Actor, HeldSeat

    centre = body_by_code("center")
    keeper = Actor(7, "keeper", "某人", (HeldSeat("custodian", centre),))
    with pytest.raises(NotFound):
        publish(organisation_id=centre.id, by=keeper)
    assert service.publishers(keeper) == []


def test_of_two_who_publish_at_once_one_is_told(cast, monkeypatch):
    publish()
    manager = ServiceNotice.objects
    real = manager.create

    def meanwhile(**values):
        monkeypatch.setattr(manager, "create", real)
        publish()
        return real(**values)

    monkeypatch.setattr(manager, "create", meanwhile)
    with pytest.raises(AlreadyDone, match="同事刚刚"):
        publish()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"hours": ""}, "service_complete"),
        ({"per_day": 0}, "service_per_day"),
        ({"version": 1}, "service_version_once"),
    ],
)
def test_the_database_keeps_it_whole(cast, change, named):
    publish()
    publish()
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        ServiceNotice.objects.filter(version=2).update(**change)
