"""Every verb and every reading that takes ``by``, called as everybody about everything, without a page before it.

A door asks for the permission first; these calls show that the verb itself asks again, and for the thing.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

import yinxin
from tests.access.matrix import RolledBack, expected
from tests.access.policy import ALLOW, DENY, HIDE, Key
from tests.access.world import OWNERS, Thing, World
from tests.cast import AT
from yinxin.kernel.refusal import NotFound, NotPermitted, Refusal, WrongState
from yinxin.parties import access, clients
from yinxin.parties.permissions import Permission as P
from yinxin.parties.roles import ROLES

WHY = "核对后发现照片有误"


@dataclass(frozen=True)
class Verb:
    """One function: what it needs by the policy, the kind of thing it is about, how to call it.

    :ivar call: takes the actor and the thing.
    :ivar nation: the other organisation that it names is one that only the ministry and the centre reach.
    :ivar own: it works in the name of the person's own organisation only, whatever its territory.
    """

    name: str
    permission: P
    thing: str
    call: Callable[[Any, Thing], Any]
    own: bool = False
    nation: bool = False


def _glyphs(text: str) -> tuple[str, ...]:
    return ()


def _production() -> Iterator[Verb]:
    from config.workshop import keyring
    from yinxin.production import acceptance, queries, releasing, restart, submission, waiting_room
    from yinxin.register.files import files

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    yield verb(acceptance.accept, P.BATCH_ACCEPT, "batch", "batch_id", keyring=keyring())
    yield verb(releasing.release, P.BATCH_RELEASE, "batch", "batch_id", store=files())
    yield verb(restart.restart, P.BATCH_ACCEPT, "batch", "batch_id")
    yield verb(submission.give_back, P.BATCH_RETURN, "batch", "batch_id", reason=WHY)
    yield verb(submission.withdraw, P.BATCH_WITHDRAW, "batch", "batch_id", reason=WHY)
    yield verb(waiting_room.ask_to_submit, P.BATCH_SUBMIT, "report", "report_id", partial=False)
    yield verb(waiting_room.examine_again, P.BATCH_CHECK, "report", "report_id", glyphs=_glyphs)
    for function, permission, thing in (
        (queries.batch, P.BATCH_SEE, "batch"),
        (queries.report, P.BATCH_CHECK, "report"),
    ):
        yield _reading(function, permission, thing)


def _registered() -> Iterator[Verb]:
    from yinxin.duties import obligations
    from yinxin.duties import queries as duties
    from yinxin.register import queries as register

    today = AT.date()
    yield _reading(register.certificate, P.CERTIFICATE_SEE, "certificate")
    yield Verb(
        "yinxin.duties.queries.duty", P.DUTY_SEE, "duty", lambda by, one: duties.duty(one.key, by, today)
    )
    yield Verb(
        "yinxin.duties.obligations.explain_delay",
        P.DUTY_EXPLAIN,
        "duty",
        lambda by, one: obligations.explain_delay(duty_id=one.key, reason=WHY, by=by, at=AT),
    )


def _kept() -> Iterator[Verb]:
    from yinxin.register import books, counting, counts, custody, scanning, shelving
    from yinxin.register.models import PaperCopy, Place
    from yinxin.register.places import PlaceKind, place_code

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    copy = PaperCopy.objects.order_by("id").first().pk
    yield verb(counting.begin_count, P.CUSTODY_COUNT, "place", "place_id")
    yield verb(counting.scan, P.CUSTODY_COUNT, "count", "count_id", copy_id=copy)
    yield verb(counting.finish_count, P.CUSTODY_COUNT, "count", "count_id")
    yield verb(counting.correct, P.CUSTODY_CORRECT, "count", "count_id", proposed_by=0)
    yield Verb(
        "yinxin.register.custody.open_place",
        P.CUSTODY_KEEP,
        "place",
        lambda by, one: custody.open_place(
            organisation_id=Place.objects.get(pk=one.key).organisation_id,
            kind=PlaceKind.ROOM,
            name="三号证书室",
            parent_id=None,
            by=by,
            at=AT,
        ),
    )
    yield Verb(
        "yinxin.register.custody.put_away",
        P.CUSTODY_KEEP,
        "place",
        lambda by, one: custody.put_away(
            copies=[copy],
            frm=one.key,
            to=Place.objects.get(pk=one.key).parent_id,
            number="YK-0",
            by=by,
            at=AT,
        ),
    )
    yield verb(counting.scan_text, P.CUSTODY_COUNT, "count", "count_id", text="no such number")
    yield verb(shelving.put_away_scanned, P.CUSTODY_KEEP, "place", "to", texts=["?"], number="YK-1")
    for function in (books.place, books.copies_at, books.slips_at, counts.counts_at):
        yield _reading(function, P.CUSTODY_SEE, "place")
    for function in (counts.count, counts.latest_scans, counts.differences_of):
        yield _reading(function, P.CUSTODY_SEE, "count")
    yield Verb(
        "yinxin.register.counts.counts_for",
        P.CUSTODY_SEE,
        "count",
        _found_among(lambda by, one: [count.id for count in counts.counts_for(by)]),
    )
    yield Verb(
        "yinxin.register.scanning.resolve",
        P.CUSTODY_SEE,
        "place",
        _found_among(lambda by, one: [scanning.resolve(place_code(int(one.key)), by).place]),
    )
    yield Verb(
        "yinxin.register.books.book",
        P.CUSTODY_SEE,
        "place",
        lambda by, one: books.book(Place.objects.get(pk=one.key).organisation_id, by),
    )
    yield Verb(
        "yinxin.register.books.books_for",
        P.CUSTODY_SEE,
        "place",
        _found_among(lambda by, one: [line.id for book in books.books_for(by) for line in book.places]),
    )


def _issued() -> Iterator[Verb]:
    """Handing custody on takes two people of one organisation; who is neither of them is denied by the verb itself."""
    from yinxin.issuing import custodians, queries
    from yinxin.register.models import Place

    yield Verb(
        "yinxin.issuing.custodians.propose_handover",
        P.CUSTODY_KEEP,
        "place",
        lambda by, one: custodians.propose_handover(
            organisation_id=Place.objects.get(pk=one.key).organisation_id, to=0, witness="", by=by, at=AT
        ),
    )
    yield _reading(queries.handover, P.CUSTODY_SEE, "takeover")
    yield Verb(
        "yinxin.issuing.queries.handovers_for",
        P.CUSTODY_SEE,
        "takeover",
        _found_among(lambda by, one: [view.id for view in queries.handovers_for(by)]),
    )


def _consigned() -> Iterator[Verb]:
    """A consignment is sent by one body and received by another: each has verbs of its own."""
    from yinxin.catalogue.queries import exam
    from yinxin.issuing import consignments, differences, packing, receiving, seal_checks
    from yinxin.issuing.states import DifferenceState
    from yinxin.parties.queries import body_by_code, the_centre
    from yinxin.register import stock

    def verb(function: Any, thing: str, permission: P = P.CUSTODY_KEEP, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        key = "difference_id" if thing in ("settling", "taking_in") else "consignment_id"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    yield verb(packing.send, "outgoing", counted={})
    yield verb(packing.unpack, "outgoing")
    yield Verb(
        "yinxin.issuing.packing.of_sender",
        P.CUSTODY_KEEP,
        "outgoing",
        lambda by, one: packing.of_sender(one.key, by),
    )
    yield Verb(
        "yinxin.issuing.packing.waiting",
        P.CUSTODY_KEEP,
        "outgoing",
        lambda by, one: packing.waiting(the_centre().id, by),
    )
    yield Verb(
        "yinxin.issuing.packing.pack",
        P.CUSTODY_KEEP,
        "outgoing",
        lambda by, one: packing.pack(
            sender_id=the_centre().id,
            receiver_id=0,
            exam_id=exam("SW2026").id,
            issuers=[],
            size=10,
            by=by,
            at=AT,
        ),
    )
    yield verb(receiving.receive, "incoming", copies=[], finding=None, note="")
    yield verb(receiving.receive_box, "incoming", number=1)
    yield verb(receiving.take_back, "incoming", copy_id=0)
    yield verb(receiving.note_range, "incoming", number=1, note="缺最后一号")
    yield verb(receiving.sign, "incoming", place_id=0)
    yield Verb(
        "yinxin.issuing.receiving.of_receiver",
        P.CUSTODY_KEEP,
        "incoming",
        lambda by, one: receiving.of_receiver(one.key, by),
    )
    yield verb(differences.declare, "settling", to=DifferenceState.EXPLAINED, solution=WHY)
    yield verb(differences.take_in, "taking_in", place_id=0, solution=WHY)
    yield Verb(
        "yinxin.issuing.consignments.consignment",
        P.CUSTODY_SEE,
        "consignment",
        lambda by, one: consignments.consignment(int(one.key), by),
    )
    yield Verb(
        "yinxin.issuing.consignments.difference",
        P.CUSTODY_SEE,
        "difference",
        lambda by, one: consignments.difference(int(one.key), by),
    )
    yield Verb(
        "yinxin.issuing.consignments.consignments_for",
        P.CUSTODY_SEE,
        "consignment",
        _found_among(lambda by, one: [line.id for line in consignments.consignments_for(by)]),
    )
    yield Verb(
        "yinxin.register.stock.named",
        P.CERTIFICATE_SEE,
        "certificate",
        _found_among(lambda by, one: [s.sheet.certificate_id for s in stock.named(_papers_of(one), by)]),
    )
    window = body_by_code("anhui-window")
    yield Verb(
        "yinxin.issuing.seal_checks.waiting",
        P.SEAL_CHECK,
        "window",
        lambda by, one: seal_checks.waiting(window.id, by),
    )
    yield Verb(
        "yinxin.issuing.seal_checks.check_seals",
        P.SEAL_CHECK,
        "window",
        lambda by, one: seal_checks.check_seals(
            window_id=window.id, exam_id=0, issuer_id=0, seal="省厅专用章", by=by, at=AT
        ),
    )


def _given_out() -> Iterator[Verb]:
    from uuid import uuid4

    from yinxin.issuing import collecting, desk, handed_out, service
    from yinxin.issuing.collectors import Collector
    from yinxin.issuing.kinds import CollectorKind
    from yinxin.issuing.models import Collection
    from yinxin.issuing.signatures import ON_PAPER
    from yinxin.law.evidence import Evidence
    from yinxin.parties.queries import actor_named

    auditor = actor_named("auditor", AT)
    today, holder = AT.date(), CollectorKind.HOLDER

    def verb(name: str, permission: P, thing: str, call: Callable[[Any, Thing], Any]) -> Verb:
        return Verb(f"yinxin.issuing.{name}", permission, thing, call)

    yield verb(
        "collecting.give",
        P.COLLECTION_GIVE,
        "paper",
        lambda by, one: collecting.give(
            copies=[one.key],
            collector=Collector(),
            documents={Evidence.HOLDER_ID},
            signature=ON_PAPER,
            token=uuid4().hex,
            by=by,
            at=AT,
        ),
    )
    yield verb(
        "collecting.undo",
        P.COLLECTION_GIVE,
        "hand_out",
        lambda by, one: collecting.undo(token=one.key, by=by, at=AT),
    )
    yield verb(
        "collecting.correct",
        P.COLLECTION_CORRECT,
        "collection",
        lambda by, one: collecting.correct(collection_id=one.key, reason=WHY, by=by, at=AT),
    )
    yield verb(
        "desk.shown",
        P.COLLECTION_GIVE,
        "paper",
        lambda by, one: desk.shown([one.key], kind=holder, by=by, on=today),
    )
    yield verb(
        "desk.read",
        P.COLLECTION_GIVE,
        "paper",
        _found_among(
            lambda by, one: [
                seen.sheet.id
                for seen in desk.read(_number_on(one), kind=holder, basket=(), by=by, on=today).open
            ]
        ),
    )
    yield verb(
        "collecting.give",
        P.COLLECTION_GIVE,
        "hand_out",
        lambda by, one: collecting.give(
            copies=list(Collection.objects.filter(token=one.key).values_list("copy_id", flat=True)),
            collector=Collector(),
            documents={Evidence.HOLDER_ID},
            signature=ON_PAPER,
            token=str(one.key),
            by=by,
            at=AT,
        ),
    )
    yield verb(
        "handed_out.can_undo",
        P.COLLECTION_GIVE,
        "hand_out",
        _said(lambda by, one: handed_out.can_undo(handed_out.receipt(str(one.key), auditor), by, AT)),
    )
    yield _reading(handed_out.collection, P.CUSTODY_SEE, "collection")
    yield _reading(handed_out.receipt, P.CUSTODY_SEE, "hand_out")
    yield verb(
        "handed_out.collections_for",
        P.CUSTODY_SEE,
        "collection",
        _found_among(lambda by, one: [line.id for line in handed_out.collections_for(by)]),
    )
    yield verb(
        "service.publish",
        P.SERVICE_PUBLISH,
        "keeper",
        lambda by, one: service.publish(
            organisation_id=one.key, offer=_offer(service), since=today, by=by, at=AT
        ),
    )
    yield verb("service.versions", P.SERVICE_PUBLISH, "keeper", lambda by, one: service.versions(one.key, by))
    yield verb(
        "service.publishers",
        P.SERVICE_PUBLISH,
        "keeper",
        _found_among(lambda by, one: [over.id for over in service.publishers(by)]),
    )


def _offer(service: Any) -> Any:
    from yinxin.law.n2023.art12_ways import Service

    texts = dict.fromkeys(("hours", "place", "process", "papers", "phone"), "工作日")
    return service.Offer(
        ways=frozenset(Service), reason="", issuer_pays=False, units=False, per_day=None, **texts
    )


def _number_on(thing: Thing) -> str:
    from yinxin.register.models import PaperCopy

    return str(PaperCopy.objects.values_list("certificate__management_number", flat=True).get(pk=thing.key))


def _posted() -> Iterator[Verb]:
    """Post: what is applied for, sent, and comes of it."""
    from yinxin.issuing import applying, ending_papers, mail, outcomes, posting, practice

    def verb(function: Any, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(
            name, P.POST_SEND, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more)
        )

    def listed(name: str, thing: str, numbers: Callable[[Any], Any]) -> Verb:
        return Verb(f"yinxin.issuing.{name}", P.POST_SEND, thing, _found_among(lambda by, one: numbers(by)))

    yield Verb(
        "yinxin.issuing.applying.approve",
        P.POST_SEND,
        "mail",
        lambda by, one: applying.approve(applications=[one.key], by=by, at=AT),
    )
    yield verb(applying.refuse, "mail", "application_id", reason=WHY)
    yield verb(outcomes.delivered, "mail", "application_id")
    yield verb(outcomes.take_back, "mail", "application_id", place_id=0)
    yield verb(outcomes.declare_lost, "mail", "application_id", reason=WHY)
    yield verb(posting.send, "issuer", "issuer_id", carrier="速递", waybills={})
    yield verb(practice.publish, "issuer", "issuer_id", terms=practice.USUAL, since=AT.date())
    for function, thing in (
        (applying.of_issuer, "mail"),
        (mail.application, "mail"),
        (mail.run, "run"),
        (ending_papers.labels, "run"),
        (ending_papers.posting_list, "run"),
    ):
        yield _reading(function, P.POST_SEND, thing)
    yield Verb(
        "yinxin.issuing.mail.going_out",
        P.POST_SEND,
        "issuer",
        lambda by, one: mail.going_out(one.key, by, AT.date()),
    )
    yield listed("mail.applications_for", "mail", lambda by: [view.id for view in mail.applications_for(by)])
    yield listed("mail.runs_for", "run", lambda by: [view.id for view in mail.runs_for(by)])
    yield listed(
        "practice.practices_for",
        "issuer",
        lambda by: [view.over.id for view in practice.practices_for(by, AT.date())],
    )


def _changed() -> Iterator[Verb]:
    """Applications: filed at the window, decided at each desk, made, and the rules of places."""
    from config.workshop import keyring
    from tests.changing import helpers
    from yinxin.changing import deciding, filing, finishing, moving, papers, promises, queries, rules
    from yinxin.law.changes import Cause
    from yinxin.law.evidence import Evidence
    from yinxin.law.n2023.art15_replacement import Desk

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    review, confirm, making = "at_review", "at_confirmation", "at_making"
    number = "application_id"
    paper = helpers.handed_in(Evidence.HOLDER_ID)
    yield verb(deciding.review, P.APPLICATION_REVIEW, review, number, weighed=False)
    yield verb(deciding.confirm, P.APPLICATION_CONFIRM, confirm, number, weighed=False)
    yield verb(deciding.give_back, P.APPLICATION_REVIEW, review, number, reason=WHY)
    yield verb(deciding.reject, P.APPLICATION_CONFIRM, confirm, number, reason=WHY)
    yield _reading(deciding.at_desk, P.APPLICATION_REVIEW, review)
    yield verb(finishing.take_for_making, P.APPLICATION_MAKE, making, number, keyring=keyring())
    yield verb(finishing.send_back, P.APPLICATION_MAKE, making, number, reason=WHY)
    yield verb(finishing.release, P.APPLICATION_RELEASE, making, number)
    yield verb(finishing.withdraw_at_window, P.APPLICATION_FILE, review, number)
    yield verb(filing.resubmit_at_window, P.APPLICATION_FILE, review, number)
    yield Verb(
        "yinxin.changing.filing.file_at_window",
        P.APPLICATION_FILE,
        "certificate_of",
        lambda by, one: filing.file_at_window(
            filing=filing.Filing(one.key, Cause.HOLDER_CHANGED, "改名", "13800000000"), by=by, at=AT
        ),
    )
    yield verb(papers.take_in, P.APPLICATION_FILE, review, number, paper=paper)
    yield verb(papers.accept, P.APPLICATION_REVIEW, "evidence_to_check", "paper_id")
    yield verb(papers.refuse, P.APPLICATION_REVIEW, "evidence_to_check", "paper_id", reason=WHY)
    yield verb(
        promises.publish,
        P.SERVICE_PUBLISH,
        "keeper",
        "organisation_id",
        desk=Desk.REVIEW,
        workdays=5,
        since=AT.date(),
    )
    photos = rules.Rule("340000", None, None, Evidence.TWO_PHOTOS, "文件", AT.date())
    yield verb(rules.publish, P.APPLICATION_RULE, "authority", "authority_id", rule=photos)
    yield verb(rules.end, P.APPLICATION_RULE, "evidence_rule", "rule_id", until=AT.date())
    yield _reading(rules.rule, P.APPLICATION_RULE, "evidence_rule")
    yield _reading(queries.application, P.APPLICATION_SEE, "application")
    yield _reading(moving.seen, P.APPLICATION_SEE, "application")
    yield Verb(
        "yinxin.changing.queries.page_for",
        P.APPLICATION_SEE,
        "evidence",
        lambda by, one: queries.page_for(one.key, 1, by),
    )
    for name, permission, thing, numbers in (
        (
            "queries.applications_for",
            P.APPLICATION_SEE,
            "application",
            lambda by: [line.id for line in queries.applications_for(by)],
        ),
        (
            "queries.waiting_for",
            P.APPLICATION_CONFIRM,
            confirm,
            lambda by: [line.id for line in queries.waiting_for(by)],
        ),
        (
            "rules.rules_for",
            P.APPLICATION_RULE,
            "authority",
            lambda by: [over.id for over, _ in rules.rules_for(by)],
        ),
        (
            "promises.promises_for",
            P.SERVICE_PUBLISH,
            "keeper",
            lambda by: [one.over.id for one in promises.promises_for(by, AT.date())],
        ),
    ):
        found = _found_among(lambda by, one, numbers=numbers: numbers(by))
        yield Verb(f"yinxin.changing.{name}", permission, thing, found)


def _reported() -> Iterator[Verb]:
    """What holders report as wrong on their certificates."""
    from yinxin.presenting import correcting

    def verb(name: str, call: Callable[[Any, Thing], Any]) -> Verb:
        return Verb(f"yinxin.presenting.correcting.{name}", P.CORRECTION_ANSWER, "correction", call)

    yield verb(
        "answer",
        lambda by, one: correcting.answer(correction_id=one.key, words=WHY, replacement=False, by=by, at=AT),
    )
    yield verb("of_issuer", lambda by, one: correcting.of_issuer(one.key, by))
    yield verb("correction", lambda by, one: correcting.correction(one.key, by))
    yield verb(
        "corrections_for",
        _found_among(lambda by, one: [view.id for view in correcting.corrections_for(by)]),
    )


def _invalidated() -> Iterator[Verb]:
    """A case from its notice of intent to its effect, and back."""
    from tests.invalidation import helpers
    from yinxin.invalidation import (
        annulling,
        carrying,
        cases,
        deciding,
        effecting,
        hearing,
        intending,
        notifying,
        papers,
        queries,
    )
    from yinxin.invalidation.states import Hearing, Service
    from yinxin.law.parties import Party

    day = AT.date()
    served = {"on": day, "service": Service.POST, "proof": "EMS1"}
    over = {"annulment": annulling.Annulment("示复决1号", day, WHY)}
    body, agency, centre = "case_of_body", "case_of_agency", "case_at_centre"
    for function, permission, thing, more in (
        (intending.serve_intent, P.INVALIDATION_PROPOSE, body, served),
        (
            hearing.hear,
            P.INVALIDATION_HEAR,
            body,
            {"hearing": Hearing.WAIVED, "statement": WHY, "answer": ""},
        ),
        (hearing.drop, P.INVALIDATION_DECIDE, body, {"reason": WHY}),
        (deciding.decide, P.INVALIDATION_DECIDE, body, {"decision": deciding.Decision("决1", day)}),
        (notifying.serve, P.INVALIDATION_NOTIFY, body, served),
        (
            notifying.notify,
            P.INVALIDATION_NOTIFY,
            body,
            {"party": Party.AGENCY, "number": "函1", "on": day},
        ),
        (notifying.receive, P.INVALIDATION_SUBMIT, agency, {"party": Party.AGENCY}),
        (carrying.submit, P.INVALIDATION_SUBMIT, agency, {}),
        (carrying.prepare, P.INVALIDATION_PREPARE, centre, {}),
        (effecting.effect, P.INVALIDATION_EFFECT, centre, {}),
        (effecting.halt, P.INVALIDATION_EFFECT, centre, {"reason": WHY}),
        (annulling.annul, P.INVALIDATION_ANNUL, body, over),
        (annulling.restore, P.INVALIDATION_EFFECT, centre, {}),
    ):
        yield Verb(
            f"{function.__module__}.{function.__name__}",
            permission,
            thing,
            lambda by, one, act=function, more=more: act(case_id=one.key, by=by, at=AT, **more),
        )

    yield Verb(
        "yinxin.invalidation.intending.propose",
        P.INVALIDATION_PROPOSE,
        "decider",
        lambda by, one: intending.propose(
            intent=helpers.intent(body_id=one.key), certificates=[], by=by, at=AT
        ),
    )
    for function in (queries.case, queries.lines_of, queries.consequences, papers.intent, papers.decision):
        yield _reading(function, P.INVALIDATION_SEE, "case")
    yield Verb(
        "yinxin.invalidation.papers.notice",
        P.INVALIDATION_SEE,
        "case",
        lambda by, one: papers.notice(one.key, Party.AGENCY, by, day),
    )
    yield Verb(
        "yinxin.invalidation.cases.seen", P.INVALIDATION_SEE, "case", lambda by, one: cases.seen(one.key, by)
    )
    for function, permission, thing in (
        (cases.of_decider, P.INVALIDATION_HEAR, body),
        (cases.of_agency, P.INVALIDATION_SUBMIT, agency),
        (cases.at_centre, P.INVALIDATION_PREPARE, centre),
    ):
        yield Verb(
            f"yinxin.invalidation.cases.{function.__name__}",
            permission,
            thing,
            lambda by, one, ask=function, needs=permission: ask(one.key, by, needs),
        )
    yield Verb(
        "yinxin.invalidation.queries.cases_for",
        P.INVALIDATION_SEE,
        "case",
        _found_among(lambda by, one: [view.id for view in queries.cases_for(by)]),
    )
    yield _reading(queries.of_certificate, P.CERTIFICATE_SEE, "certificate")
    yield Verb(
        "yinxin.invalidation.queries.consequences_for",
        P.INVALIDATION_SEE,
        "case",
        lambda by, one: queries.consequences_for(_named_by(one), by),
    )


def _named_by(case: Thing) -> list[int]:
    from yinxin.invalidation.models import CaseLine

    return list(CaseLine.objects.filter(case_id=case.key).values_list("certificate_id", flat=True))


def _faked() -> Iterator[Verb]:
    """Reports of fakes at whoever runs verification."""
    from yinxin.fakes import queries, reporting
    from yinxin.fakes.states import Outcome

    def verb(name: str, permission: P, call: Callable[[Any, Thing], Any]) -> Verb:
        return Verb(f"yinxin.fakes.{name}", permission, "fake", call)

    def settle(by: Any, one: Thing) -> None:
        reporting.settle(report_id=one.key, outcome=Outcome.UNCLEAR, note=WHY, by=by, at=AT)

    yield verb("reporting.settle", P.FAKE_SETTLE, settle)
    yield verb(
        "reporting.of_centre",
        P.FAKE_SETTLE,
        lambda by, one: reporting.of_centre(one.key, P.FAKE_SETTLE, by),
    )
    yield verb("queries.fake", P.FAKE_SEE, lambda by, one: queries.fake(one.key, by))
    yield verb(
        "queries.fakes_for",
        P.FAKE_SEE,
        _found_among(lambda by, one: [each.id for each in queries.fakes_for(by)]),
    )


def _objected() -> Iterator[Verb]:
    """Objections at their issuer, and what issuers promise."""
    from yinxin.closing import objecting, objections, promising
    from yinxin.law.n2023.art25_objection import Finding
    from yinxin.register.vault import vault

    def verb(name: str, permission: P, call: Callable[[Any, Thing], Any], thing: str = "objection") -> Verb:
        return Verb(f"yinxin.closing.{name}", permission, thing, call)

    def view(one: Thing) -> objections.ObjectionView:
        return objections.followed(vault().objection_token(int(one.key)))

    def reply(by: Any, one: Thing) -> None:
        objecting.answer(objection_id=one.key, finding=Finding.CONFIRMED, reply=WHY, by=by, at=AT)

    def promise(by: Any, one: Thing) -> None:
        promising.publish(organisation_id=one.key, workdays=5, since=AT.date(), by=by, at=AT)

    yield verb(
        "objecting.take",
        P.OBJECTION_CHECK,
        lambda by, one: objecting.take(objection_id=one.key, by=by, at=AT),
    )
    yield verb(
        "objecting.pass_on",
        P.OBJECTION_CHECK,
        lambda by, one: objecting.pass_on(objection_id=one.key, issuer_id=1, by=by, at=AT),
    )
    yield verb("objecting.answer", P.OBJECTION_ANSWER, reply)
    yield verb(
        "objecting.of_issuer",
        P.OBJECTION_CHECK,
        lambda by, one: objecting.of_issuer(one.key, P.OBJECTION_CHECK, by),
    )
    yield verb("objections.objection", P.OBJECTION_SEE, lambda by, one: objections.objection(one.key, by))
    yield verb(
        "objections.objections_for",
        P.OBJECTION_SEE,
        _found_among(lambda by, one: [each.id for each in objections.objections_for(by)]),
    )
    yield verb(
        "objections.may",
        P.OBJECTION_CHECK,
        _said(lambda by, one: objections.may(by, P.OBJECTION_CHECK, view(one))),
    )
    yield verb("promising.publish", P.SERVICE_PUBLISH, promise, "keeper")
    yield verb(
        "promising.promises_for",
        P.SERVICE_PUBLISH,
        _found_among(lambda by, one: [each.over.id for each in promising.promises_for(by, AT.date())]),
        "keeper",
    )


def _ended() -> Iterator[Verb]:
    """Custody's end, recall, and the registers of what was given out."""
    from yinxin.issuing import archiving, ending_papers, recalling, registers, retention
    from yinxin.issuing.archive_package import Retention
    from yinxin.register.files import files

    def kept(name: str, permission: P, thing: str, call: Callable[[Any, Thing], Any]) -> Verb:
        return Verb(f"yinxin.issuing.{name}", permission, thing, call)

    def parts(one: Thing) -> list[int]:
        return [int(part) for part in str(one.key).split("-")]

    def end(by: Any, one: Thing) -> None:
        issuer, exam = parts(one)
        retention.end_custody(issuer_id=issuer, exam_id=exam, copies=None, by=by, at=AT)

    def bind(by: Any, one: Thing) -> None:
        issuer, exam, year = parts(one)
        registers.close(issuer_id=issuer, exam_id=exam, year=year, store=files(), by=by, at=AT)

    def pack(by: Any, one: Thing) -> None:
        issuer, exam, year = parts(one)
        whole = {"issuer_id": issuer, "exam_id": exam, "year": year, "retention": Retention.PERMANENT}
        archiving.pack(**whole, store=files(), by=by, at=AT)

    yield kept("retention.end_custody", P.CUSTODY_KEEP, "age", end)
    yield kept(
        "retention.uncollected",
        P.CUSTODY_KEEP,
        "age",
        lambda by, one: retention.uncollected(*parts(one), by),
    )
    yield kept(
        "ending_papers.uncollected_list",
        P.CUSTODY_KEEP,
        "age",
        lambda by, one: ending_papers.uncollected_list(*parts(one), by, AT.date()),
    )
    yield kept(
        "retention.ageing",
        P.CUSTODY_SEE,
        "age",
        _found_among(
            lambda by, one: [f"{age.over.id}-{age.of.exam_id}" for age in retention.ageing(by, AT.date())]
        ),
    )
    yield kept(
        "recalling.recall",
        P.CUSTODY_KEEP,
        "sheet",
        lambda by, one: recalling.recall(
            copies=[one.key], cause=recalling.Cause.WRONG, reason=WHY, by=by, at=AT
        ),
    )
    yield kept(
        "recalling.spoil",
        P.CUSTODY_KEEP,
        "sheet",
        lambda by, one: recalling.spoil(copy_id=one.key, reason=WHY, by=by, at=AT),
    )
    yield kept(
        "recalling.find_again",
        P.CUSTODY_KEEP,
        "sheet",
        lambda by, one: recalling.find_again(copy_id=one.key, place_id=0, reason=WHY, by=by, at=AT),
    )
    yield kept("registers.close", P.VOLUME_CLOSE, "register", bind)
    yield kept("archiving.pack", P.VOLUME_CLOSE, "register", pack)
    yield kept(
        "archiving.hand_over",
        P.VOLUME_CLOSE,
        "archive",
        lambda by, one: archiving.hand_over(
            package_id=one.key, archive="合肥市档案馆", receipt="", on=AT.date(), by=by, at=AT
        ),
    )
    yield kept("archiving.package", P.CUSTODY_SEE, "archive", lambda by, one: archiving.package(one.key, by))
    yield kept(
        "archiving.download",
        P.CUSTODY_SEE,
        "archive",
        lambda by, one: archiving.download(package_id=one.key, store=files(), by=by),
    )
    yield kept(
        "archiving.packages_for",
        P.CUSTODY_SEE,
        "archive",
        _found_among(
            lambda by, one: [view.id for some in archiving.packages_for(by).values() for view in some]
        ),
    )
    yield kept(
        "registers.reprint",
        P.CUSTODY_SEE,
        "volume",
        lambda by, one: registers.reprint(volume_id=one.key, store=files(), by=by),
    )
    yield kept(
        "registers.registers_for",
        P.CUSTODY_SEE,
        "register",
        _found_among(
            lambda by, one: [
                f"{view.over.id}-{view.exam_id}-{view.year}" for view in registers.registers_for(by)
            ]
        ),
    )


