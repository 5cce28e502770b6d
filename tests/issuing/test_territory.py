"""Who gives a certificate out is who the notice says: a counter elsewhere refuses, and names the place (A1.3a, A2.1.1)."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.issuing.ending_helpers import at_hefei
from tests.register.custody_helpers import kept, opened
from yinxin.issuing import counter
from yinxin.kernel.refusal import NotApplicable, NotFound
from yinxin.law.a2013.s1_3_bar import giver_of
from yinxin.law.parties import Party
from yinxin.law.regimes import Regime
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.register import on_hand
from yinxin.register.models import Certificate

pytestmark = pytest.mark.django_db

WHOSE = {
    "a person of another city": (Regime.NATIONAL, "340200", False, "wuhu"),
    "a person of a provincial unit": (Regime.NATIONAL, "340100", True, "anhui-window"),
    "a provincial exam's, of a provincial unit": (Regime.PROVINCIAL_EXAM, "340100", True, "anhui-window"),
    "a reviewed title": (Regime.REVIEW, "340100", False, "anhui-engineering"),
}
PARTIES = {"wuhu": Party.ISSUER, "anhui-window": Party.WINDOW, "anhui-engineering": Party.COMMITTEE}


@pytest.fixture
def copies(cast):
    return at_hefei(kept(cast, opened(), seed=8261))


def seen_at(copy: int, who: str) -> counter.Seen:
    (seen,) = counter.look(on_hand.sheets([copy]), actor_named(who, AT))
    return seen


@pytest.mark.parametrize("case", WHOSE)
def test_a_city_counter_refuses_what_another_gives_out_and_says_who(cast, copies, case):
    regime, region, provincial, giver = WHOSE[case]
    # The notice's own answer is the body that the certificate names.
    assert giver_of(regime, region=region, provincial_unit=provincial).party is PARTIES[giver]

    assert seen_at(copies[0], "hefei-counter").open
    issuer = body_by_code(giver)
    Certificate.objects.filter(papers__id=copies[0]).update(issuer_id=issuer.id)
    seen = seen_at(copies[0], "hefei-counter")
    assert isinstance(seen.refusal, NotApplicable)
    assert issuer.name in str(seen.refusal)
    assert str(seen.refusal.clause) == "A1.3a"


def test_what_lies_elsewhere_and_is_another_s_is_not_there_at_all(cast, copies):

    assert isinstance(seen_at(copies[0], "wuhu-counter").refusal, NotFound)
