"""What the tests of invalidation share: officers, and a case walked to any state by the real verbs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tests.cast import AT, CHINA, FOUNDED, Cast, released
from yinxin.invalidation import carrying, deciding, effecting, hearing, intending, notifying
from yinxin.invalidation.deciding import Decision
from yinxin.invalidation.intending import Intent
from yinxin.invalidation.models import Case
from yinxin.invalidation.states import Hearing, Service
from yinxin.law.discipline import Act
from yinxin.law.parties import Party
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.models import Account
from yinxin.parties.queries import actor_of, body_by_code
from yinxin.register.models import Certificate


def moment(month: int, day: int, year: int = 2026, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=CHINA)


PROPOSED, SERVED, HEARD, DECIDED = AT, AT, moment(9, 28), moment(9, 28, hour=11)
UNTIL = date(2026, 9, 25)


def officer(name: str = "discipline-one", code: str = "anhui"):
    """Return an officer of discipline, enrolled at first use."""
    found = Account.objects.filter(username=name).values_list("id", flat=True).first()
    if found is None:
        found = enrol(username=name, name=name, password="demo", by=SYSTEM, at=AT)
        seat(
            account_id=found,
            organisation_id=body_by_code(code).id,
            role="discipline_officer",
            by=SYSTEM,
            at=FOUNDED,
        )
    return actor_of(found, AT)


def second():
    return officer("discipline-two")


def certificates(cast: Cast, *, seed: int, count: int = 2) -> list[int]:
    batch = released(cast, seed=seed, count=count)
    return list(Certificate.objects.filter(batch_id=batch).order_by("id").values_list("id", flat=True))


def intent(**more: object) -> Intent:
    facts = {
        "body_id": body_by_code("anhui").id,
        "act": Act.FALSE_PROOF,
        "act_on": date(2026, 6, 14),
        "facts": "经核查，报名时提交的工作年限证明系伪造，出证单位书面否认。",
        "number": "皖示告〔2026〕1号",
        "statement_by": UNTIL,
    }
    return Intent(**facts | more)


def intended(numbers: list[int], *, mass: bool = False, at: datetime = PROPOSED, **more: object) -> int:
    return intending.propose(intent=intent(**more), certificates=numbers, mass=mass, by=officer(), at=at)


def heard(numbers: list[int], **more: object) -> int:
    case = intended(numbers, **more)
    intending.serve_intent(
        case_id=case, on=AT.date(), service=Service.POST, proof="EMS000001", by=officer(), at=SERVED
    )
    hearing.hear(case_id=case, hearing=Hearing.LAPSED, statement="", answer="", by=officer(), at=HEARD)
    return case


def decided(
    numbers: list[int], *, on: date | None = None, at: datetime = DECIDED, number: str = "", **more: object
) -> int:
    case = heard(numbers, **more)
    document = Decision(number or f"皖示决〔2026〕{case}号", on or at.date(), ground="示例规定第一条")
    deciding.decide(case_id=case, decision=document, by=second(), at=at)
    return case


def notified(case: int, *, at: datetime = DECIDED, by: Any = None) -> int:
    for party in (Party.AGENCY, Party.CENTER):
        notifying.notify(
            case_id=case, party=party, number=f"皖示函{party.value}", on=at.date(), by=by or officer(), at=at
        )
    return case


def submitted(cast: Cast, numbers: list[int], **more: object) -> int:
    case = decided(numbers, **more)
    carrying.submit(case_id=case, by=cast.data, at=DECIDED)
    return case


def prepared(cast: Cast, numbers: list[int], **more: object) -> int:
    case = submitted(cast, numbers, **more)
    carrying.prepare(case_id=case, by=cast.maker, at=DECIDED)
    return case


def effective(cast: Cast, numbers: list[int], *, at: datetime = DECIDED, **more: object) -> int:
    case = prepared(cast, numbers, **more)
    effecting.effect(case_id=case, by=cast.checker, at=at)
    return case


def state(case: int) -> str:
    return Case.objects.values_list("state", flat=True).get(pk=case)


def legal(numbers: list[int]) -> list[str]:
    found = dict(Certificate.objects.filter(id__in=numbers).values_list("id", "state"))
    return [found[number] for number in numbers]
