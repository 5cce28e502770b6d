"""The pages of lists, samples and audits in their states: no barrier, like every other page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.browser.looking import TEMPLATES, beside, follow
from tests.browser.world import as_holder
from tests.cast import found_cast
from tests.doors.cast import NOW
from tests.qualifying import helpers
from yinxin.parties.queries import body_by_code
from yinxin.qualifying import noticing
from yinxin.qualifying.models import AuditFile, ListObjection, NoticeEntry, Promise
from yinxin.register.models import Certificate


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """A list that is shown, with an objection; a sample that is drawn; files of Hefei that are open."""
    found_cast()
    shown = helpers.submitted(seed=8233, count=3, promised=2)
    notice = helpers.noticed(shown, NOW)
    entry = NoticeEntry.objects.filter(notice_id=notice).order_by("pk").first()
    code = noticing.file(entry_id=entry.pk, reason="工作年限不满两年。", contact="13900000000", at=NOW)
    # Delegations of other walks may tie the usual two together.
    sample = helpers.drawn(shown, by=helpers.seated("q-draw", "agency_checker", "anhui-exam"))
    released = helpers.released(seed=8234)
    hefei = body_by_code("hefei").id
    Certificate.objects.filter(batch_id=released).update(issuer_id=hefei)
    files = AuditFile.objects.filter(certificate__batch_id=released)
    files.update(issuer_id=hefei)
    return SimpleNamespace(
        fresh=helpers.submitted(seed=8235, count=2, promised=1), notice=notice, entry=entry.pk, code=code,
        objection=ListObjection.objects.get(entry__notice_id=notice).pk, sample=sample, promise=Promise.objects.get(sample_id=sample).pk,
        files=[(one.pk, one.certificate_id) for one in files.order_by("pk")],
    )  # fmt: skip


def test_the_pages_of_lists_and_audits_are_open_to_everybody(opened, looking, cases):
    page = opened()
    looking.visit(page, "/notices", f"/notices/{cases.notice}", f"/notices/entries/{cases.entry}/object")
    looking.send(page)
    looking.visit(page, f"/notices/objections/{cases.code}", f"/promises/{cases.sample}")
    page = opened("anhui-data")
    looking.visit(page, "/office/", f"/office/batches/{cases.fresh}", "/office/list-notices")
    looking.visit(page, f"/office/batches/{cases.fresh}/notice", f"/office/batches/{cases.fresh}/promises")
    looking.send(page)
    there = f"/office/list-notices/{cases.notice}"
    looking.visit(page, there, f"{there}/stop", f"/office/list-notices/objections/{cases.objection}/answer")
    looking.visit(page, f"/office/samples/{cases.sample}", f"/office/promises/{cases.promise}/find")
    looking.send(page)
    page = opened("hefei-counter")
    (one, certificate), (two, _) = cases.files
    looking.visit(page, "/office/", "/office/audits", "/office/audits?state=passed")
    acts = ("", "/notify", "/attach", "/keep", "/hand-over")
    looking.visit(page, *(f"/office/audits/{one}{act}" for act in acts))
    here = "/office/audits"
    page.goto(here)
    page.check(f"input[name=file][value='{two}']")
    follow(page, "button[formaction='/office/audits/notify']")
    looking.look(page)
    page.goto(here)
    page.check(f"input[name=file][value='{two}']")
    follow(page, "button[formaction='/office/audits/pass']")
    looking.look(page)
    looking.visit(as_holder(opened(), certificate), f"/me/certificates/{certificate}/audit")
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "qualifying")]
    assert sorted(left) == [], "nobody has looked at these"
