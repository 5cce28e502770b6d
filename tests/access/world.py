"""A world for questions of access: every role in every body that can hold it, and things of two agencies.

What stands here about bodies is told by the demo country's own list, not by the program's rules of territory, so
that the two can disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
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

    @cached_property
    def actor(self) -> Any:
        from yinxin.parties.queries import actor

        return actor(self.account, AT)


@dataclass(frozen=True)
class Thing:
    """Something with an owner; ``state`` is empty where it has none, ``owner`` where it belongs to nobody.

    :ivar also: whose it is as well, as a certificate is its agency's and its issuer's.
    :ivar maker: whose own people alone make and print it; empty where nobody makes it.
    """

    kind: str
    key: int | str
    owner: str
    state: str = ""
    also: str = ""
    maker: str = ""


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
    for owner, issuer, data in zip(OWNERS, KEEPERS, (cast.data, cast.other_data), strict=True):
        _applications(world, cast, owner, issuer, data)
    for owner, data in zip(OWNERS, (cast.data, cast.other_data), strict=True):
        _summaries(world, cast, owner, data)
    for owner, code, data in zip(OWNERS, ("anhui", "jiangsu"), (cast.data, cast.other_data), strict=True):
        _invalidations(world, cast, owner, code, data)
    _supervision(world)
    _reviews(world)
    for owner, data in zip(OWNERS, (cast.data, cast.other_data), strict=True):
        _qualifying(world, cast, owner, data)
        _older(world, cast, owner, data)
    world.things.append(Thing("legacy_run", _older_run(cast), "center", "ordered"))
    _seal_keys(world)
    _shared(world)
    world.things.append(Thing("watch", _watched(), "employer"))
    world.things += [_vetted("employer"), _vetted("hefei")]
    world.things.append(_order())
    world.things.append(Thing("fake", _faked(), "center"))
    world.things.append(Thing("window", "anhui-window", "anhui-window"))
    world.things.append(Thing("exam", "SW2026", ""))
    world.things.append(Thing("qualification", exam("SW2026").version.code, ""))
    world.things.append(Thing("role", "centre_maker", ""))
    world.things.append(Thing("version", exam("SW2026").version.id, "center"))
    return world


def _seal_keys(world: World) -> None:
    """Add a key in use; a name of the folder that is not entered belongs to nobody."""
    from config.workshop import keyring
    from yinxin.parties.queries import actor_named
    from yinxin.sealing import keys
    from yinxin.signing.decided import at_hand

    key, *others = at_hand(keyring())
    by, other = actor_named("system-admin", AT), actor_named("security-admin", AT)
    period = {"valid_from": key.valid_from, "valid_to": key.valid_to}
    number = keys.enter(key=key, **period, by=by, at=AT)
    keys.activate(key_id=number, replaces=None, proposed_by=by.account_id, by=other, at=AT)
    world.things += [
        Thing("seal_key", number, "center"),
        Thing("key_at_hand", others[0].id, ""),
        Thing("centre", 0, "center"),
    ]


def _shared(world: World) -> None:
    """Add an agreement of the centre's with a platform, its key and a message that was given up."""
    from tests.sharing.helpers import actor, agreed
    from yinxin.sharing import keys, notifying
    from yinxin.sharing.models import Delivery

    number = agreed(webhook="https://platform.example/hook")
    key, _ = keys.make(agreement_id=number, by=actor("system-admin"), at=AT)
    notifying.make_secret(agreement_id=number, by=actor("system-admin"), at=AT)
    message = Delivery.objects.create(agreement_id=number, sequence=1, token="msg_1", made_at=AT)  # noqa: S106
    world.things += [
        Thing("share_agreement", number, "center"),
        Thing("share_key", key, "center"),
        Thing("share_delivery", message.pk, "center"),
        Thing("share_draft", agreed_draft(), "center"),
    ]


