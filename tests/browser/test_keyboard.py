"""The work with the keyboard alone: each journey starts on one page and goes on by Tab, Enter and what one types.

At every stop of the Tab key something must show where one is.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import TimeoutError as TooSlow

from tests.browser.world import make
from tests.doors.cast import NOW, work
from yinxin.demo import country
from yinxin.parties.queries import actor_named
from yinxin.register import queries as register

_HERE = "all => all.includes(document.activeElement)"
_SHOWN = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
SEND = "main form[method=post] button.button"


def tab_to(page, selector):
    """Walk with the Tab key to what the selector names; the focus is to be seen at each stop."""
    meant = page.locator(selector)
    meant.first.wait_for(state="attached")
    for _ in range(120):
        if meant.evaluate_all(_HERE):
            return
        page.keyboard.press("Tab")
        assert page.evaluate(_SHOWN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    pytest.fail(f"the Tab key never reaches {selector} on {page.url}")


def press(page, selector):
    """Walk to a link or button, press Enter, and wait for the page it leads to."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page, selector, text):
    """Walk to a field and write into it."""
    tab_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def choose(page, selector, value):
    """Walk to a list and go down to a value."""
    tab_to(page, selector)
    page.keyboard.press("Home")
    for _ in range(40):
        if page.input_value(selector) == str(value):
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{selector} does not offer {value}")


def bring(page, selector, file):
    """Walk to a field for files and open the system's window with the space bar; a busy machine may miss a press."""
    tab_to(page, selector)
    for patience in (10_000, 20_000, 60_000):
        try:
            with page.expect_file_chooser(timeout=patience) as window:
                page.keyboard.press("Space")
        except TooSlow:
            if patience == 60_000:
                raise
        else:
            window.value.set_files(str(file))
            return


def enter(page, there):
    """Press Enter until the page has gone on; a busy machine may miss a press."""
    for patience in (20_000, 60_000):
        page.keyboard.press("Enter")
        try:
            page.wait_for_url(there, timeout=patience)
        except TooSlow:
            if patience == 60_000:
                pytest.fail(f"still at {page.url}: {page.inner_text('main')[:600]}")
        else:
            return


def account(username):
    return actor_named(username, NOW).account_id


def manage(page, *links):
    """Go from my work to a page of those under 管理."""
    page.goto("/office/")
    for link in ("/office/manage", *links):
        press(page, f"a[href='{link}']")


def found(page, username):
    """Go to somebody among the people, however many there are, and return their page's address."""
    there = f"/office/people/{account(username)}"
    manage(page, "/office/people")
    write(page, "#q", username)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, f"a[href='{there}']")
    return there


