"""One thing in every state that a page shows, made by the verbs themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from config import workshop
from tests import cast as factories
from tests.cast import Cast, found_cast
from tests.doors.cast import NOW, work
from yinxin.approvals import deciding
from yinxin.catalogue.queries import exam
from yinxin.demo import country
from yinxin.desk import filters, notices
from yinxin.kernel.words import Words
from yinxin.parties import clients, delegations, invitations, recovery
from yinxin.parties.actor import Actor
from yinxin.parties.models import Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.production import submission, waiting_room
from yinxin.register import queries as register
from yinxin.register.models import PaperCopy
from yinxin.register.vault import vault

REASON = "核对后发现照片有误"
SOON = NOW + timedelta(days=30)
_seeds = count(4100)


@dataclass(frozen=True)
class Things:
    """Numbers and links of what there is.

    :ivar batches: by state.
    :ivar paper: the place where the released certificate's paper lies.
    :ivar token: what the QR code of the released certificate carries.
    """

    batches: dict[str, int]
    certificate: int
    paper: int
    unmade: int
    token: str
    report: int
    person: int
    place: int
    seat: int
    key: int
    waiting: int
    decided: int
    qualification: str
    join: str
    renew: str
    mail: int
    run: int
    list: int
    counted: int
    hefei: int
    first: int
    ages: str
    register: str


def build(faulty: tuple[Path, Path]) -> Things:
    """Build it all; invented people, a moment that stands still."""
    cast = found_cast()
    made = _batches(cast)
    certificate = _first(made["released"], cast)
    place = body_by_code("anhui-exam").id
    key, waiting, decided = _matters(cast)
    guard = actor_named("anhui-security", NOW)
    invited = invitations.invite(organisation_id=place, role="agency_data", name="新同事", by=guard, at=NOW)
    link = recovery.offer_new_password(
        account_id=actor_named("hefei-custody", NOW).account_id, by=guard, at=NOW
    )
    return Things(
        batches=made,
        certificate=certificate,
        paper=PaperCopy.objects.filter(certificate_id=certificate).values_list("place_id", flat=True)[0],
        unmade=_first(made["making"], cast),
        token=vault().token(certificate),
        report=_report(faulty, cast),
        person=cast.data.account_id,
        place=place,
        seat=_seat(cast.data),
        key=key,
        waiting=waiting,
        decided=decided,
        qualification=exam(country.EXAM).version.code,
        join=f"/join/{invited.token}",
        renew=f"/renew/{link.token}",
        **_endings(cast),
    )


def _endings(cast: Cast) -> dict[str, int | str]:
    """Post a copy, give one out, list two for destruction, one of them handed over to be counted."""
    from tests.issuing.ending_helpers import (
        apply,
        at_hefei,
        collected,
        hefei,
        keeper_of,
        paper,
        posted,
    )
    from tests.register.custody_helpers import custodian, kept, opened
    from yinxin.closing import listing
    from yinxin.issuing import recalling, registers
    from yinxin.register.files import files

    room = opened("发证室")
    copies = at_hefei(kept(cast, room, seed=next(_seeds), count=7))
    keeper = custodian()
    keeper_of("center", "center-keeper")
    first = _waiting_for_the_first_holder(room)
    apply(copies[0])
    (mail,) = posted(copies[1:2], keeper)
    collected(copies[2:3], room)
    exam = paper(copies[0]).exam_id
    registers.close(issuer_id=hefei(), exam_id=exam, year=NOW.year, store=files(), by=keeper, at=SOON)
    collected(copies[3:4], room)
    recalling.recall(copies=copies[4:6], cause=recalling.Cause.WRONG, reason=REASON, by=keeper, at=SOON)
    lists = []
    for copy in copies[4:6]:
        number = listing.open_list(issuer_id=hefei(), by=keeper, at=SOON)
        listing.add(list_id=number, copies=[copy], by=keeper, at=SOON)
        listing.close(list_id=number, by=keeper, at=SOON)
        lists.append(number)
    listing.hand_over(list_id=lists[0], by=keeper, at=SOON)
    return {
        "mail": mail,
        "run": 1,
        "list": lists[1],
        "counted": lists[0],
        "hefei": hefei(),
        "first": first,
        "ages": f"{hefei()}-{exam}",
        "register": f"{hefei()}-{exam}-{NOW.year}",
    }


def _waiting_for_the_first_holder(room: int) -> int:
    """Let the paper of the holder whom the demonstration offers first wait in a room; return the certificate."""
    from tests.issuing.ending_helpers import at_hefei
    from tests.register.custody_helpers import go, slip, standing
    from yinxin.register.models import Certificate
    from yinxin.register.places import PlaceKind, SlipKind
    from yinxin.register.states import PaperState as State

    found = Certificate.objects.filter(state="valid").order_by("holder_id", "id")[0]
    copies = at_hefei([PaperCopy.objects.get(certificate=found).pk])
    house, road = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.IN_TRANSIT)
    go(copies, house, house, slip(SlipKind.PRINTED, State.PRINTING, State.PRINTED))
    go(copies, house, road, slip(SlipKind.DISPATCH, State.PRINTED, State.IN_TRANSIT))
    go(copies, road, room, slip(SlipKind.RECEIPT, State.IN_TRANSIT, State.HELD))
    return int(found.pk)


def _seat(by: Actor) -> int:
    return Seat.objects.get(account_id=by.account_id).pk


def _first(batch: int, cast: Cast) -> int:
    return register.of_batch(batch, cast.maker)[0].id


def _batches(cast: Cast) -> dict[str, int]:
    def one(factory, by=cast.data):
        return factory(cast, count=2, seed=next(_seeds), by=by, at=NOW)

    returned = one(factories.submitted)
    submission.give_back(batch_id=returned, reason=REASON, by=cast.maker, at=NOW)
    withdrawn = one(factories.submitted)
    submission.withdraw(batch_id=withdrawn, reason=REASON, by=cast.check, at=NOW)
    return {
        "returned": returned,
        "withdrawn": withdrawn,
        "released": one(factories.released),
        "made": one(factories.made),
        "making": one(factories.accepted),
        "received": one(factories.submitted, cast.other_data),
    }


def _report(faulty: tuple[Path, Path], cast: Cast) -> int:
    table, photos = faulty
    number = waiting_room.bring(
        exam_code=country.EXAM,
        file_name=table.name,
        data=[table.read_bytes()],
        photos=[photos.read_bytes()],
        by=cast.data,
        at=NOW,
    )
    work()
    return number


def _matters(cast: Cast) -> tuple[int, int, int]:
    """Lend a seat, keep a filter, tell something, make a key, propose two changes; refuse one of them."""
    data = cast.data
    delegations.delegate(
        seat_id=_seat(data), to=cast.check.account_id, since=NOW, until=SOON, by=data, at=NOW
    )
    filters.save(page="batches", name="待接收", query="state=received", by=data, at=NOW)
    notices.tell(accounts=[data.account_id], words=Words("检查完成"), address="/office/batches", at=NOW)
    key, _ = clients.make_key(
        name="报送程序",
        organisation_id=data.seats[0].body.id,
        scopes=[Permission.DUTY_SEE],
        until=SOON,
        by=data,
        at=NOW,
    )
    return key, _proposed("bengbu"), _proposed("wuxi", refused="仍在使用，暂不撤销")


def _proposed(code: str, refused: str = "") -> int:
    number = deciding.propose(
        kind="organisation_closing",
        subject_id=body_by_code(code).id,
        facts={},
        by=actor_named("system-admin", NOW),
        at=NOW,
    )
    if refused:
        deciding.refuse(proposal_id=number, reason=refused, by=actor_named("security-admin", NOW), at=NOW)
    return number


def make() -> None:
    """Do what the worker does with batches."""
    from yinxin.production import making

    while making.step(workshop.workshop(), clock=lambda: NOW):
        pass