def _watched() -> int:
    """Let the demo country's employer ask for a watch; return its number."""
    from yinxin.parties.queries import actor_named
    from yinxin.watching import asking

    by = actor_named("employer", AT)
    return asking.ask(wish=nobodys("1"), organisation_id=by.organisation_id, by=by, at=AT)


def nobodys(digit: str) -> Any:
    """Return a wish to watch what no certificate says; another digit says something else."""
    from yinxin.watching.asking import Wish

    until = AT.date() + timedelta(days=90)
    return Wish("王方", "3401021990", f"20269999999999999{digit}", "聘任期间确认证书有效", until)


def _vetted(owner: str) -> Thing:
    """Return a list that was checked for a body; whoever it is, nobody else sees it."""
    from tests.vetting import helpers
    from yinxin.parties.queries import body_by_code

    by = helpers.employer()
    seat = replace(by.seats[0], body=body_by_code(owner))
    own = {"by": replace(by, seats=(seat,)), "organisation_id": seat.body.id}
    return Thing("vetting_list", helpers.checked([helpers.STRANGER], **own), owner, "done")


def agreed_draft() -> int:
    from tests.sharing.helpers import TERMS, actor
    from yinxin.sharing import agreements

    terms = replace(TERMS, client="待批准的单位")
    return agreements.propose(terms=terms, by=actor("system-admin"), at=AT)[0]


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
        world.things.append(Thing("batch", number, owner, state, maker="center"))
    certificate = Certificate.objects.filter(batch_id=released).order_by("pk").values_list("pk", flat=True)[0]
    world.things.append(Thing("certificate", certificate, owner, "valid", _issuer(certificate)))
    unmade = Certificate.objects.filter(batch_id=making).order_by("pk").values_list("pk", flat=True)[0]
    world.things.append(Thing("certificate", unmade, owner, "prepared", _issuer(unmade)))
    world.things.append(Thing("report", _checked_report(data), owner, "checked"))
    number = Organisation.objects.get(code=owner).pk
    duty = (
        Duty.objects.filter(owed_by_id=number, discharged_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)[0]
    )
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
    wrong = _reported(copies[6])
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
        Thing("correction", wrong, owner),
        Thing("objection", _objected(copies[6]), owner, "received"),
        Thing("objection", _objected(copies[5], begun=True), owner, "checking"),
        Thing("run", run, owner),
        Thing("sheet", copies[0], owner),
        Thing("issuer", over.id, owner),
        Thing("age", f"{over.id}-{exam}", owner),
        Thing("volume", volume, owner),
        Thing("register", f"{over.id}-{exam}-{AT.year}", owner),
        Thing("archive", _packed(over.id, exam, volume), owner),
        Thing("list", opened, owner, "open"),
        Thing("list", lists[1], owner, "closed"),
        Thing("at_centre", lists[0], "center", "handed_over"),
    ]


def _packed(issuer: int, exam: int, volume: int) -> int:
    """Return an archive package; its volume's closing is not in the public log, so it is put there by hand."""
    from yinxin.issuing.models import ArchivePackage
    from yinxin.register.files import files

    file = files().put(f"package {issuer}".encode())
    files().settle()
    columns = {"issuer_id": issuer, "exam_id": exam, "year": AT.year, "volumes": [volume], "file": file}
    made = ArchivePackage.objects.create(
        number=1, retention="permanent", made_at=AT, made_by=0, state="packed", **columns
    )
    return made.pk


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


def _reported(copy: int) -> int:
    """Report an error as the holder of a copy."""
    from yinxin.presenting import correcting
    from yinxin.register.models import PaperCopy

    of = PaperCopy.objects.select_related("certificate").get(pk=copy).certificate
    return correcting.report_error(
        holder_id=of.holder_id, certificate_id=of.pk, field="name", should="王方", words="", at=AT
    )


