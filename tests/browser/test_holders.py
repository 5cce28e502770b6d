"""Holders on a phone: three taps from sign-in to the file, a first page that weighs little, a link without a mouse."""

from __future__ import annotations

from tests.browser.world import as_holder

TAPS = 3
LARGEST_FIRST_LOAD = 200_000
"""Bytes."""

_COUNT = "addEventListener('click', () => sessionStorage.taps = Number(sessionStorage.taps || 0) + 1, true)"


def test_from_sign_in_to_the_downloaded_file_in_three_taps(opened, things):
    page = opened(width=375, has_touch=True, is_mobile=True)
    page.add_init_script(_COUNT)
    page.goto("/me/sign-in")
    page.tap("main form button")
    page.wait_for_url("**/demo/identity/**")
    page.tap("button[name=person]")
    page.wait_for_url("**/me/")
    button = page.locator("main a[href$='/file.pdf']").first
    assert button.bounding_box()["y"] < 800, "the button lies below the phone's window"
    with page.expect_download() as under_way:
        button.tap()
    assert under_way.value.path().read_bytes().startswith(b"%PDF")
    assert page.evaluate("Number(sessionStorage.taps)") == TAPS


def test_the_first_load_of_my_certificates_is_light(opened, things):
    page = as_holder(opened(width=375), things.certificate)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    loaded: list[float] = []
    wire.on("Network.loadingFinished", lambda said: loaded.append(said["encodedDataLength"]))
    page.goto("/me/")
    page.wait_for_load_state("networkidle")
    assert len(loaded) >= 4, "page, styles and scripts"
    assert sum(loaded) <= LARGEST_FIRST_LOAD, f"{sum(loaded):.0f} bytes"


def test_a_link_is_made_by_the_keyboard_and_opened_on_another_phone(opened, things):
    page = as_holder(opened(width=375), things.certificate)
    page.goto(f"/me/certificates/{things.certificate}/links/new")
    page.focus("#id_purpose")
    page.keyboard.type("当面出示")
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/grants/*")
    there = page.input_value("#link")
    other = opened(width=375)
    other.goto(there)
    other.locator("main form button").focus()
    other.keyboard.press("Enter")
    other.wait_for_selector(".verdict.good")
    page.reload()
    assert "被查看1次" in page.inner_text("main").replace(" ", "") or "1次" in page.inner_text("main dl")


def test_an_address_is_copied_by_one_tap(opened, things):
    page = as_holder(opened(width=375, permissions=["clipboard-read", "clipboard-write"]), things.certificate)
    page.goto(f"/me/certificates/{things.certificate}/links/new")
    page.fill("#id_purpose", "聊天中发送")
    page.click("main form button")
    page.wait_for_url("**/me/grants/*")
    page.click("[data-copy]")
    page.wait_for_function("document.querySelector('[data-copy]').textContent === '已复制'")
    assert page.evaluate("navigator.clipboard.readText()") == page.input_value("#link")
