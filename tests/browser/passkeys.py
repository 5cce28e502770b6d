"""Signing in by hand, and an authenticator that the browser carries itself."""

from __future__ import annotations

from typing import Any

from tests.cast import FOUNDED
from yinxin.demo import country
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import body_by_code

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def newcomer(username: str) -> str:
    """Give Hefei's counter one more clerk: whoever has a passkey is of no use to tests that sign in by password."""
    number = enrol(username=username, name="新同事", password=country.PASSWORD, by=SYSTEM, at=FOUNDED)
    over = body_by_code("hefei").id
    seat(account_id=number, organisation_id=over, role="counter", by=SYSTEM, at=FOUNDED)
    return username


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