def _destroyed() -> Iterator[Verb]:
    """The issuer's part over its lists, the centre's part over what it was handed."""
    from yinxin.closing import destroying, listing, papers, queries
    from yinxin.parties.queries import actor_named

    def verb(function: Any, permission: P, thing: str, key: str = "list_id", **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    yield verb(listing.open_list, P.DESTRUCTION_LIST, "issuer", "issuer_id")
    yield verb(listing.add, P.DESTRUCTION_LIST, "list", copies=None)
    yield verb(listing.close, P.DESTRUCTION_LIST, "list")
    yield verb(listing.hand_over, P.DESTRUCTION_LIST, "list")
    # The sheet is not on it: whoever may would find that out; in another state they are told that first.
    yield verb(destroying.count, P.DESTRUCTION_CARRY_OUT, "at_centre", text="?")
    yield verb(
        destroying.record_destruction,
        P.DESTRUCTION_CARRY_OUT,
        "at_centre",
        place="?",
        way="?",
        on=AT.date(),
        witness="",
    )
    yield verb(destroying.confirm, P.DESTRUCTION_CARRY_OUT, "at_centre")
    yield verb(destroying.send_back, P.DESTRUCTION_CARRY_OUT, "at_centre", reason=WHY)
    yield verb(listing.missing, P.DESTRUCTION_LIST, "list", copy_id=0, reason="?")
    yield verb(destroying.missing, P.DESTRUCTION_CARRY_OUT, "at_centre", copy_id=0, reason="?")
    yield _reading(listing.of_issuer, P.DESTRUCTION_LIST, "list")
    yield _reading(destroying.of_centre, P.DESTRUCTION_CARRY_OUT, "at_centre")
    yield _reading(queries.destruction_list, P.CUSTODY_SEE, "list")
    yield _reading(queries.sheets_of, P.CUSTODY_SEE, "list")
    auditor = actor_named("auditor", AT)
    yield Verb(
        "yinxin.closing.queries.may_list",
        P.DESTRUCTION_LIST,
        "list",
        _said(lambda by, one: queries.may_list(by, queries.destruction_list(int(one.key), auditor))),
    )
    yield Verb(
        "yinxin.closing.queries.may_destroy",
        P.DESTRUCTION_CARRY_OUT,
        "at_centre",
        _said(lambda by, one: queries.may_destroy(by)),
    )
    for paper in (papers.register, papers.record):
        yield Verb(
            f"yinxin.closing.papers.{paper.__name__}",
            P.CUSTODY_SEE,
            "list",
            lambda by, one, paper=paper: paper(one.key, by, AT.date()),
        )
    yield Verb(
        "yinxin.closing.queries.lists_for",
        P.CUSTODY_SEE,
        "list",
        _found_among(lambda by, one: [view.id for view in queries.lists_for(by)]),
    )
    yield Verb(
        "yinxin.closing.queries.waiting_for",
        P.DESTRUCTION_LIST,
        "issuer",
        _found_among(lambda by, one: [view.over.id for view in queries.waiting_for(by)]),
    )


def _printed() -> Iterator[Verb]:
    """Printing is the centre's: what it is asked about is a thing of the centre."""
    from yinxin.production import makers, orders, printing, queries, singles
    from yinxin.production.models import PrintOrder
    from yinxin.register import blanks, sheets
    from yinxin.register.files import files

    order = PrintOrder.objects.order_by("id").first()
    report = f'{{"order": "{order.number}", "printed": [], "spoiled": [], "lost": []}}'.encode()

    def centre(name: str, permission: P, call: Callable[[Any], Any]) -> Verb:
        return Verb(name, permission, "version", lambda by, one: call(by))

    yield centre(
        "yinxin.production.printing.take_report",
        P.PRINT_REPORT,
        lambda by: printing.take_report(data=report, store=files(), by=by, at=AT),
    )
    yield centre(
        "yinxin.production.printing.retry",
        P.PRINT_REPORT,
        lambda by: printing.retry(number=order.number, by=by, at=AT),
    )
    yield centre(
        "yinxin.production.printing.reprint",
        P.PRINT_REPORT,
        lambda by: printing.reprint(number=order.number, by=by, at=AT),
    )
    # Everybody orders what waits at their own house: what waits at the centre is ordered with a seat there.
    yield centre(
        "yinxin.production.singles.order",
        P.PRINT_REPORT,
        lambda by: (
            by.has(P.PRINT_REPORT) and makers.require_seat(by, P.PRINT_REPORT, None),
            singles.order(by=by, at=AT),
        ),
    )
    yield Verb(
        "yinxin.production.queries.print_orders_for",
        P.PRINT_SEE,
        "order",
        _found_among(lambda by, one: [view.number for view in queries.print_orders_for(by)]),
    )
    yield Verb(
        "yinxin.production.orders.order",
        P.PRINT_SEE,
        "order",
        lambda by, one: orders.order(str(one.key), by, drop=Path("nowhere")),
    )
    # Whoever sees any order sees the blanks of their territory, and nobody else does.
    yield Verb(
        "yinxin.register.blanks.blanks",
        P.PRINT_SEE,
        "order",
        lambda by, one: (
            orders.order(str(one.key), by, drop=Path("nowhere")) if by.has(P.PRINT_SEE) else blanks.blanks(by)
        ),
    )
    yield centre(
        "yinxin.register.sheets.register_blanks",
        P.PRINT_REPORT,
        lambda by: sheets.register_blanks(prefix="ZZ", first="1", last="2", by=by, at=AT),
    )


def _listed() -> Iterator[Verb]:
    from yinxin.duties import queries as duties
    from yinxin.production import queries
    from yinxin.register import queries as register

    def listed(name: str, permission: P, thing: str, numbers: Callable[[Any, Thing], Any]) -> Verb:
        return Verb(name, permission, thing, _found_among(numbers))

    yield listed(
        "yinxin.production.queries.batches_for",
        P.BATCH_SEE,
        "batch",
        lambda by, one: [view.id for view in queries.batches_for(by, limit=10_000)],
    )
    yield listed(
        "yinxin.production.queries.batches_matching",
        P.BATCH_SEE,
        "batch",
        lambda by, one: [view.id for view in queries.batches_matching("合格", by, limit=10_000)],
    )
    yield listed(
        "yinxin.production.queries.reports_for",
        P.BATCH_CHECK,
        "report",
        lambda by, one: [view.id for view in queries.reports_for(by, limit=10_000)],
    )
    yield listed(
        "yinxin.duties.queries.open_for",
        P.DUTY_SEE,
        "duty",
        lambda by, one: [duty.id for duty in duties.open_for(by, AT.date(), limit=10_000)],
    )
    yield listed(
        "yinxin.duties.queries.open_page",
        P.DUTY_SEE,
        "duty",
        lambda by, one: [duty.id for duty in duties.open_page(by, AT.date(), after=None, count=10_000)[0]],
    )
    yield listed(
        "yinxin.register.queries.search",
        P.CERTIFICATE_SEE,
        "certificate",
        lambda by, one: [line.id for line in register.search(_number_of(one), by, count=10_000)],
    )
    yield listed(
        "yinxin.register.queries.of_batch",
        P.CERTIFICATE_SEE,
        "certificate",
        lambda by, one: [line.id for line in register.of_batch(_batch_of(one), by, count=10_000)],
    )


def _exams() -> Iterator[Verb]:
    from yinxin.catalogue import changes, exams
    from yinxin.catalogue import queries as catalogue
    from yinxin.production import submission, waiting_room
    from yinxin.register.files import files

    day = date(2026, 8, 28)
    exam = "yinxin.catalogue.exams."
    yield Verb(
        exam + "publish_results",
        P.EXAM_PUBLISH,
        "exam",
        lambda by, one: exams.publish_results(exam_id=catalogue.exam(one.key).id, on=day, by=by, at=AT),
    )
    yield Verb(
        exam + "assign",
        P.EXAM_ENTER,
        "organisation",
        lambda by, one: exams.assign(
            exam_id=catalogue.exam("SW2026").id, agency_id=one.key, passed=1, by=by, at=AT
        ),
    )
    yield Verb(
        exam + "enter",
        P.EXAM_ENTER,
        "exam",
        lambda by, one: exams.enter(
            code="NEW",
            qualification="none",
            regime="national",
            year=2026,
            name="考试",
            name_en="exam",
            days=[day],
            levels=[],
            by=by,
            at=AT,
        ),
    )
    yield Verb(
        "yinxin.catalogue.queries.exams_for",
        P.EXAM_SEE,
        "exam",
        _found_among(lambda by, one: [view.code for view in catalogue.exams_for(by)]),
    )
    yield from _sealing()
    for name in ("switch_electronic", "rename_department"):
        facts = {"old": "a", "new": "b", "since": day} if name[0] == "r" else {"since": None}
        yield Verb(
            f"yinxin.catalogue.changes.{name}",
            P.CATALOGUE_APPROVE,
            "version",
            lambda by, one, name=name, facts=facts: getattr(changes, name)(
                version_id=one.key, proposed_by=0, by=by, at=AT, **facts
            ),
        )
    yield Verb(
        "yinxin.production.submission.exclude",
        P.BATCH_SUBMIT,
        "exam",
        lambda by, one: submission.exclude(exam_code=one.key, count=1, reason=WHY, by=by, at=AT),
        own=True,
    )
    yield Verb(
        "yinxin.production.waiting_room.bring",
        P.BATCH_CHECK,
        "exam",
        lambda by, one: waiting_room.bring(
            exam_code=one.key, file_name="a.csv", data=[b"x"], photos=None, by=by, at=AT
        ),
        own=True,
    )
    file = Path(__file__)
    for function, permission, more in (
        (submission.check, P.BATCH_CHECK, {"photos": None}),
        (
            submission.submit,
            P.BATCH_SUBMIT,
            {"photos": file, "file_name": "a", "partial": False, "store": files()},
        ),
    ):
        yield Verb(
            f"yinxin.production.submission.{function.__name__}",
            permission,
            "exam",
            lambda by, one, function=function, more=more: function(
                exam_code=one.key, data=file, glyphs=_glyphs, by=by, at=AT, **more
            ),
            own=True,
        )


def _people() -> Iterator[Verb]:
    from yinxin.approvals import deciding
    from yinxin.approvals import queries as approvals
    from yinxin.parties import (
        accounts,
        delegations,
        directory,
        founding,
        invitations,
        organisations,
        recovery,
        seats,
    )

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    names = {"name": "新名称", "name_en": "New name"}
    yield verb(organisations.rename, P.ORGANISATION_MANAGE, "organisation", "organisation_id", **names)
    yield verb(organisations.close, P.ACCESS_APPROVE, "organisation", "organisation_id", proposed_by=0)
    yield Verb(
        "yinxin.parties.organisations.move",
        P.ORGANISATION_MANAGE,
        "organisation",
        lambda by, one: organisations.move(organisation_id=one.key, parent_id=_ministry(), by=by, at=AT),
    )
    yield Verb(
        "yinxin.parties.organisations.merge",
        P.ACCESS_APPROVE,
        "organisation",
        lambda by, one: organisations.merge(
            organisation_id=one.key, into_id=_ministry(), proposed_by=0, by=by, at=AT
        ),
        nation=True,
    )
    yield Verb(
        "yinxin.parties.founding.found",
        P.ORGANISATION_MANAGE,
        "organisation",
        lambda by, one: founding.found(
            code="new", kind="window", region="340000", parent=one.owner, by=by, at=AT, **names
        ),
    )
    yield Verb(
        "yinxin.parties.founding.seat",
        P.SEAT_MANAGE,
        "seat",
        lambda by, one: founding.seat(
            account_id=_holder(one), organisation_id=_place(one), role="agency_checker", by=by, at=AT
        ),
    )
    role = {"role": "agency_checker"}
    yield verb(invitations.invite, P.PERSON_INVITE, "organisation", "organisation_id", name="某人", **role)
    yield verb(invitations.withdraw_invitation, P.PERSON_INVITE, "invitation", "invitation_id")
    yield verb(seats.change_seat, P.SEAT_MANAGE, "seat", "seat_id", **role)
    yield verb(seats.end_seat, P.SEAT_MANAGE, "seat", "seat_id")
    yield Verb(
        "yinxin.parties.seats.give_weighty",
        P.ACCESS_APPROVE,
        "seat",
        lambda by, one: seats.give_weighty(
            account_id=_holder(one),
            organisation_id=_place(one),
            role="security_admin",
            proposed_by=0,
            by=by,
            at=AT,
        ),
    )
    yield verb(
        seats.give_several, P.ACCESS_APPROVE, "organisation", "organisation_id", places=[], proposed_by=0
    )
    yield verb(accounts.close_account, P.ACCOUNT_CLOSE, "account", "account_id")
    yield verb(accounts.reopen_account, P.ACCOUNT_CLOSE, "account", "account_id")
    yield verb(accounts.end_sessions, P.ACCOUNT_RESET, "account", "account_id")
    yield verb(recovery.drop_factors, P.ACCOUNT_RESET, "account", "account_id")
    yield verb(recovery.offer_new_password, P.ACCOUNT_RESET, "account", "account_id")
    yield verb(delegations.end_delegation, P.SEAT_MANAGE, "delegation", "delegation_id")
    yield verb(deciding.approve, P.ACCESS_APPROVE, "proposal", "proposal_id")
    yield verb(deciding.refuse, P.ACCESS_APPROVE, "proposal", "proposal_id", reason=WHY)
    yield Verb(
        "yinxin.approvals.deciding.propose",
        P.SEAT_MANAGE,
        "organisation",
        lambda by, one: deciding.propose(
            kind="several_seats", subject_id=one.key, facts={"seats": []}, by=by, at=AT
        ),
    )
    yield _reading(approvals.proposal, P.ACCESS_APPROVE, "proposal")
    yield _reading(directory.organisation, P.ORGANISATION_SEE, "organisation")
    for function, thing in ((directory.person, "account"), (directory.seat, "seat")):
        yield Verb(
            f"yinxin.parties.directory.{function.__name__}",
            P.PERSON_SEE,
            thing,
            lambda by, one, function=function: function(one.key, by, AT),
        )


def _lists_of_people() -> Iterator[Verb]:
    from yinxin.approvals import queries as approvals
    from yinxin.parties import directory, queries

    def listed(name: str, permission: P, thing: str, numbers: Callable[[Any, Thing], Any]) -> Verb:
        return Verb(name, permission, thing, _found_among(numbers))

    directory_ = "yinxin.parties.directory."
    yield listed(
        directory_ + "organisations",
        P.ORGANISATION_SEE,
        "organisation",
        lambda by, one: [view.id for view in directory.organisations(by)],
    )
    yield listed(
        "yinxin.parties.queries.agencies",
        P.EXAM_ENTER,
        "organisation",
        lambda by, one: [body.id for body in queries.agencies(by, P.EXAM_ENTER)],
    )
    yield listed(
        directory_ + "people",
        P.PERSON_SEE,
        "account",
        lambda by, one: [view.id for view in directory.people(by, AT)],
    )
    yield listed(
        directory_ + "invitations",
        P.PERSON_INVITE,
        "invitation",
        lambda by, one: [view.id for view in directory.invitations(by, AT)],
    )
    yield listed(
        directory_ + "keys_for",
        P.KEY_REVOKE,
        "key",
        lambda by, one: [view.id for view in directory.keys_for(by)],
    )
    yield Verb(directory_ + "key_for", P.KEY_REVOKE, "key", lambda by, one: directory.key_for(one.key, by))
    yield Verb(
        "yinxin.parties.clients.revoke_key",
        P.KEY_REVOKE,
        "key",
        lambda by, one: clients.revoke_key(key_id=one.key, by=by, at=AT),
    )
    yield listed(
        "yinxin.approvals.queries.waiting_for",
        P.ACCESS_APPROVE,
        "proposal",
        lambda by, one: [view.id for view in approvals.waiting_for(by)],
    )


def _annexed() -> Iterator[Verb]:
    from datetime import date as day

    from yinxin.annexes import registering, rhythms, templates
    from yinxin.annexes.rhythms import Every, Rhythm
    from yinxin.changing import summaries, summary_queries
    from yinxin.law.a2013 import annexes
    from yinxin.register import registered
    from yinxin.register.closed_files import closed_files
    from yinxin.register.files import files

    today, store = AT.date(), closed_files()

    def verb(function: Any, permission: P, thing: str, call: Any) -> Verb:
        return Verb(f"{function.__module__}.{function.__name__}", permission, thing, call)

    def group(one: Thing) -> list[int]:
        return [int(part) for part in str(one.key).split("-")]

    def all_of(one: Thing, by: Any) -> list[str]:
        issuer, exam = group(one)
        return [one.key for found in registered.of_group(issuer, exam, by, start=0, count=9) if found]

    yield verb(registering.for_office, P.FORM_PRINT, "passed", lambda by, one: registering.for_office(
        one.key, typed={}, store=files(), by=by, on=today))  # fmt: skip
    yield verb(registering.for_exam, P.FORM_PRINT, "forms", lambda by, one: registering.for_exam(
        *group(one), part=1, store=files(), by=by, on=today))  # fmt: skip
    yield verb(registered.of_group, P.FORM_PRINT, "forms", _found_among(lambda by, one: all_of(one, by)))
    yield verb(registered.groups_for, P.FORM_PRINT, "forms", _found_among(
        lambda by, one: [f"{found.issuer_id}-{found.exam_id}" for found in registered.groups_for(by)]))  # fmt: skip
    yield verb(templates.publish, P.FORM_PUBLISH, "province", lambda by, one: templates.publish(
        authority_id=one.key, annex=annexes.REISSUE, template=templates.USUAL[annexes.REISSUE],
        since=day(2027, 1, 1), by=by, at=AT))  # fmt: skip
    yield verb(templates.templates_for, P.FORM_PUBLISH, "province", _found_among(
        lambda by, one: [found.over.id for found in templates.templates_for(by, today)]))  # fmt: skip
    yield verb(rhythms.publish, P.FORM_PUBLISH, "province", lambda by, one: rhythms.publish(
        authority_id=one.key, rhythm=Rhythm(Every.MONTH, 10, 31, "周期文件（演示）"), since=day(2027, 1, 1),
        by=by, at=AT))  # fmt: skip
    yield verb(rhythms.rhythms_for, P.FORM_PUBLISH, "province", _found_among(
        lambda by, one: [found.over.id for found in rhythms.rhythms_for(by, today)]))  # fmt: skip
    yield verb(summaries.hand_in, P.SUMMARY_HAND_IN, "summary", lambda by, one: summaries.hand_in(
        summary_id=one.key, phone="00000", store=store, by=by, at=AT))  # fmt: skip
    yield verb(summaries.take, P.SUMMARY_TAKE, "summary", lambda by, one: summaries.take(
        summary_id=one.key, by=by, at=AT))  # fmt: skip
    for function in (summary_queries.summary, summary_queries.lines_of, summary_queries.unaudited):
        yield _reading(function, P.SUMMARY_SEE, "summary")
    yield verb(summary_queries.document, P.SUMMARY_SEE, "summary", lambda by, one: summary_queries.document(
        one.key, store, by, AT))  # fmt: skip
    yield verb(summary_queries.table, P.SUMMARY_SEE, "summary", lambda by, one: summary_queries.table(
        one.key, by, AT))  # fmt: skip
    yield verb(summary_queries.summaries_for, P.SUMMARY_SEE, "summary", _found_among(
        lambda by, one: [found.id for found in summary_queries.summaries_for(by)]))  # fmt: skip


def _evidence_asked(by: Any, one: Thing) -> None:
    """A case without evidence looks like one out of reach: who may see it is told so by the page of the case."""
    from yinxin.supervision import checks

    try:
        checks.evidence_page(int(one.key), 1, by)
    except NotFound:
        checks.case(int(one.key), by)


def _reviewed() -> Iterator[Verb]:
    from tests.reviewing import helpers
    from yinxin.parties.queries import body_by_code
    from yinxin.reviewing import committees, queries, sessions, stepping

    today, founder = AT.date(), body_by_code("anhui-engineering").id

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    yield Verb(
        "yinxin.reviewing.committees.propose",
        P.COMMITTEE_KEEP,
        "committee_proposed",
        lambda by, one: committees.propose(
            founder_id=founder, series=helpers.ENGINEERING, ranks=helpers.ALL, document="皖人社评〔2026〕9号",
            since=helpers.SINCE, until=helpers.UNTIL, by=by, at=AT,
        ),
    )  # fmt: skip
    yield verb(committees.approve, P.COMMITTEE_KEEP, "committee_proposed", "committee_id")
    yield verb(committees.refuse, P.COMMITTEE_KEEP, "committee_proposed", "committee_id", reason=WHY)
    yield verb(committees.end, P.COMMITTEE_KEEP, "committee", "committee_id", reason=WHY)
    yield Verb(
        "yinxin.reviewing.sessions.open_session",
        P.REVIEW_HOLD,
        "review",
        lambda by, one: sessions.open_session(
            committee_id=helpers.committee_of(one.key), level=helpers.SENIOR, decided_on=helpers.DECIDED, present=9,
            by=by, at=AT,
        ),
    )  # fmt: skip
    yield verb(sessions.bring, P.REVIEW_HOLD, "review", "session_id", header=(), lines=())
    yield verb(sessions.drop, P.REVIEW_HOLD, "review", "session_id", reason=WHY)
    yield verb(
        stepping.take,
        P.REVIEW_DECIDE,
        "review_listed",
        "session_id",
        document="文",
        on=today,
        notice_over_on=None,
    )
    yield verb(
        stepping.refuse, P.REVIEW_DECIDE, "review_listed", "session_id", reason=WHY, notice_over_on=None
    )
    yield Verb(
        "yinxin.reviewing.stepping.turn_for",
        P.REVIEW_DECIDE,
        "review_listed",
        lambda by, one: stepping.turn_for(
            session_id=int(one.key), notice_over_on=None, refusing=True, by=by, at=AT
        ),
    )
    yield _reading(queries.committee, P.REVIEW_SEE, "committee")
    yield _reading(queries.session, P.REVIEW_SEE, "review")
    yield Verb(
        "yinxin.reviewing.queries.progress",
        P.REVIEW_SEE,
        "review",
        lambda by, one: queries.progress(int(one.key), by, notice_over_on=None, on=today),
    )
    for name, permission, thing in (
        ("committees_for", P.REVIEW_SEE, "committee"),
        ("own_committees", P.REVIEW_HOLD, "committee"),
        ("sessions_for", P.REVIEW_SEE, "review"),
        ("waiting_for_results", P.REVIEW_HOLD, "review"),
    ):
        asked = getattr(queries, name)
        yield Verb(
            f"yinxin.reviewing.queries.{name}",
            permission,
            thing,
            _found_among(lambda by, one, asked=asked: [view.id for view in asked(by)]),
        )


def _supervised() -> Iterator[Verb]:
    """Checks and criticism belong to who checks; faults and answers to who is checked."""
    from tests.supervision.conftest import DRAWN, SEED_ON, SOURCE
    from yinxin.catalogue.queries import exam
    from yinxin.duties import figures
    from yinxin.duties.figures import Filter
    from yinxin.parties.queries import body_by_code
    from yinxin.register.files import files
    from yinxin.supervision import checks, criticising, criticisms, drawing, finding, reporting, reports

    today, due = AT.date(), DRAWN.date() + timedelta(days=40)
    year = Filter(today.replace(month=1, day=1), today.replace(month=12, day=31))
    said = criticising.Draft("演示通〔2026〕0号", today, WHY, WHY, WHY, due, False)

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    def listing(function: Any, permission: P, thing: str) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, _found_among(lambda by, one: [view.id for view in function(by)]))

    def of_owner(one: Thing) -> Filter:
        return replace(year, body=body_by_code(one.owner).id)

    for function in (figures.overview, figures.lines):
        yield Verb(
            f"yinxin.duties.figures.{function.__name__}",
            P.SUPERVISION_SEE,
            "duty",
            _said(
                lambda by, one, ask=function: bool(getattr(f := ask(by, today, of_owner(one)), "bodies", f))
            ),
        )
    yield Verb(
        "yinxin.supervision.drawing.freeze",
        P.SPOT_CHECK_PLAN,
        "frozen",
        lambda by, one: drawing.freeze(
            over_id=body_by_code(one.owner).id, exam_id=exam("SW2026").id, region="", size=0,
            seed_source=SOURCE, seed_on=SEED_ON, by=by, at=AT,
        ),
    )  # fmt: skip
    yield verb(drawing.withdraw, P.SPOT_CHECK_PLAN, "frozen", "check_id", reason=WHY)
    yield verb(drawing.draw, P.SPOT_CHECK_SEED, "frozen", "check_id", seed="12345", seen_at=SOURCE)
    yield verb(drawing.publish, P.SPOT_CHECK_SEED, "drawn", "check_id", said=WHY)
    yield verb(finding.assign, P.SPOT_CHECK_FIND, "spot_case", "case_id", to=0)
    yield verb(finding.answer, P.SUPERVISION_ANSWER, "fault", "case_id", said=WHY)
    yield verb(finding.settle, P.SPOT_CHECK_FIND, "spot_case", "case_id")
    yield verb(finding.send_back, P.SPOT_CHECK_FIND, "spot_case", "case_id", reason=WHY, due_on=due)
    yield listing(checks.checks_for, P.SUPERVISION_SEE, "drawn")
    yield listing(checks.to_answer, P.SUPERVISION_ANSWER, "fault")
    for read in (checks.check, checks.cases_of):
        yield _reading(read, P.SUPERVISION_SEE, "drawn")
    yield _reading(checks.case, P.SUPERVISION_SEE, "spot_case")
    yield _reading(checks.case_to_answer, P.SUPERVISION_ANSWER, "fault")
    yield Verb(
        "yinxin.supervision.checks.evidence_page",
        P.SUPERVISION_SEE,
        "spot_case",
        _evidence_asked,
    )
    yield Verb(
        "yinxin.supervision.criticising.draft",
        P.CRITICISM_DRAFT,
        "criticism",
        lambda by, one: criticising.draft(
            over_id=body_by_code(one.owner).id, body_id=body_by_code(one.owner).id, said=said, by=by, at=AT
        ),
    )
    yield verb(criticising.issue, P.CRITICISM_ISSUE, "criticism", "criticism_id")
    yield verb(criticising.drop, P.CRITICISM_ISSUE, "criticism", "criticism_id", reason=WHY)
    yield verb(criticising.end, P.CRITICISM_DRAFT, "criticism", "criticism_id")
    yield verb(criticising.send_back, P.CRITICISM_DRAFT, "criticism", "criticism_id", reason=WHY, due_on=due)
    yield verb(criticising.answer, P.SUPERVISION_ANSWER, "criticised", "criticism_id", said=WHY)
    yield Verb(
        "yinxin.supervision.reporting.issue_report",
        P.SUPERVISION_REPORT,
        "overseeing",
        lambda by, one: reporting.issue_report(
            over_id=int(one.key), text="2099", store=files(), by=by, at=AT
        ),
    )
    for function, more in (
        (reports.report_of, ()), (reports.workbook, ()), (reports.document, (files(),)),
    ):  # fmt: skip
        yield Verb(
            f"yinxin.supervision.reports.{function.__name__}",
            P.SUPERVISION_SEE,
            "overseeing",
            lambda by, one, read=function, more=more: read(int(one.key), "2025", *more, by, today),
        )
    yield listing(reports.issued_for, P.SUPERVISION_SEE, "issued")
    yield listing(reports.overseers, P.SUPERVISION_SEE, "overseeing")
    yield listing(criticisms.criticisms_for, P.SUPERVISION_SEE, "criticism")
    yield listing(criticisms.waiting_for, P.CRITICISM_ISSUE, "criticism")
    yield listing(criticisms.to_answer, P.SUPERVISION_ANSWER, "criticised")
    yield listing(criticisms.told, P.SUPERVISION_ANSWER, "criticised")
    yield _reading(criticisms.criticism, P.SUPERVISION_SEE, "criticism")
    yield _reading(criticisms.criticism_to_answer, P.SUPERVISION_ANSWER, "criticised")


