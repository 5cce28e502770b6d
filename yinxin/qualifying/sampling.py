"""Check after the exam a sample of those who promised instead of proving (N9.1).

1. The list of promises is frozen, and the public event named that will give the seed; the list's digest goes on record.
2. After the event another person enters its outcome; the law's draw says who is checked, and anybody can draw again.
3. Each drawn promise holds, or is untrue without intent, or false on purpose: two findings with two consequences.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import orjson
from django.db import IntegrityError, transaction

from yinxin.attachments import store
from yinxin.attachments.store import Attachment
from yinxin.catalogue.queries import ExamView
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, NotApplicable, WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_4_spot_check as law
from yinxin.law.gaps import said_in
from yinxin.ledger.queries import first_fact
from yinxin.ledger.record import Line, record, record_many
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.qualifying.lists import Listed
from yinxin.qualifying.models import Promise, Sample, SampleEntry
from yinxin.qualifying.states import PROMISE, SAMPLE, PromiseState, SampleState
from yinxin.register.closed_files import closed_files
from yinxin.register.vault import vault

N9_1: Final = Clause("N9.1")
SEALED: Final = b"promise"


def size_of(people: int, percent: int) -> int:
    """Return how many are drawn: the share rounded up, at least one where somebody promised."""
    return -(-people * percent // 100)


def freeze(
    *,
    batch_id: int,
    exam: ExamView,
    agency_id: int,
    people: Sequence[Listed],
    seed_source: str,
    seed_on: date,
    by: Actor,
    at: datetime,
) -> int:
    """Freeze the list of a batch's promises, and name the event that will give the seed; return the sample.

    :param people: of the batch; those who proved are passed over.
    :raises NotPermitted: ``by`` checks no promises of this agency; NotFound where it is out of reach.
    :raises NotApplicable: nobody promised, or the exam's terms ask for no check.
    :raises Incomplete: the event is not named, or not after today. :raises WrongState: the list is frozen already.
    """
    access.require(by, Permission.PROMISE_CHECK, body(agency_id))
    promised = [one for one in people if one.promised]
    size = size_of(len(promised), exam.document.sample_percent)
    if not size:
        raise NotApplicable(
            Words("这批名单没有要抽查的承诺。"), do=Words("不用抽查，可以直接送制证。"), clause=N9_1
        )
    law.check_seed_unknown(day_of(at), seed_on)
    source = law.one_line(seed_source, Words("请写明种子来自哪一个公开事件。"))
    nonces, entries = _hidden(batch_id, promised)
    try:
        with transaction.atomic():
            sample = Sample.objects.create(
                batch_id=batch_id, exam_id=exam.id, agency_id=agency_id, people=len(promised),
                percent=exam.document.sample_percent, size=size, digest=law.list_digest(entries), seed_source=source,
                seed_on=seed_on, frozen_by=by.account_id, frozen_at=at, state=SampleState.FROZEN.value,
            )  # fmt: skip
            _enter(sample, promised, nonces, entries)
            facts = {
                "list": sample.digest, "batch": batch_id, "people": sample.people, "size": size,
                "seed_source": source, "seed_on": seed_on.isoformat(),
            }  # fmt: skip
            record(
                Line(
                    "promise_sample.frozen",
                    N9_1,
                    by.account_id,
                    agency_id,
                    "promise_sample",
                    sample.pk,
                    at,
                    facts,
                )
            )
    except IntegrityError as error:
        if "sample_once_a_batch" not in str(error):
            raise
        raise WrongState(
            Words("这批名单的承诺已经封存。"), do=Words("请查看承诺核查。"), clause=N9_1
        ) from None
    return sample.pk


def withdraw(*, sample_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a frozen list before its seed is public; another can be frozen then.

    :raises NotPermitted: ``by`` checks no promises of this agency; NotFound where it is out of reach.
    :raises Incomplete: there is no reason. :raises WrongState: the seed is public, or it is drawn.
    """
    sample = _sample(sample_id, by)
    said = said_in(reason, Words("请写明撤回的原因。"), N9_1)
    law.check_may_withdraw(day_of(at), sample.seed_on)
    move(
        SAMPLE, sample_id, frm=SampleState.FROZEN, to=SampleState.WITHDRAWN, kind="promise_sample.withdrawn",
        by=by, at=at, reason=said,
    )  # fmt: skip


def draw(*, sample_id: int, seed: str, seen_at: str, by: Actor, at: datetime) -> tuple[int, ...]:
    """Draw by the public seed; return the drawn lines in the order of the draw.

    :param seed: the outcome of the announced event, letter by letter; ``seen_at`` where anybody can read it.
    :raises NotPermitted: ``by`` froze the list, or checks no promises there; NotFound where it is out of reach.
    :raises WrongState: the seed is not public yet, the list was changed, or the draw was made.
    :raises Incomplete: the seed or where it was read is missing.
    """
    sample = _sample(sample_id, by)
    access.require_other_person(
        by, sample.frozen_by, act=Words("登记种子并抽取"), clause=N9_1, when=sample.frozen_at
    )
    law.check_seed_public(day_of(at), sample.seed_on)
    outcome = law.one_line(seed, Words("请填写种子。"))
    where = law.one_line(seen_at, Words("请写明种子的出处。"))
    with transaction.atomic():
        by_entry = {row.entry: row for row in sample.entries.order_by("number")}
        law.check_same_list(list(by_entry), first_fact("promise_sample.frozen", sample_id, "list"))
        drawn = [by_entry[entry] for entry in law.draw(list(by_entry), seed=outcome, size=sample.size)]
        numbers = tuple(row.number for row in drawn)
        move(
            SAMPLE, sample_id, frm=SampleState.FROZEN, to=SampleState.DRAWN, kind="promise_sample.drawn", by=by, at=at,
            facts={"seed": outcome, "seen_at": where, "drawn": list(numbers)},
            seed=outcome, seen_at=where, drawn_by=by.account_id, drawn_at=at,
        )  # fmt: skip
        made = Promise.objects.bulk_create(
            Promise(sample=sample, place=place, entry=row, state=PromiseState.WAITING.value)
            for place, row in enumerate(drawn, 1)
        )
        record_many(
            Line(
                "promise.drawn",
                N9_1,
                by.account_id,
                sample.agency_id,
                "promise",
                one.pk,
                at,
                {"sample": sample_id},
            )
            for one in made
        )
    return numbers


