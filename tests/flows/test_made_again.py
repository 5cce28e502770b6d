"""A province's certificate is made again by who made it, by the rule that the province chose (A3.3, N27)."""

from __future__ import annotations

import pytest

from tests.changing import helpers
from tests.flows import province
from tests.flows.province import AT
from tests.flows.test_province_year import family, workshop
from yinxin.changing import finishing, gate, queries
from yinxin.kernel.refusal import NotFound, NotPermitted
from yinxin.law.changes import Cause
from yinxin.production import singles
from yinxin.register import changeable, succeeding
from yinxin.register.models import Certificate

pytestmark = pytest.mark.django_db
__all__ = ["workshop"]


def certificate(there, key, seed):
    exam = province.entered(there, *family(there.rules.region, key))
    batch = province.submitted(there, exam, seed=seed)
    province.released(there, exam, batch)
    row = Certificate.objects.filter(batch_id=batch, issuer_id=there.city).order_by("id")[0]
    return exam, changeable.of(row.pk)


@pytest.mark.parametrize(
    ("region", "key", "clause", "seed"),
    [
        ("340000", "provincial-exam", "A3.1", 8131),
        ("340000", "computer", "A3.1", 8132),
        ("210000", "provincial-exam", "N15", 8133),
    ],
)
def test_its_maker_makes_it_again(workshop, cast, region, key, clause, seed):
    from config.workshop import keyring

    there = province.settled(region)
    exam, one = certificate(there, key, seed)
    number = helpers.confirmed(one)
    maker = there.person("province_maker", exam.maker_id)
    view = queries.application(number, maker)
    assert str(view.governing.clause) == clause
    assert view.line.with_body.id == exam.maker_id
    assert number in {line.id for line in queries.waiting_for(maker)}
    assert number not in {line.id for line in queries.waiting_for(cast.maker)}
    with pytest.raises((NotPermitted, NotFound)):
        finishing.take_for_making(application_id=number, keyring=keyring(), by=cast.maker, at=AT)

    finishing.take_for_making(application_id=number, keyring=keyring(), by=maker, at=AT)
    helpers.make()
    checker = there.person("province_checker", exam.maker_id)
    finishing.release(application_id=number, by=checker, at=AT)
    newest = changeable.of(succeeding.lineage(one.id)[-1].id)
    assert (newest.face.name, newest.state.value) == ("王新名", "valid")
    assert len(singles.order(by=maker, at=AT)) == 1


def test_a_province_s_papers_are_asked_for_where_its_folder_has_them(workshop, cast):
    there = province.settled("210000")
    _, one = certificate(there, "pass-proof", 8134)
    _, other = certificate(there, "provincial-exam", 8135)
    answer = gate.ask(other.id, Cause.HOLDER_CHANGED, applied_on=AT.date(), today_=AT.date())
    assert "introduction_letter" in {need.paper.value for need in answer.needed}
    proof = gate.ask(one.id, Cause.HOLDER_CHANGED, applied_on=AT.date(), today_=AT.date())
    assert "introduction_letter" not in {need.paper.value for need in proof.needed}
