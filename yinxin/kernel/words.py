"""Sentences for people, kept as a template and its facts until somebody knows the reader's language.

The template is Simplified Chinese and is the key of the English translation. Facts are put in last, so
that one translation serves every case. A fact may itself be a sentence: it is then translated too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Translate = Callable[[str], str]


def as_written(template: str) -> str:
    """Translate nothing: the reader reads Chinese."""
    return template


class Words:
    """One sentence: ``Words("第{row}行缺少{field}", row=8, field="姓名")``; ``str()`` gives the Chinese."""

    __slots__ = ("facts", "template")

    def __init__(self, template: str, /, **facts: Any) -> None:
        self.template = template
        self.facts = facts

    def render(self, translate: Translate = as_written) -> str:
        """Return the sentence in the language that ``translate`` turns templates into."""
        facts = {k: v.render(translate) if isinstance(v, Words) else v for k, v in self.facts.items()}
        text = translate(self.template)
        return text.format(**facts) if facts else text

    def stored(self) -> list[Any]:
        """Return the sentence as JSON values: template and facts, so that it can be translated when it is read."""
        facts = {k: v.stored() if isinstance(v, Words) else str(v) for k, v in self.facts.items()}
        return [self.template, facts]

    @classmethod
    def restored(cls, kept: list[Any]) -> Words:
        """Return the sentence that :meth:`stored` kept."""
        template, facts = kept
        return cls(template, **{k: cls.restored(v) if isinstance(v, list) else v for k, v in facts.items()})

    def __str__(self) -> str:
        return self.render()

    def __repr__(self) -> str:
        return f"Words({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Words) and self.template == other.template and self.facts == other.facts

    def __hash__(self) -> int:
        return hash(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self.template, self.facts)


def _again(template: str, facts: dict[str, Any]) -> Words:
    return Words(template, **facts)


def listed(items: Sequence[Words]) -> Words:
    """Return the items as one enumeration, each still to be translated; one template serves every length.

    :raises ValueError: there is nothing to list.
    """
    if not items:
        raise ValueError("an enumeration needs at least one item")
    first, *rest = items
    return Words("{first}、{rest}", first=first, rest=listed(rest)) if rest else first
