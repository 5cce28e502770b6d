"""Verification without a network, in a real browser: the page stays, the record is judged, the status says since when."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import Error

from config.workshop import keyring, publish_status_lists
from tests.doors.cast import NOW
from yinxin.register import codes, status_lists
from yinxin.register.files import files
from yinxin.register.models import Certificate, ElectronicCopy

VERDICT = "[data-part=verdict] h2"


@pytest.fixture(scope="module")
def paper(things, tmp_path_factory):
    """A released certificate as a photograph: its page at 150 dots to the inch, as JPEG."""
    copy = ElectronicCopy.objects.get(certificate_id=things.certificate)
    page = pypdfium2.PdfDocument(files().get(bytes(copy.digest).hex()))[0]
    place = tmp_path_factory.mktemp("photo") / "paper.jpg"
    page.render(scale=150 / 72, rev_byteorder=True).to_pil().convert("RGB").save(place, quality=70)
    return place


@pytest.fixture(scope="module")
def code(things, site):
    """The text of its code, at the address of this server."""
    from yinxin.kernel.face import Face
    from yinxin.register.vault import FACE, vault

    row = Certificate.objects.get(pk=things.certificate)
    face = Face.from_json(vault().open(bytes(row.face), FACE))
    return codes.code_of(row.pk, face, keyring().record_key(), at=NOW)


@pytest.fixture
def kept(opened, things):
    """The page, kept by a browser whose network is off."""
    publish_status_lists()
    page = opened(width=375)
    page.clock.set_fixed_time(NOW + timedelta(minutes=5))
    page.goto("/verify/offline")
    page.wait_for_selector("#offline[data-kept]")
    page.click("[data-part=renew]")
    page.wait_for_selector("[data-part=renewed]:has-text('已更新')")
    page.context.set_offline(True)
    page.reload()
    with pytest.raises(Error):
        page.evaluate("fetch('/verify').then(answer => answer.text())")
    return page


def judged(page, text):
    page.fill("[data-part=text]", text)
    # An answer that is still there from before is none to this question.
    page.evaluate("document.querySelector('[data-part=answer]').hidden = true")
    page.click("#offline form button")
    page.wait_for_selector("[data-part=answer]:not([hidden])")
    return page.inner_text(VERDICT)


def test_the_page_opens_and_judges_a_photograph_without_a_network(kept, paper):
    kept.set_input_files("[data-part=picture]", str(paper))
    kept.wait_for_selector("[data-part=answer]:not([hidden])")
    assert kept.inner_text(VERDICT) == "真实有效"
    assert "状态截至" in kept.inner_text("[data-part=present]")
    assert "good" in kept.get_attribute("[data-part=present]", "class")


def test_a_text_is_judged_and_what_was_altered_is_refused(kept, code):
    assert judged(kept, code) == "真实有效"
    assert kept.inner_text("[data-part=facts]")
    for spoilt in (
        code[:-1] + ("A" if code[-1] != "A" else "B"),
        code.replace("/c/", "/c/x"),
        code[:-30],
        code + "A",
    ):
        assert "不能当作" in judged(kept, spoilt)
        assert kept.is_hidden("[data-part=record]")
    assert (
        "没有签名记录" in (judged(kept, code.partition("#")[0]), kept.inner_text("[data-part=unaltered]"))[1]
    )


def test_a_list_that_has_run_out_turns_the_answer_amber(kept, code):
    kept.clock.set_fixed_time(NOW + timedelta(days=3))
    assert "名单较旧" in judged(kept, code)
    assert "warn" in kept.get_attribute("[data-part=present]", "class")


def test_without_a_list_the_present_is_not_known(opened, things, code):
    page = opened()
    page.clock.set_fixed_time(NOW)
    page.goto("/verify/offline")
    page.wait_for_selector("#offline[data-kept]")
    page.context.set_offline(True)
    assert "不知道现状" in judged(page, code)
    assert "没有这本证书的状态名单" in page.inner_text("[data-part=present]")


def test_nothing_is_asked_of_the_server_about_one_certificate(opened, things, code):
    publish_status_lists()
    page = opened()
    page.clock.set_fixed_time(NOW)
    page.goto("/verify/offline")
    page.wait_for_selector("#offline[data-kept]")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    assert judged(page, code) == "真实有效"
    shard = status_lists.place_of(things.certificate).shard
    paths = {address.split("/", 3)[3] for address in asked}
    # The browser may tell late of what keeping the page has asked, which is the same for everybody.
    about = {path for path in paths if path != "verify/offline" and not path.startswith("static/")}
    assert about <= {".well-known/yinxin/keys.json", f"status/revocation-{shard}", f"status/refresh-{shard}"}
    assert not any("?" in path or "#" in path for path in paths)
