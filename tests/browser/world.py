"""One thing in every state that a page shows, made by the verbs themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from config import clock, workshop
from tests import cast as factories
from tests.cast import FOUNDED, Cast, found_cast
from tests.doors.cast import NOW, work
from tests.issuing.counter_helpers import ALL_THREE, give, proxy
from tests.register.custody_helpers import go, opened, printing, slip, standing
from yinxin.approvals import deciding
from yinxin.catalogue.queries import exam
from yinxin.demo import country
from yinxin.desk import filters, notices
from yinxin.issuing import consignments, custodians, packing, receiving
from yinxin.issuing.findings import Finding
from yinxin.kernel.words import Words
from yinxin.parties import clients, delegations, invitations, recovery
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.founding import enrol, seat
from yinxin.parties.models import Seat
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import actor_named, body_by_code, the_centre
from yinxin.presenting import correcting
from yinxin.production import submission, waiting_room
from yinxin.register import contacts, counting, custody, sheets
from yinxin.register import queries as register
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState
from yinxin.register.vault import vault

REASON = "核对后发现照片有误"
SOON = NOW + timedelta(days=30)
_seeds = count(4100)


@dataclass(frozen=True)
class Things:
    """Numbers and links of what there is.

    :ivar batches: by state.
    :ivar paper: the place where the released certificate's paper lies; ``order`` the print order of its batch.
    :ivar room: a room of Hefei with a copy in it; ``counted`` a stock-take that has not found it, ``counting`` one that
        goes on; ``takeover`` a handover of custody that waits for ``hefei-custody-2``.
    :ivar consignment: one on its way to Anhui, with a :attr:`difference` that waits; ``packed`` one that waits to be sent.
    :ivar shelf: copies that wait in a room of Hefei; ``given`` a hand-out of another one.
    :ivar mail: an application whose parcel is on its way, with its ``run``; ``list`` one that is closed, ``destroying``
        one at the centre.
    :ivar correction: a report of an error that waits at Hefei's counter.
    :ivar token: what the QR code of the released certificate carries.
    """

    batches: dict[str, int]
    certificate: int
    paper: int
    order: str
    room: int
    counted: int
    counting: int
    takeover: int
    consignment: int
    packed: int
    difference: int
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
    shelf: tuple[int, ...]
    given: int
    hefei: int
    correction: int
    mail: int
    run: int
    list: int
    destroying: int
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
    # The keeping is handed on last: nothing may move until it is signed for.
    kept = _sent(cast) | _counter(cast) | _endings(cast) | _kept(made["released"])
    return Things(
        **kept,
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
    )


def _kept(batch: int) -> dict[str, Any]:
    """Send the batch's last sheet to Hefei, hand its custody on, count it twice."""
    number = enrol(username="hefei-custody-2", name="合保二", password=country.PASSWORD, by=SYSTEM, at=NOW)
    over = body_by_code("hefei").id
    seat(account_id=number, organisation_id=over, role="custodian", by=SYSTEM, at=FOUNDED)
    room, keeper = opened(), actor_named("hefei-custody", NOW)
    last = PaperCopy.objects.filter(certificate__batch_id=batch).order_by("-id")[0]
    house, road = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.IN_TRANSIT)
    for frm, to, kind, before, after in (
        (house, house, SlipKind.PRINTED, PaperState.PRINTING, PaperState.PRINTED),
        (house, road, SlipKind.DISPATCH, PaperState.PRINTED, PaperState.IN_TRANSIT),
        (road, room, SlipKind.RECEIPT, PaperState.IN_TRANSIT, PaperState.HELD),
    ):
        go([last.pk], frm, to, slip(kind, before, after), NOW)
    takeover = custodians.propose_handover(organisation_id=over, to=number, witness="", by=keeper, at=NOW)
    counted = counting.begin_count(place_id=room, by=keeper, at=NOW)
    counting.finish_count(count_id=counted, by=keeper, at=NOW)
    sheets.register_blanks(prefix="AH", first="0001", last="0050", by=actor_named("center-make", NOW), at=NOW)
    return {
        "order": f"{batch}-1",
        "room": room,
        "counted": counted,
        "counting": counting.begin_count(place_id=room, by=keeper, at=NOW),
        "takeover": takeover,
    }