def _objected(copy: int, *, begun: bool = False) -> int:
    """Object as the holder of a copy; the check of it has begun, or not."""
    from config.workshop import keyring
    from tests.changing import helpers
    from yinxin.closing import objecting
    from yinxin.register import holders
    from yinxin.register.models import PaperCopy

    of = PaperCopy.objects.select_related("certificate").get(pk=copy).certificate
    face = holders.certificate_of(of.holder_id, of.pk).face
    claim = objecting.Claim(
        face.management_number, "照片不是本人的", face.name, face.name, face.id_number, "13800000000"
    )
    filed = objecting.file(
        claim,
        issuer_id=of.issuer_id,
        receipt="",
        keyring=keyring(),
        at=AT,
        holder_id=of.holder_id,
        certificate_id=of.pk,
    )
    if begun:
        objecting.take(objection_id=filed.id, by=helpers.seated("counter", of.issuer_id), at=AT)
    return filed.id


def _faked() -> int:
    """Report a fake, with a file; return its report."""
    from yinxin.fakes import reporting
    from yinxin.fakes.models import Report
    from yinxin.fakes.states import What
    from yinxin.register.closed_files import closed_files

    seen = reporting.Seen(What.SITE, "网址与真网站只差一个字母", "https://fake.example/")
    files = [reporting.Brought(b"MZ", {"genuine": False, "problems": []})]
    number = reporting.report(seen, files, store=closed_files(), at=AT)
    return int(Report.objects.get(number=number).pk)


def _sent(issuer: int, application: int, keeper: Any) -> int:
    from yinxin.issuing import posting

    waybills = {application: f"EMS{issuer:06d}"}
    return posting.send(issuer_id=issuer, carrier="演示速递", waybills=waybills, by=keeper, at=AT)


def _applications(world: World, cast: Cast, owner: str, issuer: str, data: Any) -> None:
    """Add applications at each desk, a paper of one, and a rule of the province's authority."""
    from tests.changing import helpers
    from yinxin.changing import papers, rules
    from yinxin.law.evidence import Evidence
    from yinxin.parties.queries import body_by_code
    from yinxin.register import changeable
    from yinxin.register.models import Certificate

    batch = factories.released(cast, count=3, seed=next(_seeds), by=data)
    Certificate.objects.filter(batch_id=batch).update(issuer_id=body_by_code(issuer).id)
    numbers = Certificate.objects.filter(batch_id=batch).order_by("id").values_list("id", flat=True)
    one, two, three = (changeable.of(number) for number in numbers)
    filed, reviewed, confirmed = helpers.filed(one), helpers.reviewed(two), helpers.confirmed(three)
    paper = papers.of_application(filed)[Evidence.HOLDER_ID].pk
    province = _bodies()[owner].parent
    authority = body_by_code(province).id
    rule = rules.Rule(
        _bodies()[province].region,
        None,
        None,
        Evidence.TWO_PHOTOS,
        "演示文件〔2026〕1号",
        AT.date() + timedelta(days=1),
    )
    made = rules.publish(
        authority_id=authority, rule=rule, by=helpers.seated("authority_clerk", authority), at=AT
    )
    world.things += [
        Thing("application", filed, owner, "filed", issuer),
        Thing("application", confirmed, owner, "confirmed", issuer),
        Thing("at_review", filed, issuer, "filed"),
        Thing("at_confirmation", reviewed, owner, "reviewed"),
        Thing("at_making", confirmed, "center", "confirmed"),
        Thing("evidence", paper, owner, "", issuer),
        Thing("evidence_to_check", paper, issuer),
        Thing("authority", authority, province),
        Thing("evidence_rule", made, province),
        Thing("certificate_of", one.id, issuer),
    ]


