"""What was changed behind the program's back is named: consignments, differences, seal checks, hand-outs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import AT
from tests.issuing.consigning import keeper, printed, ready, sent, signed
from tests.issuing.counter_helpers import ALL_THREE, give, on_shelf, proxy
from tests.issuing.test_seal_checks import check, held, of_the_province
from yinxin.issuing import audit, receiving, registers
from yinxin.issuing.models import Difference
from yinxin.parties.queries import body_by_code
from yinxin.register import endings
from yinxin.register.files import files
from yinxin.register.models import PaperCopy
from yinxin.rendering.forms.given_out import Way

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def found():
    return {(one.where, one.number) for one in audit.audit(files())}


def a_difference(cast):
    copies = printed(cast, seed=5351)
    made = sent()
    by = keeper()
    receiving.receive(consignment_id=made, copies=copies[:3], finding=None, note="", by=by, at=AT)
    receiving.sign(consignment_id=made, place_id=ready(), by=by, at=AT)
    return made, Difference.objects.get(consignment_id=made)


def test_a_whole_chain_is_found_right(cast):
    a_difference(cast)
    of_the_province(held(cast, 5352))
    check()
    copies = on_shelf(cast, seed=5353)
    give(copies[0])
    give(copies[1], collector=proxy(), documents=ALL_THREE)
    assert found() == set()


def test_a_consignment_s_state_and_list_are_held_against_the_ledger(cast, behind_the_back):
    made, case = a_difference(cast)
    behind_the_back("update issuing_box set copies = copies[2:] where consignment_id = %s", made)
    behind_the_back(
        "update issuing_difference set state = 'lost', solution = '自行了结', solved_by = 1, solved_at = now() where id = %s",
        case.pk,
    )
    assert found() == {("issuing_consignment", made), ("issuing_difference", case.pk)}


def test_a_consignment_that_is_gone_is_named(cast, behind_the_back):
    printed(cast, seed=5354)
    made = sent()
    behind_the_back("delete from issuing_box where consignment_id = %s", made)
    behind_the_back("delete from issuing_consignment where id = %s", made)
    assert ("issuing_consignment", made) in found()


def test_a_seal_check_with_another_seal_is_named(cast, behind_the_back):
    of_the_province(held(cast, 5355))
    made = check()
    behind_the_back("update issuing_seal_check set seal = '另一枚章' where id = %s", made)
    assert found() == {("issuing_seal_check", made)}


def test_a_hand_out_of_another_collector_is_named(cast, behind_the_back):
    copies = on_shelf(cast, seed=5356)
    (number,) = give(copies[0], collector=proxy(), documents=ALL_THREE).collections
    behind_the_back("update issuing_collection set papers = 'holder_id' where id = %s", number)
    assert found() == {("issuing_collection", number)}


def test_a_register_says_who_came_for_whom(cast):
    copies = on_shelf(cast, seed=5357)
    give(copies[0])
    give(copies[1], collector=proxy(name="王代领"), documents=ALL_THREE)
    certificate = PaperCopy.objects.get(pk=copies[0]).certificate
    lines = endings.given_out(body_by_code("hefei").id, certificate.exam_id, AT - DAY, AT + DAY)
    said = registers.how_handed(lines)
    by_copy = {copy: handed for (_, copy), handed in said.items()}
    assert (by_copy[copies[0]].way, by_copy[copies[0]].proxy) == (Way.IN_PERSON, "")
    assert (by_copy[copies[1]].way, by_copy[copies[1]].proxy) == (Way.BY_PROXY, "王代领")


def test_the_ledger_s_own_chain_still_signs(cast):
    printed(cast, seed=5358)
    signed(sent())
    assert found() == set()
