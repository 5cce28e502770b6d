"""Paper of replaced certificates stays on its issuer's list until it is back (N15, N26)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import AT
from tests.changing import helpers
from tests.register.custody_helpers import custodian, kept, opened
from yinxin.desk.models import Notice
from yinxin.issuing import recalling
from yinxin.parties.models import Account
from yinxin.register import recall_lists, status
from yinxin.register.models import Certificate, PaperCopy

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(cast) -> int:
    """Return a copy that lies in a room of Hefei, whose certificate Hefei gives out."""
    (copy,) = kept(cast, opened(), seed=5721, count=1)
    return copy


def listed(copy: int) -> list[tuple[str, bool]]:
    issuer = Certificate.objects.values_list("issuer_id", flat=True).get(papers=copy)
    found = [one for one in recall_lists.to_recall([issuer]) if one.copy_id == copy]
    return [(str(one.certificate_words), one.can_be_recalled) for one in found]


def test_what_was_replaced_waits_on_the_list_until_it_was_recalled(cast, sheet):
    from yinxin.register import changeable

    number = PaperCopy.objects.values_list("certificate_id", flat=True).get(pk=sheet)
    Certificate.objects.filter(pk=number).update(issuer_id=custodian().seats[0].body.id)
    assert listed(sheet) == []
    helpers.released(cast, changeable.of(number))
    assert listed(sheet) == [("已换发", True)]
    assert Notice.objects.filter(account_id=custodian().account_id, address="/office/recalls").exists()
    browser = Client()
    name = Account.objects.values_list("username", flat=True).get(pk=custodian().account_id)
    assert browser.post("/office/sign-in", {"username": name, "password": "demo"}).status_code == 302
    page = browser.get("/office/recalls").content.decode()
    assert f"/office/certificates/{number}" in page
    assert "收回无效和已换发的纸质证书" in browser.get("/office/").content.decode()
    recalling.recall(
        copies=[sheet], cause=recalling.Cause.REPLACED, reason="已换发，原证收回", by=custodian(), at=AT
    )
    assert listed(sheet) == []


def test_an_invalid_certificate_s_paper_is_on_the_list_too(cast, sheet):
    number = PaperCopy.objects.values_list("certificate_id", flat=True).get(pk=sheet)
    status.invalidate([number], by=cast.checker, at=AT)
    assert listed(sheet) == [("无效", True)]