def _sealing() -> Iterator[Verb]:
    """Return what is done to keys; all but the first are for another person than who proposed it."""
    from config.workshop import keyring
    from yinxin.register import resealing
    from yinxin.sealing import keys, queries
    from yinxin.signing.decided import at_hand

    def enter(by: Any, one: Thing) -> None:
        key = next(key for key in at_hand(keyring()) if key.id == one.key)
        keys.enter(key=key, valid_from=AT.date(), valid_to=AT.date(), by=by, at=AT)

    yield Verb("yinxin.sealing.keys.enter", P.SEAL_KEY_PROPOSE, "key_at_hand", enter)
    for name in ("activate", "suspend", "resume", "retire", "compromise"):
        more = {"activate": {"replaces": None}, "compromise": {"moment": AT}}.get(name, {})
        yield Verb(
            f"yinxin.sealing.keys.{name}",
            P.SEAL_KEY_APPROVE,
            "seal_key",
            lambda by, one, name=name, more=more: getattr(keys, name)(
                key_id=one.key, proposed_by=0, by=by, at=AT, **more
            ),
        )
    yield Verb(
        "yinxin.register.resealing.restart",
        P.SEAL_KEY_PROPOSE,
        "seal_key",
        lambda by, one: resealing.restart(key="any", by=by, at=AT),
    )
    yield Verb(
        "yinxin.sealing.queries.keys",
        P.SEAL_KEY_SEE,
        "seal_key",
        _found_among(lambda by, one: [key.id for key in queries.keys(by)]),
    )
    yield Verb(
        "yinxin.sealing.queries.key",
        P.SEAL_KEY_SEE,
        "seal_key",
        lambda by, one: queries.key(one.key, by),
    )


