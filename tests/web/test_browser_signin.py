"""Sign-in in a real browser: a passkey made, used as second step, alone and as proof; axe over every page."""

from __future__ import annotations

import pytest

from tests.web.test_browser import chromium, one_thread, opened, own_database, site, sound  # noqa: F401
from yinxin.demo import country

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PAGES = ("/office/account", "/office/account/program", "/office/account/password", "/office/prove")
HOLDERS = ("/me/sign-in", "/me/unknown")


def with_authenticator(chromium, site, **how):  # noqa: F811
    page = opened(chromium, site, **how)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def by_password(page, site):  # noqa: F811
    page.goto(site + "/office/sign-in")
    page.fill("#username", "center-check")
    page.fill("#password", country.PASSWORD)
    page.click("form[action='/office/sign-in'] .button")


def sign_out(page):
    with page.expect_navigation():
        page.evaluate("document.querySelector(\"form[action='/office/sign-out']\").submit()")


def press_passkey(page):
    page.click("form[data-passkey=get] button")


def test_a_passkey_is_made_and_used_in_every_way(chromium, site):  # noqa: F811
    page = with_authenticator(chromium, site)
    by_password(page, site)
    page.wait_for_url("**/office/")
    page.goto(site + "/office/account")
    page.fill("#passkey-name", "办公室电脑")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector("text=这些恢复码只显示这一次")
    sound(page)
    page.goto(site + "/office/account")
    assert "办公室电脑" in page.inner_text("main")
    sign_out(page)

    by_password(page, site)
    page.wait_for_url("**/office/sign-in/code")
    sound(page)
    press_passkey(page)
    page.wait_for_url("**/office/")
    sign_out(page)

    page.goto(site + "/office/sign-in?next=/office/prove")
    press_passkey(page)
    page.wait_for_url("**/office/prove")
    press_passkey(page)
    page.wait_for_url("**/office/")


def test_a_passkey_of_nobody_here_lets_nobody_in(chromium, site):  # noqa: F811
    page = with_authenticator(chromium, site)
    page.goto(site + "/office/sign-in")
    press_passkey(page)
    page.wait_for_selector("[data-failed]:not([hidden])", timeout=90_000)
    page.goto(site + "/office/")
    assert "/office/sign-in" in page.url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_of_sign_in_has_a_barrier_that_axe_can_find(chromium, site, width, language):  # noqa: F811
    page = with_authenticator(chromium, site, width=width, language=language)
    for address in HOLDERS:
        page.goto(site + address)
        sound(page)
    page.goto(site + "/me/sign-in")
    page.click("main form button")
    page.wait_for_url("**/demo/identity/**")
    sound(page)
    by_password(page, site)
    page.wait_for_url("**/office/")
    for address in PAGES:
        page.goto(site + address)
        sound(page)
