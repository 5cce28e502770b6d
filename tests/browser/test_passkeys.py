"""A passkey in a real browser: made, used as second step, alone, and as proof."""

from __future__ import annotations

from tests.browser.passkeys import by_password, newcomer, sign_out, with_authenticator


def press_passkey(page):
    page.click("form[data-passkey=get] button")


def test_a_passkey_is_made_and_used_in_every_way(opened):
    page = with_authenticator(opened())
    somebody = newcomer("passkey-clerk")
    by_password(page, somebody)
    page.wait_for_url("**/office/")
    page.goto("/office/account")
    page.fill("#passkey-name", "办公室电脑")
    page.click("form[data-passkey=create] button")
    page.wait_for_selector("text=这些恢复码只显示这一次")
    page.goto("/office/account")
    assert "办公室电脑" in page.inner_text("main")
    sign_out(page)

    by_password(page, somebody)
    page.wait_for_url("**/office/sign-in/code")
    press_passkey(page)
    page.wait_for_url("**/office/")
    sign_out(page)

    page.goto("/office/sign-in?next=/office/prove")
    press_passkey(page)
    page.wait_for_url("**/office/prove")
    press_passkey(page)
    page.wait_for_url("**/office/")


def test_a_passkey_of_nobody_here_lets_nobody_in(opened):
    page = with_authenticator(opened())
    page.goto("/office/sign-in")
    press_passkey(page)
    page.wait_for_selector("[data-failed]:not([hidden])", timeout=90_000)
    page.goto("/office/")
    assert "/office/sign-in" in page.url
