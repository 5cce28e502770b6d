"""A year of reviews in two provinces: from the members' votes to a certificate in its holder's hand.

Senior titles of both provinces, middle ones of two cities with different procedures, junior ones: everything by the
verbs that the pages call, and nothing reached any other way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from config import auditing
from config.workshop import keyring, missing_glyphs, seal_artist, sign_manifest, workshop
from tests.cast import AT, FOUNDED, read_here
from tests.presenting.conftest import verifying as verifying
from tests.reviewing import helpers
from tests.reviewing.helpers import Founder, seated
from yinxin.catalogue import queries as catalogue
from yinxin.demo import country
from yinxin.demo.printing_house import print_all
from yinxin.demo.sample import SW2026, invented_rows, photos_for, write_photos, write_xlsx
from yinxin.issuing import collecting, consignments, packing, receiving, seal_checks, service
from yinxin.issuing.collectors import Collector
from yinxin.issuing.signatures import ON_PAPER
from yinxin.kernel.refusal import Incomplete, NotFound, WrongState
from yinxin.law.evidence import Evidence
from yinxin.law.provinces import StepKind
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import found
from yinxin.parties.queries import body, body_by_code
from yinxin.production import (
    acceptance,
    checked_lists,
    gates,
    makers,
    making,
    printing,
    releasing,
    submission,
)
from yinxin.register import custody, sheets
from yinxin.register.files import files
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind
from yinxin.reviewing import procedure, queries, results, sessions, stepping
from yinxin.reviewing.models import Session
from yinxin.signing.demo import create_demo_authority
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db

DONE: datetime = AT + timedelta(days=24)
"""When notices are over and offices work again after the holidays."""

ECONOMICS = "liaoning-economics"


@dataclass(frozen=True)
class Case:
    """One review of the year."""

    code: str
    region: str
    authority: str
    parent: str
    series: str
    level: str
    seed: int


CASES = (
    Case("ah-senior", "340000", "anhui", "anhui", helpers.ENGINEERING, "高级工程师", 8181),
    Case("hf-middle", "340100", "anhui", "hefei", helpers.ENGINEERING, "工程师", 8182),
    Case("wh-middle", "340200", "anhui", "wuhu", helpers.ENGINEERING, "工程师", 8183),
    Case("hf-junior", "340100", "anhui", "hefei", helpers.ENGINEERING, "助理工程师", 8184),
    Case("ln-senior", "210000", "liaoning", "liaoning", ECONOMICS, "高级经济师", 8185),
    Case("sy-middle", "210100", "liaoning", "shenyang", ECONOMICS, "经济师", 8186),
)


@pytest.fixture
def provinces(cast, settings):
    """Found Liaoning beside the country, and make both provinces' seals."""
    for code, kind, name, region, parent in (
        ("liaoning", "authority", "辽宁省人力资源和社会保障厅（演示）", "210000", "ministry"),
        ("liaoning-exam", "agency", "辽宁省人事考试局（演示）", "210000", "liaoning"),
        ("liaoning-window", "window", "辽宁省政务服务中心人社窗口（演示）", "210000", "liaoning"),
        ("shenyang", "issuer", "沈阳市人力资源和社会保障局（演示）", "210100", "liaoning"),
    ):
        found(
            code=code, kind=kind, name=name, name_en=code, region=region, parent=parent, by=SYSTEM, at=FOUNDED
        )
    owners = ("安徽省人力资源和社会保障厅", "辽宁省人力资源和社会保障厅")
    create_demo_authority(Path(settings.KEYS), owners, FOUNDED, picture=seal_artist())
    keyring.cache_clear()


@pytest.fixture
def drop(cast, tmp_path, behind_the_back):
    """Return an empty drop folder; what was committed before the tests does not wait."""
    behind_the_back(
        "update production_print_order set state = 'handed_over', manifest = repeat('0', 64) where state = %s",
        "ordered",
    )
    return tmp_path / "drop"


def people(case: Case) -> list[dict[str, str]]:
    """Return the rows of invented candidates, the last of whom does not pass."""
    version = catalogue.version_on(case.series, helpers.DECIDED)
    facts = replace(
        SW2026, code="REVIEW", regime="review", qualifications=frozenset({version.name}),
        levels={case.level: frozenset(version.levels[case.level])}, days=(helpers.DECIDED,), results_on=None,
        regions=("34",), numbers_given=False, scopes=frozenset({"本省"}),
    )  # fmt: skip
    rows = invented_rows(4, facts, seed=case.seed)
    return [row | {"报名地区代码": case.region[:2] + "0100"} for row in rows]


def listed(own: Founder, case: Case) -> int:
    """Bring the votes in: all pass but the last."""
    committee = helpers.approved(
        own, series=case.series, ranks=helpers.ALL[: 2 if case.authority == "liaoning" else 3]
    )
    number = helpers.opened(own, level=case.level, committee=committee)
    rows = people(case)
    lines = [
        (
            place,
            (
                *(row[head] for head in results.HEADS[:4]),
                *(("9", "0", "0") if row is not rows[-1] else ("5", "4", "0")),
            ),
        )
        for place, row in enumerate(rows, start=2)
    ]
    assert sessions.bring(session_id=number, header=results.HEADS, lines=lines, by=own.data, at=AT) == 3
    return number


