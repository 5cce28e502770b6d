"""Long texts shrink, then wrap; nothing is cut, and punctuation stays where it belongs."""

import pytest

from yinxin.rendering.fonts import MissingGlyphs
from yinxin.rendering.textfit import Attempt, DoesNotFit, fit, try_fit, wrap

REMARK = "换发：持证人姓名由“王晓[沛]”变更为现姓名，原证书（管理号2019051934010000456）同时作废。"


@pytest.mark.parametrize("width", [4.5, 7, 12.3, 20, 45])
@pytest.mark.parametrize(
    "text", [REMARK, "阿卜杜热合曼·麦麦提吐尔逊·艾力亚", "JEAN-PIERRE O'CONNOR DE LA FUENTE"]
)
def test_wrapped_lines_are_the_text_and_stay_within_the_width(chain, text, width):
    lines = wrap(chain, text, width)
    assert "".join(lines) == text
    assert all(chain.width(line, 1) <= width + 1e-9 for line in lines)


@pytest.mark.parametrize("width", [9, 10, 11, 14.5, 20])
def test_no_line_begins_or_ends_with_the_wrong_punctuation(chain, width):
    lines = wrap(chain, "甲乙（丙丁），戊己。庚辛：“壬癸”、子丑；寅卯！（辰巳）", width)
    assert not any(line[0] in "，。；：、！）”" for line in lines)
    assert not any(line[-1] in "（“" for line in lines)


def test_a_number_is_broken_only_where_it_is_wider_than_the_line(chain):
    assert wrap(chain, "管理号20260614340100001", 12) == ["管理号", "20260614340100001"]
    assert len(wrap(chain, "20260614340100001", 4)) > 1


def test_the_first_attempt_that_works_is_taken(chain):
    attempts = [Attempt(20), Attempt(10), Attempt(10, 2)]
    assert fit(chain, ["甲" * 5], 100, attempts).size == 20
    assert fit(chain, ["甲" * 10], 100, attempts).lines == ("甲" * 10,)
    assert fit(chain, ["甲" * 15], 100, attempts).lines == ("甲" * 10, "甲" * 5)


def test_paragraphs_never_share_a_line(chain):
    assert fit(chain, ["甲", "乙"], 100, [Attempt(10, 3)]).lines == ("甲", "乙")
    assert try_fit(chain, ["甲", "乙"], 100, [Attempt(10, 1)]) is None


def test_what_fits_nowhere_is_refused_with_its_beginning(chain):
    with pytest.raises(DoesNotFit, match="甲{40}…"):
        fit(chain, ["甲" * 50], 100, [Attempt(10, 2)])
    assert try_fit(chain, ["甲"], -5, [Attempt(10, 2)]) is None


def test_a_missing_character_is_not_mistaken_for_a_long_text(chain):
    with pytest.raises(MissingGlyphs):
        fit(chain, ["\ue863"], 1, [Attempt(10)])
