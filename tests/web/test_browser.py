"""The main job in a real browser: by keyboard, on phone and desk, in both languages, with axe looking on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from config import clock, roles, workshop
from yinxin.catalogue import loading
from yinxin.demo import country
from yinxin.demo.story import FOUNDED
from yinxin.parties.queries import actor_named
from yinxin.production import making, waiting_room
from yinxin.register import files as store
from yinxin.register import queries as register
from yinxin.verification import reader
from yinxin.verification.throttle import Throttle
from yinxin.web import limits

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
if not CHROMIUM:
    pytest.skip("no Chromium on this machine: the browser tests did not run", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

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
LEDGER = ("ledger_entry", "ledger_leaf", "ledger_checkpoint")
PUBLIC = (
    "/",
    "/verify",
    "/standard",
    "/catalogue",
    "/clauses",
    "/clauses/N9.2?from=2026-08-28",
    "/accessibility",
    "/styleguide",
    "/no",
)
OFFICE = (
    "/office/",
    "/office/batches",
    "/office/batches/new",
    "/office/exams",
    "/office/exams/SW2026",
    "/office/search",
    "/office/notices",
    "/office/help",
    "/office/help/agency_data",
    "/office/duties/1",
)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Let the browser's event loop and the database share this thread."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def own_database(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database of these tests alone: a live server commits, and emptying tables after each test would take
    what other tests share. There, the ledger is let go of, which otherwise refuses to be emptied."""
    shared = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute(f'create database "{shared}_browser"')
        _turn_to(f"{shared}_browser")
        call_command("migrate", interactive=False, verbosity=0)
        roles.grant()
        with connection.cursor() as cursor:
            for table in LEDGER:
                cursor.execute(f"alter table {table} disable trigger user")
    yield
    with django_db_blocker.unblock():
        _turn_to(shared)
        with connection.cursor() as cursor:
            cursor.execute(f'drop database "{shared}_browser" with (force)')
        connection.close()


def _turn_to(database: str) -> None:
    reader.forget_reader()
    connection.close()
    connection.settings_dict["NAME"] = database


@pytest.fixture
def site(own_database, transactional_db, live_server, monkeypatch) -> Iterator[str]:
    unlimited = Throttle(0, 0)
    for name in ("questions", "attempts_from", "attempts_as"):
        monkeypatch.setattr(limits, name, lambda: unlimited)
    reader.forget_reader()
    loading.load()
    country.settle(FOUNDED)
    yield live_server.url
    reader.forget_reader()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with playwright.sync_playwright() as machinery:
        browser = machinery.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


DARK_AT = 768
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(chromium, site, *, width=1280, language="zh-hans"):
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme="light")
    context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    return context.new_page()


