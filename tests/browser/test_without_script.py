"""What must go without JavaScript: start, verification, a holder's download, and where a QR code leads."""

from __future__ import annotations

import pytest

from tests.browser.looking import follow
from tests.doors.cast import NOW
from yinxin.parties.queries import actor_named
from yinxin.register import queries as register


@pytest.fixture
def plain(opened):
    """A window that runs no script."""
    return opened(width=375, java_script_enabled=False)


@pytest.fixture
def face(things):
    return register.certificate(things.certificate, actor_named("center-check", NOW)).face


def test_the_first_page_verifies_a_certificate(plain, face):
    plain.goto("/")
    plain.fill("#id_name", face.name)
    plain.fill("#id_id_number", face.id_number)
    plain.fill("#id_management_number", face.management_number)
    plain.click("main form button")
    plain.wait_for_selector("text=证书真实有效")
    assert face.name not in plain.url


def test_a_qr_code_leads_to_the_certificate_s_status(plain, things, face):
    plain.goto(f"/c/{things.token}")
    assert "证书真实有效" in plain.inner_text("h1")
    assert face.management_number in plain.inner_text("main")


def test_a_holder_downloads_the_certificate_and_its_file_is_verified(plain):
    plain.goto("/me/")
    follow(plain, "main form button")
    follow(plain, "button[name=person] >> nth=0")
    plain.wait_for_url("**/me/")
    with plain.expect_download() as under_way:
        plain.click("text=下载电子证书 >> nth=0")
    file = under_way.value.path()
    assert file.read_bytes().startswith(b"%PDF")
    plain.goto("/verify")
    plain.set_input_files(
        "#certificate", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": file.read_bytes()}
    )
    plain.click("form[action='/verify/file'] button")
    plain.wait_for_selector("text=这份电子证书真实有效")


def test_the_menu_opens_and_the_choice_of_colours_holds(plain):
    plain.goto("/verify")
    plain.click(".tools .menu summary")
    follow(plain, "button[value=dark]")
    assert plain.get_attribute("html", "data-scheme") == "dark"
    plain.goto("/clauses")
    assert plain.get_attribute("html", "data-scheme") == "dark"
    plain.click(".tools .menu summary")
    follow(plain, ".panel .nav a[href='/standard']")
    assert plain.url.endswith("/standard")