def _shared_out() -> Iterator[Verb]:
    """Agreements with platforms are the centre's; approving is for another person than who proposed."""
    from tests.sharing.helpers import TERMS
    from yinxin.sharing import agreements, keys, notifying, queries

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    propose = Verb(
        "yinxin.sharing.agreements.propose",
        P.SHARING_PROPOSE,
        "share_agreement",
        lambda by, one: agreements.propose(terms=TERMS, by=by, at=AT),
    )
    agreement = ("share_agreement", "agreement_id")
    yield propose
    yield verb(agreements.activate, P.SHARING_APPROVE, "share_draft", "agreement_id", proposed_by=0)
    yield verb(agreements.end, P.SHARING_KEEP, *agreement, reason=WHY)
    yield verb(keys.make, P.SHARING_KEEP, *agreement)
    yield verb(keys.revoke, P.SHARING_KEEP, "share_key", "key_id")
    yield verb(notifying.make_secret, P.SHARING_KEEP, *agreement)
    yield verb(notifying.resend, P.SHARING_KEEP, "share_delivery", "delivery_id")
    yield Verb(
        "yinxin.sharing.queries.agreements_for",
        P.SHARING_SEE,
        "share_agreement",
        _found_among(lambda by, one: [view.id for view in queries.agreements_for(by, AT)]),
    )
    for read in (queries.agreement, queries.keys_of):
        yield Verb(
            f"yinxin.sharing.queries.{read.__name__}",
            P.SHARING_SEE,
            "share_agreement",
            lambda by, one, read=read: read(int(one.key), by, AT),
        )
    yield Verb(
        "yinxin.sharing.queries.month",
        P.SHARING_SEE,
        "share_agreement",
        lambda by, one: queries.month(int(one.key), "2026-09", by),
    )
    yield _reading(queries.deliveries_of, P.SHARING_SEE, "share_agreement")
    yield _reading(queries.snapshots_of, P.SHARING_SEE, "share_agreement")
    yield _reading(queries.key, P.SHARING_SEE, "share_key")
    yield _reading(queries.delivery, P.SHARING_SEE, "share_delivery")


