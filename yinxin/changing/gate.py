"""The gate: whether an application is taken, before anything is uploaded, with the reason and the other way (N29).

It asks in this order, and the first no stands: is the certificate one that can be made again; is an application for it
going on; does something stand against the person (A1.3b); is the ministry still in charge (N24.2); is the qualification
still listed (N24.1); is there an electronic certificate, which closes paper reissue (N16).
"""
# Reading: N16 closes paper reissue wherever an electronic certificate was released. It is applied to certificates of
# every regime and to applications of every day: an electronic certificate has the same force wherever it exists, and
# the paper would be made today. What a province asks for in addition never opens what N closes.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import VersionView
from yinxin.changing import evidence
from yinxin.changing.evidence import Needed
from yinxin.changing.models import Application
from yinxin.changing.states import OPEN
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import AlreadyDone, NotApplicable, Refusal, WrongState
from yinxin.kernel.words import Words
from yinxin.law import precedence
from yinxin.law.a2013 import s1_3_bar
from yinxin.law.changes import WAY_OF, Cause, Way
from yinxin.law.n2023 import art16_reissue, art24_withdrawn
from yinxin.law.n2023.art27_by_reference import follows
from yinxin.law.n2023.art29_commencement import in_force
from yinxin.law.precedence import Governing
from yinxin.law.provinces import chose_national
from yinxin.law.regimes import Kind, Regime
from yinxin.parties.queries import body
from yinxin.register import changeable, standing
from yinxin.register.changeable import Changeable
from yinxin.register.standing import StandingKind
from yinxin.register.states import CERTIFICATE, CertificateState

MINISTRY: Final = frozenset({"人力资源和社会保障部", "人力资源社会保障部"})
"""The ministry's names among a qualification's implementing departments."""


class Onward(Enum):
    """Where somebody goes who is not let through."""

    DOWNLOAD = "download"
    APPLICATION = "application"
    CERTIFICATE = "certificate"
    PROOF = "proof"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Answer:
    """What the gate says to one certificate, cause and day.

    :ivar way: what the application leads to; None where it is not taken.
    :ivar governing: the rule that governs, and why.
    :ivar needed: the papers; empty where it is not taken.
    :ivar refusal: why it is not taken.
    :ivar onward: where to go instead; ``number`` names the application or certificate there, 0 for none.
    :ivar weigh: something stands on record that the reviewer must weigh; it does not stop the application.
    """

    certificate: Changeable
    cause: Cause
    on: date
    way: Way | None
    governing: Governing
    needed: tuple[Needed, ...]
    refusal: Refusal | None = None
    onward: Onward = Onward.NOWHERE
    number: int = 0
    weigh: bool = False

    @property
    def open(self) -> bool:
        """Say whether the application is taken."""
        return self.refusal is None


@dataclass(frozen=True)
class _Stop:
    refusal: Refusal
    onward: Onward = Onward.NOWHERE
    number: int = 0


def ask(
    certificate_id: int,
    cause: Cause,
    *,
    applied_on: date,
    today_: date,
    proof: bool = False,
    going_on: int = 0,
) -> Answer:
    """Ask whether an application of a day is taken.

    :param applied_on: the day of the application, by whose rules it is judged; ``today_`` the day of asking.
    :param proof: the holder wants a proof where the qualification has left the catalogue.
    :param going_on: the application that is asked about itself, which is not in its own way.
    :raises NotFound: there is no such certificate.
    """
    one = changeable.of(certificate_id)
    rule = governing_change(one.regime, cause, applied_on, one.issuer_id)
    record = _recorded(one, today_)
    stop = (
        _proof(one)
        or _state(one)
        or _going_on(one, going_on)
        or _barred(record)
        or _not_ours(one, applied_on, proof)
        or _electronic(one, cause, withdrawn=_withdrawn(one, applied_on))
    )
    if stop is not None:
        return Answer(one, cause, applied_on, None, rule, (), stop.refusal, stop.onward, stop.number)
    way = Way.PROOF if _withdrawn(one, applied_on) else WAY_OF[cause]
    wanted = evidence.needed(
        regime=one.regime,
        cause=cause,
        way=way,
        on=applied_on,
        region=body(one.issuer_id).region,
        original_at_hand=one.paper_at_hand,
    )
    weigh = record == StandingKind.RECORDED.value
    return Answer(one, cause, applied_on, way, rule, wanted, weigh=weigh)


def governing_change(regime: Regime, cause: Cause, on: date, issuer: int) -> Governing:
    """Return the rule that governs an application of a day, as the issuer's province chose for its own exams (N27)."""
    chose = chose_national(body(issuer).region, on)
    return precedence.governing_change(regime, cause, on, province_chose=chose)


