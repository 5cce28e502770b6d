"""The few ways in which the system says no.

Each refusal says what is refused, why (with the clause, where one governs) and what the person can do now.
Doors map the kind to a page, a problem document or a line on the terminal, in one table each.
"""

from __future__ import annotations

from typing import Any, ClassVar

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Translate, Words, as_written


class Refusal(Exception):
    """A request that is understood and not carried out; nothing has changed.

    :ivar what: the sentence that says what is refused and why.
    :ivar do: the sentence that says what to do now; never empty.
    :ivar clause: the clause that says so, or None where the refusal is not one of law.
    :ivar facts: further machine-readable facts for the API (no personal data).
    """

    code: ClassVar[str] = "refused"

    def __init__(
        self,
        what: Words | str,
        *,
        do: Words | str,
        clause: Clause | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.what = what if isinstance(what, Words) else Words(what)
        self.do = do if isinstance(do, Words) else Words(do)
        self.clause = clause
        self.facts = facts or {}
        super().__init__(self.render())

    def render(self, translate: Translate = as_written) -> str:
        """Return the whole refusal as one line in the reader's language."""
        clause = f" ({self.clause})" if self.clause else ""
        return f"{self.what.render(translate)}{clause} {self.do.render(translate)}"

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a refusal cross from a worker process to its parent."""
        return _again, (type(self), self.what, self.do, self.clause, self.facts)


class NotPermitted(Refusal):
    """The person may not do this, here or at all."""

    code = "not_permitted"


class WrongState(Refusal):
    """The thing is no longer, or not yet, in the state that the act needs; somebody may have come first."""

    code = "wrong_state"


class Incomplete(Refusal):
    """Something that the act needs is missing or wrong; the refusal names every gap."""

    code = "incomplete"


class NotFound(Refusal):
    """There is no such thing, or the person may not know of it: the two look the same."""

    code = "not_found"


class AlreadyDone(Refusal):
    """The same act was done before; the refusal says where its result is."""

    code = "already_done"


class NotApplicable(Refusal):
    """The law has another way for this case, or none; the refusal names it."""

    code = "not_applicable"


def _again(
    kind: type[Refusal], what: Words, do: Words, clause: Clause | None, facts: dict[str, Any]
) -> Refusal:
    return kind(what, do=do, clause=clause, facts=facts)
