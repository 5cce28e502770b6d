"""A world for questions of access: every role in every body that can hold it, and things of two agencies.

What stands here about bodies is told by the demo country's own list, not by the program's rules of territory, so
that the two can disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from tests import cast as factories
from tests.cast import AT, Cast, found_cast

OWNERS = ("anhui-exam", "jiangsu-exam")
"""The agencies whose things are asked for."""

KEEPERS = ("anhui-window", "nanjing")
"""Those who keep paper, whose places and counts are asked for."""

_seeds = count(210)  # up to 310: no other test has these, and only the last three digits tell samples apart


@dataclass(frozen=True)
class Person:
    """Somebody with exactly one seat."""

    role: str
    body: str
    account: Any

    @property
    def actor(self) -> Any:
        from yinxin.parties.queries import actor

        return actor(self.account, AT)


@dataclass(frozen=True)
class Thing:
    """Something with an owner; ``state`` is empty where it has none, ``owner`` where it belongs to nobody.

    :ivar also: whose it is as well, as a certificate is its agency's and its issuer's.
    """

    kind: str
    key: int | str
    owner: str
    state: str = ""
    also: str = ""


@dataclass
class World:
    """Who there is and what there is."""

    people: list[Person] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    browsers: dict[str, Any] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[Thing]:
        """Return the things of one kind."""
        return (thing for thing in self.things if thing.kind == kind)


def _bodies() -> dict[str, Any]:
    from yinxin.demo import country

    return {body.code: body for body in country.BODIES}


def relation(one: str, other: str) -> str:
    """Say how a body stands to another.

    own · nation (the ministry or the centre, to whom every body belongs) · below (the other is under it) · above ·
    beside (in one province) · elsewhere.
    """
    bodies = _bodies()

    def upwards(code: str) -> Iterator[str]:
        while code:
            yield code
            code = bodies[code].parent

    if one == other:
        return "own"
    if bodies[one].kind in ("ministry", "center"):
        return "nation"
    if one in upwards(other):
        return "below"
    if other in upwards(one):
        return "above"
    here, there = bodies[one].region[:2], bodies[other].region[:2]
    return "beside" if here and here == there else "elsewhere"


def seatable() -> list[tuple[str, str]]:
    """Return every role with a body for each way of standing to the owners; more of the same would tell nothing."""
    from yinxin.parties.roles import ROLES

    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for role in ROLES.values():
        for body in _bodies().values():
            if body.kind in role.kinds:
                ways = tuple(relation(body.code, owner) for owner in OWNERS)
                found.setdefault((role.code, *ways), (role.code, body.code))
    return list(found.values())


def build() -> World:
    """Build the world inside the caller's transaction, by the verbs themselves."""
    from yinxin.catalogue.queries import exam

    cast = found_cast()
    world = World()
    for role, body in seatable():
        world.people.append(Person(role, body, _account(role, body)))
    for owner, data in zip(OWNERS, (cast.data, cast.other_data), strict=True):
        _production(world, cast, owner, data)
        _people(world, owner)
    for owner in KEEPERS:
        _custody(world, owner)
    for receiver, data in (("anhui", cast.data), ("jiangsu", cast.other_data)):
        _consignments(world, cast, receiver, data)
    for owner in KEEPERS:
        _endings(world, cast, owner)
    world.things.append(_order())
    world.things.append(Thing("window", "anhui-window", "anhui-window"))
    world.things.append(Thing("exam", "SW2026", ""))
    world.things.append(Thing("qualification", exam("SW2026").version.code, ""))
    world.things.append(Thing("role", "centre_maker", ""))
    world.things.append(Thing("version", exam("SW2026").version.id, "center"))
    return world


def _account(role: str, body: str) -> Any:
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.models import Account, Organisation

    number = enrol(username=f"{role}@{body}", name=f"{role} {body}", password="demo", by=SYSTEM, at=AT)  # noqa: S106
    there = Organisation.objects.get(code=body).pk
    seat(account_id=number, organisation_id=there, role=role, by=SYSTEM, at=factories.FOUNDED)
    return Account.objects.get(pk=number)


