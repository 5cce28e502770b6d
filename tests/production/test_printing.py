"""Printing: every sheet is ordered, printed, spoiled or lost, and the books agree with the printing house (N10)."""

from __future__ import annotations

import io
import json
from collections import Counter

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from config.workshop import keyring, sign_manifest, workshop
from tests.cast import AT, released
from yinxin.demo.printing_house import print_all
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotApplicable, NotPermitted, WrongState
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import the_centre
from yinxin.production import audit, printing, queries
from yinxin.production.models import PrintOrder
from yinxin.register import books, custody, custody_audit, sheets
from yinxin.register.files import files
from yinxin.register.models import BlankRange, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.signing import notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def drop(cast, tmp_path, behind_the_back):
    """Return an empty drop folder; the order of the batch that was committed before the tests does not wait."""
    behind_the_back(
        "update production_print_order set state = 'handed_over', manifest = repeat('0', 64) where state = %s",
        "ordered",
    )
    return tmp_path


def send(drop) -> int:
    """Put the files of all orders that wait into the drop folder; return how many orders there were."""
    shop, sent = workshop(), 0
    while printing.step(drop=drop, press=shop.press, store=files(), sign=sign_manifest, clock=lambda: AT):
        sent += 1
    return sent


def take(cast, report) -> printing.Report:
    return printing.take_report(data=report.read_bytes(), store=files(), by=cast.maker, at=AT)


def blanks(cast, count: int = 400) -> None:
    sheets.register_blanks(prefix="ZK", first="000001", last=f"{count:06d}", by=cast.maker, at=AT)


def orders_of(batch: int) -> list[PrintOrder]:
    return list(PrintOrder.objects.filter(batch_id=batch).order_by("id"))


def test_an_order_for_each_issuer_covers_the_batch(cast):
    batch = released(cast, count=12, seed=8501)
    orders = orders_of(batch)
    assert sum(order.papers for order in orders) == 12
    regions = PaperCopy.objects.filter(certificate__batch_id=batch).values_list(
        "certificate__region", flat=True
    )
    assert {order.issuer.region for order in orders} >= set(regions) & {"340100", "340200", "340300"}
    listed = [copy for order in orders for copy in books.copies_on(SlipKind.PRINT_ORDER, order.number)]
    assert len(set(listed)) == len(listed) == 12


def test_the_drop_folder_has_pages_and_a_signed_manifest_of_them(cast, drop):
    batch = released(cast, count=3, seed=8502)
    orders = orders_of(batch)
    assert send(drop) == len(orders)
    for order in orders:
        folder = drop / "orders" / order.number
        manifest = (folder / "manifest.json").read_bytes()
        facts = json.loads(manifest)
        pages = [len(pikepdf.open(folder / file["name"]).pages) for file in facts["files"]]
        assert sum(pages) == facts["count"] == order.papers
        note = notes.verify_note((folder / "manifest.note").read_text(), keyring().log_public_key())
        order.refresh_from_db()
        assert (note.size, note.root.hex(), order.state) == (order.papers, order.manifest, "handed_over")
    assert not list(drop.rglob("*.part"))


def test_the_same_order_gives_the_same_bytes_and_an_overlay_leaves_the_ground_out(cast):
    batch = released(cast, count=2, seed=8503)
    copies = list(PaperCopy.objects.filter(certificate__batch_id=batch).values_list("id", flat=True))
    pages = [(sheet.face, files().get(sheet.face.photo)) for sheet in sheets.sheets(copies)]
    press = workshop().press
    whole, again, overlay = (press.paper(pages, ground=ground, at=AT) for ground in (True, True, False))
    assert whole == again != overlay

    def drawn(data: bytes) -> list[bytes]:
        return [page.Contents.read_bytes() for page in pikepdf.open(io.BytesIO(data)).pages]

    assert all(b"/B Do" in page for page in drawn(whole))
    assert not any(b"/B Do" in page for page in drawn(overlay))
    assert all(b"/Z Do" in page for page in drawn(overlay))


def test_printed_is_ordered_less_spoiled_and_lost_and_the_reprints_make_it_whole(cast, drop):
    blanks(cast)
    batch = released(cast, count=40, seed=8504)
    told, rounds = Counter(), 0
    while rounds < 10 and send(drop):
        rounds += 1
        for path in print_all(drop, seed=rounds, spoils=0.2, loses=0.1):
            found = take(cast, path)
            told.update(printed=len(found.printed), spoiled=len(found.spoiled), lost=len(found.lost))
            if found.spoiled or found.lost:
                printing.reprint(number=path.stem, by=cast.maker, at=AT)
    of_batch = PaperCopy.objects.filter(certificate__batch_id=batch)
    states = Counter(of_batch.values_list("state", flat=True))
    assert rounds > 1
    assert told["printed"] == 40 == states["printed"]
    assert states == {state: count for state, count in told.items() if count}
    reprints = of_batch.filter(number__gt=1).count()
    assert told["printed"] == 40 - told["spoiled"] - told["lost"] + reprints
    serials = list(of_batch.values_list("blank_serial", flat=True))
    assert len(set(serials)) == len(serials) == 40 + reprints
    assert "" not in serials
    assert BlankRange.objects.get(prefix="ZK").next == 41 + reprints
    spoiled = custody.standing_place(
        organisation_id=the_centre().id, kind=PlaceKind.SPOILED, by=SYSTEM, at=AT
    )
    assert books.balance([spoiled])[spoiled] == told["spoiled"]
    assert not list(custody_audit.audit())
    own = {order.pk for order in orders_of(batch)}
    told_by_audit = [
        d for d in audit.audit(files()) if d.where == "production_print_order" and d.number in own
    ]
    assert not told_by_audit
    assert len(own) > 1


