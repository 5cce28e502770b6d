"""How the story doubts: objections, a copied site, a certificate declared invalid, one whose holder is being heard."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.workshop import keyring, sign_receipt
from yinxin.closing import objecting, objections
from yinxin.closing.objecting import Claim
from yinxin.demo import watching
from yinxin.fakes import reporting
from yinxin.fakes.states import What
from yinxin.invalidation import carrying, deciding, effecting, hearing, intending, notifying, queries
from yinxin.invalidation.deciding import Decision
from yinxin.invalidation.intending import Intent
from yinxin.invalidation.states import Hearing, Service
from yinxin.kernel.face import Face
from yinxin.law.discipline import Act
from yinxin.law.n2023.art25_objection import Finding
from yinxin.law.parties import Party
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.register import changeable
from yinxin.register import queries as register
from yinxin.register.closed_files import closed_files
from yinxin.rendering import qr
from yinxin.verification import answers, brought

_CHINA = ZoneInfo("Asia/Shanghai")
EXAMINED = date(2026, 6, 14)
DOUBTED = datetime(2026, 9, 18, 10, 5, tzinfo=_CHINA)
INTENDED = datetime(2026, 9, 18, 15, 0, tzinfo=_CHINA)
HEARD_BY = date(2026, 9, 25)
DECIDED = datetime(2026, 9, 28, 10, 0, tzinfo=_CHINA)
EFFECTIVE = datetime(2026, 9, 29, 9, 30, tzinfo=_CHINA)
APPLIED_FOR = 3
"""So many certificates of Hefei are being changed elsewhere in the story."""
_DOUBT = "来我单位应聘者的工作年限与证书报考条件不符，请核实。"
_QUESTION = "证书专业名称与考试公告不一致，请核实。"
_REPLY = "经核对，证书所载专业与该年度考试公告一致，登记信息无误。"
_COPIED = "应聘者证书上的二维码打开的不是本系统的网址，随便输入什么都显示有效。"
_FORGED = "经向出证单位核实，报名时提交的工作年限证明系伪造，出证单位书面否认。"
_UNCLEAR = "有线索反映报名时所填工作单位与实际不符，出证单位尚未回复。"


def tell(batch: int) -> tuple[str, ...]:
    """Tell the objections and cases once; return their numbers."""
    officer, looking = actor_named("anhui-discipline", EFFECTIVE), actor_named("anhui-supervisor", EFFECTIVE)
    if not queries.cases_for(officer):
        lines = register.of_batch(batch, actor_named("anhui-check", DOUBTED), count=200)
        hefei = body_by_code("hefei").id
        ours = [line.id for line in lines if changeable.of(line.id).issuer_id == hefei][APPLIED_FOR:]
        theirs = [line.id for line in lines if changeable.of(line.id).issuer_id != hefei]
        for number, answered in zip(ours[:2], (False, True), strict=False):
            _object(number, answered=answered)
        for number in ours[:1]:
            watching.ask(number)
            _take_effect(_decide(_intend(number, 1, _FORGED), 1))
        for number, decided in zip(theirs[:2], (False, True), strict=False):
            case = _intend(number, 2 + decided, _FORGED if decided else _UNCLEAR)
            if decided:
                _decide(case, 2)
        _report_fake()
    cases = sorted(one.code for one in queries.cases_for(officer))
    return (*cases, *sorted(one.number for one in objections.objections_for(looking)))


def _report_fake() -> None:
    """Report a copied site, with the code that led there."""
    data = qr.png("https://zhengshu-chaxun.example/c/20260609")
    found = brought.told(brought.by_file(data, keyring(), at=DOUBTED))
    seen = reporting.Seen(What.SITE, _COPIED, "https://zhengshu-chaxun.example/", "演示公司人事部")
    reporting.report(seen, [reporting.Brought(data, found)], store=closed_files(), at=DOUBTED)


def _object(certificate: int, *, answered: bool) -> None:
    """Let somebody object, a unit with the receipt of the answer it got; answer what can be explained at once."""
    face: Face = changeable.of(certificate).face
    three = (face.management_number, face.name, face.id_number)
    receipt = "" if answered else sign_receipt(three, answers.by_match(*three, at=DOUBTED)).text()
    claim = Claim(
        face.management_number,
        _QUESTION if answered else _DOUBT,
        "某咨询人" if answered else "江城市社会工作服务中心",
        face.name,
        face.id_number,
        phone="13800000001",
    )
    filed = objecting.file(
        claim,
        issuer_id=changeable.of(certificate).issuer_id,
        receipt=receipt,
        keyring=keyring(),
        at=DOUBTED,
    )
    clerk = actor_named("hefei-counter", INTENDED)
    if answered:
        objecting.take(objection_id=filed.id, by=clerk, at=DOUBTED)
        objecting.answer(
            objection_id=filed.id, finding=Finding.EXPLAINED, reply=_REPLY, by=clerk, at=INTENDED
        )


def _intend(certificate: int, number: int, facts: str) -> int:
    """Tell somebody what is intended, and serve it."""
    by = actor_named("anhui-discipline", INTENDED)
    intent = Intent(
        body_id=body_by_code("anhui").id,
        act=Act.FALSE_PROOF,
        act_on=EXAMINED,
        facts=facts,
        number=f"皖示告〔2026〕{number}号",
        statement_by=HEARD_BY,
    )
    case = intending.propose(intent=intent, certificates=[certificate], by=by, at=INTENDED)
    intending.serve_intent(
        case_id=case, on=INTENDED.date(), service=Service.POST, proof=f"EMS10000{number}", by=by, at=INTENDED
    )
    return case


def _decide(case: int, number: int) -> int:
    """Decide without a statement having come, and tell the person, the agency and the centre."""
    by, other = actor_named("anhui-discipline", DECIDED), actor_named("anhui-discipline-2", DECIDED)
    hearing.hear(case_id=case, hearing=Hearing.LAPSED, statement="", answer="", by=by, at=DECIDED)
    decision = Decision(f"皖示决〔2026〕{number}号", DECIDED.date())
    deciding.decide(case_id=case, decision=decision, by=other, at=DECIDED)
    notifying.serve(
        case_id=case, on=DECIDED.date(), service=Service.IN_PERSON, proof="送达回证", by=by, at=DECIDED
    )
    for party in (Party.AGENCY, Party.CENTER):
        letter = f"皖示函〔2026〕{number}号"
        notifying.notify(case_id=case, party=party, number=letter, on=DECIDED.date(), by=by, at=DECIDED)
    return case


def _take_effect(case: int) -> None:
    """Let both sign for their notices, and bring the data to the centre, where two people look at them."""
    for party, username in ((Party.AGENCY, "anhui-data"), (Party.CENTER, "center-make")):
        notifying.receive(case_id=case, party=party, by=actor_named(username, DECIDED), at=DECIDED)
    carrying.submit(case_id=case, by=actor_named("anhui-data", DECIDED), at=DECIDED)
    carrying.prepare(case_id=case, by=actor_named("center-make", EFFECTIVE), at=EFFECTIVE)
    effecting.effect(case_id=case, by=actor_named("center-check", EFFECTIVE), at=EFFECTIVE)
