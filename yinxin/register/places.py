"""What the custody book knows of places and slips: their kinds and codes, and which state a copy has where (N11.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.register.states import PaperState


class PlaceKind(Enum):
    """What a place is: somewhere that paper lies, or an end where it is accounted for."""

    PRINTING_HOUSE = "printing_house"
    IN_TRANSIT = "in_transit"
    ROOM = "room"
    SHELF = "shelf"
    BOX = "box"
    COUNTER = "counter"
    COURIER = "courier"
    HOLDER = "holder"
    RECALLED = "recalled"
    PAST_CUSTODY = "past_custody"
    LISTED = "listed"
    HANDED_OVER = "handed_over"
    DESTROYED = "destroyed"
    LOST = "lost"
    SPOILED = "spoiled"

    @property
    def words(self) -> Words:
        """The kind's name for people."""
        return _PLACES[self]


_K, _P = PlaceKind, PaperState

_PLACES = {
    _K.PRINTING_HOUSE: Words("印制厂"),
    _K.IN_TRANSIT: Words("运送途中"),
    _K.ROOM: Words("证书室"),
    _K.SHELF: Words("证书架"),
    _K.BOX: Words("证书箱"),
    _K.COUNTER: Words("窗口柜台"),
    _K.COURIER: Words("寄递途中"),
    _K.HOLDER: Words("持证人"),
    _K.RECALLED: Words("已收回"),
    _K.PAST_CUSTODY: Words("超过保管期"),
    _K.LISTED: Words("销毁清册"),
    _K.HANDED_OVER: Words("已移交待销毁"),
    _K.DESTROYED: Words("已销毁"),
    _K.LOST: Words("遗失"),
    _K.SPOILED: Words("作废"),
}

KEPT: Final = frozenset({_K.ROOM, _K.SHELF, _K.BOX, _K.COUNTER})
"""The places that an organisation opens, and where its custodians keep paper."""

STANDING: Final = frozenset(PlaceKind) - KEPT
"""The accounts that every book has once; they come into being with their first slip."""

WHERE: Final[Mapping[PaperState, frozenset[PlaceKind]]] = {
    _P.ORDERED: frozenset(),
    _P.PRINTING: frozenset({_K.PRINTING_HOUSE}),
    _P.PRINTED: frozenset({_K.PRINTING_HOUSE}),
    _P.IN_TRANSIT: frozenset({_K.IN_TRANSIT}),
    _P.HELD: KEPT,
    _P.COLLECTED: frozenset({_K.HOLDER}),
    _P.POSTED: frozenset({_K.COURIER}),
    _P.RECALLED: frozenset({_K.RECALLED}),
    _P.PAST_CUSTODY: frozenset({_K.PAST_CUSTODY}),
    _P.LISTED: frozenset({_K.LISTED}),
    _P.HANDED_OVER: frozenset({_K.HANDED_OVER}),
    _P.DESTROYED: frozenset({_K.DESTROYED}),
    _P.LOST: frozenset({_K.LOST}),
    _P.SPOILED: frozenset({_K.SPOILED}),
}
"""The kinds of place where a copy of each state lies; an ordered one is no paper yet and lies nowhere."""

_CODE: Final = re.compile(r"P[0-9]{7,18}[0-9X]")


def place_code(place_id: int) -> str:
    """Return the code on a place's label: ``P``, its number with seven digits or more, a check character.

    The check character is that of ISO 7064 MOD 11-2 over the digits, so that one wrong digit, or two that have changed
    places, lead to no other place.
    """
    if place_id < 1:
        raise ValueError(f"places are numbered from 1, not {place_id}")
    digits = f"{place_id:07d}"
    return f"P{digits}{mod_11_2.calc_check_digit(digits)}"


def looks_like_place(text: str) -> bool:
    """Say whether a text has the form of a place's code, its check character apart."""
    return bool(_CODE.fullmatch(text))


def place_of_code(text: str) -> int | None:
    """Return the place whose code this is; None where it is no code, or its check character is wrong.

    :param text: as it stands on the label: capital letters, half-width, no blanks.
    """
    if not looks_like_place(text):
        return None
    try:
        mod_11_2.validate(text[1:])
    except ValidationError:
        return None
    number = int(text[1:-1])
    return number if number and place_code(number) == text else None