def submitted(own: Founder, case: Case, number: int, folder: Path, *, rows: Any = None) -> int:
    """Submit the founding body's list with photos; return the batch."""
    chosen = rows or people(case)[:-1]
    folder.mkdir(parents=True, exist_ok=True)
    table, photos = folder / "list.xlsx", folder / "photos.zip"
    write_xlsx(table, chosen)
    write_photos(photos, photos_for(chosen, seed=case.seed))
    code = queries.session(number, own.data).exam_code
    with read_here():
        return submission.submit(
            exam_code=code, data=table, photos=photos, file_name="评审通过人员.xlsx", partial=False, store=files(),
            glyphs=missing_glyphs, by=own.data, at=AT,
        ).batch_id  # fmt: skip


def walk_steps(own: Founder, case: Case, number: int, batch: int) -> list[str]:
    """Take every step by its own body; show the list when its turn comes. Return the kinds of what was taken."""
    checked_lists.show(batch_id=batch, by=own.checker, at=AT)
    taken: list[str] = []
    at = AT
    while True:
        session = Session.objects.select_related("committee").get(pk=number)
        over_on = gates.notice_over_on(session.exam_id)
        turn = procedure.next_of(procedure.steps(session, notice_over_on=over_on, on=at.date()))
        if turn is None:
            return taken
        if turn.body is None:
            at = DONE
            continue
        who = {
            StepKind.FOUNDER: own.checker,
            StepKind.CITY: seated(f"city@{case.parent}", "review_officer", case.parent),
        }.get(turn.kind) or own.officer()
        stepping.take(
            session_id=number,
            document=f"{case.code}〔2026〕8号",
            on=at.date(),
            notice_over_on=over_on,
            by=who,
            at=at,
        )
        taken.append(turn.kind.value)


def made(own: Founder, case: Case, batch: int) -> list[int]:
    """Accept, make and release by the province's maker; return the certificates."""
    maker, checker = (
        seated(f"{role}@{case.authority}", f"province_{role}", case.authority)
        for role in ("maker", "checker")
    )
    acceptance.accept(batch_id=batch, keyring=keyring(), by=maker, at=DONE)
    while making.step(workshop(), batch_id=batch, clock=lambda: DONE):
        pass
    releasing.release(batch_id=batch, store=files(), by=checker, at=DONE)
    return list(Certificate.objects.filter(batch_id=batch).order_by("id").values_list("id", flat=True))


def printed(case: Case, batch: int, drop: Path) -> None:
    """Have the paper printed by the province's house."""
    maker = seated(f"maker@{case.authority}", "province_maker", case.authority)
    sheets.register_blanks(
        prefix=case.code[:2].upper(), first=f"{case.seed}001", last=f"{case.seed}099", maker=maker.organisation_id,
        by=maker, at=DONE,
    )  # fmt: skip
    while printing.step(
        drop=drop, press=workshop().press, store=files(), sign=sign_manifest, clock=lambda: DONE
    ):
        pass
    for report in print_all(drop, seed=1, spoils=0, loses=0):
        printing.take_report(data=report.read_bytes(), store=files(), by=maker, at=DONE)


def keeper(code: str) -> Any:
    """Return who keeps a body's paper, with a room and a notice of how to collect."""
    by = seated(f"custody@{code}", "custodian", code)
    over = body_by_code(code)
    if over.kind != "authority" and not service.current(over.id, AT.date()):
        service.publish(
            organisation_id=over.id, offer=country.offer(over.name), since=AT.date(), by=by, at=AT
        )
    return by


def room(code: str) -> int:
    from yinxin.register.models import Place

    over = body_by_code(code).id
    there = Place.objects.filter(organisation_id=over, kind="room").values_list("id", flat=True).first()
    return there or custody.open_place(
        organisation_id=over, kind=PlaceKind.ROOM, name="证书室", parent_id=None, by=keeper(code), at=AT
    )


def carried(sender: str, receiver: str, exam: int, issuer: int) -> None:
    """Pack, send, count and sign."""
    by, place = keeper(sender), room(receiver)
    made = packing.pack(
        sender_id=body_by_code(sender).id, receiver_id=body_by_code(receiver).id, exam_id=exam, issuers=[issuer],
        size=50, by=by, at=DONE,
    )  # fmt: skip
    boxes = consignments.consignment(made, by).boxes
    packing.send(consignment_id=made, counted={box.number: box.count for box in boxes}, by=by, at=DONE)
    for box in boxes:
        receiving.receive_box(consignment_id=made, number=box.number, by=keeper(receiver), at=DONE)
    receiving.sign(consignment_id=made, place_id=place, by=keeper(receiver), at=DONE)


def give(copy: int, by: Any) -> Any:
    return collecting.give(
        copies=[copy], collector=Collector(), documents={Evidence.HOLDER_ID}, signature=ON_PAPER, token=uuid4().hex,
        by=by, at=DONE,
    )  # fmt: skip