def _production(world: World, cast: Cast, owner: str, data: Any) -> None:
    """Add a batch in every state, a checked file, a certificate, and the duties that came with them."""
    from yinxin.duties.models import Duty
    from yinxin.parties.models import Organisation
    from yinxin.production import submission
    from yinxin.register.models import Certificate

    def one(factory: Any) -> int:
        return int(factory(cast, count=1, seed=next(_seeds), by=data))

    reason = "核对后发现照片有误"
    received, making, made, released = (
        one(factory)
        for factory in (factories.submitted, factories.accepted, factories.made, factories.released)
    )
    returned, withdrawn = one(factories.submitted), one(factories.submitted)
    submission.give_back(batch_id=returned, reason=reason, by=cast.maker, at=AT)
    _as_checker(owner, lambda by: submission.withdraw(batch_id=withdrawn, reason=reason, by=by, at=AT), world)
    states = ("received", "making", "made", "released", "returned", "withdrawn")
    for number, state in zip((received, making, made, released, returned, withdrawn), states, strict=True):
        world.things.append(Thing("batch", number, owner, state))
    certificate = Certificate.objects.filter(batch_id=released).values_list("pk", flat=True)[0]
    world.things.append(Thing("certificate", certificate, owner, "valid", _issuer(certificate)))
    unmade = Certificate.objects.filter(batch_id=making).values_list("pk", flat=True)[0]
    world.things.append(Thing("certificate", unmade, owner, "prepared", _issuer(unmade)))
    world.things.append(Thing("report", _checked_report(data), owner, "checked"))
    number = Organisation.objects.get(code=owner).pk
    duty = Duty.objects.filter(owed_by_id=number).values_list("pk", flat=True)[0]
    world.things.append(Thing("duty", duty, owner))


def _issuer(certificate: int) -> str:
    from yinxin.register.models import Certificate

    return str(Certificate.objects.values_list("issuer__code", flat=True).get(pk=certificate))


def _as_checker(owner: str, act: Any, world: World) -> None:
    act(next(p.actor for p in world.people if (p.role, p.body) == ("agency_checker", owner)))


def _checked_report(data: Any) -> int:
    from config.workshop import missing_glyphs
    from yinxin.production import waiting_room
    from yinxin.register.files import files

    table, photos = factories.sample(1, seed=next(_seeds), province=data.seats[0].body.region[:2])
    number = waiting_room.bring(
        exam_code="SW2026",
        file_name="合格人员.xlsx",
        data=[table.read_bytes()],
        photos=[photos.read_bytes()],
        by=data,
        at=AT,
    )
    while waiting_room.step(store=files(), glyphs=missing_glyphs, clock=lambda: AT):
        pass
    return number


def _people(world: World, owner: str) -> None:
    """Add an organisation, somebody in it, and everything that can hang on a person."""
    from yinxin.approvals import deciding
    from yinxin.parties import clients, delegations, invitations
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.models import Organisation, Seat
    from yinxin.parties.permissions import Permission
    from yinxin.parties.queries import actor_named, actor_of

    soon = AT + timedelta(days=30)
    body = Organisation.objects.get(code=owner).pk
    two = []
    for name in ("first", "second"):
        number = enrol(username=f"{name}@{owner}", name=name, password="demo", by=SYSTEM, at=AT)  # noqa: S106
        seat(account_id=number, organisation_id=body, role="agency_data", by=SYSTEM, at=factories.FOUNDED)
        two.append(number)
    held = Seat.objects.get(account_id=two[0]).pk
    key, _ = clients.make_key(
        name="接口",
        organisation_id=body,
        scopes=[Permission.DUTY_SEE],
        until=soon,
        by=actor_of(two[0], AT),
        at=AT,
    )
    lent = delegations.delegate(seat_id=held, to=two[1], since=AT, until=soon, by=actor_of(two[0], AT), at=AT)
    invited = invitations.invite(organisation_id=body, role="agency_data", name="新人", by=SYSTEM, at=AT)
    proposal = deciding.propose(
        kind="several_seats",
        subject_id=body,
        facts={"seats": [{"account": number, "role": "agency_checker"} for number in two]},
        by=actor_named("security-admin", AT),
        at=AT,
    )
    for kind, number in (
        ("organisation", body),
        ("account", two[0]),
        ("seat", held),
        ("key", key),
        ("delegation", lent),
        ("invitation", invited.id),
        ("proposal", proposal),
    ):
        world.things.append(Thing(kind, number, owner))
    _private(world, two[0])


