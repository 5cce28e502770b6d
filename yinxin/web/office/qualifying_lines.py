"""Lines of somebody's work before making and before giving out: objections, promises, audits (A1.3a, A2.1.2, N9.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.qualifying import audits, lookups, samples
from yinxin.qualifying.states import AuditState
from yinxin.web import wording
from yinxin.web.office.worklines import WorkLine


def notices(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the notices of one's own agency with objections that nobody has answered."""
    if not by.has(Permission.LIST_NOTICE):
        return
    for one in lookups.notices_for(by):
        if one.waiting and access.may(by, Permission.LIST_NOTICE, one.over):
            yield WorkLine(
                Words("答复公示异议"), Words("{exam} · {count}件", exam=one.exam, count=one.waiting),
                f"/office/list-notices/{one.id}", one.words_on(today), "warn", True, one.over.id, one.over.name,
                since=one.begun_at,
            )  # fmt: skip


def promises(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield the samples of one's own agency that can go on: the seed is public, or drawn promises wait."""
    if not by.has(Permission.PROMISE_CHECK):
        return
    for one in samples.samples_for(by):
        draws = one.is_frozen and one.seed_on <= today
        if (draws or one.waiting) and access.may(by, Permission.PROMISE_CHECK, one.over):
            yield WorkLine(
                Words("登记种子并抽取承诺人") if draws else Words("核查抽中的承诺"),
                Words("{exam} · 批次{batch}", exam=one.exam, batch=one.batch_id),
                f"/office/samples/{one.id}", one.state_words, wording.tone(one.state.value),
                not (draws and access.same_hands(by, one.frozen_by, one.frozen_at)), one.over.id, one.over.name,
                since=one.drawn_at or one.frozen_at,
            )  # fmt: skip


def conditions(by: Actor, today: date) -> Iterable[WorkLine]:
    """Yield for each city of the person's own how many audits wait to be collected or decided."""
    if not by.has(Permission.AUDIT_COLLECT):
        return
    for one in audits.tallies(by):
        for state, count, title in (
            (AuditState.OPEN, one.open, Words("通知本人并收取审核材料")),
            (AuditState.READY, one.ready, Words("审核报考条件")),
        ):
            if count and access.may(by, Permission.AUDIT_COLLECT, one.over):
                yield WorkLine(
                    title, Words("{count}人", count=count), f"/office/audits?state={state.value}", None,
                    wording.tone(state.value), True, one.over.id, one.over.name, since=one.oldest,
                )  # fmt: skip
