"""The seal check: by the window, for the regimes that need it, once."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.issuing.consigning import exam_id, keeper, printed, sent, signed
from yinxin.issuing import seal_checks
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted
from yinxin.law.regimes import Regime
from yinxin.parties.queries import body_by_code
from yinxin.register import custody, stock
from yinxin.register.models import Certificate, PaperCopy

pytestmark = pytest.mark.django_db


def window():
    return keeper("anhui-window")


def of_the_province(copies):
    """Make the certificates a provincial exam's, which the register knows by their regime."""
    certificates = PaperCopy.objects.filter(id__in=copies).values_list("certificate_id", flat=True)
    Certificate.objects.filter(id__in=list(certificates)).update(regime="provincial_exam")


def held(cast, seed):
    copies = printed(cast, seed=seed)
    signed(sent())
    return copies


def check(by=None, seal="省厅专用章"):
    return seal_checks.check_seals(
        window_id=body_by_code("anhui-window").id,
        exam_id=exam_id(),
        issuer_id=body_by_code("hefei").id,
        seal=seal,
        by=by or window(),
        at=AT,
    )


def check_sealed(copies):
    seal_checks.check_sealed({sheet.id: Regime(sheet.regime) for sheet in stock.sheets(copies)})


def waiting():
    return seal_checks.waiting(body_by_code("anhui-window").id, window())


def test_what_the_ministry_prints_goes_out_without_one(cast):
    copies = held(cast, 5341)
    assert waiting() == ()
    check_sealed(copies)
    with pytest.raises(NotApplicable):
        check()


def test_a_provincial_exam_s_certificates_wait_for_it_and_go_out_with_it(cast):
    copies = held(cast, 5342)
    of_the_province(copies)
    (found,) = waiting()
    assert (found.exam_id, found.issuer.id) == (exam_id(), body_by_code("hefei").id)
    assert sorted(found.copies) == copies
    with pytest.raises(Incomplete, match="验印人"):
        check_sealed(copies)
    check()
    check_sealed(copies)
    assert waiting() == ()
    (made,) = seal_checks.made_for(window())
    assert (made.papers, made.seal, made.by) == (4, "省厅专用章", "安窗口")
    assert made.list_digest == custody.list_digest(copies)
    with pytest.raises(NotApplicable):
        check()


def test_the_seal_is_named(cast):
    copies = held(cast, 5343)
    of_the_province(copies)
    with pytest.raises(Incomplete, match="所用印章"):
        check(seal=" ")


def test_nobody_but_the_window_checks_seals(cast):
    copies = held(cast, 5344)
    of_the_province(copies)
    with pytest.raises(NotFound):
        check(by=keeper("hefei-counter"))
    with pytest.raises(NotPermitted, match="验印不由"):
        seal_checks.check_seals(
            window_id=body_by_code("hefei").id,
            exam_id=exam_id(),
            issuer_id=body_by_code("hefei").id,
            seal="市局章",
            by=keeper("hefei-counter"),
            at=AT,
        )
