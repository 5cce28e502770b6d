"""The pages of older certificates in their states: no barrier, like every other page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from config.workshop import keyring
from tests.browser.looking import TEMPLATES, beside, follow
from tests.cast import AT, found_cast
from tests.legacy import helpers
from tests.legacy.test_scans import brought, read, scan_rows
from tests.register.older_helpers import collected, known_version, old_face
from yinxin.legacy import electronic, handing, judging
from yinxin.legacy.models import Batch, Pair


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """A batch with questions, two alike and two merged, one that waits, two hand-overs on their way."""
    cast = found_cast()
    rows = [
        helpers.person(姓名="赵晓[沛]", 证书编号="199834900001", 身份证号=helpers.resident(9101)[3], 性别=""),
        helpers.person(姓名="", 证书编号="199834900002", 身份证号=helpers.resident(9102)[3]),
        helpers.person(证书编号="199834900003"),
        helpers.person(证书编号="199834900003", 姓名="王方"),
        helpers.resident(9104),
        [*helpers.resident(9104)[:-1], "又一份"],
        helpers.person(姓名="孙\u2f08", 证书编号="199834900008", 身份证号=helpers.resident(9109)[3], 性别=""),
    ]
    batch = helpers.examined(rows, name="browser.csv")
    pairs = list(Pair.objects.filter(other__batch_id=batch).order_by("pk"))
    merged = next(pair for pair in pairs if pair.one.row == 6)
    judging.same(pair_id=merged.pk, keep=merged.one_id, take=[], why=helpers.WHY, by=helpers.data(), at=AT)
    handed = [
        handing.hand_over(
            batch_id=helpers.examined([helpers.resident(serial)], name=f"{serial}.csv"),
            by=helpers.check(),
            at=AT,
        )
        for serial in (9105, 9106)
    ]
    handing.receive(hand_over_id=handed[1], by=cast.maker, at=AT)
    waiting = helpers.brought([helpers.resident(9107)], name="waiting.csv")
    with scan_rows():
        (scan,) = read(brought(volume="2004-9"))
    version = known_version()
    collected(version, old_face(version, "OLD-B", 9108), first=9_108)
    run, _ = electronic.order(count=1, keyring=keyring(), by=cast.maker, at=AT)
    return SimpleNamespace(
        batch=batch,
        waiting=waiting,
        look=helpers.record(batch, 2).pk,
        merged=merged.other_id,
        open=next(pair.pk for pair in pairs if pair.one.row == 4),
        same=merged.pk,
        handed=handed,
        scan=scan,
        run=run,
    )


def test_the_pages_of_older_certificates_are_open_to_everybody(opened, looking, cases):
    page = opened("anhui-data")
    looking.visit(page, "/office/", "/office/legacy", "/office/legacy/new")
    looking.send(page)
    there = f"/office/legacy/{cases.batch}"
    looking.visit(page, there, f"{there}?state=blocked", f"/office/legacy/{cases.waiting}")
    looking.visit(page, f"{there}/hand-over", f"{there}/withdraw", f"{there}/correct")
    page.set_input_files(
        "input[type=file]",
        {"name": "c.csv", "mimeType": "text/csv", "buffer": "行,姓名\n99,王芳\n".encode()},
    )
    page.fill("input[name=why]", helpers.WHY)
    follow(page, "main form button.button")
    looking.look(page)
    looking.visit(page, f"{there}/confirm/name/compatibility")
    looking.send(page)
    record = f"/office/legacy/records/{cases.look}"
    looking.visit(page, record, f"/office/legacy/records/{cases.merged}", f"{record}/confirm/name")
    looking.visit(page, f"{record}/mend/id_kind", f"{record}/mend/name")
    looking.send(page)
    looking.visit(page, "/office/legacy/pairs", "/office/legacy/pairs?state=same")
    pair = f"/office/legacy/pairs/{cases.open}"
    looking.visit(page, pair, f"{pair}/different", f"{pair}/same")
    looking.send(page)
    looking.visit(page, f"/office/legacy/pairs/{cases.same}", f"/office/legacy/pairs/{cases.same}/take-back")
    scans = "/office/legacy/scans"
    looking.visit(
        page, scans, f"{scans}/new", f"{scans}/{cases.scan.bundle_id}", f"{scans}/one/{cases.scan.pk}"
    )
    looking.send(page)
    looking.visit(page, f"{scans}/one/{cases.scan.pk}/leave-out", f"{scans}/{cases.scan.bundle_id}/drop")
    page = opened("center-make")
    runs = "/office/legacy/electronic"
    looking.visit(page, runs, f"{runs}/new", f"{runs}/{cases.run}")
    looking.visit(
        page, *(f"/office/legacy/handovers/{cases.handed[0]}{act}" for act in ("", "/receive", "/return"))
    )
    page = opened("center-check")
    looking.visit(page, *(f"/office/legacy/handovers/{cases.handed[1]}{act}" for act in ("", "/open")))
    assert Batch.objects.filter(pk=cases.batch).exists()
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "legacy")]
    assert sorted(left) == [], "nobody has looked at these"
