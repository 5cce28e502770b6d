"""A house of the browser's own: a database beside the shared one, a server, and people at their browsers.

A server commits what it is asked, so nothing here is rolled back: the tests of this folder share one world and leave
the database to nobody.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import override_settings
from pytest_django.live_server_helper import LiveServer

from config import roles, workshop
from tests.browser.looking import Looking
from tests.browser.world import Things, build
from tests.doors.cast import NOW, faulty_files, files  # noqa: F401
from yinxin.demo import country
from yinxin.demo.identity import provider
from yinxin.register import files as store
from yinxin.register.vault import vault
from yinxin.verification import reader
from yinxin.verification.throttle import Throttle
from yinxin.web import limits
from yinxin.web.holder import identity

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
UNLIMITED = Throttle(0, 0)
Open = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say on every test of this folder why it cannot run where there is no browser."""
    if CHROMIUM:
        return
    missing = pytest.mark.skip(reason="no Chromium on this machine: the browser tests did not run")
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(missing)


@pytest.fixture(scope="package")
def own_database(empty_database: str, django_db_blocker: Any) -> Iterator[None]:
    """Turn to a database of these tests alone; one that an interrupted run has left is dropped first."""
    shared = connection.settings_dict["NAME"]
    own = f"{shared}_browser"
    with django_db_blocker.unblock():
        _order(
            f'drop database if exists "{own}" with (force)',
            f'create database "{own}" template "{empty_database}"',
        )
        _turn_to(own)
        roles.grant()
        yield
        _turn_to(shared)
        _order(f'drop database "{own}" with (force)')
        connection.close()


def _order(*orders: str) -> None:
    with connection.cursor() as cursor:
        for order in orders:
            cursor.execute(order)


def _turn_to(database: str) -> None:
    reader.forget_reader()
    connection.close()
    connection.settings_dict["NAME"] = database


@pytest.fixture(scope="package")
def site(own_database: None) -> Iterator[str]:
    """A server, empty so far, whose identity service and links are at the server's own address."""
    for cached in (workshop.keyring, workshop.workshop, vault, store.files):
        cached.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        patch.setenv("YINXIN_NOW", NOW.isoformat())
        for name in ("questions", "attempts_from", "attempts_as", "attempts_to_prove", "objections"):
            patch.setattr(limits, name, lambda: UNLIMITED)
        server = LiveServer("localhost")
        here = server.url
        with override_settings(PUBLIC_ADDRESS=here, OIDC_ISSUER=f"{here}{provider.PATH}"):
            identity.forget()
            yield here
        server.stop()
        identity.forget()
        reader.forget_reader()


@pytest.fixture(scope="package")
def things(site: str, faulty_files: Any) -> Things:  # noqa: F811
    """One thing in every state that a page shows."""
    return build(faulty_files)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The browser itself."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as machinery:
        browser = machinery.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def opened(chromium: Any, site: str, things: Things) -> Iterator[Open]:
    """Open windows on a site with the whole world in it; each closes with the test.

    Somebody named has signed in already: how that is done is the business of other tests.
    """
    contexts = []

    def go(username: str = "", *, width: int = 1280, language: str = "zh-hans", **how: Any) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme="light", base_url=site, **how
        )
        contexts.append(context)
        cookies = {"django_language": language}
        if username:
            client = Client()
            given = {"username": username, "password": country.PASSWORD}
            assert client.post("/office/sign-in", given).headers.get("Location") == "/office/", username
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": name, "value": value, "url": site} for name, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def looking() -> Iterator[Looking]:
    """Eyes on every page: what was shown, and what was wrong with it."""
    eyes = Looking()
    template_rendered.connect(eyes.note)
    yield eyes
    template_rendered.disconnect(eyes.note)
