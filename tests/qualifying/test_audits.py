"""The city's audit: a file for each, papers for each condition, another person decides, nothing leaves without it."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from tests.cast import AT
from tests.issuing.ending_helpers import approved
from tests.qualifying import helpers
from tests.qualifying.helpers import OVER
from tests.register.custody_helpers import custodian, go, opened, slip, standing
from yinxin.attachments import store
from yinxin.issuing import collecting, counter, posting, seal_checks
from yinxin.issuing.collectors import Collector
from yinxin.issuing.models import Collection
from yinxin.issuing.signatures import ON_PAPER
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.law.evidence import Evidence
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.qualifying import audit, auditing, audits
from yinxin.qualifying.models import AuditFile, AuditPaper
from yinxin.register import on_hand
from yinxin.register.files import files
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P

pytestmark = pytest.mark.django_db


def clerk():
    return actor_named("hefei-counter", AT)


def other():
    return actor_named("hefei-custody", AT)


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def here(cast, monkeypatch):
    """The files of a released batch, Hefei's all of them; uploads are taken as they are."""
    batch = helpers.released(seed=8221)
    hefei = body_by_code("hefei").id
    Certificate.objects.filter(batch_id=batch).update(issuer_id=hefei)
    AuditFile.objects.filter(certificate__batch_id=batch).update(issuer_id=hefei)
    monkeypatch.setattr(
        store,
        "_rewritten",
        lambda data, kind, name, limits: [b"\xff\xd8\xff" + data],
    )
    return list(
        AuditFile.objects.filter(certificate__batch_id=batch).order_by("id").values_list("id", flat=True)
    )


def collected(file: int, *, without: str = "") -> None:
    """Collect everything of a file but one thing."""
    if without != "told":
        auditing.notify(files=[file], how="telephone", on=AT.date(), by=clerk(), at=OVER)
    codes = ["education", "years"]
    for code in codes if without != "papers" else []:
        auditing.attach(file_id=file, condition=code, data=picture(), name="扫描件.png", by=clerk(), at=OVER)
    auditing.keep(
        file_id=file,
        photo=without != "photo",
        form_on=None if without == "form" else AT.date(),
        ticks=[] if without in ("papers", "ticks") else codes,
        by=clerk(),
        at=OVER,
    )


def ready(file: int) -> None:
    collected(file)
    auditing.hand_over(file_id=file, by=clerk(), at=OVER)


def decided(file: int, *, passed: bool = True) -> None:
    ready(file)
    auditing.decide(
        files=[file], passed=passed, reasons="" if passed else "工作年限不满两年。", by=other(), at=OVER
    )


def shelved(files_here: list[int]) -> list[int]:
    """Bring the paper of the files' certificates to Hefei's shelf, seal-checked; return the copies, by certificate."""
    certificates = AuditFile.objects.filter(id__in=files_here).values_list("certificate_id", flat=True)
    copies = list(
        PaperCopy.objects.filter(certificate_id__in=list(certificates))
        .order_by("certificate_id")
        .values_list("id", flat=True)
    )
    house, road, room = standing(PlaceKind.PRINTING_HOUSE, "anhui"), standing(PlaceKind.IN_TRANSIT), opened()
    go(copies, house, house, slip(SlipKind.PRINTED, P.PRINTING, P.PRINTED), OVER)
    go(copies, house, road, slip(SlipKind.DISPATCH, P.PRINTED, P.IN_TRANSIT), OVER)
    go(copies, road, room, slip(SlipKind.RECEIPT, P.IN_TRANSIT, P.HELD), OVER)
    seal_checks.check_seals(
        window_id=body_by_code("anhui-window").id,
        exam_id=AuditFile.objects.get(id=files_here[0]).exam_id,
        issuer_id=body_by_code("hefei").id,
        seal="省厅专用章",
        by=actor_named("anhui-window", AT),
        at=OVER,
    )
    return copies


def give(copy: int):
    return collecting.give(
        copies=[copy],
        collector=Collector(),
        documents=frozenset({Evidence.HOLDER_ID}),
        signature=ON_PAPER,
        token=uuid4().hex,
        by=clerk(),
        at=OVER,
    )


def test_each_released_certificate_has_a_file_with_the_conditions_of_its_exam(here):
    assert len(here) == 2
    row = AuditFile.objects.get(id=here[0])
    assert [one["code"] for one in row.conditions] == ["education", "years"]
    assert list(audit.audit(files())) == []


@pytest.mark.parametrize("missing", ["told", "photo", "papers", "form"])
def test_only_a_whole_file_is_handed_over(here, missing):
    collected(here[0], without=missing)
    with pytest.raises(Incomplete):
        auditing.hand_over(file_id=here[0], by=clerk(), at=OVER)
    assert AuditFile.objects.get(id=here[0]).state == "open"


def test_a_condition_without_a_paper_is_not_ticked(here):
    with pytest.raises(Incomplete):
        auditing.keep(file_id=here[0], photo=True, form_on=None, ticks=["years"], by=clerk(), at=OVER)
    with pytest.raises(Incomplete):
        auditing.attach(
            file_id=here[0], condition="riches", data=picture(), name="a.png", by=clerk(), at=OVER
        )
    assert not AuditPaper.objects.filter(file_id=here[0]).exists()


def test_who_collected_does_not_decide_and_an_unticked_condition_does_not_pass(here):
    ready(here[0])
    with pytest.raises(NotPermitted):
        auditing.decide(files=[here[0]], passed=True, reasons="", by=clerk(), at=OVER)
    collected(here[1], without="ticks")
    auditing.hand_over(file_id=here[1], by=clerk(), at=OVER)
    with pytest.raises(Incomplete, match="没有核对"):
        auditing.decide(files=[here[1]], passed=True, reasons="", by=other(), at=OVER)
    with pytest.raises(Incomplete, match="理由"):
        auditing.decide(files=[here[1]], passed=False, reasons=" ", by=other(), at=OVER)


