"""The paper of the story: printed, packed by the list, sent to the cities, counted and signed for in one of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from config.workshop import hand_over_to_print
from yinxin.demo import printing_house
from yinxin.issuing import consignments, packing, receiving
from yinxin.issuing.findings import Finding
from yinxin.issuing.states import ConsignmentState
from yinxin.kernel.refusal import AlreadyDone
from yinxin.parties.actor import Actor
from yinxin.parties.queries import actor_named, body_by_code, the_centre
from yinxin.production import printing, queries
from yinxin.production.states import PrintState
from yinxin.register import books, custody, sheets
from yinxin.register.files import files
from yinxin.register.places import PlaceKind

Step = Callable[[int, str], AbstractContextManager[list[str]]]
At = Callable[[datetime], AbstractContextManager[None]]

_CHINA = ZoneInfo("Asia/Shanghai")
BLANKS_CAME = datetime(2026, 9, 10, 9, 0, tzinfo=_CHINA)
ORDERED = datetime(2026, 9, 18, 9, 30, tzinfo=_CHINA)
REPORTED = datetime(2026, 9, 22, 15, 0, tzinfo=_CHINA)
SENT = datetime(2026, 9, 23, 10, 0, tzinfo=_CHINA)
SIGNED = datetime(2026, 9, 24, 14, 30, tzinfo=_CHINA)
SEED = 26
ROOMS = {
    "hefei": (("一号证书室", PlaceKind.ROOM), ("窗口柜台", PlaceKind.COUNTER)),
    "wuhu": (("一号证书室", PlaceKind.ROOM), ("窗口柜台", PlaceKind.COUNTER)),
    "anhui": (("省厅证书库", PlaceKind.ROOM),),
    "center": (("中心证书库", PlaceKind.ROOM),),
}
SIGNS = "hefei"
"""The city that has signed for its consignment; the others still have to."""


def tell(number: int, step: Step, clock_at: At) -> None:
    """Go through the paper's part of the story, from this step on; each step does only what is not done yet."""
    with step(number, "印制纸质证书 Print the paper") as result:
        _print(clock_at)
        orders = queries.print_orders_for(actor_named("center-make", REPORTED))
        result.append(f"印制单{len(orders)}张，{sum(order.papers for order in orders)}本")
    with step(number + 1, "按名单装箱、发运、签收 Pack, send and sign") as result:
        _send()
        _receive()
        held = dict(_hefei().states)
        result.append("，".join(f"{name}{count}本" for name, count in held.items()))


def bring_blanks() -> None:
    """Enter a delivery of numbered blanks; they come once."""
    maker = actor_named("center-make", BLANKS_CAME)
    with suppress(AlreadyDone):
        sheets.register_blanks(prefix="ZG", first="26000001", last="26005000", by=maker, at=BLANKS_CAME)


def _print(clock_at: At) -> None:
    maker = actor_named("center-make", REPORTED)
    with clock_at(ORDERED):
        while hand_over_to_print():
            pass
    printing_house.print_all(settings.PRINT_DROP, seed=SEED, spoils=0.01, loses=0.005)
    for order in queries.print_orders_for(maker):
        if order.state is PrintState.HANDED_OVER and order.ordered_at <= REPORTED:  # the story's own
            report = (settings.PRINT_DROP / "reports" / f"{order.number}.json").read_bytes()
            printing.take_report(data=report, store=files(), by=maker, at=REPORTED)


def _send() -> None:
    """Open the rooms, and send each city its own."""
    for code, rooms in ROOMS.items():
        keeper = actor_named(f"{code}-custody", SENT)
        for name, kind in rooms:
            _open(code, name, kind, keeper)
    by = actor_named("center-custody", SENT)
    ready = {body_by_code(code).id for code in ROOMS}
    for line in packing.waiting(the_centre().id, by):
        if line.issuer.id not in ready:
            continue  # nobody there to keep it yet: it stays where it was printed
        made = packing.pack(
            sender_id=the_centre().id,
            receiver_id=line.issuer.id,
            exam_id=line.exam_id,
            issuers=[line.issuer.id],
            size=50,
            by=by,
            at=SENT,
        )
        boxes = consignments.consignment(made, by).boxes
        counted = {box.number: box.count for box in boxes}
        packing.send(consignment_id=made, counted=counted, by=by, at=SENT)


def _open(code: str, name: str, kind: PlaceKind, keeper: Actor) -> None:
    over = body_by_code(code).id
    with suppress(AlreadyDone):
        custody.open_place(organisation_id=over, kind=kind, name=name, parent_id=None, by=keeper, at=SENT)


def _receive() -> None:
    """Let one city count and sign: all in order but one sheet that came damaged."""
    by = actor_named(f"{SIGNS}-custody", SIGNED)
    room = next(line.id for line in _hefei().places if line.kind is PlaceKind.ROOM)
    for line in consignments.to_receive(by):
        if line.state is not ConsignmentState.SENT:
            continue
        boxes = consignments.consignment(line.id, by).boxes
        last = boxes[-1].sheets[-1].id
        receiving.receive(
            consignment_id=line.id,
            copies=[last],
            finding=Finding.DAMAGED,
            note="封面折断",
            by=by,
            at=SIGNED,
        )
        for box in boxes:
            receiving.receive_box(consignment_id=line.id, number=box.number, by=by, at=SIGNED)
        receiving.sign(consignment_id=line.id, place_id=room, by=by, at=SIGNED)


def _hefei() -> books.Book:
    return books.book(body_by_code(SIGNS).id, actor_named(f"{SIGNS}-custody", SIGNED))
