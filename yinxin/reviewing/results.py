"""Read what the members decided, line by line: every fault is named, and nothing is kept of a faulty file.

The file itself is read elsewhere, by a process with limits; here it is a heading and lines of text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from yinxin.kernel import identity, names
from yinxin.kernel.clause import Clause
from yinxin.kernel.names import narrow
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law import review_committees as law
from yinxin.register import standing
from yinxin.register.standing import StandingKind
from yinxin.register.vault import vault

A2_2_2, A1_3B = Clause("A2.2.2"), Clause("A1.3b")
MOST: Final = 2000
"""Candidates of one session."""

NAME, ID_KIND, ID_NUMBER, SPECIALTY = "姓名", "证件类型", "证件号码", "专业"
VOTES: Final = ("赞成", "反对", "弃权")
HEADS: Final = (NAME, ID_KIND, ID_NUMBER, SPECIALTY, *VOTES)
"""The columns of a file of results, in the order of the template."""

Line = tuple[int, Sequence[str]]
"""A line's number, the heading is line 1, and its cells."""


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file of results."""

    row: int
    column: str
    words: Words


@dataclass(frozen=True)
class Decided:
    """What the members decided on one candidate; ``key`` finds the identity document again."""

    row: int
    name: str
    id_kind: str
    id_number: str
    key: bytes
    specialty: str
    in_favour: int
    against: int
    abstained: int
    passed: bool


class Faulty(Incomplete):
    """A file of results has faults; every one is in :attr:`faults`, and nothing of it was kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Words("评审结果文件有{count}处问题，没有保存任何内容。", count=len(self.faults)),
            do=Words("请逐行改正后重新上传。"),
            clause=A2_2_2,
        )


@dataclass(frozen=True)
class Sitting:
    """What a file is held against: who could be decided on, by how many, on which day.

    :ivar specialties: those of the level; empty where it has none.
    """

    qualification_id: int
    specialties: tuple[str, ...]
    present: int
    day: date


def read(header: Sequence[str], lines: Iterable[Line], sitting: Sitting) -> tuple[Decided, ...]:
    """Return what was decided on each candidate, in the order of the file.

    :raises Faulty: the heading or a line cannot be used; each fault is named with its line.
    """
    places = {narrow(cell).strip(): place for place, cell in reversed(list(enumerate(header)))}
    faults = [Fault(1, head, Words("缺少这一列。")) for head in HEADS if head not in places]
    rows = list(lines)
    if not faults and not rows:
        faults.append(Fault(1, NAME, Words("文件里没有参评人员。")))
    if len(rows) > MOST:
        faults.append(Fault(MOST + 2, NAME, Words("一次评审会议不超过{most}人。", most=MOST)))
    if faults:
        raise Faulty(faults)
    found = [
        _line(
            number,
            {head: cells[at] if (at := places[head]) < len(cells) else "" for head in HEADS},
            sitting,
            faults,
        )
        for number, cells in rows
    ]
    decided = [one for one in found if one]
    _refuse_twice(decided, faults)
    _refuse_barred(decided, sitting, faults)
    if faults:
        raise Faulty(sorted(faults, key=lambda fault: (fault.row, HEADS.index(fault.column))))
    return tuple(decided)


def _line(row: int, given: Mapping[str, str], sitting: Sitting, faults: list[Fault]) -> Decided | None:
    before = len(faults)
    cells = {head: text.strip() for head, text in given.items()}

    def fault(column: str, words: Words) -> None:
        faults.append(Fault(row, column, words))

    kind = identity.kind_named(cells[ID_KIND])
    number = identity.normalise(cells[ID_NUMBER])
    if kind is None:
        fault(ID_KIND, Words("证件类型不在数据标准之内。"))
    elif identity.problem(kind, number):
        fault(ID_NUMBER, Words("证件号码与证件类型不符，或校验位不对。"))
    latin = kind is None or identity.FORMS[kind].latin_names
    if not cells[NAME] or len(cells[NAME]) > 60 or names.problems(cells[NAME], latin=latin):
        fault(NAME, Words("姓名为空、过长或含有不能使用的字符。"))
    if cells[SPECIALTY] not in (sitting.specialties or ("",)):
        fault(
            SPECIALTY,
            Words("该级别没有这个专业。") if sitting.specialties else Words("该级别不分专业，请留空。"),
        )
    votes = [_votes(cells[head]) for head in VOTES]
    for head, count in zip(VOTES, votes, strict=True):
        if count is None:
            fault(head, Words("票数须是不超过三位的整数。"))
    if None not in votes and sum(one or 0 for one in votes) != sitting.present:
        fault(VOTES[0], Words("赞成、反对、弃权合计须等于出席人数{present}。", present=sitting.present))
    if len(faults) > before or kind is None:
        return None
    in_favour, against, abstained = (one or 0 for one in votes)
    return Decided(
        row, cells[NAME], identity.FORMS[kind].name, number, vault().document_key(kind.value, number),
        cells[SPECIALTY], in_favour, against, abstained,
        law.has_passed(in_favour=in_favour, present=sitting.present, day=sitting.day),
    )  # fmt: skip


def _votes(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None


def _refuse_twice(decided: Sequence[Decided], faults: list[Fault]) -> None:
    first: dict[bytes, int] = {}
    for one in decided:
        if one.key in first:
            words = Words("与第{row}行是同一人；同一人在一次会议上只评审一次。", row=first[one.key])
            faults.append(Fault(one.row, ID_NUMBER, words))
        first.setdefault(one.key, one.row)


def _refuse_barred(decided: Sequence[Decided], sitting: Sitting, faults: list[Fault]) -> None:
    """Refuse whoever may not take part in reviews on the day of the decision (A1.3b)."""
    rows = {(one.id_kind, one.id_number): one.row for one in decided}
    keys = {(one.id_kind, one.id_number): one.key for one in decided}
    against = standing.against_keys(keys, qualification_id=sitting.qualification_id, on=sitting.day)
    faults += [
        Fault(rows[person], ID_NUMBER, Words("评审日在限制参加考试和评审的期间，不能参评。"))
        for person, kind in against.items()
        if kind == StandingKind.BARRED.value
    ]
