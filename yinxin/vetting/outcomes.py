"""What a row of a list is told: the words of the public answers, or why the register was not asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from yinxin.kernel.words import Words


class Outcome(Enum):
    """What became of a row.

    The first five are the verdicts of verification; of the others the register was never asked.
    """

    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"
    MISSING = "missing"
    MALFORMED = "malformed"

    @property
    def result(self) -> Words:
        """What stands in the column 核验结果."""
        return _RESULTS[self]

    @property
    def status(self) -> Words | None:
        """What stands in the column 证书状态; None where no certificate was matched."""
        return _STATES.get(self)


_RESULTS: Final = {
    Outcome.VALID: Words("一致"),
    Outcome.REPLACED: Words("一致"),
    Outcome.REVOKED: Words("一致"),
    Outcome.EXPIRED: Words("一致"),
    Outcome.NOT_FOUND: Words("未查询到"),
    Outcome.MISSING: Words("缺项，未核验"),
    Outcome.MALFORMED: Words("格式不对，未核验"),
}

_STATES: Final = {
    Outcome.VALID: Words("有效"),
    Outcome.REPLACED: Words("已换发"),
    Outcome.REVOKED: Words("已撤销"),
    Outcome.EXPIRED: Words("已过有效期限"),
}

MATCHED: Final = frozenset(_STATES)
"""Outcomes in which a certificate was matched: its holder is shown that somebody asked."""


class Note(Enum):
    """Why the register was not asked about a row."""

    NONE = ""
    NO_NAME = "no_name"
    NO_ID = "no_id"
    NO_NUMBER = "no_number"
    GAPS = "gaps"
    LOST_DIGITS = "lost_digits"
    ID_CHECK = "id_check"
    ID_FORM = "id_form"
    NUMBER_FORM = "number_form"
    TOO_LONG = "too_long"

    @property
    def words(self) -> Words:
        """The sentence of the column 说明."""
        return _NOTES[self]


_NOTES: Final = {
    Note.NO_NAME: Words("没有填姓名。"),
    Note.NO_ID: Words("没有填证件号码。"),
    Note.NO_NUMBER: Words("没有填管理号。"),
    Note.GAPS: Words("姓名、证件号码、管理号缺了不止一项。"),
    Note.LOST_DIGITS: Words("号码被表格软件存成了数字，末几位已丢失；请把该列设为文本后重新填写。"),
    Note.ID_CHECK: Words("证件号码的校验码不对，请对照证件核对。"),
    Note.ID_FORM: Words("证件号码的位数或写法不对，请对照证件核对。"),
    Note.NUMBER_FORM: Words("管理号的写法不对，请对照证书核对。"),
    Note.TOO_LONG: Words("内容过长，请对照证书核对。"),
}
_TOLD: Final = {
    Outcome.REPLACED: Words("已换发新证书，请向本人索取新证书核验。"),
    Outcome.REVOKED: Words("证书处于无效状态，有疑问请联系证书发放机构。"),
    Outcome.EXPIRED: Words("超过证书载明的有效期限。"),
    Outcome.NOT_FOUND: Words(
        "三项中有一项不符、没有这样的证书或未纳入查询范围，都是这个答复；请对照证书核对。"
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one row.

    :ivar at: the moment of the answer. :ivar first: the row that says the same further up; 0 for none.
    """

    outcome: Outcome
    at: datetime
    note: Note = Note.NONE
    first: int = 0

    @property
    def remarks(self) -> tuple[Words, ...]:
        """The sentences of the column 说明."""
        said: list[Words] = []
        if self.note is not Note.NONE:
            said.append(self.note.words)
        elif self.outcome in _TOLD:
            said.append(_TOLD[self.outcome])
        if self.first:
            said.append(Words("与第{row}行重复。", row=self.first))
        return tuple(said)
