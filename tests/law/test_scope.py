"""Where a certificate counts, by the words of its scope (N7, N22.1)."""

from __future__ import annotations

import pytest

from yinxin.law.provinces import PROVINCES
from yinxin.law.scope import Counts, counts_in

HEFEI, ANHUI, WUHU, SHENYANG = "340104", "340000", "340200", "210100"
LINE = PROVINCES["34"].separate_lines[0]


@pytest.mark.parametrize(
    ("scope", "asked", "counts"),
    [
        ("全国", SHENYANG, Counts.YES),
        ("", SHENYANG, Counts.YES),
        ("本省", HEFEI, Counts.YES),
        ("本省", ANHUI, Counts.YES),
        ("本省", SHENYANG, Counts.NO),
        ("本市", "340111", Counts.YES),
        ("本市", WUHU, Counts.NO),
        ("本市", ANHUI, Counts.ASK),
        (LINE.scope, LINE.regions[0], Counts.YES),
        (LINE.scope, LINE.regions[0][:4] + "00", Counts.ASK),
        (LINE.scope, ANHUI, Counts.ASK),
        (LINE.scope, WUHU, Counts.NO),
        (LINE.scope, SHENYANG, Counts.NO),
        ("单独划线地区", HEFEI, Counts.ASK),
        ("单独划线地区", SHENYANG, Counts.NO),
        ("少数民族语言文字出版", HEFEI, Counts.ASK),
    ],
)
def test_a_scope_counts_where_its_words_say(scope, asked, counts):
    found = counts_in(scope, HEFEI, asked)
    assert (found.counts, found.scope) == (counts, scope)
    assert str(found.words)
