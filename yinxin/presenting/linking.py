"""Share links: an address that shows one certificate, for a purpose, until a day, as often as its holder allows.

Whoever opens one is first told what it is, without a word about the person; looking counts only after that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, Q

from yinxin.kernel.calendar import day_of
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.presenting import granting
from yinxin.presenting.granting import Wish
from yinxin.presenting.models import Grant, Look
from yinxin.presenting.states import GrantKind, GrantState
from yinxin.register.looks import Way
from yinxin.register.vault import token_key, vault

MOST_OPENINGS: Final = 999


def make_link(*, holder_id: int, certificate_id: int, wish: Wish, most: int | None, at: datetime) -> int:
    """Make a share link for a holder's certificate; return its grant.

    :param most: how often it may be opened; None for any number of times.
    :raises NotFound: the certificate is not the holder's.
    :raises NotApplicable: it has no electronic copy, or too many grants of it are running.
    :raises WrongState: it is not valid.
    :raises Incomplete: purpose, recipient, term or number of openings are wrong.
    """
    granting.check_may_present(holder_id, certificate_id)
    said = granting.checked(wish, day_of(at))
    if most is not None and not 1 <= most <= MOST_OPENINGS:
        raise Incomplete(
            Words("可打开的次数为1至{most}次。", most=MOST_OPENINGS),
            do=Words("不限次数的，请留空。"),
            facts={"fields": ["most"]},
        )
    number = granting.next_number()
    with transaction.atomic():
        granting.enter(
            said,
            number=number,
            holder_id=holder_id,
            certificate_id=certificate_id,
            kind=GrantKind.LINK,
            at=at,
            most=most,
        )
    return number


def count_opening(*, token: str, at: datetime) -> bool:
    """Count one opening of a link, and note it for the holder; say whether it may be opened.

    Two who come at the same time to the last opening are told apart: one statement counts, within the limit.
    """
    usable = Grant.objects.filter(
        Q(most__isnull=True) | Q(openings__lt=F("most")),
        token_key=token_key(token),
        kind=GrantKind.LINK.value,
        state=GrantState.ACTIVE.value,
        until__gte=day_of(at),
    )
    with transaction.atomic():
        if not usable.update(openings=F("openings") + 1):
            return False
        found = Grant.objects.get(token_key=token_key(token))
        Look.objects.create(
            certificate_id=found.certificate_id,
            way=Way.LINK.value,
            at=at,
            grant=found,
            source=f"link:{found.pk}:{found.openings}",
        )
    return True


def address_of(grant_id: int, address: str) -> str:
    """Return a link's address."""
    return f"{address}/s/{vault().grant_token(grant_id)}"