def _watched() -> Iterator[Verb]:
    """Watches are the employer's that asked for them."""
    from tests.access.world import nobodys
    from yinxin.watching import asking, queries
    from yinxin.watching.models import Watch

    def ask(by: Any, one: Thing) -> None:
        whose = Watch.objects.get(pk=one.key).organisation_id
        asking.ask(wish=nobodys("2"), organisation_id=whose, by=by, at=AT)

    needs = P.VETTING_ASK, "watch"
    yield Verb("yinxin.watching.asking.ask", *needs, ask)
    yield Verb(
        "yinxin.watching.asking.end", *needs, lambda by, one: asking.end(watch_id=one.key, by=by, at=AT)
    )
    yield _reading(queries.reached, *needs)
    yield Verb(
        "yinxin.watching.queries.watches_for",
        *needs,
        _found_among(lambda by, one: [view.id for view in queries.watches_for(by, AT)[0]]),
    )
    yield Verb("yinxin.watching.queries.watch", *needs, lambda by, one: queries.watch(one.key, by, AT))
    yield _reading(queries.tellings_of, *needs)


def _vetted() -> Iterator[Verb]:
    """Lists are their employer's alone."""
    from tests.vetting.helpers import REASON, STRANGER, csv_of, rows_of
    from yinxin.parties.queries import body_by_code
    from yinxin.vetting import asking, queries
    from yinxin.vetting.book import Book

    ask, thing = P.VETTING_ASK, "vetting_list"
    book = Book("csv", "utf-8", ",", "\n", [("", [["姓名", "证件号码", "管理号"], list(STRANGER)])])
    facts = {
        "file_name": "list.csv", "data": csv_of(rows_of([STRANGER])), "reason": REASON, "read": lambda file: book,
    }  # fmt: skip

    def bring(by: Any, one: Thing) -> Any:
        return asking.bring(organisation_id=body_by_code(one.owner).id, **facts, by=by, at=AT)

    here = "yinxin.vetting"
    yield Verb(f"{here}.asking.bring", ask, thing, bring)
    yield Verb(
        f"{here}.asking.end", ask, thing, lambda by, one: asking.end(list_id=int(one.key), by=by, at=AT)
    )
    yield Verb(
        f"{here}.asking.own_body",
        ask,
        thing,
        lambda by, one: asking.own_body(body_by_code(one.owner).id, by),
    )
    for read in (asking.own_list, queries.one, queries.lines_of, queries.file_of, queries.receipt_of):
        yield _reading(read, ask, thing)
    yield Verb(
        f"{here}.queries.count_of", ask, thing, lambda by, one: queries.count_of(int(one.key), by, None)
    )
    yield Verb(
        f"{here}.queries.lists_for",
        ask,
        thing,
        _found_among(lambda by, one: [view.id for view in queries.lists_for(by)]),
    )


