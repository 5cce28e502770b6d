"""``yinxin destruction list``: the yearly lists, for scripts and for people."""

from __future__ import annotations

import pytest

from tests.cast import AT
from tests.issuing.ending_helpers import at_hefei, hefei
from tests.register.custody_helpers import custodian, kept, opened
from yinxin.closing import listing
from yinxin.issuing import recalling
from yinxin.issuing.recalling import Cause

pytestmark = pytest.mark.django_db


def test_the_lists_are_told_in_words_and_as_json(yinxin, cast):
    assert "还没有销毁清册" in yinxin("destruction", "list").out
    copies = at_hefei(kept(cast, opened(), seed=4495))
    recalling.recall(copies=copies[:2], cause=Cause.WRONG, reason="照片印错", by=custodian(), at=AT)
    number = listing.open_list(issuer_id=hefei(), by=custodian(), at=AT)
    listing.add(list_id=number, copies=None, by=custodian(), at=AT)
    (said,) = yinxin("destruction", "list", "--json").json
    assert (said["list"], said["state"], said["listed"], said["year"]) == (number, "open", 2, 2026)
    assert "所列2本" in yinxin("destruction", "list", "--org", "hefei").out
    assert yinxin("destruction", "list", "--org", "wuhu", "--json").json == []