def test_without_enough_blanks_the_page_is_printed_with_its_ground(cast):
    blanks(cast, 2)
    (*_, last) = orders_of(released(cast, count=4, seed=8505))
    copies = books.copies_on(SlipKind.PRINT_ORDER, last.number)
    used = BlankRange.objects.get(prefix="ZK").next - 1
    assert PaperCopy.objects.exclude(blank_serial="").count() == used <= 2
    assert last.overlay == all(sheet.blank_serial for sheet in sheets.sheets(copies))


WRONG = {
    "not json": lambda said: b"{",
    "another shape": lambda said: json.dumps({"order": said["order"]}).encode(),
    "one left out": lambda said: json.dumps(said | {"printed": said["printed"][1:]}).encode(),
    "one twice": lambda said: json.dumps(said | {"lost": said["printed"][:1]}).encode(),
    "another blank": lambda said: json.dumps(
        said | {"printed": said["printed"][1:], "spoiled": [{"paper": said["printed"][0], "blank": "ZK9"}]}
    ).encode(),
}


@pytest.mark.parametrize("how", WRONG)
def test_a_report_that_does_not_add_up_changes_nothing(cast, drop, how):
    blanks(cast)
    released(cast, count=3, seed=8506)
    send(drop)
    (path, *_) = print_all(drop, seed=1, spoils=0, loses=0)
    with pytest.raises(Incomplete):
        printing.take_report(
            data=WRONG[how](json.loads(path.read_bytes())), store=files(), by=cast.maker, at=AT
        )
    assert PrintOrder.objects.get(number=path.stem).state == "handed_over"


def test_a_report_is_taken_once_and_only_by_whoever_sees_to_printing(cast, drop):
    released(cast, count=2, seed=8507)
    send(drop)
    (path, *_) = print_all(drop, seed=1, spoils=0, loses=0)
    with pytest.raises(NotPermitted, match="制证员"):
        printing.take_report(data=path.read_bytes(), store=files(), by=cast.checker, at=AT)
    take(cast, path)
    with pytest.raises(WrongState):
        take(cast, path)
    with pytest.raises(NotApplicable):
        printing.reprint(number=path.stem, by=cast.maker, at=AT)


def test_a_blank_is_entered_once(cast):
    blanks(cast, 10)
    with pytest.raises(AlreadyDone):
        sheets.register_blanks(prefix="ZK", first="000010", last="000020", by=cast.maker, at=AT)
    for first, last in (("9", "10"), ("2", "1"), ("a", "b"), ("", "")):
        with pytest.raises(Incomplete):
            sheets.register_blanks(prefix="ZL", first=first, last=last, by=cast.maker, at=AT)


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("print_order_state_known", {"state": "sold", "manifest": "x"}),
        ("print_order_has_manifest", {"state": "handed_over", "manifest": ""}),
        ("print_order_has_report", {"state": "reported", "manifest": "x"}),
    ],
)
def test_the_database_refuses(cast, name, columns):
    order = orders_of(released(cast, count=1, seed=8508))[0]
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PrintOrder.objects.filter(pk=order.pk).update(**columns)


def test_orders_are_listed_for_whoever_may_see_them(cast):
    batch = released(cast, count=1, seed=8509)
    found = queries.print_orders_for(cast.maker)
    assert (found[0].batch_id, found[0].papers, str(found[0].state_words)) == (batch, 1, "待送印制文件")
    assert queries.print_orders_for(cast.supervisor) == found
    assert queries.print_orders_for(cast.checker) == ()


def test_an_order_that_cannot_be_made_waits_for_a_person_and_stops_no_other(cast, drop):
    bad = orders_of(released(cast, count=1, seed=8510))[0]
    good = orders_of(released(cast, count=1, seed=8511))[0]
    shop, missing = workshop(), sheets.sheets(books.copies_on(SlipKind.PRINT_ORDER, bad.number))[0].face.photo

    class Store:
        def get(self, key: str) -> bytes:
            if key == missing:
                raise OSError("the disk is gone")
            return files().get(key)

    tried = [
        printing.step(drop=drop, press=shop.press, store=Store(), sign=sign_manifest, clock=lambda: AT)
        for _ in "abc"
    ]
    assert tried == [True, True, False]
    states = dict(PrintOrder.objects.filter(id__in=[bad.pk, good.pk]).values_list("id", "state"))
    assert states == {bad.pk: "ordered", good.pk: "handed_over"}
    assert "the disk is gone" in PrintOrder.objects.get(pk=bad.pk).trouble
    printing.retry(number=bad.number, by=cast.maker, at=AT)
    assert send(drop) == 1
    with pytest.raises(NotApplicable):
        printing.retry(number=bad.number, by=cast.maker, at=AT)
