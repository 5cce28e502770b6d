"""What a scanned text means, and that it means nothing to who may not see the thing (N11.1, N13.1)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import AT
from tests.register.custody_helpers import custodian, go, kept, opened, printing, slip, standing
from tests.register.helpers import face, invented_number
from tests.register.helpers import opened as certificates
from yinxin.kernel.identity import check_character, to_15
from yinxin.parties.queries import actor_named
from yinxin.register import books, scanning, sheets
from yinxin.register.models import Certificate, PaperCopy
from yinxin.register.places import PlaceKind, SlipKind, looks_like_place, place_code, place_of_code
from yinxin.register.scanning import Meaning
from yinxin.register.states import PaperState as P
from yinxin.register.vault import DOCUMENT, vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    return opened()


def certificate_of(copy: int) -> Certificate:
    return Certificate.objects.get(papers__id=copy)


def document_of(certificate: Certificate) -> tuple[str, str]:
    held = certificate.holder.documents.order_by("id").first()
    return held.kind, vault().open(bytes(held.sealed), DOCUMENT).decode()


@pytest.mark.parametrize("number", [1, 42, 9_999_999, 12_345_678])
def test_a_places_code_leads_back_to_it(number):
    code = place_code(number)
    assert looks_like_place(code)
    assert place_of_code(code) == number


@pytest.mark.parametrize("number", [7, 1234567, 86420])
def test_one_wrong_character_or_two_changed_places_lead_nowhere(number):
    code = place_code(number)
    for place in range(1, len(code)):
        for other in "0123456789":
            wrong = code[:place] + other + code[place + 1 :]
            assert wrong == code or place_of_code(wrong) is None, wrong
        swapped = code[:place] + code[place : place + 2][::-1] + code[place + 2 :]
        assert swapped == code or place_of_code(swapped) is None, swapped


@pytest.mark.parametrize(
    "text", ["", "P", "P0000000", "p00000012", "Q0000001X", "P000001", "P0000000X", "库"]
)
def test_what_is_no_code_is_no_place(text):
    assert place_of_code(text) is None


def test_places_are_numbered_from_one():
    with pytest.raises(ValueError, match="from 1"):
        place_code(0)


def test_the_code_and_its_token_the_number_and_the_blank_lead_to_the_sheet(cast, room, settings):
    sheets.register_blanks(prefix="AH", first="0001", last="0099", by=cast.maker, at=AT)
    copy = kept(cast, room, seed=3701)[0]
    certificate = certificate_of(copy)
    token, serial = vault().token(certificate.pk), PaperCopy.objects.get(pk=copy).blank_serial
    assert serial.startswith("AH00")
    for text, meaning in (
        (f"{settings.PUBLIC_ADDRESS}/c/{token}", Meaning.CODE),
        (f"  {settings.PUBLIC_ADDRESS}/c/{token}\r\n", Meaning.CODE),
        (token, Meaning.CODE),
        (certificate.management_number, Meaning.NUMBER),
        (f"★ {certificate.management_number[:6]} {certificate.management_number[6:]}", Meaning.NUMBER),
        ("".join(chr(ord(letter) + 0xFEE0) for letter in certificate.management_number), Meaning.NUMBER),
        (serial, Meaning.BLANK),
        (serial.lower(), Meaning.BLANK),
    ):
        found = scanning.resolve(text, custodian())
        assert (found.meaning, found.copies, found.certificates) == (meaning, (copy,), (certificate.pk,)), (
            text
        )


def test_an_identity_number_of_18_or_15_digits_leads_to_the_holder_and_what_may_be_seen(cast, room):
    resident = None
    for copy in kept(cast, room, seed=3702):
        certificate = certificate_of(copy)
        kind, number = document_of(certificate)
        if kind == "111":
            resident = certificate, copy, number
            break
    certificate, copy, number = resident
    for text in filter(None, (number, number.lower(), to_15(number))):
        found = scanning.resolve(text, custodian())
        assert (found.meaning, found.holder) == (Meaning.HOLDER, certificate.holder_id), text
        assert copy in found.copies
    assert not scanning.resolve(number, actor_named("auditor", AT)).known  # reads books, not people
    assert not scanning.resolve(number, actor_named("jiangsu-data", AT)).known


def test_a_places_code_is_known_to_who_may_see_its_book(cast, room):
    code = place_code(room)
    assert scanning.resolve(code, custodian()).place == room
    assert scanning.resolve(code.lower(), custodian()).place == room
    assert not scanning.resolve(code, actor_named("wuhu-counter", AT)).known


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "没有读到"),
        ("\0", "没有读到"),
        ("x" * (scanning.LONGEST + 1), "内容过长"),
        ("https://yinxin.example/c/AAAAAAAAAAAAAAAAAAAAAA", "不是本系统的地址"),
        ("http://[broken/c/", "不是本系统的地址"),
        ("A" * 22, "查不到"),
        ("202699999999999999", "查不到"),
        ("'; drop table register_slip; --", "查不到"),
    ],
)
def test_what_means_nothing_says_why_and_what_to_do(cast, text, why):
    found = scanning.resolve(text, custodian())
    assert found.meaning is Meaning.UNKNOWN
    assert why in str(found.why)
    assert str(found.do)
    assert not found.copies


def test_a_slip_of_a_digit_is_named(cast, room):
    wrong = place_code(room)[:-1] + ("0" if place_code(room)[-1] != "0" else "1")
    assert "校验位" in str(scanning.resolve(wrong, custodian()).why)
    number = invented_number(3703)
    bad = number[:17] + ("1" if check_character(number) != "1" else "2")
    assert "校验位" in str(scanning.resolve(bad, custodian()).why)


def test_a_copy_is_known_to_its_keeper_its_issuer_and_its_agency_and_to_nobody_else(cast, room):
    copy = kept(cast, room, seed=3704)[0]
    number = certificate_of(copy).management_number
    assert all(scanning.resolve(number, by).copies == (copy,) for by in (custodian(), cast.data, cast.maker))
    for by in (cast.other_data, actor_named("wuhu-counter", AT), actor_named("system-admin", AT)):
        told, nothing = scanning.resolve(number, by), scanning.resolve("no such number", by)
        if certificate_of(copy).region != "340200" or by.username != "wuhu-counter":
            assert told == nothing


def test_an_issuer_knows_what_is_on_its_way_to_it(cast):
    for copy in printing(cast, seed=3705, count=12):
        certificate = certificate_of(copy)
        if certificate.region == "340100":
            assert scanning.resolve(certificate.management_number, custodian()).copies == (copy,)
        else:
            assert not scanning.resolve(certificate.management_number, custodian()).known


def test_a_reprint_is_meant_by_the_number_and_the_spoiled_sheet_by_its_blank(cast):
    sheets.register_blanks(prefix="AH", first="0001", last="0099", by=cast.maker, at=AT)
    copy, house = printing(cast, seed=3706)[0], standing(PlaceKind.PRINTING_HOUSE)
    go([copy], house, standing(PlaceKind.SPOILED), slip(SlipKind.SPOILED_IN_PRINT, P.PRINTING, P.SPOILED))
    number = certificate_of(copy).management_number
    assert scanning.resolve(number, cast.maker).copies == (copy,)
    (again,) = sheets.order_again([copy])
    assert scanning.resolve(number, cast.maker).copies == (again,)
    serial = PaperCopy.objects.get(pk=copy).blank_serial
    assert scanning.resolve(serial, cast.maker).copies == (copy,)


def test_a_number_given_twice_names_both_certificates(cast):
    number = "AH2019SAME01"
    first = face(number, invented_number(3707), qualification="社会工作者职业资格")
    (one,) = certificates(first, batch_id=900_371)
    twin = Certificate.objects.get(pk=one)
    (two,) = certificates(face(number + "X", invented_number(3708)), batch_id=900_372)
    Certificate.objects.filter(pk=two).update(management_number=number, year=twin.year - 1)
    found = scanning.resolve(number, cast.maker)
    assert found.meaning is Meaning.NUMBER
    assert set(found.certificates) == {one, two}
    assert len(found.copies) == 2


def test_a_text_that_could_be_two_things_is_neither(cast, room):
    copy = kept(cast, room, seed=3709)[0]
    Certificate.objects.filter(papers__id=copy).update(management_number=place_code(room))
    found = scanning.resolve(place_code(room), custodian())
    assert not found.known
    assert "不止一种" in str(found.why)


def test_resolving_writes_nothing(cast, room):
    copy = kept(cast, room, seed=3710)[0]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        scanning.resolve(certificate_of(copy).management_number, custodian())
    assert not [
        one for one in asked if not one["sql"].lstrip().lower().startswith(("select", "with recursive"))
    ]
    assert books.balance([room]) == {room: 4}