def test_many_are_decided_together_or_not_at_all(here):
    ready(here[0])
    with pytest.raises(WrongState):
        auditing.decide(files=here, passed=True, reasons="", by=other(), at=OVER)
    assert AuditFile.objects.get(id=here[0]).state == "ready"
    ready(here[1])
    auditing.decide(files=here, passed=True, reasons="", by=other(), at=OVER)
    assert set(AuditFile.objects.filter(id__in=here).values_list("state", flat=True)) == {"passed"}


@pytest.mark.parametrize(
    ("state", "listed", "may"),
    [
        ("open", True, False),
        ("ready", True, False),
        ("refused", True, False),
        ("reopened", True, False),
        ("passed", False, False),
        ("passed", True, True),
    ],
)
def test_nothing_is_given_out_without_a_passed_entry_and_an_audit_decision(here, state, listed, may):
    file = here[0]
    copy = shelved(here)[0]
    if state == "ready":
        ready(file)
    elif state in ("passed", "refused", "reopened"):
        decided(file, passed=state != "refused")
    if state == "reopened":
        auditing.reopen(file_id=file, reason="收到举报，重新核对。", by=other(), at=OVER)
    if not listed:
        certificate = AuditFile.objects.get(id=file).certificate_id
        Certificate.objects.filter(id=certificate).update(row=0)
    if may:
        assert not give(copy).repeated
        return
    with pytest.raises(Incomplete):
        give(copy)
    assert not Collection.objects.filter(copy_id=copy).exists()


def test_one_person_at_the_counter_passes_while_the_other_waits(here):
    decided(here[0])
    copies = shelved(here)
    assert [one.open for one in counter.look(on_hand.sheets(copies), clerk())] == [True, False]


def test_nothing_is_posted_before_its_audit_has_passed(here):
    copies = shelved(here)
    numbers = approved(copies, custodian(), at=OVER)
    waybills = {number: f"EMS{number:06d}" for number in numbers}

    def send():
        posting.send(
            issuer_id=body_by_code("hefei").id, carrier="演示速递", waybills=waybills, by=custodian(), at=OVER
        )

    decided(here[0])
    with pytest.raises(Incomplete, match="审核"):
        send()
    assert set(PaperCopy.objects.filter(id__in=copies).values_list("state", flat=True)) == {P.HELD.value}
    decided(here[1])
    send()
    assert set(PaperCopy.objects.filter(id__in=copies).values_list("state", flat=True)) == {P.POSTED.value}


def test_how_many_sheets_there_are_does_not_change_how_often_is_asked(here, django_assert_max_num_queries):
    exams = {row.certificate_id: row.exam_id for row in AuditFile.objects.filter(id__in=here)}
    with django_assert_max_num_queries(3):
        assert audits.not_passed(exams) == set(exams)


def test_national_certificates_need_no_audit(cast):
    ids = Certificate.objects.filter(regime="national").values_list("id", "exam_id")[:3]
    assert audits.not_passed(dict(ids)) == frozenset()


def test_a_decision_is_opened_again_until_the_paper_is_given_out(here):
    decided(here[0])
    copy = shelved(here)[0]
    give(copy)
    with pytest.raises(WrongState, match="已经发出"):
        auditing.reopen(file_id=here[0], reason="收到举报，重新核对。", by=other(), at=OVER)
    decided(here[1], passed=False)
    auditing.reopen(file_id=here[1], reason="本人补交了证明。", by=other(), at=OVER)
    assert AuditFile.objects.get(id=here[1]).state == "open"


def test_a_holder_sends_papers_of_their_own_file_only(here):
    row = AuditFile.objects.select_related("certificate").get(id=here[0])
    holder = row.certificate.holder_id
    facts = {"condition": "years", "data": picture(), "name": "证明.png", "at": OVER}
    auditing.attach_by_holder(certificate_id=row.certificate_id, holder_id=holder, **facts)
    assert AuditPaper.objects.get(file_id=here[0]).by == 0
    with pytest.raises(NotFound):
        auditing.attach_by_holder(certificate_id=row.certificate_id, holder_id=holder + 999, **facts)
    ready(here[0])
    with pytest.raises(WrongState):
        auditing.attach_by_holder(certificate_id=row.certificate_id, holder_id=holder, **facts)


def test_a_city_sees_its_own_files_only(here):
    with pytest.raises(NotFound):
        audits.file(here[0], actor_named("wuhu-counter", AT))
    with pytest.raises(NotFound):
        auditing.notify(
            files=here, how="telephone", on=AT.date(), by=actor_named("wuhu-counter", AT), at=OVER
        )
    assert [one.over.id for one in audits.tallies(actor_named("anhui-supervisor", AT))] == [
        body_by_code("hefei").id
    ]


def test_a_crash_in_the_middle_of_many_decisions_leaves_none(here, monkeypatch):
    for one in here:
        ready(one)
    moves = iter((True, False))
    original = auditing.move

    def half(*given, **named):
        if not next(moves):
            raise OSError("the power went out")
        return original(*given, **named)

    monkeypatch.setattr(auditing, "move", half)
    with pytest.raises(OSError, match="power"):
        auditing.decide(files=here, passed=True, reasons="", by=other(), at=OVER)
    assert set(AuditFile.objects.filter(id__in=here).values_list("state", flat=True)) == {"ready"}
    assert list(audit.audit(files())) == []
