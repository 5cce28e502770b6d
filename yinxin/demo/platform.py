"""A platform's client in the demo country: one agreement, one key, a month of look-ups."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.witnesses import seal_ledger
from config.workshop import licence_scheme, share_signer
from yinxin.approvals import deciding
from yinxin.kernel.canonical import digest
from yinxin.law.n2023.art22_verification import Platform
from yinxin.parties.queries import actor_named
from yinxin.register import holders
from yinxin.sharing import agreements, feed, following, keys, lookups, metering, queries, tallying
from yinxin.sharing.lookups import Question
from yinxin.sharing.terms import Terms

AGREED = datetime(2026, 9, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAYS, A_DAY = 30, 4
TERMS = Terms(
    client="江城市政务服务数据局",
    platform=Platform.DATA_EXCHANGE,
    purpose="办理积分落户、人才补贴时核对职业资格",
    basis="演示：政务数据共享需求清单第12号",
    fields=("name", "management_number", "qualification", "level", "approved_on", "valid_until"),
    regions=("34",),
    qualifications=(),
    per_day=10_000,
    per_minute=60,
    since=AGREED.date(),
    until=date(2027, 12, 31),
)


def tell() -> list[str]:
    """Go through it, where it is not done yet; return what came out, with the key, which is told here alone."""
    system = actor_named("system-admin", AGREED)
    if queries.agreements_for(system, AGREED):
        return ["早已办理"]
    number, proposal = agreements.propose(terms=TERMS, by=system, at=AGREED)
    deciding.approve(
        proposal_id=proposal, by=actor_named("catalogue-review", AGREED), at=AGREED + timedelta(hours=2)
    )
    made_at = AGREED + timedelta(hours=3)
    _, key = keys.make(agreement_id=number, by=system, at=made_at)
    seal_ledger(at=made_at)
    following.follow()
    asked = _ask(number)
    page = feed.page(number, TERMS, "", share_signer())
    lookups.note_page(number, lookups.CHANGES, page.count, at=made_at)
    tallying.close_days(at=AGREED + timedelta(days=DAYS))
    return [f"协议1份，查询{asked}次，变更{following.head()[0]}条，密钥 {key}"]


def _ask(number: int) -> int:
    """Ask about some people's certificates, a few every day; one in ten has a wrong name."""
    known = [holders.certificates_of(holder)[-1].face for holder, *_ in holders.documents_of_some(DAYS)]
    asked = 0
    for day in range(DAYS):
        for turn in range(A_DAY):
            face = known[(day * A_DAY + turn) % len(known)]
            at = AGREED + timedelta(days=day, hours=4, minutes=37 * turn)
            name = face.name + "甲" if asked % 10 == 9 else face.name
            question = Question(
                ground=f"LH-2026-{digest(str(asked).encode())[:6].upper()}",
                management_number=face.management_number,
                name=name,
                id_number=face.id_number,
            )
            metering.count(number, TERMS, at)
            lookups.look_up(number, TERMS, question, licence_scheme(), at=at)
            asked += 1
    return asked
