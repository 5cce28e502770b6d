"""Every page in its states: no barrier that axe can find, at three widths, in both modes, on a small phone, enlarged.

Each page is opened once; widths, modes and sizes change under it. A template that no page here has used is a barrier
too: whoever adds one adds it to this walk.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from config import workshop
from tests.browser.looking import TEMPLATES, beside, follow, of_the_office
from tests.browser.passkeys import by_password, newcomer, sign_out, with_authenticator
from tests.browser.world import as_holder
from tests.doors.cast import NOW
from yinxin.issuing.models import Collection
from yinxin.parties.queries import actor_named
from yinxin.register import files as store
from yinxin.register import queries as register
from yinxin.register.vault import vault
from yinxin.sealing import keys
from yinxin.signing.decided import at_hand
from yinxin.verification.throttle import Throttle
from yinxin.web import limits

PUBLIC = (
    "/",
    "/verify",
    "/verify/offline",
    "/keys",
    "/log",
    "/standard",
    "/developers",
    "/catalogue",
    "/provinces",
    "/provinces/34",
    "/clauses",
    "/clauses/N9.2?from=2026-08-28",
    "/issuers",
    "/issuers/hefei",
    "/accessibility",
    "/styleguide",
    "/no",
    "/c/{token}",
    "/c/nobody-knows-this",
    "{join}",
    "{renew}",
    "/office/sign-in",
    "/me/sign-in",
    "/me/unknown",
)
OFFICE = {
    "anhui-data": (
        "/office/",
        "/office/?whose=all",
        "/office/batches",
        "/office/batches?state=made",
        "/office/batches/new",
        "/office/batches/{released}",
        "/office/batches/{making}",
        "/office/batches/{returned}",
        "/office/batches/{withdrawn}",
        "/office/reports/{report}",
        "/office/certificates/{certificate}",
        "/office/certificates/{unmade}",
        "/office/exams",
        "/office/exams/SW2026",
        "/office/duties/1",
        "/office/search",
        "/office/notices",
        "/office/help",
        "/office/help/agency_data",
        "/office/manage",
        "/office/approvals",
        "/office/delegations",
        "/office/delegations/new",
        "/office/keys",
        "/office/keys/{key}/revoke",
        "/office/people/{person}",
        "/office/account",
        "/office/account/password",
        "/office/account/program",
        "/office/prove",
        "/office/organisations/new",
        "/office/batches/999999",
    ),
    "jiangsu-check": ("/office/batches/{received}/withdraw",),
    "center-make": (
        "/office/batches/{received}",
        "/office/batches/{received}/accept",
        "/office/batches/{received}/return",
        "/office/batches/{released}/accept",
        "/office/keys",
        "/office/custody",
        "/office/custody/{paper}",
        "/office/print",
        "/office/print?state=trouble",
        "/office/print/{order}",
        "/office/print/{order}/report",
        "/office/print/{order}/reprint",
        "/office/print/{order}/retry",
        "/office/print/blanks",
        "/office/print/blanks/new",
    ),
    "hefei-custody-2": (
        "/office/custody",
        "/office/custody/new",
        "/office/custody/{room}",
        "/office/custody/{room}/put-away",
        "/office/custody/{room}/count",
        "/office/custody/counts",
        "/office/custody/counts/{counted}",
        "/office/custody/counts/{counted}/propose",
        "/office/custody/counts/{counting}",
        "/office/custody/counts/{counting}/scan",
        "/office/custody/counts/{counting}/finish",
        "/office/custody/handover",
        "/office/custody/handover/new",
        "/office/custody/handover/{takeover}",
        "/office/custody/handover/{takeover}/accept",
    ),
    "center-custody": (
        "/office/consignments",
        "/office/consignments/{packed}",
        "/office/consignments/{packed}/send",
        "/office/consignments/{packed}/unpack",
        "/office/consignments/differences/{difference}",
    ),
    "anhui-custody": (
        "/office/consignments/{consignment}",
        "/office/consignments/{consignment}/count",
        "/office/consignments/{consignment}/sign",
    ),
    "anhui-window": ("/office/seal-checks",),
    "center-check": ("/office/batches/{made}/release", "/office/notices"),
    "system-admin": (
        "/office/seal-keys",
        "/office/seal-keys/{seal_key}",
        "/office/organisations",
        "/office/organisations?q=nobody",
        "/office/organisations?closed=1",
        "/office/organisations/{place}",
        "/office/organisations/{place}/rename",
        "/office/organisations/{place}/move",
        "/office/organisations/{place}/merge",
        "/office/organisations/{place}/close",
        "/office/approvals",
        "/office/approvals/{waiting}",
        "/office/approvals/electronic/{qualification}",
        "/office/approvals/department/{qualification}",
    ),
    "security-admin": (
        "/office/people",
        "/office/people?q=nobody",
        "/office/people/several",
        "/office/people/{person}",
        "/office/people/{person}/seat",
        "/office/people/{person}/sessions",
        "/office/people/{person}/factors",
        "/office/people/{person}/close",
        "/office/seats/{seat}/change",
        "/office/seats/{seat}/end",
        "/office/approvals",
        "/office/approvals/{waiting}",
        "/office/approvals/{decided}",
    ),
    "hefei-counter": (
        "/office/counter",
        "/office/counter?kind=unit",
        "/office/counter/copies/{waits}",
        "/office/counter/copies/{waits}?kind=proxy",
        "/office/counter/copies/{waits}?kind=unit",
        "/office/counter/copies/{gone}",
        "/office/counter/given/{hand_out}",
        "/office/counter/help",
        "/office/collections",
        "/office/collections/{given}",
        "/office/corrections",
        "/office/corrections/{correction}",
    ),
    "hefei-custody": (
        "/office/collections?which=many",
        "/office/collections/{given}/correct",
        "/office/service",
        "/office/service/{hefei}",
        "/office/service/messages",
        "/office/",
        "/office/post",
        "/office/post?state=all",
        "/office/post/{mail}",
        "/office/post/{mail}/returned",
        "/office/post/{mail}/lost",
        "/office/post/send",
        "/office/post/runs/{run}",
        "/office/post/practice",
        "/office/post/practice/{hefei}",
        "/office/custody/ageing",
        "/office/custody/recall",
        "/office/recalls",
        "/office/custody/found",
        "/office/registers",
        "/office/registers/{register}/close",
        "/office/registers/{register}/pack",
        "/office/registers/archives/read",
        "/office/destruction",
        "/office/destruction/{list}",
        "/office/destruction/{list}/missing",
        "/office/destruction/{destroying}",
    ),
    "center-keeper": ("/office/destruction/{destroying}", "/office/destruction/{destroying}/count"),
    "wuhu-counter": ("/office/", "/office/delegations", "/office/delegations/new"),
}
SENT_EMPTY = {
    "anhui-data": ("/office/keys/new",),
    "jiangsu-check": ("/office/batches/{received}/withdraw",),
    "center-make": ("/office/print/blanks/new", "/office/print/singles"),
    "hefei-custody-2": (
        "/office/custody/new",
        "/office/custody/{room}/put-away",
        "/office/custody/handover/{takeover}",
    ),
    "center-custody": ("/office/consignments/{packed}/send",),
    "hefei-counter": ("/office/corrections/{correction}",),
    "system-admin": ("/office/organisations/new",),
    "security-admin": ("/office/people/invite", "/office/approvals/{waiting}"),
}


@pytest.fixture(scope="module")
def numbers(things):
    """What stands between braces in the addresses."""
    row = Collection.objects.get(id=things.given)
    counter = {"waits": things.shelf[0], "gone": row.copy_id, "hand_out": row.token}
    return vars(things) | things.batches | counter | {"seal_key": _entered()}


def _entered() -> int:
    """Enter a key that nothing here is sealed with; return its number."""
    key = next(one for one in at_hand(workshop.keyring()) if one.algorithm == "SM2")
    days = {"valid_from": NOW.date(), "valid_to": NOW.date() + timedelta(days=300)}
    return keys.enter(key=key, **days, by=actor_named("system-admin", NOW), at=NOW)


def test_the_pages_outside_the_office_are_open_to_everybody(opened, looking, numbers, monkeypatch):
    _public(opened(), looking, numbers, monkeypatch)
    _holder(opened(), looking, numbers["first"])
    _presenting(opened, looking, numbers)
    _judge(looking, lambda template: not of_the_office(template))


def test_the_pages_of_the_office_are_open_to_everybody(opened, looking, numbers, faulty_files):
    for username, addresses in OFFICE.items():
        page = opened(username)
        looking.visit(page, *(address.format_map(numbers) for address in addresses))
        for address in SENT_EMPTY.get(username, ()):
            looking.visit(page, address.format_map(numbers))
            looking.send(page)
    _exams(opened("center-make"), looking)
    _scans(opened("hefei-custody-2"), looking, f"/office/custody/counts/{numbers['counting']}/scan")
    _office(opened("jiangsu-data"), looking, faulty_files)
    _second_step(opened(), looking)
    _judge(looking, of_the_office)


def _judge(looking, of_this_walk):
    """Nothing was wrong, and every template that this walk is for has been looked at."""
    assert not looking.wrong, "\n".join(looking.wrong)
    templates = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    unseen = sorted(one for one in templates - looking.seen if of_this_walk(one) and not beside(one))
    assert unseen == [], "nobody has looked at these"


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        ("document.querySelector('h1').style.color = '#ddd'", "color-contrast"),
        ("document.querySelector('h1').style.color = 'rgb(60, 60, 60)'", "[768 dark] color-contrast"),
        ("document.querySelector('main label').remove()", "[1280 light] label"),
        ("document.querySelector('h1').style.minWidth = '50rem'", "[320] hangs over"),
        ("document.querySelector('h1').style.minWidth = '50rem'", "[twice the size of text] hangs over"),
        (
            "document.querySelector('main button').style.minHeight = document.querySelector('main button').style.padding = 0",
            "[too small to hit]",
        ),
        ("document.querySelector('h1').style.fontSize = '12px'", "[too small to read]"),
    ],
)
def test_the_eyes_are_open(opened, looking, spoil, found):
    page = opened()
    page.goto("/verify")
    page.evaluate(spoil)
    looking.look(page)
    assert found in "\n".join(looking.wrong)
    assert {"base.html", "public/verify.html", "parts/field.html"} <= looking.seen
    assert "office/people.html" not in looking.seen


def test_nothing_hangs_over_in_english(opened, looking, numbers):
    for username, addresses in {"": PUBLIC, **OFFICE}.items():
        page = opened(username, language="en")
        for address in addresses:
            page.goto(address.format_map(numbers))
            looking.measure(page)
    assert not looking.wrong, "\n".join(looking.wrong)


def _public(page, looking, numbers, monkeypatch):
    looking.visit(page, *(address.format_map(numbers) for address in PUBLIC))
    face = register.certificate(numbers["certificate"], actor_named("center-check", NOW)).face
    asked = {
        "name": face.name,
        "id_number": face.id_number,
        "management_number": face.management_number,
    }
    for name in (face.name, "无此人", ""):
        page.goto("/verify")
        looking.send(page, **{**asked, "name": name})
    for content in (_file(numbers["certificate"]), b"%PDF-1.7 nothing of ours"):
        page.goto("/verify")
        page.set_input_files(
            "#certificate", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content}
        )
        follow(page, "form[action='/verify/file'] button")
        looking.look(page)
    with monkeypatch.context() as patch:
        full = Throttle(0.001, 0)
        patch.setattr(limits, "questions", lambda: full)
        looking.visit(page, "/c/" + numbers["token"])


def _exams(page, looking):
    looking.visit(page, "/office/exams/new", "/office/exams/SW2026/agencies", "/office/exams/new")
    looking.send(page)


def _scans(page, looking, there):
    page.goto(there)
    looking.send(page, text="nobody knows this number")


def _office(page, looking, faulty_files):
    table, photos = faulty_files
    page.goto("/office/batches/new")
    page.set_input_files("#file", str(table))
    page.set_input_files("#photos", str(photos))
    page.click("main form .button")
    page.wait_for_url("**/office/reports/*")
    looking.look(page)
    page.click(".tools .menu summary")
    looking.look(page)
    page.fill("#search", "2026")
    page.press("#search", "Enter")
    page.wait_for_selector("#exams")
    looking.look(page)
    page.goto("/office/keys/new")
    page.check("main [name=scopes]")
    looking.send(page, name="报送程序", until="2026-12-31")


def _second_step(page, looking):
    """Set up a passkey and sign in with it: codes that are shown once, and the step after the password."""
    with_authenticator(page)
    somebody = newcomer("second-step-clerk")
    by_password(page, somebody)
    page.wait_for_url("**/office/")
    page.goto("/office/account")
    page.fill("#passkey-name", "办公室电脑")
    looking.forget()
    page.click("form[data-passkey=create] button")
    page.wait_for_selector("text=这些恢复码只显示这一次")
    looking.look(page)
    looking.visit(page, "/office/account")
    sign_out(page)
    by_password(page, somebody)
    page.wait_for_url("**/office/sign-in/code")
    looking.look(page)


def _holder(page, looking, first):
    page.goto("/me/sign-in")
    looking.forget()
    page.click("main form button")
    page.wait_for_url("**/demo/identity/**")
    looking.look(page)
    page.click("button[name=person]")
    page.wait_for_url("**/me/")
    looking.look(page)
    looking.visit(page, page.get_attribute(".tasks a.main", "href"), "/me/contact")
    there = f"/me/certificates/{first}/post"
    looking.visit(page, there)
    page.check("main [name=agreed]")
    looking.send(page, phone="13800000000", address="合肥市演示路1号")
    looking.visit(page, there, page.get_attribute("main a[href^='/me/post/']", "href"))


def _presenting(opened, looking, numbers):
    """Show a certificate by a marked copy and by a link; look at both from the other side, too."""
    page = as_holder(opened(), numbers["certificate"])
    mine = f"/me/certificates/{numbers['certificate']}"
    looking.visit(page, f"{mine}/present", f"{mine}/looks")
    looking.visit(page, f"{mine}/credentials/new")
    page.goto(f"{mine}/credentials/new")
    page.check("#show-name")
    page.click("main form button:not([name])")
    page.wait_for_selector("#credential")
    looking.look(page)
    seen = []
    for kind in ("marked-copies", "links"):
        looking.visit(page, f"{mine}/{kind}/new")
        looking.send(page)
        looking.send(page, purpose="求职应聘", recipient="合肥市社会工作服务中心", until="2026-10-01")
        seen.append(int(page.url.rsplit("/", 1)[1]))
    copy, link = seen
    other = opened()
    looking.visit(other, f"/m/{vault().grant_token(copy)}", f"/s/{vault().grant_token(link)}")
    looking.send(other)
    looking.visit(page, f"{mine}/looks", f"/me/grants/{copy}/revoke")
    looking.send(page)
    looking.visit(page, f"/me/grants/{copy}")
    looking.visit(other, f"/m/{vault().grant_token(copy)}")
    looking.visit(page, f"{mine}/error")
    looking.send(page)
    looking.send(page, should="王方")
    making = as_holder(opened(), numbers["unmade"])
    looking.visit(making, "/me/", f"/me/making/{numbers['unmade']}")


def _file(certificate):
    return store.files().get(register.certificate(certificate, actor_named("center-check", NOW)).file)
