"""Cases of invalidation on their way, for the benchmark of the effect: everything up to the last step but one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.measuring import AT

HEARD = datetime(2026, 9, 28, 10, tzinfo=AT.tzinfo)
EFFECT = HEARD + timedelta(days=1)


def prepared(certificates: Sequence[int], number: int, *, mass: bool = False) -> int:
    """Walk a case about certificates to the moment before its effect; return it."""
    from yinxin.invalidation import carrying, deciding, hearing, intending, notifying
    from yinxin.invalidation.deciding import Decision
    from yinxin.invalidation.intending import Intent
    from yinxin.invalidation.states import Hearing, Service
    from yinxin.law.discipline import Act
    from yinxin.law.parties import Party
    from yinxin.parties.queries import actor_named, body_by_code

    one, two = actor_named("anhui-discipline", HEARD), actor_named("anhui-discipline-2", HEARD)
    intent = Intent(
        body_id=body_by_code("anhui").id,
        act=Act.FALSE_PROOF,
        act_on=date(2026, 6, 14),
        facts="经核查，报名时提交的证明系伪造。",
        number=f"皖示告〔2026〕{number}号",
        statement_by=date(2026, 9, 25),
    )
    case = intending.propose(intent=intent, certificates=list(certificates), mass=mass, by=one, at=AT)
    intending.serve_intent(
        case_id=case, on=AT.date(), service=Service.POST, proof=f"EMS{number:06}", by=one, at=AT
    )
    hearing.hear(case_id=case, hearing=Hearing.LAPSED, statement="", answer="", by=one, at=HEARD)
    decision = Decision(f"皖示决〔2026〕{number}号", HEARD.date(), ground="示例规定第一条")
    deciding.decide(case_id=case, decision=decision, by=two, at=HEARD)
    for party in (Party.AGENCY, Party.CENTER):
        facts: dict[str, Any] = {"number": f"皖示函〔2026〕{number}号", "on": HEARD.date()}
        notifying.notify(case_id=case, party=party, by=one, at=HEARD, **facts)
    carrying.submit(case_id=case, by=actor_named("anhui-data", HEARD), at=HEARD)
    carrying.prepare(case_id=case, by=actor_named("center-make", HEARD), at=HEARD)
    return case


def effect(case: int) -> None:
    """Take the last step: a case about one person is in effect when this returns, one about many begins to be."""
    from yinxin.invalidation import effecting
    from yinxin.parties.queries import actor_named

    effecting.effect(case_id=case, by=actor_named("center-check", EFFECT), at=EFFECT)
