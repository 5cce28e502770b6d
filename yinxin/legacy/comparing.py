"""Which records may be one certificate handed in twice: candidates by shared marks, then a score with its reasons.

Nothing here decides: a proposal says what agrees, what differs, and how strongly, and waits for a person's verdict.
Two records are compared where they share a mark (a number, an identity number or half of one, syllables of the name
with birth or qualification), so that no file of any size is compared all with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, Generic, TypeVar

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import OSA

from yinxin.kernel import identity, names
from yinxin.kernel.numbers import normalise_management_number
from yinxin.kernel.words import Words
from yinxin.legacy.cleaning import Entry
from yinxin.legacy.faces import year_of

PROPOSE: Final = 72
"""From this score on a pair is proposed; what a number shared by two names brings lies above it as well."""
MOST_IN_A_BLOCK: Final = 60
"""A mark that more records share tells nobody apart; the pairs that matter share another one too."""
_SHARED_NUMBER: Final = 75

K = TypeVar("K", bound=int)


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is compared of a record.

    :ivar name: the comparison key; ``bare`` the same without brackets and what is illegible.
    :ivar sound: its syllables without tones. :ivar person: the identity number in its form of 18 characters.
    :ivar number: the management number as it is compared. :ivar year: of approval, 0 where not recorded.
    """

    name: str
    bare: str
    sound: str
    person: str
    number: str
    qualification: str
    level: str
    specialty: str
    year: int
    born: str

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks by which others are found that may be the same."""
        found = []
        if self.number:
            found.append(f"n{self.number}")
        if self.person:
            found.append(f"i{self.person}")
            found.append(f"h{self.sound}|{self.person[:9]}")
            found.append(f"t{self.sound}|{self.person[9:]}")
            if self.qualification:
                found.append(f"f{self.person[:9]}|{self.qualification}|{self.year}|{self.person[14:16]}")
        if self.sound and self.qualification:
            found.append(f"q{self.sound}|{self.qualification}|{self.specialty}|{self.year}")
            if self.born:
                found.append(f"b{self.sound}|{self.born}|{self.qualification}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two records may be, or may not be, the same; ``code`` for machines, ``points`` for the score."""

    code: str
    points: int

    @property
    def words(self) -> Words:
        """The reason in words."""
        return REASONS[self.code]


REASONS: Final[Mapping[str, Words]] = {
    "person_same": Words("证件号码相同"),
    "person_linked": Words("15位与18位证件号码是同一个人的"),
    "person_slip": Words("证件号码只差一位，或有两位前后颠倒"),
    "person_missing": Words("有一方没有证件号码"),
    "person_differs": Words("证件号码不同"),
    "name_same": Words("姓名相同"),
    "name_variant": Words("姓名只在括号、替代字或看不清的字上不同"),
    "name_sound": Words("姓名读音相同，字不同"),
    "name_near": Words("姓名只差一个字"),
    "name_differs": Words("姓名不同"),
    "number_same": Words("管理号相同"),
    "number_slip": Words("管理号只差一位，或有两位前后颠倒"),
    "number_missing": Words("有一方没有管理号"),
    "number_differs": Words("管理号不同"),
    "title_same": Words("职业资格相同"),
    "title_differs": Words("职业资格不同"),
    "title_missing": Words("有一方没有职业资格名称"),
    "branch_differs": Words("级别或专业不同"),
    "year_same": Words("批准年份相同"),
    "year_differs": Words("批准年份不同"),
    "number_shared": Words("同一个管理号写在不同的人名下：两条中至少有一条有误"),
    "in_register": Words("证书库里已有管理号、姓名、证件号码都相同的证书"),
    "number_in_register": Words("证书库里这项资格这一年已有这个管理号，姓名或证件号码不同"),
}
"""Every reason in words; none repeats what stands in a record."""


@dataclass(frozen=True, slots=True)
class Proposal(Generic[K]):
    """Two records that may be one certificate: the earlier first, the score out of 120, what speaks for and against."""

    one: K
    other: K
    score: int
    reasons: tuple[Reason, ...]


