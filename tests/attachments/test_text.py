"""Reading print from a scan: a proposal with its place on the page, made in the confined child, without a network."""

from __future__ import annotations

import pytest

from tests.attachments.scans import PRINTED, scan
from yinxin.attachments import text
from yinxin.kernel.refusal import Incomplete


def test_the_lines_of_a_scan_are_read_from_top_to_bottom_with_their_places():
    found = text.lines(scan(*PRINTED), name="scan.jpg")
    said = [line.text.replace(":", "：") for line in found]
    assert said[1:] == list(PRINTED[1:])
    assert [line.page for line in found] == [1, 1, 1]
    assert all(0.5 < line.score <= 1 for line in found)
    tops = [line.box[1] for line in found]
    assert tops == sorted(tops)
    assert 100 < tops[0] < 180


def test_an_empty_page_proposes_nothing():
    assert text.lines(scan(), name="empty.jpg") == ()


def test_what_is_no_picture_is_refused_with_words():
    with pytest.raises(Incomplete, match="内容不是"):
        text.lines(b"MZ", name="virus.exe")
