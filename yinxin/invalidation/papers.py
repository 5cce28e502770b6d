"""The papers of a case: notice of intent, decision, the two written notices (N17). Made from the case, never edited."""

from __future__ import annotations

from datetime import date

from yinxin.invalidation import queries
from yinxin.invalidation.queries import CaseView
from yinxin.kernel.calendar import day_of
from yinxin.law.discipline import ANHUI_NOTICE, Term
from yinxin.law.parties import Party
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.queries import the_centre
from yinxin.rendering.forms import invalidation as forms
from yinxin.rendering.forms.invalidation import Letter, Named, Paper
from yinxin.rendering.forms.parts import Heading, Signer
from yinxin.rendering.forms.press import chinese

MOST_NAMED = 2000
"""Certificates that stand on a paper; of a longer list the paper says where the rest is."""


def intent(number: int, by: Actor) -> bytes:
    """Return the notice of intent as PDF.

    :raises NotFound: there is no such case in the person's territory.
    """
    view = queries.case(number, by)
    row = view.row
    people = _named(view, by)
    return forms.render(
        Letter(
            Paper.INTENT,
            Heading(view.body.name, row.intent_number, day_of(row.proposed_at)),
            _person(view, people),
            (
                f"经查，{view.facts}",
                f"以上情形属于“{view.act}”，行为日期为{chinese(row.act_on)}。本机构拟对下列证书作无效处理。",
            ),
            (("拟处理依据", view.ground or "由本机构在决定书中写明"),),
            people,
            (
                f"您可以在{chinese(row.statement_by)}（含当日）以前向本机构陈述、申辩，并提交证据；逾期未提出的，视为放弃。",
            ),
            (Signer("作出机构", body=view.body.name, stamped=True), Signer("受送达人")),
        )
    )


def decision(number: int, by: Actor) -> bytes:
    """Return the decision as PDF.

    :raises NotFound: there is no such case in the person's territory, or nothing is decided.
    """
    view = queries.case(number, by)
    row, decided_on = view.row, _decided(view)
    people = _named(view, by)
    facts = [("处理依据", row.ground), ("陈述申辩", str(view.hearing or ""))]
    if view.answer:
        facts.append(("审查意见", view.answer))
    if row.record != Term.NONE.value:
        until = f"，至{chinese(row.record_until)}止" if row.record_until else ""
        facts.append(("诚信档案", f"{view.record}{until}（依据同上）"))
    if row.bar_until:
        facts.append(
            (
                "省内限制",
                f"至{chinese(row.bar_until)}（含当日）不得参加相应的考试和评审（{ANHUI_NOTICE.document}）",
            )
        )
    return forms.render(
        Letter(
            Paper.DECISION,
            Heading(view.body.name, row.decision_number, decided_on),
            _person(view, people),
            (f"经查，{view.facts}", f"以上情形属于“{view.act}”。本机构决定：下列证书无效。"),
            tuple(facts),
            people,
            ("对本决定不服的，可以自收到之日起依法申请行政复议或者提起行政诉讼。纸质证书请交回发放机构。",),
            (Signer("作出机构", at=decided_on, body=view.body.name, stamped=True), Signer("受送达人")),
        )
    )


def notice(number: int, party: Party, by: Actor, on: date) -> bytes:
    """Return the written notice to agency or centre as PDF; before it was sent, as a draft with this day.

    :raises NotFound: there is no such case in the person's territory, or nothing is decided.
    """
    view = queries.case(number, by)
    decided_on, sent = _decided(view), view.told(party)
    to = view.agency.name if party is Party.AGENCY else the_centre().name
    asks = (
        "请自决定作出之日起15个工作日内处理数据并报送人事考试中心。"
        if party is Party.AGENCY
        else "请在收到报送的数据后5个工作日内更新查询验证结果，同步撤销电子证书。"
    )
    return forms.render(
        Letter(
            Paper.NOTICE,
            Heading(view.body.name, sent.number if sent else "", sent.sent_on if sent else on),
            to,
            (f"本机构已于{chinese(decided_on)}作出{view.row.decision_number}决定，认定下列证书无效。", asks),
            (
                ("处理决定", view.row.decision_number),
                ("处理事由", str(view.act)),
                ("处理依据", view.row.ground),
            ),
            _named(view, by),
            (),
            (
                Signer("告知机构", at=sent.sent_on if sent else None, body=view.body.name, stamped=True),
                Signer("签收", sent.received_by if sent else "", sent.received_at if sent else None, to),
            ),
        )
    )


def _decided(view: CaseView) -> date:
    if view.row.decided_on is None:
        raise access.not_here()
    return view.row.decided_on


def _person(view: CaseView, people: tuple[Named, ...]) -> str:
    return "有关持证人（名单附后）" if view.row.mass else people[0].name


def _named(view: CaseView, by: Actor) -> tuple[Named, ...]:
    lines = queries.lines_of(view.id, by, count=MOST_NAMED)
    named = [Named(one.management_number, one.qualification, one.name) for one in lines]
    if view.count > MOST_NAMED:
        named.append(Named(f"其余{view.count - MOST_NAMED}本见电子名单", "", ""))
    return tuple(named)
