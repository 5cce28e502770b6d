"""What the tests of paper's last ways share: kept copies, their holders, applications, a courier's folder."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.cast import AT, CHINA, FOUNDED
from tests.register.custody_helpers import go, slip, standing
from yinxin.issuing import applying, outcomes, posting
from yinxin.issuing.applying import Recipient
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.models import Account
from yinxin.parties.queries import actor_of, body_by_code
from yinxin.register import endings
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

LATER = AT + timedelta(hours=1)
THERE = Recipient("收件人甲", "13800000000", "合肥市蜀山区演示路1号", "230000")


def hefei() -> int:
    return body_by_code("hefei").id


def at_hefei(copies: list[int]) -> list[int]:
    """Let copies be Hefei's own to give out, whatever the sample's regions are."""
    Certificate.objects.filter(papers__id__in=copies).update(issuer_id=hefei())
    return copies


def keeper_of(code: str, name: str):
    """Return a custodian of an organisation, enrolled at first use."""
    found = Account.objects.filter(username=name).values_list("id", flat=True).first()
    if found is None:
        found = enrol(username=name, name=name, password="demo", by=SYSTEM, at=AT)
        seat(
            account_id=found,
            organisation_id=body_by_code(code).id,
            role="custodian",
            by=SYSTEM,
            at=FOUNDED,
        )
    return actor_of(found, AT)


def paper(copy: int):
    (one,) = endings.endings([copy])
    return one


def state_of(copy: int) -> P:
    return paper(copy).state


def apply(copy: int, *, at: datetime = AT, there: Recipient = THERE) -> int:
    one = paper(copy)
    return applying.apply_for_post(
        holder_id=one.holder_id, certificate_id=one.certificate_id, recipient=there, agreed=True, at=at
    )


def approved(copies: list[int], by, *, at: datetime = AT) -> list[int]:
    numbers = [apply(copy, at=at) for copy in copies]
    applying.approve(applications=numbers, by=by, at=at)
    return numbers


def posted(copies: list[int], by, *, at: datetime = AT, first: int = 1) -> list[int]:
    """Walk copies all the way to the courier; return the applications, whose waybills are EMS and six digits."""
    numbers = approved(copies, by, at=at)
    waybills = {number: f"EMS{place:06d}" for place, number in enumerate(numbers, first)}
    posting.send(issuer_id=hefei(), carrier="演示速递", waybills=waybills, by=by, at=at)
    return numbers


def delivered(copies: list[int], by, *, at: datetime = LATER, first: int = 1) -> None:
    for number in posted(copies, by, first=first):
        outcomes.delivered(application_id=number, by=by, at=at)


def collected(copies: list[int], room: int, at: datetime = LATER) -> None:
    go(copies, room, standing(PlaceKind.HOLDER, "hefei"), slip(SlipKind.COLLECTION, P.HELD, P.COLLECTED), at)


def day(year: int, month: int, number: int, hour: int = 10) -> datetime:
    return datetime(year, month, number, hour, tzinfo=CHINA)


def electronic(copy: int, state: str) -> None:
    """Let the electronic copy of a certificate be in a state, as after a decision."""
    PaperCopy.objects.get(pk=copy)
    from yinxin.register.models import ElectronicCopy

    ElectronicCopy.objects.filter(certificate__papers__id=copy).update(state=state)