def again(row: Application, today_: date) -> Answer:
    """Ask about an application that goes on, as the register stands now; it is not in its own way."""
    return ask(
        row.certificate_id,
        Cause(row.cause),
        applied_on=row.filed_on,
        today_=today_,
        proof=row.way == Way.PROOF.value,
        going_on=row.pk,
    )


def check(answer: Answer) -> Way:
    """Return the way that is open.

    :raises Refusal: the gate is shut; the refusal is the gate's own.
    """
    if answer.refusal is not None:
        raise answer.refusal
    if answer.way is None:
        raise ValueError("an open gate leads somewhere")
    return answer.way


def causes(certificate_id: int, *, on: date) -> tuple[Answer, ...]:
    """Return the gate's answer to every cause, for the page on which one is chosen."""
    return tuple(ask(certificate_id, cause, applied_on=on, today_=on) for cause in Cause)


def _proof(one: Changeable) -> _Stop | None:
    if one.face.kind != Kind.QUALIFICATION_PROOF.value:
        return None
    words = Words("职业资格证明不换发、不补发。")
    return _Stop(
        NotApplicable(words, do=Words("请对原证书重新申请开具职业资格证明。"), clause=art24_withdrawn.PROOF)
    )


def _state(one: Changeable) -> _Stop | None:
    if one.state is CertificateState.VALID:
        return None
    words = Words("证书状态是“{state}”，不能换发或补发。", state=CERTIFICATE.names[one.state])
    if one.state is CertificateState.SUPERSEDED:
        newest = changeable.newest_of(one.id)
        do = Words("请对现在有效的新证书提出申请。")
        return _Stop(WrongState(words, do=do, clause=Clause("N15")), Onward.CERTIFICATE, newest)
    do = Words("对无效处理有异议的，请向证书发放机构提出。")
    return _Stop(WrongState(words, do=do, clause=Clause("N18.2")))


def _going_on(one: Changeable, itself: int) -> _Stop | None:
    rows = Application.objects.filter(certificate_id=one.id, state__in=[state.value for state in OPEN])
    found = rows.exclude(id=itself).first()
    if found is None:
        return None
    refusal = AlreadyDone(
        Words("这本证书已有一份申请在办理，编号{number}。", number=found.number),
        do=Words("请查看这份申请的进度；要换一种办理，请先撤回它。"),
        clause=Clause("N15"),
        facts={"number": found.number},
    )
    return _Stop(refusal, Onward.APPLICATION, found.pk)


def _recorded(one: Changeable, on: date) -> str:
    person = (one.face.id_kind, one.face.id_number)
    return standing.against([person], qualification_id=one.qualification_id, on=on).get(person, "")


def _barred(record: str) -> _Stop | None:
    if record != StandingKind.BARRED.value:
        return None
    refusal = NotApplicable(
        Words("您在处理期内，暂不受理这项职业资格证书的换发和补发。"),
        do=Words("对处理决定有异议的，请向证书发放机构咨询；处理期满后可以申请。"),
        clause=s1_3_bar.BAR,
    )
    return _Stop(refusal)


def _not_ours(one: Changeable, on: date, proof: bool) -> _Stop | None:
    """Ask N24 about certificates that the national procedure governs; a province's own are its authority's business."""
    if not _national(one, on):
        return None
    now = catalogue.version_for(one.qualification_id, on)
    others = [department for department in now.departments if department not in MINISTRY]
    ours = one.maker_id is not None or len(others) < len(now.departments)
    try:
        art24_withdrawn.check_accepted(ministry_implements=ours, department_in_charge="、".join(others))
    except NotApplicable as refusal:
        return _Stop(refusal)
    try:
        art24_withdrawn.way_of(Way.REISSUE, in_catalogue=_listed(now, on), holder_agrees=proof)
    except NotApplicable as refusal:
        return _Stop(refusal, Onward.PROOF)
    return None


def _withdrawn(one: Changeable, on: date) -> bool:
    return _national(one, on) and not _listed(catalogue.version_for(one.qualification_id, on), on)


def _listed(version: VersionView, on: date) -> bool:
    return version.until is None or on <= version.until


def _national(one: Changeable, on: date) -> bool:
    return follows(one.regime, province_chose=chose_national(body(one.issuer_id).region, on)) and in_force(on)


def _electronic(one: Changeable, cause: Cause, *, withdrawn: bool) -> _Stop | None:
    if withdrawn or WAY_OF[cause] is not Way.REISSUE:
        return None
    try:
        art16_reissue.check_may_reissue_paper(electronic_copy_exists=one.electronic, cause=cause)
    except NotApplicable as refusal:
        return _Stop(refusal, Onward.DOWNLOAD, one.id)
    return None
