"""Why an employer may ask: the consent of the persons named, or a ground of the law on personal information.

The law: 个人信息保护法 第十三条. One of its grounds is named with every list, and stands beside every look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

import orjson

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.register.vault import vault

N22_1: Final = Clause("N22.1")
SHORTEST, LONGEST = 4, 200
_SEALED: Final = b"vetting-ground"


class Ground(Enum):
    """What entitles an employer to have the persons of a list checked."""

    CONSENT = "consent"
    STAFF = "staff"
    DUTY = "duty"
    POST = "post"

    @property
    def words(self) -> Words:
        """The ground in words."""
        return _WORDS[self]


_WORDS: Final = {
    Ground.CONSENT: Words("本人同意"),
    Ground.STAFF: Words("依法制定的规章制度或集体合同规定的人力资源管理所必需"),
    Ground.DUTY: Words("履行法定职责或者法定义务所必需"),
    Ground.POST: Words("法律法规规定的持证上岗要求"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """On what ground, and what for.

    :ivar declared: whether the asker declares that everybody named has consented; for consent only.
    :ivar agreed_on: the day by which all had; None where another ground is named.
    :ivar reference: how consent was obtained, or which provision the ground is: article, contract, rule.
    :ivar purpose: what the check is for; holders see it.
    """

    ground: Ground
    purpose: str
    reference: str
    declared: bool = False
    agreed_on: date | None = None

    @property
    def words(self) -> Words:
        """The ground as holders and papers are told it, with its day where it is consent."""
        if self.agreed_on is None:
            return self.ground.words
        return Words("{ground}（{day}前取得）", ground=self.ground.words, day=self.agreed_on.isoformat())

    def closed(self) -> bytes:
        """Return it encrypted: people may name others in what they write."""
        day = self.agreed_on.isoformat() if self.agreed_on else ""
        return vault().close(
            orjson.dumps([self.ground.value, self.purpose, self.reference, self.declared, day]), _SEALED
        )


def opened(sealed: bytes | memoryview) -> Reason:
    """Return the reason that was closed."""
    ground, purpose, reference, declared, day = orjson.loads(vault().open(bytes(sealed), _SEALED))
    return Reason(Ground(ground), purpose, reference, declared, date.fromisoformat(day) if day else None)


def check(reason: Reason, today: date) -> None:
    """Go on only with a ground that is whole.

    :raises Incomplete: names every field that must be mended.
    """
    wrong: dict[str, Words] = {}
    for field in ("purpose", "reference"):
        if not SHORTEST <= len(getattr(reason, field).strip()) <= LONGEST:
            wrong[field] = Words("请写{least}至{most}个字。", least=SHORTEST, most=LONGEST)
    if reason.ground is Ground.CONSENT:
        if not reason.declared:
            wrong["declared"] = Words("以本人同意为依据的，须声明名单上的人都已同意。")
        if reason.agreed_on is None or reason.agreed_on > today:
            wrong["agreed_on"] = Words("请填写取得全部同意的日期，不能晚于今天。")
    elif reason.agreed_on is not None or reason.declared:
        wrong["ground"] = Words("选择了其他依据的，不填同意的声明和日期；已取得同意的请选“本人同意”。")
    if wrong:
        raise Incomplete(
            Words("核验的依据不完整。"),
            do=Words("请补正标出的各项后再上传。"),
            clause=N22_1,
            facts={"code": "ground_incomplete", **_told(wrong)},
        )


def _told(wrong: dict[str, Words]) -> dict[str, Any]:
    return {"fields": list(wrong), "said": [words.stored() for words in wrong.values()]}