class SlipKind(Enum):
    """Why copies changed their place or their state: the source of every movement."""

    PRINT_ORDER = "print_order"
    PRINTED = "printed"
    SPOILED_IN_PRINT = "spoiled_in_print"
    LOST_IN_PRINT = "lost_in_print"
    DISPATCH = "dispatch"
    RECEIPT = "receipt"
    MISSING_ON_ARRIVAL = "missing_on_arrival"
    UNFIT_ON_ARRIVAL = "unfit_on_arrival"
    SHELVING = "shelving"
    COLLECTION = "collection"
    COLLECTION_UNDONE = "collection_undone"
    POSTING = "posting"
    DELIVERY = "delivery"
    MAIL_RETURNED = "mail_returned"
    LOST_IN_POST = "lost_in_post"
    RECALL = "recall"
    CUSTODY_ENDED = "custody_ended"
    DESTRUCTION_LIST = "destruction_list"
    DESTRUCTION_HANDOVER = "destruction_handover"
    DESTRUCTION_MISSING = "destruction_missing"
    DESTRUCTION = "destruction"
    DAMAGED_IN_STORE = "damaged_in_store"
    FOUND_AGAIN = "found_again"
    LOST_BY_HOLDER = "lost_by_holder"
    STOCK_MISSING = "stock_missing"
    STOCK_SURPLUS = "stock_surplus"

    @property
    def words(self) -> Words:
        """The slip's name for people."""
        return _SLIPS[self]

    @property
    def clause(self) -> Clause:
        """The clause that the movement carries out."""
        return _CLAUSES.get(self, Clause("N11.1"))


_S = SlipKind

_SLIPS = {
    _S.PRINT_ORDER: Words("印制单"),
    _S.PRINTED: Words("印制完成单"),
    _S.SPOILED_IN_PRINT: Words("印制作废单"),
    _S.LOST_IN_PRINT: Words("印制遗失单"),
    _S.DISPATCH: Words("发运单"),
    _S.RECEIPT: Words("签收单"),
    _S.MISSING_ON_ARRIVAL: Words("短少单"),
    _S.UNFIT_ON_ARRIVAL: Words("拒收作废单"),
    _S.SHELVING: Words("移库单"),
    _S.COLLECTION: Words("领取单"),
    _S.COLLECTION_UNDONE: Words("发放更正单"),
    _S.POSTING: Words("邮寄单"),
    _S.DELIVERY: Words("妥投单"),
    _S.MAIL_RETURNED: Words("退件入库单"),
    _S.LOST_IN_POST: Words("邮寄遗失单"),
    _S.RECALL: Words("收回单"),
    _S.CUSTODY_ENDED: Words("保管期满单"),
    _S.DESTRUCTION_LIST: Words("销毁清册"),
    _S.DESTRUCTION_HANDOVER: Words("销毁移交单"),
    _S.DESTRUCTION_MISSING: Words("销毁短少单"),
    _S.DESTRUCTION: Words("销毁记录"),
    _S.DAMAGED_IN_STORE: Words("库内损毁单"),
    _S.FOUND_AGAIN: Words("找回入库单"),
    _S.LOST_BY_HOLDER: Words("持证人遗失单"),
    _S.STOCK_MISSING: Words("盘亏单"),
    _S.STOCK_SURPLUS: Words("盘盈单"),
}
_CLAUSES = {
    **dict.fromkeys((_S.PRINT_ORDER, _S.PRINTED, _S.SPOILED_IN_PRINT, _S.LOST_IN_PRINT), Clause("N10")),
    **dict.fromkeys((_S.RECEIPT, _S.MISSING_ON_ARRIVAL, _S.UNFIT_ON_ARRIVAL), Clause("N11.2")),
    _S.COLLECTION: Clause("N13.1"),
    **dict.fromkeys((_S.POSTING, _S.DELIVERY, _S.MAIL_RETURNED, _S.LOST_IN_POST), Clause("N12")),
    _S.CUSTODY_ENDED: Clause("N13.2"),
    _S.LOST_BY_HOLDER: Clause("N16"),
    **dict.fromkeys(
        (
            _S.RECALL,
            _S.DESTRUCTION_LIST,
            _S.DESTRUCTION_HANDOVER,
            _S.DESTRUCTION_MISSING,
            _S.DESTRUCTION,
        ),
        Clause("N26"),
    ),
}