def _custody(world: World, owner: str) -> None:
    """Add a room that is being counted, with a shelf in it, and a handover that waits to be signed."""
    from yinxin.issuing import custodians
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.queries import body_by_code
    from yinxin.register import counting, custody
    from yinxin.register.places import PlaceKind

    over = body_by_code(owner)

    def place(name: str, kind: PlaceKind, parent: int | None) -> int:
        return custody.open_place(
            organisation_id=over.id, kind=kind, name=name, parent_id=parent, by=SYSTEM, at=AT
        )

    room = place("证书室", PlaceKind.ROOM, None)
    shelf = place("甲架", PlaceKind.SHELF, room)
    keepers = [_keeper(name, owner, over.id) for name in ("keeper", "next")]
    handed = custodians.propose_handover(
        organisation_id=over.id, to=keepers[1].account_id, witness="", by=keepers[0], at=AT
    )
    counted = counting.begin_count(place_id=room, by=keepers[0], at=AT)
    for kind, number in (("place", shelf), ("count", counted), ("takeover", handed), ("keeper", over.id)):
        world.things.append(Thing(kind, number, owner))
    _given_out(world, owner, over, shelf, keepers[0])


def _given_out(world: World, owner: str, over: Any, shelf: int, keeper: Any) -> None:
    """Add a copy that waits on the shelf, and one that was given out from it."""
    from uuid import uuid4

    from tests.register.custody_helpers import go, printing, slip, standing
    from yinxin.issuing import collecting
    from yinxin.issuing.collectors import Collector
    from yinxin.issuing.signatures import ON_PAPER
    from yinxin.law.evidence import Evidence
    from yinxin.parties.actor import Actor, HeldSeat
    from yinxin.register.models import Certificate
    from yinxin.register.places import PlaceKind, SlipKind
    from yinxin.register.states import PaperState as State

    copies = printing(found_cast(), seed=next(_seeds), count=2)
    Certificate.objects.filter(papers__id__in=copies).update(issuer_id=over.id)
    house, road = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.IN_TRANSIT)
    go(copies, house, house, slip(SlipKind.PRINTED, State.PRINTING, State.PRINTED))
    go(copies, house, road, slip(SlipKind.DISPATCH, State.PRINTED, State.IN_TRANSIT))
    go(copies, road, shelf, slip(SlipKind.RECEIPT, State.IN_TRANSIT, State.HELD))
    token = uuid4().hex
    receipt = collecting.give(
        copies=copies[:1],
        collector=Collector(),
        documents={Evidence.HOLDER_ID},
        signature=ON_PAPER,
        token=token,
        by=Actor(2, "clerk", "某人", (HeldSeat("counter", over),)),
        at=AT,
    )
    world.things += (
        Thing("paper", copies[1], owner),
        Thing("collection", receipt.collections[0], owner),
        Thing("hand_out", token, owner),
    )


