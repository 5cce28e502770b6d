"""A province for the tests of flows: its bodies and people, found by its region alone, whichever folder it has."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from PIL import Image

from tests.cast import AT, CHINA, FOUNDED, read_here
from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.demo import country, printing_house
from yinxin.demo.sample import invented_rows, photos_for, write_photos, write_xlsx
from yinxin.issuing import collecting, consignments, packing, receiving, registers, seal_checks, service
from yinxin.issuing.collectors import Collector
from yinxin.issuing.signatures import ON_PAPER
from yinxin.kernel.calendar import day_of
from yinxin.law.evidence import Evidence
from yinxin.law.provinces import Document, Province, ProvincialQualification, province_of
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.founding import enrol, found, seat
from yinxin.parties.models import Organisation
from yinxin.parties.queries import actor_of, body, body_by_code, oldest_of
from yinxin.production import (
    acceptance,
    checked_lists,
    exam_facts,
    gates,
    making,
    printing,
    queries,
    releasing,
    submission,
)
from yinxin.production.models import Batch
from yinxin.qualifying import auditing, sampling
from yinxin.qualifying.models import AuditFile, Promise
from yinxin.qualifying.states import PromiseState
from yinxin.register import custody
from yinxin.register import queries as register
from yinxin.register.files import files
from yinxin.register.models import PaperCopy
from yinxin.register.places import PlaceKind

DAYS = (date(2026, 6, 20), date(2026, 6, 21))
PUBLISHED = date(2026, 9, 1)
DRAWN = datetime(2026, 9, 16, 10, tzinfo=CHINA)
ACCEPTED = datetime(2026, 9, 28, 10, tzinfo=CHINA)
PRINTED = datetime(2026, 9, 29, 10, tzinfo=CHINA)
ROOM = "一号证书室"


@dataclass(frozen=True)
class There:
    """A province's bodies, by their ids."""

    rules: Province
    authority: int
    institute: int
    window: int
    city: int

    def person(self, role: str, organisation: int) -> Actor:
        """Return somebody with one seat; the same person each time."""
        name = f"{role}@{Organisation.objects.get(pk=organisation).code}"
        number = enrol(username=name, name=name, password="demo", by=SYSTEM, at=FOUNDED)  # noqa: S106
        seat(account_id=number, organisation_id=organisation, role=role, by=SYSTEM, at=FOUNDED)
        return actor_of(number, AT)


def settled(region: str) -> There:
    """Return a province, founded where the demo country has none of its bodies."""
    rules = province_of(region)
    assert rules is not None
    ministry = body_by_code("ministry").id

    def body_of(kind: str, division: str, parent: int) -> int:
        there = oldest_of(kind, division)
        name = f"{rules.name}{division}{kind}"
        return there or found(
            code=f"{kind}-{division}",
            kind=kind,
            name=name,
            name_en=name,
            region=division,
            parent=Organisation.objects.get(pk=parent).code,
            by=SYSTEM,
            at=FOUNDED,
        )

    authority = body_of("authority", rules.region, ministry)
    return There(
        rules,
        authority,
        body_of("agency", rules.region, authority),
        body_of("window", rules.region, authority),
        body_of("issuer", f"{rules.region[:2]}0100", authority),
    )


def entered(there: There, document: Document, one: ProvincialQualification) -> ExamView:
    """Enter an exam that ends in a document, as its maker does, and publish its results."""
    institute = there.institute
    maker = exams.maker_in(there.rules.region, document.maker)
    assert maker is not None
    by = there.person("province_maker", maker)
    code = f"P{there.rules.region[:2]}{document.key[:12].upper()}"
    exam = exams.enter(
        code=code,
        qualification=one.code,
        regime="",
        year=2026,
        name=f"2026年度{one.name}",
        name_en=f"{one.name_en} 2026",
        days=DAYS,
        levels=[level for level in one.levels if level],
        parts=[(institute, 3)],
        document=document.key,
        by=by,
        at=AT,
    )
    exams.publish_results(exam_id=exam, on=PUBLISHED, by=by, at=AT)
    return catalogue.exam(code)


