"""Tell people what happened while they were elsewhere, and take note that they have read it.

Notices are written in the transaction of what they tell: whoever is told of a batch can open it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yinxin.desk.models import Notice
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor


def tell(*, accounts: Iterable[int], words: Words, address: str, at: datetime, key: str = "") -> int:
    """Leave a notice on people's desks; return how many are new.

    :param accounts: whom to tell; the system itself (0) has no desk and is passed over.
    :param key: with a key, each person is told once only, however often this is called.
    """
    people = sorted(set(accounts) - {0})
    if key:
        told = Notice.objects.filter(account_id__in=people, key=key).values_list("account_id", flat=True)
        people = sorted(set(people) - set(told))
    kept = words.stored()
    Notice.objects.bulk_create(
        (Notice(account_id=account, words=kept, address=address, key=key[:60], at=at) for account in people),
        ignore_conflicts=bool(key),
    )
    return len(people)


def read(*, notice_id: int, by: Actor, at: datetime) -> str:
    """Note that a notice was read, and return the address it leads to; reading it twice changes nothing.

    :raises NotFound: there is none, or it lies on somebody else's desk.
    """
    notice = Notice.objects.filter(id=notice_id, account_id=by.account_id).first()
    if notice is None:
        raise access.not_here()
    Notice.objects.filter(id=notice_id, read_at__isnull=True).update(read_at=at)
    return notice.address


def read_all(*, by: Actor, at: datetime) -> int:
    """Note that everything on a person's desk was read; return how many notices that were."""
    return Notice.objects.filter(account_id=by.account_id, read_at__isnull=True).update(read_at=at)
