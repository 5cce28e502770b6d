"""N21 — later copies print adjusted names; older data must have its key fields, other gaps are tolerated.

依据：人社厅发〔2023〕16号 第二十一条.
"""
# Reading: the names in force on the day of making are printed, and the old ones stay on record; this is not
# a change of the holder's data, so no remark is owed (N15). Key are the fields without which nobody can say
# whose certificate it is and which: the text names two and leaves the list open. All other items of the
# page are tolerated, and are shown as not recorded.

from dataclasses import dataclass
from datetime import date
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.dated import Dated
from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.n2023.art07_content import IF_ANY, ITEMS, face_gaps

NEW_NAMES = Clause("N21.1")
GAPS = Clause("N21.2")

ARTICLE = national(
    "第二十一条",
    title=Words("新名称与信息容缺"),
    points={
        "N21.1": Words("换发、补发、存量归集和补做电子证书时，资格或部门名称有调整的，用调整后的新名称。"),
        "N21.2": Words("老数据里认人认证的关键信息缺了必须补，其余缺项可以容缺。"),
    },
)

KEY: Final = frozenset(
    {"kind", "regime", "qualification", "name", "id_kind", "id_number", "management_number", "verify_at"}
)
"""The face's fields that an older record must have."""

TOLERATED: Final = frozenset(ITEMS) - KEY - IF_ANY
"""The face's fields that an older record may lack; the page shows them as not recorded."""


@dataclass(frozen=True)
class Names:
    """The names that a qualification's version prints."""

    qualification: str
    departments: tuple[str, ...]


@enacts(NEW_NAMES)
def names_to_print(history: Dated[Names], made_on: date) -> Names:
    """Return the names in force on the day of making, whatever the day of approval was."""
    return history.on_or_first(made_on)


@enacts(GAPS)
def gaps_of(face: Face) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the missing fields of an older record: those that block, and those that are tolerated."""
    missing = face_gaps(face)
    key = tuple(field for field in missing if field in KEY)
    return key, tuple(field for field in missing if field in TOLERATED)


@enacts(GAPS)
def check_legacy_complete(face: Face) -> None:
    """Take an older record only with its key fields.

    :raises Incomplete: a key field is missing; each is named.
    """
    key, _ = gaps_of(face)
    check_nothing_missing(
        [ITEMS[field] for field in key], clause=GAPS, do=Words("按信息标准补全关键信息后再提交。")
    )