def _summaries(world: World, cast: Cast, owner: str, data: Any) -> None:
    """Add a draft and a summary that was handed in, the forms of those who passed, a province's wording and rhythm."""
    from datetime import date

    from tests.annexes.helpers import application, clerk
    from yinxin.annexes import rhythms
    from yinxin.annexes.models import Summary
    from yinxin.annexes.rhythms import Every, Rhythm
    from yinxin.changing import summaries
    from yinxin.parties.queries import body_by_code
    from yinxin.register.closed_files import closed_files
    from yinxin.register.models import Certificate

    over, province = body_by_code(owner), owner.removesuffix("-exam")
    above = body_by_code(province)
    batch = factories.released(cast, count=2, seed=next(_seeds), by=data)
    # Where holders belong is the sample's; whose window they come to is this world's.
    Certificate.objects.filter(batch_id=batch).update(issuer_id=over.id)
    one, two = Certificate.objects.filter(batch_id=batch).order_by("id")
    monthly = Rhythm(Every.MONTH, 10, 31, "周期文件（演示）")
    rhythms.publish(authority_id=above.id, rhythm=monthly, since=AT.date(), by=clerk(province, "周期"), at=AT)
    application(one, date(2026, 9, 14))
    summaries.step(at=AT)
    handed = Summary.objects.get(organisation_id=over.id)
    summaries.hand_in(
        summary_id=handed.pk,
        phone="00000",
        store=closed_files(),
        by=_keeper("summing", owner, over.id),
        at=AT,
    )
    application(two, date(2026, 10, 14))
    summaries.step(at=AT)
    draft = Summary.objects.get(organisation_id=over.id, state="draft")
    world.things += [
        Thing("passed", one.pk, owner),
        Thing("forms", f"{over.id}-{one.exam_id}", owner),
        Thing("wording", f"{above.id}-1", province),
        Thing("province", above.id, province),
        Thing("summary", handed.pk, owner, "handed_in"),
        Thing("summary", draft.pk, owner, "draft"),
    ]


def _invalidations(world: World, cast: Cast, owner: str, code: str, data: Any) -> None:
    """Add a case that an authority decided about a certificate of its agency, with both notices sent."""
    from tests.invalidation import helpers
    from yinxin.invalidation import deciding, hearing, intending
    from yinxin.invalidation.states import Hearing, Service
    from yinxin.parties.queries import body_by_code
    from yinxin.register.models import Certificate

    one, two = helpers.officer(f"one@{code}", code), helpers.officer(f"two@{code}", code)
    over = body_by_code(code).id
    batch = factories.released(cast, count=1, seed=next(_seeds), by=data)
    certificate = Certificate.objects.filter(batch_id=batch).order_by("pk").values_list("pk", flat=True)[0]
    case = intending.propose(intent=helpers.intent(body_id=over), certificates=[certificate], by=one, at=AT)
    intending.serve_intent(case_id=case, on=AT.date(), service=Service.LEFT, proof="回证一号", by=one, at=AT)
    hearing.hear(case_id=case, hearing=Hearing.WAIVED, statement="书面放弃", answer="", by=one, at=AT)
    deciding.decide(case_id=case, decision=deciding.Decision(f"决{code}", AT.date()), by=two, at=AT)
    helpers.notified(case, at=AT, by=one)
    world.things += [
        Thing("case", case, owner, "notified", code),
        Thing("case_of_body", case, code, "notified"),
        Thing("case_of_agency", case, owner, "notified"),
        Thing("case_at_centre", case, "center", "notified"),
        Thing("decider", over, code),
    ]