def likeness(entry: Entry) -> Likeness:
    """Return what is compared of a record, from what is taken for right."""
    value = entry.value
    person = identity.to_18(identity.normalise(value("id_number"))) if value("id_number") else ""
    name = names.key(value("name"))
    field = entry.fields["name"]
    bare = (
        names.key(field.hint) if field.hint else "".join(sign for sign in name if names.is_han(sign)) or name
    )
    qualification = str(entry.qualification_id) if entry.qualification_id else value("qualification")
    return Likeness(
        name, bare, sound_of(bare), person, normalise_management_number(value("management_number")),
        qualification, value("level"), value("specialty"), year_of(entry), value("born")[:7],
    )  # fmt: skip


@lru_cache(maxsize=100_000)
def sound_of(name: str) -> str:
    """Return a name's syllables without tones: two homophones have one."""
    return " ".join(lazy_pinyin(name, style=Style.NORMAL))


def compared(one: Likeness, other: Likeness) -> tuple[int, tuple[Reason, ...]]:
    """Return how strongly two records look like one certificate, and every reason."""
    reasons = [_person(one, other), _name(one, other), _number(one, other)]
    if one.qualification and other.qualification:
        same = one.qualification == other.qualification
        reasons.append(Reason("title_same", 10) if same else Reason("title_differs", -50))
    else:
        reasons.append(Reason("title_missing", -5))
    if (one.level and other.level and one.level != other.level) or (
        one.specialty and other.specialty and one.specialty != other.specialty
    ):
        reasons.append(Reason("branch_differs", -25))
    if one.year and other.year:
        reasons.append(Reason("year_same", 5) if one.year == other.year else Reason("year_differs", -20))
    score = sum(reason.points for reason in reasons)
    if (
        score < _SHARED_NUMBER
        and reasons[2].code == "number_same"
        and one.qualification == other.qualification
    ):
        reasons.append(Reason("number_shared", _SHARED_NUMBER - score))
        score = _SHARED_NUMBER
    return score, tuple(reasons)


def _person(one: Likeness, other: Likeness) -> Reason:
    if not one.person or not other.person:
        return Reason("person_missing", 12)
    if one.person == other.person:
        return Reason("person_same", 50)
    if len(one.person) == len(other.person) and OSA.distance(one.person, other.person, score_cutoff=2) <= (
        2 if one.person[:17] != other.person[:17] and _slips(one.person[:17], other.person[:17]) else 1
    ):
        return Reason("person_slip", 36)
    return Reason("person_differs", 0)


def _slips(one: str, other: str) -> bool:
    """Say whether two numbers differ by one digit, or by two neighbours that changed places."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _name(one: Likeness, other: Likeness) -> Reason:
    if one.name == other.name:
        return Reason("name_same", 25)
    if one.bare == other.bare or (
        one.bare and other.bare and (one.bare in other.bare or other.bare in one.bare)
    ):
        return Reason("name_variant", 21)
    if one.sound == other.sound:
        return Reason("name_sound", 18)
    if len(one.name) == len(other.name) and OSA.distance(one.name, other.name, score_cutoff=1) <= 1:
        return Reason("name_near", 8)
    return Reason("name_differs", 0)


def _number(one: Likeness, other: Likeness) -> Reason:
    if not one.number or not other.number:
        return Reason("number_missing", 8)
    if one.number == other.number:
        return Reason("number_same", 30)
    return Reason("number_slip", 20) if _slips(one.number, other.number) else Reason("number_differs", 0)


def propose(records: Mapping[K, Likeness]) -> Iterator[Proposal[K]]:
    """Yield every pair of these records that may be one certificate."""
    for one, other in candidates({key: like.marks for key, like in records.items()}):
        score, reasons = compared(records[one], records[other])
        if score >= PROPOSE:
            yield Proposal(one, other, score, reasons)


def candidates(marks: Mapping[K, Sequence[Any]]) -> Iterable[tuple[K, K]]:
    """Return the pairs that share a mark, each once, the smaller key first."""
    blocks: dict[Any, list[K]] = defaultdict(list)
    for key, own in marks.items():
        for mark in own:
            blocks[mark].append(key)
    pairs: set[tuple[K, K]] = set()
    for block in blocks.values():
        if 2 <= len(block) <= MOST_IN_A_BLOCK:
            pairs.update(combinations(sorted(block), 2))
    return sorted(pairs)
