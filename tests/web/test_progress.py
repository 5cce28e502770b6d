"""How far a certificate has come, said to its holder: step by step, with the day that is owed and why it is late."""

from datetime import timedelta

import pytest

from tests.cast import AT, accepted, released
from tests.presenting.conftest import Held
from tests.register.custody_helpers import go, slip, standing
from tests.web.test_presenting import browser, text
from yinxin.duties import obligations
from yinxin.duties.models import Duty
from yinxin.kernel.calendar import day_of
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import actor_named
from yinxin.register import course, custody, holders
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState
from yinxin.web.holder.progress import way_of

pytestmark = pytest.mark.django_db
TODAY = day_of(AT)


def first(batch) -> Certificate:
    return Certificate.objects.filter(batch_id=batch).order_by("id").first()


def of(row, today=TODAY):
    found = {one.certificate_id: one for one in course.under_way(row.holder_id)}
    return way_of((found | course.of_certificates(row.holder_id))[row.pk], today)


def stands(way):
    return [leg.stands for leg in way.legs]


def room_of(issuer):
    """Open a room in the issuer's book, as a custodian of its own."""
    number = enrol(username="keeping", name="保管", password="demo-demo-demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=issuer, role="custodian", by=SYSTEM, at=AT)
    return custody.open_place(
        organisation_id=issuer,
        kind=PlaceKind.ROOM,
        name="证书室",
        parent_id=None,
        by=actor_named("keeping", AT),
        at=AT,
    )


@pytest.fixture
def today_is(monkeypatch):
    from config import clock

    monkeypatch.setattr(clock, "now", lambda: AT)


def test_what_is_being_made_shows_its_exam_its_step_and_its_day_and_nothing_of_the_face(cast, today_is):
    row = first(accepted(cast, count=2, seed=5521))
    way = of(row)
    duty = Duty.objects.get(clause="N10", subject="batch", subject_id=row.batch_id)
    assert stands(way)[:3] == ["done", "now", "ahead"]
    assert (way.now.by, way.now.late, way.now.note) == (duty.due_on, False, None)
    client = browser(Held(row.pk, row.holder_id))
    for page in (text(client.get("/me/")), text(client.get(f"/me/making/{row.pk}"))):
        assert way.name in page
        assert row.management_number not in page
    for address in (f"/me/certificates/{row.pk}", f"/me/certificates/{row.pk}/file.pdf"):
        assert client.get(address).status_code == 404
    assert row.pk not in [one.id for one in holders.certificates_of(row.holder_id)]


def test_what_is_made_for_another_or_released_already_has_no_such_page(cast, today_is):
    mine, other = Certificate.objects.filter(batch_id=accepted(cast, count=2, seed=5522)).order_by("id")
    assert browser(Held(0, other.holder_id)).get(f"/me/making/{mine.pk}").status_code == 404
    done = first(released(cast, count=2, seed=5523))
    assert browser(Held(0, done.holder_id)).get(f"/me/making/{done.pk}").status_code == 404


def test_late_it_says_so_and_why(cast):
    row = first(accepted(cast, count=2, seed=5524))
    duty = Duty.objects.get(clause="N10", subject="batch", subject_id=row.batch_id)
    after = duty.due_on + timedelta(days=1)
    assert of(row, duty.due_on).now.late is False
    assert (of(row, after).now.late, str(of(row, after).now.note)) == (
        True,
        "已超过期限，经办单位还没有登记原因",
    )
    obligations.explain_delay(duty_id=duty.pk, reason="印制设备检修", by=cast.maker, at=AT)
    assert str(of(row, after).now.note) == "比期限晚：印制设备检修"


def test_paper_goes_on_step_by_step(cast):
    row = first(released(cast, count=2, seed=5525))
    assert stands(of(row)) == ["done", "done", "now", "ahead", "ahead", "ahead"]
    (copy,) = PaperCopy.objects.filter(certificate=row).values_list("pk", flat=True)
    house, road = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.IN_TRANSIT)
    go([copy], house, house, slip(SlipKind.PRINTED, PaperState.PRINTING, PaperState.PRINTED))
    assert stands(of(row)) == ["done", "done", "done", "now", "ahead", "ahead"]
    go([copy], house, road, slip(SlipKind.DISPATCH, PaperState.PRINTED, PaperState.IN_TRANSIT))
    assert str(of(row).now.note) == "已从印制单位发出"
    code = row.issuer.code
    room = room_of(row.issuer_id)
    go([copy], road, room, slip(SlipKind.RECEIPT, PaperState.IN_TRANSIT, PaperState.HELD))
    assert stands(of(row)) == ["done"] * 5 + ["now"]
    there = standing(PlaceKind.HOLDER, code)
    go([copy], room, there, slip(SlipKind.COLLECTION, PaperState.HELD, PaperState.COLLECTED))
    assert stands(of(row)) == ["done"] * 6


def test_a_sheet_that_was_lost_says_so(cast):
    row = first(released(cast, count=2, seed=5526))
    (copy,) = PaperCopy.objects.filter(certificate=row).values_list("pk", flat=True)
    house, lost = standing(PlaceKind.PRINTING_HOUSE), standing(PlaceKind.LOST)
    go([copy], house, lost, slip(SlipKind.LOST_IN_PRINT, PaperState.PRINTING, PaperState.LOST))
    assert "遗失" in str(of(row).now.words)
