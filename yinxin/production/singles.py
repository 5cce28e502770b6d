"""Print what was made for single persons: one order for each issuer (N15, N16)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.production import makers, order_numbers, printing
from yinxin.register import custody, sheets
from yinxin.register.custody import SlipNote
from yinxin.register.places import SlipKind
from yinxin.register.states import PaperState

N10 = printing.N10


def waiting(by: Actor) -> int:
    """Return how many sheets of single certificates wait for a print order of the person's."""
    return sum(
        len(copies)
        for maker in makers.made_for(by, Permission.PRINT_REPORT)
        for copies in sheets.waiting_singly(maker).values()
    )


def order(*, by: Actor, at: datetime) -> list[str]:
    """Order everything that waits at the person's maker, one order for each issuer; return the orders' numbers.

    :raises NotPermitted: ``by`` does not see to printing.
    :raises NotApplicable: nothing waits.
    """
    access.require(by, Permission.PRINT_REPORT)
    with transaction.atomic():
        shares = [
            (maker, issuer, copies)
            for maker in makers.made_for(by, Permission.PRINT_REPORT)
            for issuer, copies in sorted(sheets.waiting_singly(maker).items())
        ]
        if not shares:
            raise NotApplicable(
                Words("没有等待印制的换发、补发证书。"), do=Words("新证书发布后再开印制单。"), clause=N10
            )
        numbers = []
        for maker, issuer, copies in shares:
            number = order_numbers.following(None, at)
            note = SlipNote(SlipKind.PRINT_ORDER, number, PaperState.ORDERED, PaperState.PRINTING)
            custody.move_copies(
                copies=copies, frm=None, to=printing.house(maker=maker, by=by, at=at), slip=note, by=by, at=at
            )
            printing.enter(batch=None, number=number, issuer=issuer, maker=maker, copies=copies, by=by, at=at)
            numbers.append(number)
    return numbers
