"""Where a certificate counts: the words of its scope, read for a place that somebody asks about (N7, N22.1).

National certificates count everywhere; a province's own in that province; those of a separate pass line (单独划线) in
the areas of that line in the province of the exam, which the province's folder may name.
"""
# Reading: words that nobody has defined (an area that no folder names, a line of work) are not answered with yes or no:
# the asker is told the words as they are printed, and whom to ask.

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.provinces import province_of

_EVERYWHERE = ("", "全国")
_PROVINCE, _CITY = "本省", "本市"


class Counts(Enum):
    """Whether a certificate counts in a place; the value is the API's word for it."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Counting:
    """The answer for one place, with the scope as it is printed."""

    counts: Counts
    scope: str

    @property
    def words(self) -> Words:
        """The answer in full, with what to do."""
        return _WORDS[self.counts]


_WORDS = {
    Counts.YES: Words("在您选择的地区有效。"),
    Counts.NO: Words("在您选择的地区不能使用：这里不在证书载明的有效范围之内。"),
    Counts.ASK: Words("证书只在载明的有效范围内使用；您选择的地区是否在内，请向发证省份的人社部门查询。"),
}


@enacts(Clause("N7"))
def counts_in(scope: str, home: str, asked: str) -> Counting:
    """Say whether a certificate counts in a place.

    :param scope: the words on the certificate.
    :param home: where its holder took the exam or was reviewed: a code of GB/T 2260, six digits.
    :param asked: the place, six digits; one that ends in 0000 is a whole province, in 00 a whole city.
    """
    if scope in _EVERYWHERE:
        return Counting(Counts.YES, scope)
    if asked[:2] != home[:2]:
        return Counting(Counts.NO, scope)
    if scope == _PROVINCE:
        return Counting(Counts.YES, scope)
    if scope == _CITY:
        return Counting(_within(asked, (f"{home[:4]}00",)), scope)
    province = province_of(home)
    named = province.line_of(scope) if province else None
    if named is not None:
        return Counting(_within(asked, named.regions), scope)
    return Counting(Counts.ASK, scope)


def _within(asked: str, areas: tuple[str, ...]) -> Counts:
    """Say whether a place lies in one of some areas; of a place that is larger than they are, it cannot be said."""
    if any(asked.startswith(_stem(area)) for area in areas):
        return Counts.YES
    return Counts.ASK if any(area.startswith(_stem(asked)) for area in areas) else Counts.NO


def _stem(code: str) -> str:
    """Return the digits of a code that say something: two of a province, four of a city, six of a county."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