def sealed(case: Case, exam: int, issuer: int) -> int:
    window = f"{case.authority}-window"
    return seal_checks.check_seals(
        window_id=body_by_code(window).id, exam_id=exam, issuer_id=issuer, seal="省厅职称专用章",
        by=seated(f"seal@{window}", "counter", window), at=DONE,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[one.code for one in CASES])
def test_from_the_votes_to_the_founding_body_s_counter(provinces, verifying, drop, tmp_path, case):
    own = helpers.founder(case.code, region=case.region, authority=case.authority, parent=case.parent)
    number = listed(own, case)
    batch = submitted(own, case, number, tmp_path / "in")
    exam = Session.objects.get(pk=number).exam_id
    maker = seated(f"maker@{case.authority}", "province_maker", case.authority)
    with pytest.raises((WrongState, Incomplete)):
        acceptance.accept(batch_id=batch, keyring=keyring(), by=maker, at=DONE)

    assert (
        walk_steps(own, case, number, batch)
        == {
            "ah-senior": ["founder", "province"],
            "hf-middle": ["founder", "city"],
            "wh-middle": ["founder", "filing"],
            "hf-junior": ["founder"],
            "ln-senior": ["founder", "province"],
            "sy-middle": ["city", "filing"],
        }[case.code]
    )
    assert makers.maker_of(catalogue.exam_by_id(exam)).id == body_by_code(case.authority).id
    certificates = made(own, case, batch)

    faces = _faces(certificates)
    verdicts = {verifying.by_match(f.management_number, f.name, f.id_number, at=DONE).verdict for f in faces}
    assert verdicts == {Verdict.VALID}
    assert {(face.regime, face.level, face.scope) for face in faces} == {("review", case.level, "本省")}
    # Everybody's issuer is the founding body, though they live in the province's capital (A1.3a).
    assert set(Certificate.objects.filter(id__in=certificates).values_list("issuer_id", flat=True)) == {
        own.id
    }

    printed(case, batch, drop)
    window = f"{case.authority}-window"
    carried(case.authority, window, exam, own.id)
    with pytest.raises(Incomplete, match="验印"):
        carried(window, case.code, exam, own.id)
    sealed(case, exam, own.id)
    packing.send(consignment_id=_packed(window), counted={1: 3}, by=keeper(window), at=DONE)
    receiving.receive_box(consignment_id=_packed(window), number=1, by=keeper(case.code), at=DONE)
    receiving.sign(consignment_id=_packed(window), place_id=room(case.code), by=keeper(case.code), at=DONE)

    copies = list(PaperCopy.objects.filter(certificate_id__in=certificates).values_list("id", flat=True))
    counter = seated(f"counter@{case.code}", "counter", case.code)
    for stranger in ("nanjing", "wuhu" if case.parent != "wuhu" else "hefei"):
        with pytest.raises(NotFound):
            give(copies[0], seated(f"counter@{stranger}", "counter", stranger))
    for copy in copies:
        assert give(copy, counter).window
    assert set(PaperCopy.objects.filter(id__in=copies).values_list("state", flat=True)) == {"collected"}
    assert body(own.id).kind == "committee"
    found = auditing.differences(whole_files=False)
    assert not [one for one in found if one.where != "production_print_order"]  # see the fixture `drop`


def test_somebody_who_did_not_pass_is_not_made(provinces, tmp_path):
    case = replace(CASES[0], code="ah-stranger", seed=8187)
    own = helpers.founder(case.code, authority=case.authority)
    number = listed(own, case)
    batch = submitted(own, case, number, tmp_path / "in", rows=people(case))
    walk_steps(own, case, number, batch)
    with pytest.raises(Incomplete, match="有1行不在评审通过名单里：5"):
        made(own, case, batch)


def test_a_senior_list_that_the_province_has_not_approved_is_not_made(provinces, tmp_path):
    case = replace(CASES[0], code="ah-waiting", seed=8188)
    own = helpers.founder(case.code, authority=case.authority)
    number = listed(own, case)
    batch = submitted(own, case, number, tmp_path / "in")
    checked_lists.show(batch_id=batch, by=own.checker, at=AT)
    over_on = gates.notice_over_on(Session.objects.get(pk=number).exam_id)
    stepping.take(
        session_id=number, document="核准8号", on=DONE.date(), notice_over_on=over_on, by=own.checker, at=DONE
    )
    with pytest.raises(WrongState, match="还差一步：省厅审批"):
        made(own, case, batch)


def _packed(sender: str) -> int:
    """Return the consignment that waits at a sender's since it was refused."""
    from yinxin.issuing.models import Consignment

    return Consignment.objects.filter(sender_id=body_by_code(sender).id).latest("id").pk


def _faces(certificates: list[int]) -> list[Any]:
    from yinxin.parties.queries import actor_named
    from yinxin.register import queries as register

    by = actor_named("center-check", AT)
    return [register.certificate(number, by).face for number in certificates]
