"""What one article file says of itself: its clauses, a title and a summary in our own words, and its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words

NATIONAL_FIRST_DAY: Final = date(2023, 6, 15)
"""The first day of the national procedure (N29)."""

# Reading: the copy of the Anhui notice that we work from shows its number but no day. The number's year is
# 2013, so its rules are counted from the first day of that year.
ANHUI_FIRST_DAY: Final = date(2013, 1, 1)
"""The first day from which the Anhui notice is counted."""


@dataclass(frozen=True)
class Article:
    """One article of N or one numbered paragraph of A.

    :ivar points: each clause of the article with one sentence of ours, in the order of the text.
    :ivar first_day: the first day on which it holds.
    :ivar last_day: the last day, or None while it holds.
    :ivar source: document number and place, for citing.
    """

    title: Words
    points: tuple[tuple[Clause, Words], ...]
    first_day: date
    last_day: date | None
    source: str

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The identifiers of the article's clauses."""
        return tuple(clause for clause, _ in self.points)

    @property
    def summary(self) -> Words:
        """The whole article in our words: the sentences of its clauses one after the other."""
        whole = self.points[-1][1]
        for _, sentence in reversed(self.points[:-1]):
            whole = Words("{first}{rest}", first=sentence, rest=whole)
        return whole

    def says(self, clause: Clause) -> Words:
        """Return our sentence for one clause.

        :raises KeyError: the clause is not of this article.
        """
        return dict(self.points)[clause]

    def holds_on(self, day: date) -> bool:
        """Say whether the article is in force on ``day``."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


def national(place: str, *, title: Words, points: Mapping[str, Words]) -> Article:
    """Return an article of the national procedure; ``place`` is its number, as 第九条."""
    return _article(place, title, points, NATIONAL_FIRST_DAY)


def anhui(place: str, *, title: Words, points: Mapping[str, Words]) -> Article:
    """Return a paragraph of the Anhui notice; ``place`` is where it stands, as 二（一）1."""
    return _article(place, title, points, ANHUI_FIRST_DAY)


def _article(place: str, title: Words, points: Mapping[str, Words], first_day: date) -> Article:
    by_clause = tuple((Clause(clause), sentence) for clause, sentence in points.items())
    return Article(title, by_clause, first_day, None, f"{by_clause[0][0].source} {place}")