def submitted(there: There, exam: ExamView, *, seed: int, scope: str = "") -> int:
    """Submit three who passed: two of a city, one of a provincial unit; return the batch."""
    from config.workshop import missing_glyphs

    facts = exam_facts.exam_facts(exam, body(there.institute))
    rows = invented_rows(3, facts, seed=seed)
    for row, division in zip(rows, (body(there.city).region,) * 2 + (there.rules.region,), strict=True):
        row["报名地区代码"] = division
        row["有效范围"] = scope or row["有效范围"]
    with tempfile.TemporaryDirectory(prefix="yinxin-sample-") as name, read_here():
        folder = Path(name)
        write_xlsx(folder / "list.xlsx", rows)
        write_photos(folder / "photos.zip", photos_for(rows, seed=seed))
        done = submission.submit(
            exam_code=exam.code,
            data=folder / "list.xlsx",
            photos=folder / "photos.zip",
            file_name="合格人员.xlsx",
            partial=False,
            store=files(),
            glyphs=missing_glyphs,
            by=there.person("agency_data", there.institute),
            at=AT,
        )
    return done.batch_id


def ready(there: There, exam: ExamView, batch: int) -> None:
    """Show the list, and check the drawn ones of those who promised; nothing where the document asks for nothing."""
    by, other = there.person("agency_data", there.institute), there.person("agency_checker", there.institute)
    if exam.document.notice_days:
        checked_lists.show(batch_id=batch, by=by, at=AT)
    if not gates.promised(exam=exam, batch=Batch.objects.get(pk=batch)):
        return
    sample = checked_lists.freeze(
        batch_id=batch, seed_source="演示彩票第2026107期", seed_on=DRAWN.date(), by=by, at=AT
    )
    sampling.draw(sample_id=sample, seed="01 02 03 04 05 06 + 07", seen_at="报纸第2版", by=other, at=DRAWN)
    for one in Promise.objects.filter(sample_id=sample):
        sampling.find(
            promise_id=one.pk, finding=PromiseState.HOLDS, reasons="核对学历证书", by=other, at=DRAWN
        )


def picture() -> bytes:
    """Return a scan of a paper."""
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    return made.getvalue()


def audited(there: There, exam: ExamView, issuer: int) -> int:
    """Audit everybody whose conditions are to be audited at an issuer (A2.1.2); return how many."""
    keeper, other = there.person("custodian", issuer), there.person("counter", issuer)
    found = list(AuditFile.objects.filter(exam_id=exam.id, issuer_id=issuer))
    numbers = [one.pk for one in found]
    if numbers:
        auditing.notify(files=numbers, how="telephone", on=PRINTED.date(), by=keeper, at=PRINTED)
    for one in found:
        codes = [each["code"] for each in one.conditions]
        for code in (auditing.PHOTO, *codes):
            auditing.attach(
                file_id=one.pk, condition=code, data=picture(), name="扫描件.png", by=keeper, at=PRINTED
            )
        auditing.keep(file_id=one.pk, photo=True, form_on=PRINTED.date(), ticks=codes, by=keeper, at=PRINTED)
        auditing.hand_over(file_id=one.pk, by=keeper, at=PRINTED)
    if numbers:
        auditing.decide(files=numbers, passed=True, reasons="", by=other, at=PRINTED)
    return len(numbers)


def released(there: There, exam: ExamView, batch: int) -> None:
    """Accept, make and release a batch, by the two people of its maker."""
    from config.workshop import keyring, workshop

    assert exam.maker_id
    ready(there, exam, batch)
    maker = there.person("province_maker", exam.maker_id)
    acceptance.accept(batch_id=batch, keyring=keyring(), by=maker, at=ACCEPTED)
    while making.step(workshop(), batch_id=batch, clock=lambda: ACCEPTED):
        pass
    checker = there.person("province_checker", exam.maker_id)
    releasing.release(batch_id=batch, store=files(), by=checker, at=ACCEPTED)