def _consignments(world: World, cast: Cast, receiver: str, data: Any) -> None:
    """Add a consignment that is packed, one on its way, and a difference in that; the centre sends them."""
    from yinxin.catalogue.queries import exam
    from yinxin.issuing import packing, receiving
    from yinxin.issuing.models import Consignment
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.queries import actor_named, body_by_code, the_centre
    from yinxin.register import custody
    from yinxin.register.custody import SlipNote
    from yinxin.register.models import PaperCopy
    from yinxin.register.places import SlipKind
    from yinxin.register.states import PaperState

    by, there = actor_named("center-custody", AT), body_by_code(receiver)

    def pack() -> int:
        batch = factories.released(cast, count=1, seed=next(_seeds), by=data)
        copy = PaperCopy.objects.get(certificate__batch_id=batch)
        note = SlipNote(SlipKind.PRINTED, f"W{batch}", PaperState.PRINTING, PaperState.PRINTED)
        custody.move_copies(
            copies=[copy.pk], frm=copy.place_id, to=copy.place_id, slip=note, by=SYSTEM, at=AT
        )
        return packing.pack(
            sender_id=the_centre().id,
            receiver_id=there.id,
            exam_id=exam("SW2026").id,
            issuers=[copy.certificate.issuer_id],
            size=200,
            by=by,
            at=AT,
        )

    sent = pack()
    packing.send(consignment_id=sent, counted={1: Consignment.objects.get(pk=sent).papers}, by=by, at=AT)
    case = receiving.note_range(
        consignment_id=sent, number=1, note="缺最后一号", by=_keeper("receiver", receiver, there.id), at=AT
    )
    packed = pack()
    for kind, number, owner, state, also in (
        ("outgoing", packed, "center", "packed", ""),
        ("incoming", sent, receiver, "sent", ""),
        ("consignment", sent, receiver, "sent", "center"),
        ("difference", case, receiver, "open", "center"),
        ("settling", case, "center", "open", ""),
        ("taking_in", case, receiver, "open", ""),
    ):
        world.things.append(Thing(kind, number, owner, state, also))


def _endings(world: World, cast: Cast, owner: str) -> None:
    """Add what comes of paper in the end: post, a posting run, lists to destroy, a volume, a practice."""
    from tests.register.custody_helpers import go, slip, standing
    from yinxin.closing import listing
    from yinxin.issuing import applying, recalling, registers
    from yinxin.parties.queries import body_by_code
    from yinxin.register.files import files
    from yinxin.register.models import PaperCopy
    from yinxin.register.places import PlaceKind, SlipKind
    from yinxin.register.states import PaperState as State

    over, keeper = body_by_code(owner), _keeper("ender", owner, body_by_code(owner).id)
    copies, room = _kept(cast, owner, keeper, 7)
    exam = PaperCopy.objects.get(pk=copies[0]).certificate.exam_id
    mail, sent = _applied(copies[0]), _applied(copies[1])
    applying.approve(applications=[sent], by=keeper, at=AT)
    run = _sent(over.id, sent, keeper)
    recalling.recall(copies=copies[2:5], cause=recalling.Cause.WRONG, reason="照片印错", by=keeper, at=AT)
    there = standing(PlaceKind.HOLDER, owner)
    go(copies[5:6], room, there, slip(SlipKind.COLLECTION, State.HELD, State.COLLECTED))
    closed = {
        "issuer_id": over.id,
        "exam_id": exam,
        "year": AT.year,
        "store": files(),
        "by": keeper,
        "at": AT,
    }
    (volume,) = registers.close(**closed)
    go(copies[6:], room, there, slip(SlipKind.COLLECTION, State.HELD, State.COLLECTED))
    lists = []
    for copy in copies[2:4]:
        number = listing.open_list(issuer_id=over.id, by=keeper, at=AT)
        listing.add(list_id=number, copies=[copy], by=keeper, at=AT)
        listing.close(list_id=number, by=keeper, at=AT)
        lists.append(number)
    listing.hand_over(list_id=lists[0], by=keeper, at=AT)
    opened = listing.open_list(issuer_id=over.id, by=keeper, at=AT)
    listing.add(list_id=opened, copies=copies[4:5], by=keeper, at=AT)
    world.things += [
        Thing("mail", mail, owner, "applied"),
        Thing("mail", sent, owner, "posted"),
        Thing("run", run, owner),
        Thing("sheet", copies[0], owner),
        Thing("issuer", over.id, owner),
        Thing("age", f"{over.id}-{exam}", owner),
        Thing("volume", volume, owner),
        Thing("register", f"{over.id}-{exam}-{AT.year}", owner),
        Thing("list", opened, owner, "open"),
        Thing("list", lists[1], owner, "closed"),
        Thing("at_centre", lists[0], "center", "handed_over"),
    ]


