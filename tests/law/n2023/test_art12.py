import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.law.n2023.art12_ways import Service, check_mail_application, check_ways_offered, postage_paid_by
from yinxin.law.parties import Party


def test_all_three_services_are_enough():
    check_ways_offered(set(Service))


@pytest.mark.parametrize("absent", Service)
def test_each_absent_service_is_named_unless_a_reason_is_stated(absent):
    offered = set(Service) - {absent}
    with pytest.raises(Incomplete) as refusal:
        check_ways_offered(offered)
    assert refusal.value.facts["missing"] == [str(absent.label)]
    check_ways_offered(offered, reason="本地快递停运")


@pytest.mark.parametrize(
    ("spoiled", "gap"), [("recipient", "收件人"), ("phone", "联系电话"), ("address", "收件地址")]
)
def test_an_application_for_mail_names_what_the_courier_lacks(spoiled, gap):
    whole = {"recipient": "王芳", "phone": "000-0000", "address": "某市某路1号"}
    check_mail_application(**whole)
    with pytest.raises(Incomplete, match=gap):
        check_mail_application(**(whole | {spoiled: ""}))


def test_the_holder_pays_unless_the_issuer_says_it_does():
    assert postage_paid_by() is Party.HOLDER
    assert postage_paid_by(issuer_pays=True) is Party.ISSUER