def _qualified() -> Iterator[Verb]:
    """Notices and promises belong to the agency, audits to whoever gives the paper out."""
    from tests.supervision.conftest import SEED_ON, SOURCE
    from yinxin.production import checked_lists
    from yinxin.qualifying import auditing, audits, lookups, noticing, samples, sampling
    from yinxin.qualifying.states import PromiseState

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    def listing(function: Any, permission: P, thing: str) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, _found_among(lambda by, one: [view.id for view in function(by)]))

    plan = {"seed_source": SOURCE, "seed_on": SEED_ON}
    yield verb(checked_lists.show, P.LIST_NOTICE, "batch", "batch_id")
    yield verb(checked_lists.freeze, P.PROMISE_CHECK, "batch", "batch_id", **plan)
    yield verb(noticing.stop, P.LIST_NOTICE, "list_notice", "notice_id", reason=WHY)
    yield verb(noticing.answer, P.LIST_NOTICE, "list_objection", "objection_id", upheld=True, reply=WHY)
    yield verb(sampling.withdraw, P.PROMISE_CHECK, "promise_sample", "sample_id", reason=WHY)
    yield verb(sampling.draw, P.PROMISE_CHECK, "promise_sample", "sample_id", seed="12345", seen_at=SOURCE)
    finding = {"finding": PromiseState.HOLDS, "reasons": WHY}
    yield verb(sampling.find, P.PROMISE_CHECK, "promise", "promise_id", **finding)
    yield Verb(
        "yinxin.qualifying.auditing.notify",
        P.AUDIT_COLLECT,
        "audit_file",
        lambda by, one: auditing.notify(files=[int(one.key)], how="letter", on=AT.date(), by=by, at=AT),
    )
    kept = {"photo": True, "form_on": None, "ticks": ()}
    yield verb(auditing.keep, P.AUDIT_COLLECT, "audit_file", "file_id", **kept)
    paper = {"condition": "none", "data": b"", "name": "x"}
    yield verb(auditing.attach, P.AUDIT_COLLECT, "audit_file", "file_id", **paper)
    yield verb(auditing.hand_over, P.AUDIT_COLLECT, "audit_file", "file_id")
    yield verb(auditing.send_back, P.AUDIT_DECIDE, "audit_file", "file_id", reason=WHY)
    yield verb(auditing.reopen, P.AUDIT_DECIDE, "audit_file", "file_id", reason=WHY)
    yield Verb(
        "yinxin.qualifying.auditing.check_decision",
        P.AUDIT_DECIDE,
        "audit_file",
        lambda by, one: auditing.check_decision(file_id=int(one.key), passed=True, reasons="", by=by),
    )
    yield Verb(
        "yinxin.qualifying.auditing.decide",
        P.AUDIT_DECIDE,
        "audit_file",
        lambda by, one: auditing.decide(files=[int(one.key)], passed=True, reasons="", by=by, at=AT),
    )
    yield listing(audits.files_for, P.AUDIT_SEE, "audit_file")
    yield _reading(audits.file, P.AUDIT_SEE, "audit_file")
    yield listing(lookups.notices_for, P.BATCH_SEE, "list_notice")
    yield _reading(lookups.notice_for, P.BATCH_SEE, "list_notice")
    yield _reading(lookups.objections_of, P.LIST_NOTICE, "list_notice")
    yield _reading(lookups.objection, P.LIST_NOTICE, "list_objection")
    yield listing(samples.samples_for, P.BATCH_SEE, "promise_sample")
    yield _reading(samples.sample_for, P.BATCH_SEE, "promise_sample")
    yield _reading(samples.promises_of, P.PROMISE_CHECK, "promise_sample")
    yield _reading(samples.promise, P.PROMISE_CHECK, "promise")


