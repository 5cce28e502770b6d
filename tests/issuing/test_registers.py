"""The register of given-out certificates: numbered, closed with a digest, printed again as the same bytes (A2.1.5)."""

from __future__ import annotations

import io

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from tests.issuing.ending_helpers import LATER, at_hefei, collected, day, delivered, hefei, keeper_of, paper
from tests.register.custody_helpers import custodian, go, kept, opened, slip, standing
from yinxin.issuing import ending_audit, registers
from yinxin.issuing.models import Volume, VolumeLine
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.register.files import files
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState as P
from yinxin.rendering.forms import given_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=4461))


def close(copy: int, year: int = 2026, by=None, at=LATER) -> tuple[int, ...]:
    return registers.close(
        issuer_id=hefei(), exam_id=paper(copy).exam_id, year=year, store=files(), by=by or custodian(), at=at
    )


def text(volume: int) -> str:
    _, data = registers.reprint(volume_id=volume, store=files(), by=custodian())
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_volume_lists_what_was_given_out_and_how(cast, room, copies):
    collected(copies[:2], room)
    delivered(copies[2:3], custodian())
    (number,) = close(copies[0])
    said = text(number).replace("\n", "").replace(" ", "")
    for copy in copies[:3]:
        assert paper(copy).management_number in said
    assert paper(copies[3]).management_number not in said
    assert "邮寄" in said
    assert "本人" in said
    volume = Volume.objects.get()
    assert (volume.number, volume.first, volume.lines) == (1, 1, 3)
    assert volume.digest[:16] in said
    assert list(ending_audit.audit(files())) == []


def test_what_is_given_out_later_goes_into_the_next_volume(cast, room, copies):
    collected(copies[:1], room)
    (first,) = close(copies[0])
    with pytest.raises(NotApplicable):
        close(copies[0])
    collected(copies[1:3], room)
    (second,) = close(copies[0])
    rows = Volume.objects.order_by("number").values_list("pk", "number", "first", "lines")
    assert list(rows) == [(first, 1, 1, 1), (second, 2, 2, 2)]
    (view,) = [one for one in registers.registers_for(custodian()) if one.over.id == hefei()]
    assert (view.given, view.bound, view.waiting, [one.last for one in view.volumes]) == (3, 3, 0, [1, 3])


def test_many_lines_make_several_volumes(cast, room, copies, monkeypatch):
    monkeypatch.setattr(given_out, "VOLUME", 3)
    collected(copies, room)
    assert len(close(copies[0])) == 2
    rows = VolumeLine.objects.order_by("number").values_list("number", "volume__number")
    assert list(rows) == [(1, 1), (2, 1), (3, 1), (4, 2)]


@pytest.mark.parametrize(
    ("at", "year"),
    [(day(2026, 12, 31, 23), 2026), (day(2027, 1, 1, 0), 2027)],
)
def test_a_year_ends_on_31_december(cast, room, copies, at, year):
    collected(copies[:1], room, at)
    other = {2026: 2027, 2027: 2026}[year]
    with pytest.raises(NotApplicable):
        close(copies[0], other, at=day(2027, 2, 1))
    assert len(close(copies[0], year, at=day(2027, 2, 1))) == 1


def test_what_was_entered_by_mistake_is_not_bound(cast, room, copies):
    collected(copies[:2], room)
    holder = standing(PlaceKind.HOLDER, "hefei")
    go(copies[:1], holder, room, slip(SlipKind.COLLECTION_UNDONE, P.COLLECTED, P.HELD), LATER)
    close(copies[0])
    assert list(VolumeLine.objects.values_list("copy_id", flat=True)) == copies[1:2]
    # Given out again, it stands in the next volume; put right after it was bound, the bound line stays.
    collected(copies[:1], room)
    close(copies[0])
    go(copies[1:2], holder, room, slip(SlipKind.COLLECTION_UNDONE, P.COLLECTED, P.HELD), LATER)
    (view,) = [one for one in registers.registers_for(custodian()) if one.over.id == hefei()]
    assert (view.given, view.waiting, len(view.volumes)) == (1, 0, 2)


def test_a_reprint_is_the_very_bytes_or_nothing(cast, room, copies, behind_the_back):
    collected(copies[:2], room)
    (number,) = close(copies[0])
    name, data = registers.reprint(volume_id=number, store=files(), by=custodian())
    assert name.endswith("-2026-1.pdf")
    assert digest(data) == Volume.objects.get().file
    assert registers.reprint(volume_id=number, store=files(), by=custodian())[1] == data

    class Swapped:
        def get(self, key):
            return data + b"\n"

    with pytest.raises(WrongState, match="不一致"):
        registers.reprint(volume_id=number, store=Swapped(), by=custodian())
    behind_the_back("update issuing_volume_line set number = 7 where number = 2")
    with pytest.raises(WrongState, match="不一致"):
        registers.reprint(volume_id=number, store=files(), by=custodian())
    assert [one.where for one in ending_audit.audit(files())] == ["issuing_volume"]


def test_only_the_issuers_own_custodian_closes_and_neighbours_see_nothing(cast, room, copies):
    collected(copies[:1], room)
    for by, refusal in (
        (cast.counter, NotPermitted),
        (keeper_of("wuhu", "wuhu-keeper"), NotFound),
        (cast.supervisor, NotPermitted),
    ):
        with pytest.raises(refusal):
            close(copies[0], by=by)
    (number,) = close(copies[0])
    assert registers.reprint(volume_id=number, store=files(), by=cast.supervisor)
    with pytest.raises(NotFound):
        registers.reprint(volume_id=number, store=files(), by=keeper_of("wuhu", "wuhu-keeper"))
    with pytest.raises(NotFound):
        registers.reprint(volume_id=number + 999, store=files(), by=custodian())
    assert registers.registers_for(keeper_of("wuhu", "wuhu-keeper")) == ()


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("update issuing_volume set lines = 9", "issuing_volume"),
        ("update issuing_volume_line set number = 7", "issuing_volume"),
        ("delete from issuing_volume_line", "issuing_volume"),
    ],
)
def test_an_edit_behind_the_back_is_named(cast, room, copies, behind_the_back, sql, where):
    collected(copies[:1], room)
    close(copies[0])
    behind_the_back(sql)
    assert where in {one.where for one in ending_audit.audit(files())}


def test_the_database_refuses(cast, room, copies):
    collected(copies[:2], room)
    (number,) = close(copies[0])
    line = VolumeLine.objects.order_by("number").first()
    twice = {"volume_id": number, "slip_id": line.slip_id, "copy_id": line.copy_id}
    for name, act in (
        ("volume_not_empty", lambda: Volume.objects.update(lines=0)),
        ("volume_line_once", lambda: VolumeLine.objects.create(number=9, **twice)),
        ("volume_line_numbered", lambda: VolumeLine.objects.update(number=1)),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            act()