def test_sign_in(opened):
    page = opened()
    page.goto("/")
    press(page, "a[href='/office/']")
    write(page, "#username", "anhui-data")
    write(page, "#password", country.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")


def test_from_the_upload_to_the_release(opened, things, files):
    agency = opened("anhui-data")
    agency.goto("/office/")
    press(agency, ".nav a[href='/office/batches/new']")
    tab_to(agency, "main [name=exam]")
    for _ in range(20):
        if agency.is_checked(f"main [name=exam][value={country.EXAM}]"):
            break
        agency.keyboard.press("ArrowDown")
    bring(agency, "#file", files[0])
    assert "KB" in agency.inner_text(".drop output >> nth=0")
    bring(agency, "#photos", files[1])
    tab_to(agency, SEND)
    enter(agency, "**/office/reports/*")
    work()
    agency.wait_for_selector("text=检查通过，可以提交")
    tab_to(agency, SEND)
    agency.keyboard.press("Enter")
    agency.wait_for_selector("text=正在提交")
    work()
    agency.wait_for_url("**/office/batches/*")
    batch = agency.url.rsplit("/", 1)[1]

    for username, act, after in (
        ("center-make", "accept", "text=已制成，待发布"),
        ("center-check", "release", "text=已发布"),
    ):
        centre = opened(username)
        centre.goto("/office/")
        press(centre, f"a[href='/office/batches/{batch}']")
        press(centre, f"a[href='/office/batches/{batch}/{act}']")
        press(centre, SEND)
        make(int(batch))
        centre.wait_for_selector(after)


def test_search(opened, things):
    page = opened("anhui-data")
    page.goto("/office/help")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("SW2026")
    page.keyboard.press("Enter")
    press(page, "main a[href='/office/exams/SW2026']")
    assert "SW2026" in page.inner_text("main")


def test_invite_a_person_who_joins(opened, things):
    page = opened("anhui-security")
    manage(page, "/office/people", "/office/people/invite")
    write(page, "#id_name", "新同事")
    choose(page, "#id_organisation", things.place)
    choose(page, "#id_role", "agency_data")
    press(page, SEND)
    guest = opened()
    guest.goto(page.inner_text("main .card"))
    write(guest, "#id_username", "new-colleague")
    for field in ("#id_password", "#id_again"):
        write(guest, field, "three plain words")
    press(guest, SEND)
    assert guest.url.endswith("/office/sign-in")


def test_give_a_seat_and_end_it(opened, things, monkeypatch):
    page = opened("anhui-security")
    press(page, f"a[href='{found(page, 'wuhu-counter')}/seat']")
    choose(page, "#id_organisation", things.place)
    choose(page, "#id_role", "agency_data")
    press(page, SEND)
    assert "考试机构数据员" in page.inner_text("main")
    monkeypatch.setenv("YINXIN_NOW", NOW.replace(hour=11).isoformat())
    press(page, "tr:has-text('考试机构数据员') a[href$='/end']")
    press(page, SEND)
    assert "曾任岗位" in page.inner_text("main")


def test_propose_and_approve(opened, things):
    first, second = opened("security-admin"), opened("security-admin-2")
    press(first, f"a[href='{found(first, 'supervisor')}/seat']")
    choose(first, "#id_role", "auditor")
    press(first, SEND)
    there = first.url.removeprefix(first.evaluate("location.origin"))
    manage(second, "/office/approvals", there)
    press(second, f"form[action='{there}/approve'] button")
    second.wait_for_selector("text=已批准")


def test_keep_a_filter_and_use_it(opened, things):
    page = opened("anhui-data")
    page.goto("/office/")
    press(page, ".nav a[href='/office/batches']")
    press(page, "a[href='?state=released']")
    tab_to(page, ".keep summary")
    page.keyboard.press("Enter")
    write(page, "#keep-name", "已发布的")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press(page, "a[href='/office/batches'] >> nth=0")
    press(page, ".chip a[href*='released']")
    assert "state=released" in page.url


@pytest.mark.parametrize(
    ("button", "attribute", "value"),
    [
        ("[name=scheme][value=dark]", "data-scheme", "dark"),
        (".panel [name=large][value='1']", "class", "large"),
    ],
)
def test_change_colours_and_the_size_of_text(opened, button, attribute, value):
    page = opened(width=375)
    page.goto("/verify")
    tab_to(page, ".tools .menu summary")
    page.keyboard.press("Enter")
    press(page, button)
    assert page.get_attribute("html", attribute) == value
    tab_to(page, ".tools .menu summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.querySelector('.tools .menu').open")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.tools .menu summary')")


def test_verify_a_certificate(opened, things):
    face = register.certificate(things.certificate, actor_named("center-check", NOW)).face
    page = opened(width=375)
    page.goto("/")
    write(page, "#id_name", face.name)
    write(page, "#id_id_number", face.id_number)
    write(page, "#id_management_number", face.management_number)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "证书真实有效" in page.inner_text("h1")


def test_read_a_notice(opened, things):
    page = opened("anhui-data")
    page.goto("/office/help")
    press(page, ".bell")
    press(page, ".notices .unread button")
    assert not page.url.endswith("/notices")


def test_a_holder_signs_in_and_downloads(opened, things):
    page = opened(width=375)
    page.goto("/me/")
    press(page, "main form button")
    press(page, "button[name=person]")
    page.wait_for_url("**/me/")
    tab_to(page, "a[href$='/file.pdf']")
    with page.expect_download() as under_way:
        page.keyboard.press("Enter")
    assert under_way.value.path().read_bytes().startswith(b"%PDF")


def test_explain_a_late_duty(opened, things, monkeypatch):
    monkeypatch.setenv("YINXIN_NOW", NOW.replace(month=11, day=23).isoformat())
    page = opened("anhui-data")
    page.goto("/office/")
    press(page, ".tasks .late a.main[href*='/duties/']")
    write(page, "#id_reason", "成绩复核尚未结束，预计下月报送")
    press(page, "section[aria-labelledby=delay] button")
    assert "成绩复核尚未结束" in page.inner_text("main dl")