def by_keyboard(page, selector, text):
    """Walk with the Tab key to a field and type into it."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the Tab key never reaches {selector}")


def sign_in(page, site, username):
    page.goto(site + "/office/sign-in")
    by_keyboard(page, "#username", username)
    by_keyboard(page, "#password", country.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/")


def work() -> None:
    while waiting_room.step(store=store.files(), glyphs=workshop.missing_glyphs, clock=clock.now):
        pass


def test_from_upload_to_verified_certificate_by_keyboard(chromium, site, files):
    page = opened(chromium, site)
    sign_in(page, site, "anhui-data")
    page.goto(site + "/office/batches/new")
    page.set_input_files("#file", str(files[0]))
    page.set_input_files("#photos", str(files[1]))
    assert "KB" in page.inner_text(".drop output")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/reports/*")
    work()
    page.wait_for_selector("text=检查通过，可以提交")
    page.focus("main form button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=正在提交")
    work()
    page.wait_for_url("**/office/batches/*")
    batch = page.url

    maker, checker = opened(chromium, site), opened(chromium, site)
    sign_in(maker, site, "center-make")
    maker.goto(batch + "/accept")
    maker.focus("main form button")
    maker.keyboard.press("Enter")
    maker.wait_for_selector("progress")
    while making.step(workshop.workshop(), clock=clock.now):
        pass
    maker.wait_for_selector("text=已制成，待发布")

    sign_in(checker, site, "center-check")
    checker.goto(batch + "/release")
    checker.focus("main form button")
    checker.keyboard.press("Enter")
    checker.wait_for_selector("text=已发布")
    checker.keyboard.press("/")
    assert checker.evaluate("document.activeElement.id") == "search"

    by = actor_named("center-check", clock.now())
    face = register.certificate(register.of_batch(int(batch.rsplit("/", 1)[1]), by)[0].id, by).face
    anyone = opened(chromium, site, width=375)
    anyone.goto(site + "/verify")
    by_keyboard(anyone, "#id_name", face.name)
    by_keyboard(anyone, "#id_id_number", face.id_number)
    by_keyboard(anyone, "#id_management_number", face.management_number)
    anyone.keyboard.press("Enter")
    anyone.wait_for_selector("text=证书真实有效")
    assert face.name not in anyone.url


@pytest.mark.parametrize(
    ("width", "language"), [(1280, "zh-hans"), (768, "en"), (375, "zh-hans"), (375, "en")]
)
def test_no_page_has_a_barrier_that_axe_can_find(chromium, site, faulty_files, width, language):
    page = opened(chromium, site, width=width, language=language)
    for address in (*PUBLIC, "/office/sign-in"):
        page.goto(site + address)
        sound(page)
    sign_in(page, site, "anhui-data")
    page.goto(site + "/office/batches/new")
    page.set_input_files("#file", str(faulty_files[0]))
    page.set_input_files("#photos", str(faulty_files[1]))
    page.click("main form button")
    page.wait_for_url("**/office/reports/*")
    sound(page)
    work()
    page.wait_for_selector(".figures")
    sound(page)
    page.click("main form button")
    page.wait_for_load_state()
    work()
    page.wait_for_url("**/office/batches/*")
    sound(page)
    batch = page.url
    for address in OFFICE:
        page.goto(site + address)
        sound(page)
    page.click(".menu summary")
    sound(page)
    page.keyboard.press("Escape")
    page.fill("#search", "2026")
    page.press("#search", "Enter")
    page.wait_for_selector("#exams")
    sound(page)
    maker = opened(chromium, site, width=width, language=language)
    sign_in(maker, site, "center-make")
    for act in ("return", "accept"):
        maker.goto(f"{batch}/{act}")
        sound(maker)
    maker.click("main form button")
    maker.wait_for_load_state()
    sound(maker)
    while making.step(workshop.workshop(), clock=clock.now):
        pass
    maker.goto(batch)
    sound(maker)
    maker.click("#certificates ~ .scroll a")
    maker.wait_for_load_state()
    sound(maker)
    page.goto(site + "/office/batches/999999")
    sound(page)


def sound(page) -> None:
    """Hold a page against axe in both modes, and against its own width: nothing hangs over the edge.

    The modes differ in colour alone, and colours are the same at every width: dark needs the rule of contrast, once.
    """
    found = axe.Axe().run(page)
    assert not found.response["violations"], (page.url, found.generate_report())
    assert page.evaluate(WIDER) <= 0, f"{page.url} is wider than the window"
    if page.viewport_size["width"] != DARK_AT:
        return
    page.emulate_media(color_scheme="dark")
    found = axe.Axe().run(page, options={"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light")
    assert not found.response["violations"], (page.url, "dark", found.generate_report())


_SMALL = """() => [...document.querySelectorAll("button, .button, .nav a, summary, .filters a, .bell, select,"
    + "input:not([type=hidden]):not([type=radio]):not([type=checkbox])")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 43.9)
    .map(one => one.outerHTML.slice(0, 90))"""
_TINY = """() => [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < 17.95 && !one.closest(".visually-hidden"))
    .map(one => one.outerHTML.slice(0, 90))"""


def test_every_page_stands_on_320_pixels_and_with_text_of_twice_the_size(chromium, site):
    page = opened(chromium, site, width=320)
    sign_in(page, site, "anhui-data")
    for address in (*PUBLIC, *OFFICE, "/office/batches?state=received"):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(site + address)
        assert page.evaluate(WIDER) <= 0, f"{address} hangs over at 320 pixels"
        page.set_viewport_size({"width": 1280, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert page.evaluate(WIDER) <= 0, f"{address} hangs over at twice the size of text"


@pytest.mark.parametrize("width", [1280, 375])
def test_large_text_is_large_and_can_be_hit(chromium, site, width):
    page = opened(chromium, site, width=width)
    page.goto(site + "/")
    page.click("text=大字版")
    sign_in(page, site, "anhui-data")
    for address in ("/", "/verify", "/styleguide", *OFFICE):
        page.goto(site + address)
        assert page.evaluate(WIDER) <= 0, address
        assert page.evaluate(_SMALL) == [], address
        assert page.evaluate(_TINY) == [], address


def test_the_header_leaves_the_phone_s_window_to_the_page(chromium, site):
    page = opened(chromium, site, width=375)
    sign_in(page, site, "anhui-data")
    for address in ("/", "/office/"):
        page.goto(site + address)
        assert page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom") < 120


def test_the_menu_opens_without_a_script_and_the_choice_of_colours_holds(chromium, site):
    context = chromium.new_context(viewport={"width": 375, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(site + "/verify")
    page.click(".menu summary")
    page.click("button[value=dark]")
    assert page.get_attribute("html", "data-scheme") == "dark"
    page.goto(site + "/clauses")
    assert page.get_attribute("html", "data-scheme") == "dark"
    page.click(".menu summary")
    page.click(".panel .nav a[href='/standard']")
    assert page.url.endswith("/standard")