def _collected() -> Iterator[Verb]:
    """Older certificates are their source's until the centre receives and opens them."""
    from tests.legacy import helpers
    from yinxin.demo.older import HEADER
    from yinxin.law.n2023.art19_legacy_data import Provenance
    from yinxin.legacy import collecting, handing, judging, lookups, mending, pairs, together
    from yinxin.legacy.models import Pair
    from yinxin.legacy.reading import Sheet
    from yinxin.parties.queries import body_by_code

    def verb(function: Any, permission: P, thing: str, key: str, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: function(**{key: one.key}, by=by, at=AT, **more))

    def reading(function: Any, thing: str, permission: P = P.LEGACY_SEE, **more: Any) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(name, permission, thing, lambda by, one: list(_iterated(function(one.key, by, **more))))

    def listing(function: Any, thing: str) -> Verb:
        name = f"{function.__module__}.{function.__name__}"
        return Verb(
            name, P.LEGACY_SEE, thing, _found_among(lambda by, one: [view.id for view in function(by)])
        )

    def owner_of(one: Thing) -> int:
        return body_by_code(one.owner).id

    def bring(by: Any, one: Thing) -> Any:
        file = {"file_name": "new.csv", "data": b"new", **helpers.WHERE}
        return collecting.bring(organisation_id=owner_of(one), **file, by=by, at=AT)

    def bring_rows(by: Any, one: Thing) -> Any:
        rows = {
            "source": "scan",
            "data": b"new",
            "file_name": "scan",
            "sheet": Sheet(HEADER, [(1, helpers.person())]),
        }
        where = Provenance(**helpers.WHERE)
        return collecting.bring_rows(organisation_id=owner_of(one), **rows, provenance=where, by=by, at=AT)

    def same(by: Any, one: Thing) -> Any:
        keep = Pair.objects.values_list("one_id", flat=True).get(pk=one.key)
        return judging.same(pair_id=int(one.key), keep=keep, take=(), why=WHY, by=by, at=AT)

    collect, here = P.LEGACY_COLLECT, "yinxin.legacy"
    yield Verb(f"{here}.collecting.bring", collect, "legacy_batch", bring)
    yield Verb(f"{here}.collecting.bring_rows", collect, "legacy_batch", bring_rows)
    yield verb(collecting.withdraw, collect, "legacy_batch", "batch_id", reason=WHY)
    yield reading(collecting.own_batch, "legacy_batch", collect)
    table = Sheet(("行", "性别"), [(2, ["2", "女"])])
    yield verb(mending.correct, collect, "legacy_batch", "batch_id", sheet=table, why=WHY)
    yield verb(mending.mend, collect, "legacy_record", "record_id", field="sex", value="女", why=WHY)
    yield verb(mending.confirm, collect, "legacy_record", "record_id", field="name", why=WHY)
    yield reading(mending.own_record, "legacy_record", collect)
    likely = {"field": "name", "code": "compatibility"}
    yield verb(together.confirm, collect, "legacy_batch", "batch_id", **likely, records=[1], why=WHY)
    yield reading(together.group, "legacy_batch", collect, **likely)
    yield Verb(f"{here}.judging.same", collect, "legacy_pair", same)
    yield verb(judging.different, collect, "legacy_pair", "pair_id", why=WHY)
    yield verb(judging.later, collect, "legacy_pair", "pair_id", why=WHY)
    yield verb(judging.take_back, collect, "legacy_pair", "pair_id", why=WHY)
    yield reading(judging.own_pair, "legacy_pair", collect)
    yield verb(handing.hand_over, P.LEGACY_HAND_OVER, "legacy_batch", "batch_id")
    yield verb(handing.receive, P.LEGACY_RECEIVE, "legacy_hand_over", "hand_over_id")
    yield verb(handing.open_certificates, P.LEGACY_OPEN, "legacy_hand_over", "hand_over_id")
    yield verb(handing.send_back, P.LEGACY_RETURN, "legacy_hand_over", "hand_over_id", reason=WHY)
    yield Verb(
        f"{here}.handing.own_hand_over",
        P.LEGACY_RECEIVE,
        "legacy_hand_over",
        lambda by, one: handing.own_hand_over(int(one.key), P.LEGACY_RECEIVE, by),
    )
    yield listing(lookups.batches_for, "legacy_batch")
    yield reading(lookups.batch, "legacy_batch")
    yield reading(together.tallies, "legacy_batch")
    yield reading(lookups.records_of, "legacy_batch", state=None, start=0, count=5)
    yield reading(lookups.ready_count, "legacy_batch")
    yield reading(lookups.to_correct, "legacy_batch")
    yield reading(lookups.record, "legacy_record")
    yield listing(lookups.hand_overs_for, "legacy_hand_over")
    yield reading(lookups.hand_over, "legacy_hand_over")
    yield reading(lookups.handed, "legacy_hand_over")
    yield listing(pairs.pairs_for, "legacy_pair")
    yield reading(pairs.pair, "legacy_pair")
    yield from _scanned(verb, reading, listing, owner_of)


def _scanned(verb: Any, reading: Any, listing: Any, owner_of: Any) -> Iterator[Verb]:
    """Scans are their source's; runs of electronic copies are the centre's."""
    from config.workshop import keyring
    from tests.attachments.scans import scan
    from tests.legacy import helpers
    from yinxin.legacy import electronic, scan_lookups, scanning

    def bring(by: Any, one: Thing) -> Any:
        uploads = [scanning.Upload("a.jpg", scan("新"))]
        where = {"organisation_id": owner_of(one), **helpers.WHERE}
        return scanning.bring(uploads=uploads, **where, by=by, at=AT)

    collect, here = P.LEGACY_COLLECT, "yinxin.legacy"
    yield Verb(f"{here}.scanning.bring", collect, "legacy_bundle", bring)
    yield verb(scanning.hand_in, collect, "legacy_bundle", "bundle_id")
    yield verb(scanning.drop, collect, "legacy_bundle", "bundle_id", reason=WHY)
    yield reading(scanning.own_bundle, "legacy_bundle", collect)
    said = {"name": "王芳"}
    yield verb(scanning.check, collect, "legacy_scan", "scan_id", fields=said, looked_twice=True)
    yield verb(scanning.check_again, collect, "legacy_scan", "scan_id")
    yield verb(scanning.leave_out, collect, "legacy_scan", "scan_id", reason=WHY)
    yield listing(scan_lookups.bundles_for, "legacy_bundle")
    yield reading(scan_lookups.bundle, "legacy_bundle")
    yield reading(scan_lookups.lines, "legacy_bundle")
    yield reading(scan_lookups.scan, "legacy_scan")
    yield Verb(
        f"{here}.scan_lookups.page",
        P.LEGACY_SEE,
        "legacy_scan",
        lambda by, one: scan_lookups.page(int(one.key), 1, by),
    )
    yield Verb(
        f"{here}.electronic.order",
        P.LEGACY_RECEIVE,
        "legacy_run",
        lambda by, one: electronic.order(count=1, keyring=keyring(), by=by, at=AT),
    )
    yield verb(electronic.release, P.LEGACY_OPEN, "legacy_run", "run_id")
    yield reading(electronic.run, "legacy_run", P.LEGACY_RETURN)
    yield Verb(
        f"{here}.electronic.runs",
        P.LEGACY_RETURN,
        "legacy_run",
        _found_among(lambda by, one: [view.id for view in electronic.runs(by)]),
    )


def _iterated(found: Any) -> Any:
    """Return what a reading gave as something to go through, so that a lazy one asks at all."""
    return found if isinstance(found, Iterator) else [found]


def _found_among(numbers: Callable[[Any, Thing], Any]) -> Callable[[Any, Thing], None]:
    """Lists: to be allowed is to find the thing, to be denied or hidden is not to find it."""

    def call(by: Any, one: Thing) -> None:
        if one.key not in set(numbers(by, one)):
            raise access.not_here()

    return call


def _said(says: Callable[[Any, Thing], bool]) -> Callable[[Any, Thing], None]:
    """What only says whether: to be allowed is to hear yes."""

    def call(by: Any, one: Thing) -> None:
        if not says(by, one):
            raise access.not_here()

    return call


def _ministry() -> int:
    from yinxin.parties.queries import body_by_code

    return body_by_code("ministry").id


def _holder(seat: Thing) -> int:
    from yinxin.parties.models import Seat

    return Seat.objects.get(pk=seat.key).account_id


def _place(seat: Thing) -> int:
    from yinxin.parties.models import Seat

    return Seat.objects.get(pk=seat.key).organisation_id


def _reading(function: Any, permission: P, thing: str) -> Verb:
    name = f"{function.__module__}.{function.__name__}"
    return Verb(name, permission, thing, lambda by, one: function(one.key, by))


def _number_of(thing: Thing) -> str:
    from yinxin.register.models import Certificate

    return str(Certificate.objects.values_list("management_number", flat=True).get(pk=thing.key))


def _papers_of(certificate: Thing) -> list[int]:
    from yinxin.register.models import PaperCopy

    return list(PaperCopy.objects.filter(certificate_id=certificate.key).values_list("pk", flat=True))


def _batch_of(thing: Thing) -> int:
    from yinxin.register.models import Certificate

    return int(Certificate.objects.values_list("batch_id", flat=True).get(pk=thing.key))


def _disclosed() -> Iterator[Verb]:
    from yinxin.disclosure import promises, publishing

    def promise(by: Any, one: Thing) -> None:
        promises.promise(every_days=7, rounded_to=5, basis=WHY, since=AT.date(), by=by, at=AT)

    yield Verb("yinxin.disclosure.promises.promise", P.DISCLOSURE_PUBLISH, "centre", promise)
    yield Verb(
        "yinxin.disclosure.publishing.publish", P.DISCLOSURE_PUBLISH, "centre",
        lambda by, one: publishing.publish(by=by, at=AT),
    )  # fmt: skip


def verbs() -> list[Verb]:
    """Return all of them."""
    return [
        *_production(),
        *_registered(),
        *_kept(),
        *_issued(),
        *_consigned(),
        *_annexed(),
        *_given_out(),
        *_posted(),
        *_changed(),
        *_reported(),
        *_objected(),
        *_faked(),
        *_ended(),
        *_invalidated(),
        *_destroyed(),
        *_supervised(),
        *_reviewed(),
        *_qualified(),
        *_collected(),
        *_disclosed(),
        *_shared_out(),
        *_watched(),
        *_vetted(),
        *_printed(),
        *_listed(),
        *_exams(),
        *_people(),
        *_lists_of_people(),
    ]


@dataclass(frozen=True)
class Probe:
    """One call: a verb, who calls it, about what, and what the policy says."""

    verb: Verb
    who: str
    by: Any
    thing: Thing
    wanted: str

    def problem(self) -> str:
        """Call; return what is wrong with the answer, or nothing."""
        got = _answer(self.verb, self.by, self.thing)
        # Denied and hidden are one refusal here: without a page, who sees nothing is not asked for a permission.
        return "" if got == self.wanted or {got, self.wanted} == {DENY, HIDE} else f"{self}: {got}"