def _supervision(world: World) -> None:
    """Add what the two provinces check and criticise: a frozen list, a drawn one with cases, criticism."""
    from tests.supervision.conftest import DRAWN, SEED, SEED_ON, SEEN, SOURCE, seated
    from yinxin.catalogue.queries import exam
    from yinxin.parties.queries import actor_of, body_by_code
    from yinxin.register.files import files
    from yinxin.supervision import criticising, drawing, finding, reporting
    from yinxin.supervision.models import SpotCase

    for over, agency in (("anhui", "anhui-exam"), ("jiangsu", "jiangsu-exam")):
        first, second = (seated(f"{name}@{over}", "supervisor", over) for name in ("freezes", "draws"))
        plan = {
            "exam_id": exam("SW2026").id,
            "region": "",
            "size": 1,
            "seed_source": SOURCE,
            "seed_on": SEED_ON,
        }
        here = body_by_code(over).id
        frozen, drawn = (drawing.freeze(over_id=here, by=first, at=AT, **plan) for _ in range(2))
        drawing.draw(check_id=drawn, seed=SEED, seen_at=SEEN, by=second, at=DRAWN)
        case = SpotCase.objects.get(check_made_id=drawn)
        finding.find(
            case_id=case.pk, conforms=False, what="缺少学历核验记录", due_on=DRAWN.date() + timedelta(days=30),
            by=actor_of(case.assigned_to, AT), at=DRAWN,
        )  # fmt: skip
        said = criticising.Draft(
            f"演示通〔2026〕{here}号",
            AT.date(),
            "审核记录缺失",
            "一（三）",
            "补齐记录",
            AT.date() + timedelta(days=30),
            False,
        )
        one = criticising.draft(over_id=here, body_id=body_by_code(agency).id, said=said, by=first, at=AT)
        told = criticising.draft(
            over_id=here, body_id=body_by_code(agency).id, by=first, at=AT,
            said=replace(said, number=f"演示通〔2026〕{here}号之二"),
        )  # fmt: skip
        criticising.issue(criticism_id=told, by=second, at=AT)
        issued = reporting.issue_report(over_id=here, text="2024", store=files(), by=first, at=AT)
        world.things += (
            Thing("overseeing", here, over),
            Thing("issued", issued, over),
            Thing("frozen", frozen, over, "frozen"),
            Thing("drawn", drawn, over, "drawn"),
            Thing("spot_case", case.pk, over, "faulty"),
            Thing("fault", case.pk, agency, "faulty"),
            Thing("criticism", one, over, "draft"),
            Thing("criticised", told, agency, "issued"),
        )


def _reviews(world: World) -> None:
    """Add committees that wait and that were approved, and sessions that wait for results and whose list is there."""
    from tests.reviewing import helpers

    founder = "anhui-engineering"
    own = helpers.Founder(founder, "anhui")
    proposed, approved = helpers.proposed(own), helpers.approved(own)
    opened = helpers.opened(own, committee=approved)
    listed = helpers.listed(own, 8198, committee=approved)
    world.things += (
        Thing("committee_proposed", proposed, "anhui", "proposed", founder),
        Thing("committee", approved, "anhui", "approved", founder),
        Thing("review", opened, founder, "open"),
        Thing("review_listed", listed, founder, "listed"),
    )


def _order() -> Thing:
    """Return the print order of the batch that all tests read, whose issuer owns it."""
    from yinxin.production.models import PrintOrder

    first = PrintOrder.objects.select_related("issuer").order_by("id")[0]
    return Thing("order", first.number, first.issuer.code, maker="center")


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