def printed(there: There, exam: ExamView) -> None:
    """Let the printing house print what the maker ordered, and enter its reports."""
    from config.workshop import hand_over_to_print

    assert exam.maker_id
    by = there.person("province_maker", exam.maker_id)
    while hand_over_to_print():
        pass
    printing_house.print_all(settings.PRINT_DROP, seed=1, spoils=0, loses=0)
    own = [order for order in queries.print_orders_for(by) if order.maker_id == exam.maker_id]
    assert own
    for order in own:
        report = (settings.PRINT_DROP / "reports" / f"{order.number}.json").read_bytes()
        printing.take_report(data=report, store=files(), by=by, at=PRINTED)


def dispatched(there: There, exam: ExamView) -> None:
    """Send the paper to the city and to the window, which count it and sign (A2.1.1)."""
    assert exam.maker_id
    sender = there.person("custodian", exam.maker_id)
    for issuer in (there.city, there.window):
        keeper = there.person("custodian", issuer)
        room = _room(issuer, keeper)
        made = packing.pack(
            sender_id=exam.maker_id,
            receiver_id=issuer,
            exam_id=exam.id,
            issuers=[issuer],
            size=50,
            by=sender,
            at=PRINTED,
        )
        boxes = consignments.consignment(made, sender).boxes
        counted = {box.number: box.count for box in boxes}
        packing.send(consignment_id=made, counted=counted, by=sender, at=PRINTED)
        for box in boxes:
            receiving.receive_box(consignment_id=made, number=box.number, by=keeper, at=PRINTED)
        receiving.sign(consignment_id=made, place_id=room, by=keeper, at=PRINTED)


def _room(issuer: int, keeper: Actor) -> int:
    if not service.current(issuer, day_of(AT)):
        offer = country.offer(body(issuer).name)
        service.publish(organisation_id=issuer, offer=offer, since=day_of(AT), by=keeper, at=AT)
    return custody.open_place(
        organisation_id=issuer, kind=PlaceKind.ROOM, name=ROOM, parent_id=None, by=keeper, at=AT
    )


def seal_checked(there: There) -> int:
    """Let the window check the seals of everything that waits; return how many checks there were."""
    by = there.person("counter", there.window)
    waiting = seal_checks.waiting(there.window, by)
    for one in waiting:
        seal_checks.check_seals(
            window_id=there.window,
            exam_id=one.exam_id,
            issuer_id=one.issuer.id,
            seal="省厅专用章",
            by=by,
            at=PRINTED,
        )
    return len(waiting)


def copies(batch: int, issuer: int) -> list[int]:
    """Return the sheets of a batch for one issuer."""
    rows = PaperCopy.objects.filter(certificate__batch_id=batch, certificate__issuer_id=issuer)
    return list(rows.order_by("id").values_list("id", flat=True))


def given(there: There, batch: int, issuer: int) -> Any:
    """Give an issuer's certificates of a batch to their holders, one by one."""
    by = there.person("counter", issuer)
    for copy in copies(batch, issuer):
        collecting.give(
            copies=[copy],
            collector=Collector(),
            documents=frozenset({Evidence.HOLDER_ID}),
            signature=ON_PAPER,
            token=uuid4().hex,
            by=by,
            at=PRINTED,
        )


def closed(there: There, exam: ExamView, issuer: int) -> tuple[int, ...]:
    """Close an issuer's register of the exam's year; return its volumes."""
    by = there.person("custodian", issuer)
    return registers.close(
        issuer_id=issuer, exam_id=exam.id, year=PRINTED.year, store=files(), by=by, at=PRINTED
    )


def faces(there: There, batch: int, maker: int) -> list[Any]:
    """Return what the certificates of a batch say."""
    by = there.person("province_maker", maker)
    return [register.certificate(line.id, by).face for line in register.of_batch(batch, by)]