def _kept(cast: Cast, owner: str, keeper: Any, count_: int) -> tuple[list[int], int]:
    """Return copies of an owner's holders that lie in a room of its own."""
    from tests.register.custody_helpers import go, slip, standing
    from yinxin.parties.queries import body_by_code
    from yinxin.register import custody
    from yinxin.register.models import Certificate, PaperCopy
    from yinxin.register.places import PlaceKind, SlipKind
    from yinxin.register.states import PaperState as State

    over = body_by_code(owner)
    batch = factories.released(cast, count=count_, seed=next(_seeds))
    # Where holders belong is the sample's; whose window they come to is this world's.
    Certificate.objects.filter(batch_id=batch).update(issuer_id=over.id)
    papers = PaperCopy.objects.filter(certificate__batch_id=batch)
    copies = list(papers.order_by("id").values_list("id", flat=True))
    room = custody.open_place(
        organisation_id=over.id, kind=PlaceKind.ROOM, name="发证室", parent_id=None, by=keeper, at=AT
    )
    house, road = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.IN_TRANSIT)
    go(copies, house, house, slip(SlipKind.PRINTED, State.PRINTING, State.PRINTED))
    go(copies, house, road, slip(SlipKind.DISPATCH, State.PRINTED, State.IN_TRANSIT))
    go(copies, road, room, slip(SlipKind.RECEIPT, State.IN_TRANSIT, State.HELD))
    return copies, room


def _applied(copy: int) -> int:
    from yinxin.issuing import applying
    from yinxin.register import endings

    (paper,) = endings.endings([copy])
    return applying.apply_for_post(
        holder_id=paper.holder_id,
        certificate_id=paper.certificate_id,
        recipient=applying.Recipient("收件人", "13800000000", "合肥市演示路1号"),
        agreed=True,
        at=AT,
    )


def _sent(issuer: int, application: int, keeper: Any) -> int:
    from yinxin.issuing import posting

    waybills = {application: f"EMS{issuer:06d}"}
    return posting.send(issuer_id=issuer, carrier="演示速递", waybills=waybills, by=keeper, at=AT)


def _order() -> Thing:
    """Return the print order of the batch that all tests read, whose issuer owns it."""
    from yinxin.production.models import PrintOrder

    first = PrintOrder.objects.select_related("issuer").order_by("id")[0]
    return Thing("order", first.number, first.issuer.code)


def _keeper(name: str, owner: str, over: int) -> Any:
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.queries import actor_of

    number = enrol(username=f"{name}@{owner}", name=name, password="demo", by=SYSTEM, at=AT)  # noqa: S106
    seat(account_id=number, organisation_id=over, role="custodian", by=SYSTEM, at=factories.FOUNDED)
    return actor_of(number, AT)


def _private(world: World, account: int) -> None:
    """Add what is one person's own and nobody else's."""
    from allauth.mfa.models import Authenticator
    from allauth.usersessions.models import UserSession

    from yinxin.desk import filters, notices
    from yinxin.desk.models import Notice
    from yinxin.kernel.words import Words
    from yinxin.parties.queries import actor_of

    notices.tell(accounts=[account], words=Words("检查完成"), address="/office/", at=AT)
    kept = filters.save(
        page="batches", name="待接收", query="state=received", by=actor_of(account, AT), at=AT
    )
    session = UserSession.objects.create(
        user_id=account,
        session_key=f"k{account}",
        ip="127.0.0.1",
        user_agent="",
        created_at=AT,
        last_seen_at=AT,
    )
    passkey = Authenticator.objects.create(
        user_id=account, type=Authenticator.Type.WEBAUTHN, data={"name": "钥匙", "credential": {}}
    )
    for kind, number in (
        ("notice", Notice.objects.get(account_id=account).pk),
        ("filter", kept),
        ("session", session.pk),
        ("passkey", passkey.pk),
    ):
        world.things.append(Thing(kind, number, ""))
