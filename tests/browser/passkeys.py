"""Signing in by hand, and an authenticator that the browser carries itself."""

from __future__ import annotations

from typing import Any

from yinxin.demo import country

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Any) -> Any:
    """Give a window an authenticator that says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def by_password(page: Any, username: str) -> None:
    """Sign in with the demonstration's password."""
    page.goto("/office/sign-in")
    page.fill("#username", username)
    page.fill("#password", country.PASSWORD)
    page.click("form[action='/office/sign-in'] .button")


def sign_out(page: Any) -> None:
    """Sign out, as the menu's button does."""
    with page.expect_navigation():
        page.evaluate("document.querySelector(\"form[action='/office/sign-out']\").submit()")
