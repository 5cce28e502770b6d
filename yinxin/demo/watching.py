"""An employer of the demo country watches one certificate, and waits for the holder of another."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from yinxin.parties.queries import actor_named
from yinxin.register import changeable, holders
from yinxin.register.holders import HeldCertificate
from yinxin.watching import answering, asking, queries, telling, terms
from yinxin.watching.asking import Wish

ASKED = datetime(2026, 9, 18, 10, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
PURPOSE = "聘任期间确认证书有效"


def ask(struck: int) -> None:
    """Ask for both, where it is not done yet; the holder of the one that will be struck agrees.

    :param struck: the certificate that the story declares invalid later.
    """
    by = actor_named("employer", ASKED)
    if queries.watches_for(by, ASKED)[1]:
        return
    ((first, *_),) = holders.documents_of_some(1)
    _ask(holders.certificates_of(first)[-1])
    owner = changeable.of(struck).holder_id
    number = _ask(holders.certificate_of(owner, struck))
    answering.consent(holder_id=owner, watch_id=number, at=ASKED + timedelta(hours=9))


def tell(at: datetime) -> str:
    """Tell what has changed since; return how many watches there are, and how often something was told."""
    telling.step(at=at)
    by = actor_named("employer", at)
    found, count = queries.watches_for(by, at)
    return f"关注{count}条，告知{sum(len(queries.tellings_of(one.id, by)) for one in found)}次"


def _ask(held: HeldCertificate) -> int:
    by, face = actor_named("employer", ASKED), held.face
    until = terms.last_day(ASKED.date())
    wish = Wish(face.name, face.id_number, face.management_number, PURPOSE, until)
    return asking.ask(wish=wish, organisation_id=by.organisation_id, by=by, at=ASKED)
