"""An employer of the demo country watches one certificate, and waits for the holder of another."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from yinxin.kernel.calendar import day_of
from yinxin.parties.queries import actor_named
from yinxin.register import changeable, holders
from yinxin.register.holders import HeldCertificate
from yinxin.watching import answering, asking, queries, telling, terms
from yinxin.watching.asking import Wish

_CHINA = ZoneInfo("Asia/Shanghai")
ASKED = datetime(2026, 9, 18, 10, 30, tzinfo=_CHINA)
AGREED = datetime(2026, 9, 18, 19, 30, tzinfo=_CHINA)
PURPOSE = "聘任期间确认证书有效"


def ask(struck: int) -> None:
    """Ask to watch the certificate that the story declares invalid later, and let its holder agree."""
    by, owner = actor_named("employer", ASKED), changeable.of(struck).holder_id
    if not queries.watches_for(by, ASKED)[1]:
        number = _ask(holders.certificate_of(owner, struck), ASKED)
        answering.consent(holder_id=owner, watch_id=number, at=AGREED)


def tell(at: datetime, today: datetime) -> str:
    """Tell what has changed, and ask another holder; return how many watches there are, and how often was told.

    :param today: the moment of the demonstration: an ask from the days of the story might have lapsed by then.
    """
    by = actor_named("employer", today)
    if queries.watches_for(by, today)[1] == 1:
        telling.step(at=at)
        ((first, *_),) = holders.documents_of_some(1)
        _ask(holders.certificates_of(first)[-1], today)
    found, count = queries.watches_for(by, today)
    return f"关注{count}条，告知{sum(len(queries.tellings_of(one.id, by)) for one in found)}次"


def _ask(held: HeldCertificate, at: datetime) -> int:
    by, face = actor_named("employer", at), held.face
    until = terms.last_day(day_of(at))
    wish = Wish(face.name, face.id_number, face.management_number, PURPOSE, until)
    return asking.ask(wish=wish, organisation_id=by.organisation_id, by=by, at=at)
