"""The field for scans: a reader types without waiting, nothing is lost, and it works without a script too."""

from __future__ import annotations

import pytest

from tests.doors.cast import NOW
from yinxin.parties.queries import actor_named
from yinxin.register import books

FIELD = "form[data-scan] [name=text]"


@pytest.fixture
def there(things):
    return f"/office/custody/counts/{things.counting}/scan"


@pytest.fixture
def number(things):
    return books.copies_at(things.room, actor_named("hefei-custody-2", NOW))[0].management_number


def test_scans_are_sent_in_their_order_while_the_next_one_is_typed(opened, there, number):
    page = opened("hefei-custody-2")
    page.goto(there)
    assert page.evaluate("document.activeElement.name") == "text"
    for text in (number, "first unknown", number, "second unknown"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.wait_for_selector("#scanned .said:has-text('second unknown')")
    assert page.input_value(FIELD) == ""
    assert page.evaluate("document.activeElement.name") == "text"
    assert number in page.inner_text("#scanned tbody")


def test_what_a_reader_types_goes_into_the_field_wherever_one_has_clicked(opened, there):
    page = opened("hefei-custody-2")
    page.goto(there)
    page.click("h1")
    page.keyboard.type("third unknown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#scanned .said:has-text('third unknown')")


def test_a_scan_that_was_not_sent_waits_for_the_network(opened, there):
    page = opened("hefei-custody-2")
    page.goto(there)
    page.context.set_offline(True)
    for text in ("fourth unknown", "fifth unknown"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.wait_for_selector("[data-failed]:visible")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    page.wait_for_selector("#scanned .said:has-text('fifth unknown')")
    assert page.is_hidden("[data-failed]")


def test_it_works_without_a_script(opened, there, number):
    page = opened("hefei-custody-2", width=375, java_script_enabled=False)
    page.goto(there)
    page.fill(FIELD, number)
    page.press(FIELD, "Enter")
    page.wait_for_selector("#scanned .said")
    assert number in page.inner_text("#scanned .said")