def _qualifying(world: World, cast: Cast, owner: str, data: Any) -> None:
    """Add a shown list with an objection, a frozen and a drawn list of promises, an audit; on the terms of a province."""
    from tests.supervision.conftest import DRAWN, SEED, SEED_ON, SEEN, SOURCE
    from yinxin.catalogue.queries import exam
    from yinxin.parties.queries import body_by_code
    from yinxin.production import checked_lists
    from yinxin.qualifying import auditing, noticing, sampling
    from yinxin.qualifying.models import AuditFile, ListObjection, NoticeEntry, Promise
    from yinxin.register import registered

    terms = replace(exam("SW2026").document, notice_days=5, sample_percent=50, audited=True)
    asked, agency = replace(exam("SW2026"), document=terms), body_by_code(owner).id
    shown, frozen, drawn = (
        factories.submitted(cast, count=1, seed=next(_seeds), by=data, at=AT) for _ in range(3)
    )
    notice = noticing.begin(
        batch_id=shown, exam=asked, agency_id=agency, people=checked_lists.people(shown), by=data, at=AT
    )
    entry = NoticeEntry.objects.get(notice_id=notice)
    noticing.file(entry_id=entry.pk, reason="工作年限不足两年", contact="invented@example.cn", at=AT)
    plan = {"seed_source": SOURCE, "seed_on": SEED_ON, "by": data, "at": AT}
    samples = []
    for batch in (frozen, drawn):
        people = [replace(one, promised=True) for one in checked_lists.people(batch)]
        samples.append(sampling.freeze(batch_id=batch, exam=asked, agency_id=agency, people=people, **plan))
    _as_checker(
        owner,
        lambda by: sampling.draw(sample_id=samples[1], seed=SEED, seen_at=SEEN, by=by, at=DRAWN),
        world,
    )
    released = next(
        one for one in world.things if one.kind == "batch" and one.owner == owner and one.state == "released"
    )
    certificate, issuer = registered.issuers_of_batch(int(released.key))[0]
    auditing.open_files([(certificate, issuer)], exam=asked, qualification="", by=data, at=AT)
    file = AuditFile.objects.get(certificate_id=certificate)
    world.things += [
        Thing("list_notice", notice, owner, "shown"),
        Thing("list_objection", ListObjection.objects.get(entry=entry).pk, owner, "open"),
        Thing("promise_sample", samples[0], owner, "frozen"),
        Thing("promise", Promise.objects.get(sample_id=samples[1]).pk, owner, "waiting"),
        Thing("audit_file", file.pk, _issuer(certificate), "open"),
    ]


def _older(world: World, cast: Cast, owner: str, data: Any) -> None:
    """Add a batch of older certificates with a question, two that look alike, and two hand-overs on their way."""
    from tests.legacy import helpers
    from yinxin.legacy import handing
    from yinxin.legacy.models import Pair

    def examined(name: str, *serials: int) -> int:
        start = OWNERS.index(owner) * 1_000
        rows = [helpers.resident(start + serial) for serial in serials]
        return helpers.examined(rows, by=data, code=owner, name=name)

    sent = [handing.hand_over(batch_id=examined(f"{n}.csv", n), by=data, at=AT) for n in (1, 2)]
    handing.receive(hand_over_id=sent[1], by=cast.maker, at=AT)
    alike = examined("alike.csv", 3, 3)
    batch = examined("older.csv", 4, 5)
    pair = Pair.objects.filter(other__batch_id=alike).get()
    world.things += [
        Thing("legacy_batch", batch, owner, "examined"),
        Thing("legacy_record", helpers.record(batch).pk, owner, "ready"),
        Thing("legacy_pair", pair.pk, owner, "open"),
        Thing("legacy_hand_over", sent[0], owner, "handed"),
        Thing("legacy_hand_over", sent[1], owner, "received"),
        *_scans(owner, data),
    ]


def _scans(owner: str, data: Any) -> list[Thing]:
    """Return a bundle with one scan that was read and waits to be checked."""
    from unittest.mock import patch

    from tests.attachments.scans import scan
    from tests.legacy import helpers
    from yinxin.attachments import text
    from yinxin.legacy import scanning
    from yinxin.legacy.models import Scan
    from yinxin.parties.queries import body_by_code

    uploads = [scanning.Upload("a.jpg", scan(owner))]
    where = {"organisation_id": body_by_code(owner).id, **helpers.WHERE}
    bundle = scanning.bring(uploads=uploads, **where, by=data, at=AT)
    with patch.object(text, "lines", lambda page, name: ()):
        scanning.step(clock=lambda: AT)
    return [
        Thing("legacy_bundle", bundle, owner, "open"),
        Thing("legacy_scan", Scan.objects.get(bundle_id=bundle).pk, owner, "read"),
    ]


def _older_run(cast: Cast) -> int:
    """Order the electronic copy of an older certificate; it is not made yet."""
    from config.workshop import keyring
    from tests.register import older_helpers
    from yinxin.legacy import electronic

    version = older_helpers.known_version()
    older_helpers.collected(version, older_helpers.old_face(version, "OLD-RUN", 97), first=9_000_001)
    return electronic.order(count=1, keyring=keyring(), by=cast.maker, at=AT)[0]