def _sent(cast: Cast) -> dict[str, int]:
    """Pack two consignments for Anhui and send one, in which a box is not as its label says."""
    by, there = actor_named("center-custody", NOW), body_by_code("anhui")

    def pack() -> int:
        batch = factories.released(cast, count=2, seed=next(_seeds), at=NOW)
        copies = list(PaperCopy.objects.filter(certificate__batch_id=batch).values_list("pk", flat=True))
        house = standing(PlaceKind.PRINTING_HOUSE)
        go(copies, house, house, slip(SlipKind.PRINTED, PaperState.PRINTING, PaperState.PRINTED), NOW)
        return packing.pack(
            sender_id=the_centre().id,
            receiver_id=there.id,
            exam_id=exam(country.EXAM).id,
            issuers={line.issuer.id for line in packing.waiting(the_centre().id, by) if there in line.ways},
            size=10,
            by=by,
            at=NOW,
        )

    sent = pack()
    boxes = consignments.consignment(sent, by).boxes
    packing.send(consignment_id=sent, counted={box.number: box.count for box in boxes}, by=by, at=NOW)
    keeper = actor_named("anhui-custody", NOW)
    custody.open_place(
        organisation_id=there.id, kind=PlaceKind.ROOM, name="省库", parent_id=None, by=keeper, at=NOW
    )
    receiving.receive(
        consignment_id=sent,
        copies=[boxes[0].sheets[0].id],
        finding=Finding.DAMAGED,
        note="折角",
        by=keeper,
        at=NOW,
    )
    case = receiving.note_range(consignment_id=sent, number=1, note="缺最后一号", by=keeper, at=NOW)
    return {"consignment": sent, "difference": case, "packed": pack()}


def _counter(cast: Cast) -> dict[str, Any]:
    """Bring paper into a room of Hefei, publish its notice, give one copy to a proxy."""
    copies = printing(cast, seed=next(_seeds), count=12, at=NOW)
    hefei = body_by_code("hefei").id
    Certificate.objects.filter(papers__id__in=copies).update(issuer_id=hefei)
    house, road = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.IN_TRANSIT)
    room = opened("二号证书室")
    for frm, to, kind, before, after in (
        (house, house, SlipKind.PRINTED, PaperState.PRINTING, PaperState.PRINTED),
        (house, road, SlipKind.DISPATCH, PaperState.PRINTED, PaperState.IN_TRANSIT),
        (road, room, SlipKind.RECEIPT, PaperState.IN_TRANSIT, PaperState.HELD),
    ):
        go(copies, frm, to, slip(kind, before, after), at=NOW)
    country.publish_services(NOW)
    receipt = give(copies[0], collector=proxy(), documents=ALL_THREE, at=NOW)
    contacts.leave(
        holder_id=PaperCopy.objects.get(id=copies[1]).certificate.holder_id,
        phone="139" + "00000001",
        email="",
        agreed=True,
        at=NOW,
    )
    workshop.tell_holders()
    of = PaperCopy.objects.get(id=copies[1]).certificate
    correction = correcting.report_error(
        holder_id=of.holder_id, certificate_id=of.pk, field="name", should="王方", words="印错了", at=NOW
    )
    return {
        "shelf": tuple(copies[1:]),
        "given": receipt.collections[0],
        "hefei": hefei,
        "correction": correction,
    }


def _endings(cast: Cast) -> dict[str, Any]:
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
        "destroying": lists[0],
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


def make(batch: int) -> None:
    """Do what the worker does with a batch; another one that is being made goes on being made."""
    from yinxin.production import making

    while making.step(workshop.workshop(), batch_id=batch, clock=lambda: NOW):
        pass


def as_holder(page: Any, certificate: int) -> Any:
    """Sign the page's browser in as a certificate's holder; how that is done is the business of other tests."""
    client = Client()
    session = client.session
    now = int(clock.wall().timestamp())
    holder = Certificate.objects.values_list("holder_id", flat=True).get(pk=certificate)
    session.update({"holder": holder, "begun": now, "seen": now, "proved": now})
    session.save()
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": settings.PUBLIC_ADDRESS}]
    )
    return page