def evidence(data: bytes, name: str) -> Attachment:
    """Take a file of evidence in: rewritten as pictures, encrypted.

    :raises Incomplete: the file is none that can be taken; says what to do.
    """
    return store.take(data, name=name, store=closed_files())


def find(
    *,
    promise_id: int,
    finding: PromiseState,
    reasons: str,
    evidence: Attachment | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Record what became of a drawn promise; nothing follows by itself.

    :param reasons: what was looked at and found.
    :raises NotPermitted: ``by`` checks no promises of this agency; NotFound where it is out of reach.
    :raises Incomplete: there are no reasons, or it is called false without evidence.
    :raises WrongState: it was checked already.
    """
    row = Promise.objects.select_related("sample").filter(pk=promise_id).first()
    if row is None:
        raise access.not_here()
    access.require(by, Permission.PROMISE_CHECK, body(row.sample.agency_id))
    said = said_in(reasons, Words("请写明核查了什么、发现了什么。"), N9_1)
    if finding is PromiseState.FALSE and evidence is None:
        raise Incomplete(
            Words("认定虚假承诺，须附证明材料。"), do=Words("请上传证明主观故意的材料。"), clause=N9_1
        )
    move(
        PROMISE, promise_id, frm=PromiseState.WAITING, to=finding, kind=f"promise.{finding.value}", by=by, at=at,
        facts={"evidence": evidence.digest} if evidence else {},
        reasons=said, found_by=by.account_id, found_at=at,
        evidence=evidence.key if evidence else "", pages=evidence.pages if evidence else 0,
    )  # fmt: skip


def check_done(*, batch_id: int, exam: ExamView, promised: int) -> None:
    """Let a batch be made when everybody who was drawn is checked and every promise holds.

    :param promised: how many of the batch promised instead of proving.
    :raises Incomplete: nobody was drawn, or somebody is not checked. :raises WrongState: a promise did not hold.
    """
    if not size_of(promised, exam.document.sample_percent):
        return
    sample = Sample.objects.filter(batch_id=batch_id, state=SampleState.DRAWN.value).first()
    if sample is None:
        raise Incomplete(
            Words("批次{batch}有{count}人承诺，还没有抽取核查。", batch=batch_id, count=promised),
            do=Words("请考试机构封存承诺名单，种子公开后由另一人抽取并逐件核查。"),
            clause=N9_1,
        )
    states = list(sample.promises.values_list("state", flat=True))
    waiting = states.count(PromiseState.WAITING.value)
    if waiting:
        raise Incomplete(
            Words("抽中的承诺还有{count}件没有核查。", count=waiting),
            do=Words("请逐件登记结论。"),
            clause=N9_1,
        )
    failed = len(states) - states.count(PromiseState.HOLDS.value)
    if failed:
        raise WrongState(
            Words("抽中的承诺有{count}件不属实，这批名单不能照样制证。", count=failed),
            do=Words("请撤回批次，去掉有关人员后重新提交；虚假承诺的，另行提出处理建议。"),
            clause=N9_1,
        )


def opens(entry: SampleEntry, batch_id: int) -> bool:
    """Say whether a line of a frozen list still hides the row of the batch that it stands for."""
    return entry.entry == law.entry_of(entry.number, entry.nonce, _secret(batch_id, entry.row))


def _hidden(batch_id: int, people: Sequence[Listed]) -> tuple[list[str], list[str]]:
    """Return a nonce for each, and the lines that hide them."""
    nonces = [secrets.token_hex(16) for _ in people]
    lines = enumerate(zip(people, nonces, strict=True), 1)
    return nonces, [law.entry_of(place, nonce, _secret(batch_id, one.row)) for place, (one, nonce) in lines]


def _secret(batch_id: int, row: int) -> str:
    return f"{batch_id}:{row}"


def _enter(sample: Sample, people: Sequence[Listed], nonces: Sequence[str], entries: Sequence[str]) -> None:
    safe = vault()
    SampleEntry.objects.bulk_create(
        SampleEntry(
            sample=sample, number=place, row=one.row, nonce=nonce, entry=entry,
            sealed=safe.close(
                orjson.dumps({"name": one.name, "number": one.number, "id_number": one.id_number}), SEALED
            ),
        )
        for place, (one, nonce, entry) in enumerate(zip(people, nonces, entries, strict=True), 1)
    )  # fmt: skip


def _sample(sample_id: int, by: Actor) -> Sample:
    found = Sample.objects.filter(pk=sample_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.PROMISE_CHECK, body(found.agency_id))
    return found
