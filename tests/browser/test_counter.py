"""The counter by keyboard in a real browser: three inputs, no mouse, a network that breaks, a scanner that is fast."""

from __future__ import annotations

import pytest

from tests.doors.cast import NOW
from tests.issuing.counter_helpers import invented, state_of
from yinxin.issuing.models import Collection
from yinxin.register import on_hand

HERE = "document.activeElement.id"


@pytest.fixture
def counter(opened, things):
    page = opened("hefei-counter")
    page.clock.set_fixed_time(NOW)  # the counter's clock agrees with the server's
    page.goto("/office/counter")
    return page


def number_of(copy: int) -> str:
    (sheet,) = on_hand.sheets([copy])
    return sheet.face.management_number


def scan(page, text: str, tone: str = "good") -> None:
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_selector(f".answer[data-tone={tone}]")
    if tone == "good":
        page.wait_for_selector(f"#give-form :text('{text}')")


def press(page, key: str, then: str) -> None:
    page.wait_for_timeout(350)
    page.keyboard.press(key)
    page.wait_for_selector(then)


def test_scan_enter_enter_again_and_again(counter, things):
    for copy in things.shelf[1:4]:
        assert counter.evaluate(HERE) == "scan"
        scan(counter, number_of(copy))
        press(counter, "Enter", "#give-form.checked")
        assert state_of(copy) == "held"
        press(counter, "Enter", ".answer[data-tone=given]")
        assert state_of(copy) == "collected"
    press(counter, "F4", ".answer[data-tone=warn]")
    assert state_of(things.shelf[3]) == "held"


def test_a_scanner_that_ends_its_line_twice_confirms_nothing(counter, things):
    counter.evaluate("performance.now = () => 1_000_000")  # no time passes, however slow the machine is
    counter.keyboard.type(number_of(things.shelf[4]))
    counter.keyboard.press("Enter")
    counter.keyboard.press("Enter")
    counter.wait_for_selector("#give-form")
    counter.keyboard.press("Enter")
    counter.wait_for_timeout(100)
    assert not counter.query_selector("#give-form.checked")
    counter.evaluate("performance.now = () => 1_000_300")
    counter.keyboard.press("Enter")
    counter.wait_for_selector("#give-form.checked")


def test_a_wrong_scan_is_only_another_answer(counter, things):
    copy = things.shelf[4]
    scan(counter, number_of(copy))
    press(counter, "Enter", "#give-form.checked")
    scan(counter, "nothing like it", "warn")
    counter.wait_for_timeout(350)
    counter.keyboard.press("Enter")
    counter.wait_for_timeout(200)
    assert state_of(copy) == "held"


def test_a_proxy_by_keyboard(counter, things):
    copy = things.shelf[5]
    scan(counter, number_of(copy))
    press(counter, "F2", "#name")
    counter.wait_for_selector("#name:focus")
    counter.keyboard.type("李代领")
    counter.keyboard.press("Tab")
    counter.keyboard.press("Tab")
    counter.keyboard.type(invented(7))
    for _ in range(3):
        counter.keyboard.press("Tab")
        counter.keyboard.press("Space")
    counter.keyboard.press("Enter")
    counter.wait_for_selector(".answer[data-tone=given]")
    assert Collection.objects.get(copy_id=copy).collector == "proxy"


def test_the_pad_is_signed_and_kept(counter, things):
    copy = things.shelf[6]
    scan(counter, number_of(copy))
    counter.check("[name=signing][value=pad]")
    counter.focus("#scan")
    press(counter, "Enter", "#give-form.checked")
    press(counter, "Enter", ".spoken.warn")
    assert state_of(copy) == "held"
    counter.locator("canvas").scroll_into_view_if_needed()
    box = counter.locator("canvas").bounding_box()
    counter.mouse.move(box["x"] + 20, box["y"] + 60)
    counter.mouse.down()
    counter.mouse.move(box["x"] + 200, box["y"] + 30, steps=8)
    counter.mouse.up()
    press(counter, "Enter", ".answer[data-tone=given]")
    assert Collection.objects.get(copy_id=copy).signature


def test_what_no_network_took_waits_here_and_is_sent_once(counter, things):
    copy = things.shelf[7]
    scan(counter, number_of(copy))
    press(counter, "Enter", "#give-form.checked")
    counter.context.set_offline(True)
    press(counter, "Enter", "#queue:not([hidden])")
    assert counter.inner_text("[data-count]") == "1"
    kept = counter.evaluate("localStorage.getItem('yinxin-counter-queue')")
    (sheet,) = on_hand.sheets([copy])
    for secret in (sheet.face.name, sheet.face.id_number, sheet.face.management_number):
        assert secret not in kept
    assert state_of(copy) == "held"
    counter.context.set_offline(False)
    # The page sends by itself as soon as it hears of the network, perhaps before anybody can press.
    counter.evaluate("document.querySelector('[data-send]').click()")
    counter.wait_for_selector("#queue", state="hidden")
    assert Collection.objects.filter(copy_id=copy).count() == 1
    assert state_of(copy) == "collected"


def test_what_is_refused_stays_until_somebody_deals_with_it(counter, things):
    first = things.shelf[8]
    one = f'[{{"account": {counter.get_attribute("#counter", "data-account")}, "copies": [{first}], "papers": [], "token": "{"e" * 32}", "at": "2026-09-14T01:00:00Z"}}]'
    counter.evaluate("text => localStorage.setItem('yinxin-counter-queue', text)", one)
    counter.reload()
    counter.wait_for_selector("#queue li:has-text('缺少：持证人身份证件')")
    counter.click("#queue li button")
    counter.wait_for_selector("#queue", state="hidden")
    assert state_of(first) == "held"
