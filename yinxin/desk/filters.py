"""Keep a filter of a list under a name, and forget it again; each person has their own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from yinxin.desk.models import SavedFilter
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor

MOST = 20
"""Filters that one person may keep for one list."""

PAGES = frozenset({"work", "batches"})
"""The lists that can be filtered."""


def save(*, page: str, name: str, query: str, by: Actor, at: datetime) -> int:
    """Keep a filter under a name; the same name again replaces it. Return its id.

    :raises Incomplete: it has no name, or the list is not one that can be filtered.
    :raises WrongState: the person keeps as many as there may be.
    """
    name = " ".join(name.split())[:40]
    if not name or page not in PAGES:
        raise Incomplete(Words("筛选没有名称。"), do=Words("请填写一个名称再保存，例如“本周到期”。"))
    with transaction.atomic():
        mine = SavedFilter.objects.select_for_update().filter(account_id=by.account_id, page=page)
        known = {one.name: one.pk for one in mine}
        if name not in known and len(known) >= MOST:
            raise WrongState(Words("最多保存{most}个筛选。", most=MOST), do=Words("请先删去不再使用的筛选。"))
        kept, _ = SavedFilter.objects.update_or_create(
            account_id=by.account_id, page=page, name=name, defaults={"query": query[:300]}
        )
    return kept.pk


def forget(*, filter_id: int, by: Actor, at: datetime) -> str:
    """Forget a filter; return the list that it was for.

    :raises NotFound: there is none, or it is somebody else's.
    """
    kept = SavedFilter.objects.filter(id=filter_id, account_id=by.account_id).first()
    if kept is None:
        raise access.not_here()
    SavedFilter.objects.filter(id=kept.pk).delete()
    return kept.page