def probes(policy: dict[Key, str], world: World, chosen: Iterable[Verb] | None = None) -> Iterator[Probe]:
    """Return every verb, or those that are chosen, with everybody and everything."""
    for verb in verbs() if chosen is None else chosen:
        for person in world.people:
            by = person.actor
            for thing in world.of(verb.thing):
                wanted = expected(policy, verb.permission, person, thing)
                elsewhere = (verb.own and person.body not in OWNERS) or (
                    verb.nation and person.body not in ("ministry", "center")
                )
                if elsewhere and wanted == ALLOW:
                    wanted = HIDE
                yield Probe(verb, f"{person.role}@{person.body}", by, thing, wanted)


EARLIER = {
    "yinxin.production.acceptance.accept": ("received", "submitted_by"),
    "yinxin.production.releasing.release": ("made", "accepted_by"),
}
"""Acts of control: the state in which they follow, and where it is kept who did the step before."""


def own_work(world: World) -> Iterator[Probe]:
    """Return the acts of control over one's own work; each is denied, whatever the person's seats allow."""
    from yinxin.production.models import Batch

    for verb in verbs():
        if verb.name in EARLIER:
            state, column = EARLIER[verb.name]
            thing = next(one for one in world.of("batch") if one.state == state)
            maker = Batch.objects.values_list(column, flat=True).get(pk=thing.key)
            may = next(p for p in world.people if verb.permission in ROLES[p.role].permissions)
            yield Probe(verb, "who did the step before", replace(may.actor, account_id=maker), thing, DENY)
    yield from _own_proposals(world)
    yield from _own_handover(world)
    yield from _own_paper(world)
    yield from _of_others(world)


def _of_others(world: World) -> Iterator[Probe]:
    """Return what one does in one's own name about things of another province, and looks for beside one's work."""
    from tests.invalidation import helpers
    from yinxin.invalidation import intending, queries
    from yinxin.parties.queries import body_by_code
    from yinxin.supervision import criticising

    def person(role: str) -> Any:
        return next(p.actor for p in world.people if (p.role, p.body) == (role, "anhui"))

    def propose(by: Any, one: Thing) -> None:
        intent = helpers.intent(body_id=body_by_code("anhui").id)
        intending.propose(intent=intent, certificates=[int(one.key)], by=by, at=AT)

    def draft(by: Any, one: Thing) -> None:
        names = {"over_id": body_by_code("anhui").id, "body_id": body_by_code(one.owner).id}
        said = criticising.Draft("演示通〔2026〕0号", AT.date(), WHY, WHY, WHY, AT.date(), False)
        criticising.draft(**names, said=said, by=by, at=AT)

    there = next(one for one in world.of("certificate") if one.owner == "jiangsu-exam")
    case = next(one for one in world.of("case") if one.owner == "anhui-exam")
    cases = _found_among(lambda by, one: [it.id for it in queries.of_certificate(_named_by(one)[0], by)])
    for name, permission, role, thing, call in (
        ("propose", P.INVALIDATION_PROPOSE, "discipline_officer", there, propose),
        ("draft", P.CRITICISM_DRAFT, "supervisor", there, draft),
        # Who sees a certificate does not see by that what is held against it.
        ("of_certificate", P.INVALIDATION_SEE, "authority_clerk", case, cases),
    ):
        yield Probe(Verb(name, permission, thing.kind, call), f"{role}@anhui", person(role), thing, HIDE)


def _own_handover(world: World) -> Iterator[Probe]:
    """Return what a custodian would sign for or approve whom a delegation ties to who did the step before."""
    from yinxin.issuing import custodians
    from yinxin.parties.actor import Bond
    from yinxin.parties.queries import actor_named
    from yinxin.register import counting

    takeover = next(world.of("takeover"))
    count = next(one for one in world.of("count") if one.owner == takeover.owner)
    giver = actor_named(f"keeper@{takeover.owner}", AT)
    stand_in = replace(
        actor_named(f"next@{takeover.owner}", AT), bonds=(Bond(giver.account_id, AT, AT, running=True),)
    )

    def sign(by: Any, one: Thing) -> None:
        custodians.accept_handover(handover_id=int(one.key), by=by, at=AT)

    def correct(by: Any, one: Thing) -> None:
        counting.correct(count_id=int(one.key), proposed_by=giver.account_id, by=by, at=AT)

    for name, permission, thing, call in (
        ("accept_handover", P.CUSTODY_KEEP, takeover, sign),
        ("correct", P.CUSTODY_CORRECT, count, correct),
    ):
        yield Probe(Verb(name, permission, thing.kind, call), stand_in.username, stand_in, thing, DENY)


def _own_paper(world: World) -> Iterator[Probe]:
    """Return the acts of control over one's own work with paper."""
    from yinxin.closing import destroying
    from yinxin.closing.models import ListedCopy
    from yinxin.issuing import collecting, differences, receiving
    from yinxin.issuing.models import Collection, Consignment
    from yinxin.issuing.states import DifferenceState
    from yinxin.parties.queries import actor_named

    def keeper(body: str) -> Any:
        return next(p.actor for p in world.people if (p.role, p.body) == ("custodian", body))

    def probe(name: str, by: Any, thing: Thing, call: Callable[[Any, Thing], Any]) -> Probe:
        return Probe(Verb(name, P.CUSTODY_KEEP, thing.kind, call), "who did it before", by, thing, DENY)

    def destroy_alone(by: Any, thing: Thing) -> None:
        rows = ListedCopy.objects.filter(list_id=thing.key).select_related("copy__certificate")
        for row in rows:
            destroying.count(
                list_id=int(thing.key), text=row.copy.certificate.management_number, by=by, at=AT
            )
        facts = {"list_id": int(thing.key), "by": by, "at": AT}
        destroying.record_destruction(place="销毁室", way="粉碎", on=AT.date(), witness="", **facts)
        destroying.confirm(**facts)

    given = next(one for one in world.of("collection") if one.owner == "anhui-window")
    giver = Collection.objects.get(pk=given.key).by
    yield probe(
        "correct",
        replace(keeper("anhui-window"), account_id=giver),
        given,
        lambda by, it: collecting.correct(collection_id=int(it.key), reason=WHY, by=by, at=AT),
    )
    incoming = next(one for one in world.of("incoming") if one.owner == "anhui")
    sender = Consignment.objects.get(pk=incoming.key).sent_by
    yield probe(
        "sign",
        replace(keeper("anhui"), account_id=sender),
        incoming,
        lambda by, it: receiving.sign(consignment_id=int(it.key), place_id=0, by=by, at=AT),
    )
    settling = next(world.of("settling"))
    yield probe(
        "declare",
        replace(keeper("center"), account_id=0),
        settling,
        lambda by, it: differences.declare(
            difference_id=int(it.key), to=DifferenceState.EXPLAINED, solution=WHY, by=by, at=AT
        ),
    )
    at_centre = next(world.of("at_centre"))
    yield probe("confirm", actor_named("center-custody", AT), at_centre, destroy_alone)


def _own_proposals(world: World) -> Iterator[Probe]:
    """Return what somebody would approve that they proposed, or finish with a right that is gone."""
    from yinxin.approvals import deciding
    from yinxin.catalogue import changes
    from yinxin.parties import invitations, organisations, recovery, seats
    from yinxin.parties.models import Seat
    from yinxin.parties.queries import actor_named

    guard = actor_named("security-admin", AT)
    from yinxin.sealing import keys

    reviewer = actor_named("catalogue-review", AT)
    one = {
        kind: next(world.of(kind)) for kind in ("proposal", "organisation", "account", "version", "seal_key")
    }

    def probe(name: str, permission: P, by: Any, thing: str, call: Callable[[Any, Thing], Any]) -> Probe:
        return Probe(Verb(name, permission, thing, call), by.username, by, one[thing], DENY)

    def lose_the_right() -> None:
        Seat.objects.filter(account_id=guard.account_id).update(until=AT)

    def approve_an_orphan(by: Any, thing: Thing) -> None:
        lose_the_right()
        try:
            deciding.approve(proposal_id=int(thing.key), by=by, at=AT)
        except WrongState:
            raise access.not_here() from None

    def join_an_orphan(by: Any, thing: Thing) -> None:
        made = invitations.invite(
            organisation_id=int(thing.key), role="agency_data", name="新人", by=guard, at=AT
        )
        lose_the_right()
        invitations.accept(token=made.token, username="orphan", password="long enough to be good", at=AT)  # noqa: S106

    def help_twice(by: Any, thing: Thing) -> None:
        recovery.offer_new_password(account_id=int(thing.key), by=by, at=AT)
        recovery.drop_factors(account_id=int(thing.key), by=by, at=AT)

    yield probe(
        "approve", P.ACCESS_APPROVE, guard, "proposal",
        lambda by, it: deciding.approve(proposal_id=it.key, by=by, at=AT),
    )  # fmt: skip
    yield probe(
        "approve", P.ACCESS_APPROVE, actor_named("security-admin-2", AT), "proposal", approve_an_orphan
    )
    yield probe("accept", P.PERSON_INVITE, guard, "organisation", join_an_orphan)
    yield probe("drop_factors", P.ACCOUNT_RESET, guard, "account", help_twice)
    yield probe(
        "close", P.ACCESS_APPROVE, guard, "organisation",
        lambda by, it: organisations.close(organisation_id=it.key, proposed_by=by.account_id, by=by, at=AT),
    )  # fmt: skip
    yield probe(
        "give_several", P.ACCESS_APPROVE, guard, "organisation",
        lambda by, it: seats.give_several(
            organisation_id=it.key, places=[], proposed_by=by.account_id, by=by, at=AT
        ),
    )  # fmt: skip
    for name, more in {"activate": {"replaces": None}, "suspend": {}, "resume": {}, "retire": {}}.items():
        yield probe(
            name, P.SEAL_KEY_APPROVE, guard, "seal_key",
            lambda by, it, name=name, more=more: getattr(keys, name)(
                key_id=it.key, proposed_by=by.account_id, by=by, at=AT, **more
            ),
        )  # fmt: skip
    yield probe(
        "compromise", P.SEAL_KEY_APPROVE, guard, "seal_key",
        lambda by, it: keys.compromise(
            key_id=it.key, moment=AT, proposed_by=by.account_id, by=by, at=AT
        ),
    )  # fmt: skip
    yield probe(
        "switch_electronic", P.CATALOGUE_APPROVE, reviewer, "version",
        lambda by, it: changes.switch_electronic(
            version_id=it.key, since=None, proposed_by=by.account_id, by=by, at=AT
        ),
    )  # fmt: skip


def _answer(verb: Verb, by: Any, thing: Thing) -> str:
    """Call once, undo what it did. To see a thing and not to may do it, or to see none, are both a refusal here."""
    try:
        with transaction.atomic():
            verb.call(by, thing)
            raise RolledBack
    except NotPermitted:
        return DENY
    except NotFound:
        return HIDE
    except (Refusal, RolledBack):
        return ALLOW
    except IntegrityError:
        return "stopped by the database alone"


def taking_by() -> set[str]:
    """Return the names of all public functions of the chapters that take ``by``."""
    found = set()
    for module in pkgutil.walk_packages(yinxin.__path__, "yinxin."):
        if {"migrations", "web", "api", "cli", "demo"} & set(module.name.split(".")):
            continue
        there = importlib.import_module(module.name)
        for name, function in inspect.getmembers(there, inspect.isfunction):
            own = function.__module__ == module.name and not name.startswith("_")
            if own and "by" in inspect.signature(function).parameters:
                found.add(f"{module.name}.{name}")
    return found
