"""The page of an older certificate: its gaps in words, no broken picture (N21.2)."""

from __future__ import annotations

from tests.register.older_helpers import GAPS, collected, known_version, old_face
from yinxin.kernel.face import NOT_RECORDED


def test_its_page_says_what_is_not_recorded_and_has_no_broken_picture(browser_of):
    version = known_version()
    (number,) = collected(version, old_face(version, **GAPS)).values()
    office = browser_of("center-make")
    page = office.get(f"/office/certificates/{number}").content.decode()
    assert page.count(NOT_RECORDED) >= 3
    assert f"/office/certificates/{number}/photo" not in page
    assert office.get(f"/office/certificates/{number}/photo").status_code == 404
