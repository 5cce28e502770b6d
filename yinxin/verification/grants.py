"""Marked copies and share links, as whoever is shown one sees them: what for, until when, whether it still holds.

The certificate's state rules over all: where it is not valid any more, no grant says more than that.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

import orjson

from yinxin.kernel.calendar import day_of
from yinxin.kernel.words import Words
from yinxin.register.vault import GRANTED, vault
from yinxin.verification.reader import Granted
from yinxin.verification.showing import shown
from yinxin.verification.verdicts import Answer, Verdict

LINK = "link"


class Standing(Enum):
    """Whether a grant may be used now."""

    ACTIVE = "active"
    ENDED = "ended"
    USED_UP = "used_up"
    REVOKED = "revoked"
    DEAD = "dead"

    @property
    def title(self) -> Words:
        """The standing in a few words."""
        return _TITLES[self]

    @property
    def words(self) -> Words:
        """The standing in full, with what to do."""
        return _WORDS[self]


_TITLES = {
    Standing.ACTIVE: Words("在有效期内"),
    Standing.ENDED: Words("已到期"),
    Standing.USED_UP: Words("可打开的次数已用完"),
    Standing.REVOKED: Words("已被持证人收回"),
    Standing.DEAD: Words("所依据的证书已失效"),
}
_ASK = Words("仍需核验的，请持证人重新提供，或在核验页面输入姓名、证件号码和管理号。")
_WORDS = {
    Standing.ACTIVE: Words("请核对用途和接收方与您的情况是否一致；不一致的，不要接受。"),
    Standing.ENDED: Words("这不说明证书有问题。{ask}", ask=_ASK),
    Standing.USED_UP: Words("这不说明证书有问题。{ask}", ask=_ASK),
    Standing.REVOKED: Words("这不说明证书有问题。{ask}", ask=_ASK),
    Standing.DEAD: Words("证书已换发、撤销或者暂停使用，由它产生的加注件和链接同时失效。"),
}


@dataclass(frozen=True, slots=True)
class GrantAnswer:
    """What is told about a grant.

    :ivar answer: what the register says of the certificate; its face only while the grant is in use.
    :ivar left: how often a link may still be opened; None for any number of times.
    """

    id: int
    is_link: bool
    purpose: str
    recipient: str
    until: date
    standing: Standing
    answer: Answer
    left: int | None
    signed_at: datetime | None

    @property
    def tone(self) -> str:
        """How it looks: good, to be looked at, bad."""
        return {Standing.ACTIVE: "good", Standing.DEAD: "bad"}.get(self.standing, "warn")


def granted(found: Granted | None, at: datetime) -> GrantAnswer | None:
    """Return the answer for a grant that was found; None for none, or for one of a certificate not yet public."""
    if found is None:
        return None
    answer = shown(found.of, at)
    if answer.verdict is Verdict.NOT_FOUND:
        return None
    standing = _standing(found, answer, at)
    if standing is not Standing.ACTIVE:
        answer = replace(answer, face=None)
    purpose, recipient = orjson.loads(vault().open(found.sealed, GRANTED))
    left = None if found.most is None else found.most - found.openings
    return GrantAnswer(
        found.id,
        found.kind == LINK,
        purpose,
        recipient,
        found.until,
        standing,
        answer,
        left,
        found.of.signed_at,
    )


def _standing(found: Granted, answer: Answer, at: datetime) -> Standing:
    if answer.verdict not in (Verdict.VALID, Verdict.EXPIRED):
        return Standing.DEAD
    if found.state == "revoked":
        return Standing.REVOKED
    if found.until < day_of(at):
        return Standing.ENDED
    if found.most is not None and found.openings >= found.most:
        return Standing.USED_UP
    return Standing.ACTIVE
