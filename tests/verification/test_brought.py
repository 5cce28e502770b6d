"""One drop box: whatever somebody brings gets one answer in three parts, and what is refused is told why."""

import io
from datetime import timedelta

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image, ImageFilter

from config.workshop import bench, credential_issuer, keyring
from tests.cast import AT
from tests.presenting.conftest import pair, verifying  # noqa: F401
from yinxin.attachments.codes import codes
from yinxin.presenting import crediting, granting, marking
from yinxin.register import holders, status, status_lists
from yinxin.register.files import files
from yinxin.rendering import qr
from yinxin.verification import brought
from yinxin.verification.brought import Carrier
from yinxin.verification.verdicts import Verdict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("verifying")]


@pytest.fixture
def held(cast):
    return pair(cast, 5521)[0]


def face(held):
    return holders.certificate_of(held.holder, held.id).face


def pdf_of(held) -> bytes:
    return files().get(holders.certificate_of(held.holder, held.id).file)


def jpeg(picture: Image.Image, quality: int = 70) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def page(data: bytes, dpi: int = 150) -> Image.Image:
    return pypdfium2.PdfDocument(data)[0].render(scale=dpi / 72).to_pil()


def code(text: str) -> bytes:
    return qr.png(text)


def problems(answer) -> str:
    return "\n".join(map(str, answer.signature.problems))


TAKEN = {
    "straight": lambda paper: paper,
    "turned": lambda paper: paper.rotate(4, expand=True, fillcolor="gray"),
    "upside down": lambda paper: paper.rotate(180),
    "blurred": lambda paper: paper.filter(ImageFilter.GaussianBlur(0.8)),
}


@pytest.mark.parametrize("taken", TAKEN.values(), ids=list(TAKEN))
def test_a_photo_of_the_certificate_is_what_its_code_leads_to_and_no_proof_of_the_paper(held, taken):
    answer = brought.by_file(jpeg(taken(page(pdf_of(held)))), keyring(), at=AT)
    assert (answer.carrier, answer.known, answer.status.verdict) == (Carrier.PICTURE, True, Verdict.VALID)
    assert answer.status.face == face(held)
    assert not answer.genuine
    assert "照片本身不能证明" in problems(answer)


def test_a_photo_of_a_revoked_certificate_says_so(cast, held):
    photo = jpeg(page(pdf_of(held)))
    status.invalidate([held.id], by=cast.checker, at=AT)
    answer = brought.by_file(photo, keyring(), at=AT)
    assert (answer.status.verdict, answer.genuine) == (Verdict.REVOKED, False)


def test_a_photo_of_a_marked_copy_says_what_that_is_for_and_whether_it_has_ended(held):
    grant = held.marked()
    photo = jpeg(page(held.file(grant)))
    assert brought.by_file(photo, keyring(), at=AT).grant.purpose == "求职应聘"
    granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)
    answer = brought.by_file(photo, keyring(), at=AT)
    assert (answer.grant.standing.value, answer.status.face) == ("revoked", None)


ELSEWHERE = {
    "another site": ("https://zcjs-chaxun.example/c/AAAAAAAAAAAAAAAAAAAAAA", "zcjs-chaxun.example"),
    "hidden host": ("{here}@evil.example/c/AAAAAAAAAAAAAAAAAAAAAA", "evil.example"),
    "no address": ("证书编号123", "不是核验网址"),
    "our site, no certificate": ("{here}/verify", "但不是证书的二维码"),
}


@pytest.mark.parametrize(("text", "said"), ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_a_code_that_leads_elsewhere_is_told_with_where(held, text, said):
    answer = brought.by_file(code(text.format(here=settings.PUBLIC_ADDRESS)), keyring(), at=AT)
    assert (answer.known, answer.genuine, answer.status.verdict) == (False, False, Verdict.NOT_FOUND)
    assert said in problems(answer)


def test_an_invented_token_of_our_address_is_not_found(held):
    answer = brought.by_file(code(f"{settings.PUBLIC_ADDRESS}/c/{'A' * 22}"), keyring(), at=AT)
    assert (answer.known, answer.code.ours, answer.status.verdict) == (False, True, Verdict.NOT_FOUND)


def test_a_code_of_ours_beside_a_strange_one_is_answered_and_the_strange_one_named(held):
    both = Image.new("RGB", (1200, 600), "white")
    for place, text in enumerate((face(held).verify_at, "https://fake.example/c/1")):
        both.paste(
            Image.open(io.BytesIO(code(text))).convert("RGB").resize((500, 500), 0), (50 + 600 * place, 50)
        )
    answer = brought.by_file(jpeg(both, 95), keyring(), at=AT)
    assert (answer.status.verdict, answer.code.others) == (Verdict.VALID, ("fake.example",))
    assert "fake.example" in problems(answer)


USELESS = {
    "without a code": (jpeg(Image.new("RGB", (400, 300), "white")), "没有找到二维码"),
    "broken picture": (b"\x89PNG\r\n\x1a\n" + bytes(200), "不完整或已损坏"),
    "a phone's format": (b"\0\0\0\x18ftypheic" + bytes(200), "HEIC"),
    "a program": (b"MZ" + bytes(500), "能核验的是"),
    "a page": (b"<html>" + bytes(500), "能核验的是"),
}


@pytest.mark.parametrize(("data", "said"), USELESS.values(), ids=list(USELESS))
def test_what_cannot_be_read_is_answered_with_what_to_bring(data, said):
    answer = brought.by_file(data, keyring(), at=AT)
    assert (answer.known, answer.genuine, answer.status.verdict) == (False, False, Verdict.NOT_FOUND)
    assert said in problems(answer)


def test_a_copy_with_another_name_on_it_is_refused_and_shows_what_was_issued(held):
    """The file is drawn anew, as a forger would print it: the look is ours, the seal is not."""
    data = io.BytesIO()
    page(pdf_of(held)).convert("RGB").save(data, "PDF")
    answer = brought.by_file(data.getvalue(), keyring(), at=AT)
    assert (answer.carrier, answer.known, answer.genuine) == (Carrier.PDF, False, False)
    assert answer.signature.problems
    assert not answer.signature.trusted
    assert answer.code.ours
    assert answer.code.answer.face == face(held)


def test_a_file_with_our_look_whose_code_leads_elsewhere_is_refused_with_where():
    data = io.BytesIO()
    Image.open(io.BytesIO(code("https://fake.example/c/1"))).convert("RGB").save(data, "PDF")
    answer = brought.by_file(data.getvalue(), keyring(), at=AT)
    assert not answer.known
    assert "fake.example" in problems(answer)


def test_a_file_that_we_sealed_and_never_issued_is_not_known(held):
    """A marked copy that was made and not entered: everything is ours, but the register does not know it."""
    made = marking._made(face(held), _wish(), 10**9, bench(), AT)
    answer = brought.by_file(made, keyring(), at=AT)
    assert (answer.signature.genuine, answer.known, answer.genuine) == (True, False, False)
    assert "登记簿中没有发出过" in problems(answer)


def _wish():
    from tests.presenting.conftest import WISH

    return WISH


def credential(held, *show: str) -> bytes:
    text = crediting.issue(
        holder_id=held.holder,
        certificate_id=held.id,
        show=show,
        holder_key="",
        issuer=credential_issuer(),
        at=AT,
    )
    return text.encode()


def test_a_credential_shows_what_its_holder_chose_and_nothing_of_the_register(held):
    answer = brought.by_file(credential(held, "level"), keyring(), at=AT)
    assert (answer.carrier, answer.genuine, answer.status.verdict) == (
        Carrier.CREDENTIAL,
        True,
        Verdict.VALID,
    )
    assert {"qualification", "level"} <= set(answer.said)
    assert not {"name", "id_number", "status"} & set(answer.said)
    assert answer.status.face is None


def test_a_credential_is_judged_by_the_register_and_not_by_lists(cast, held):
    data = credential(held)
    status.invalidate([held.id], by=cast.checker, at=AT)
    answer = brought.by_file(data, keyring(), at=AT)
    assert (answer.signature.genuine, answer.genuine, answer.status.verdict) == (True, False, Verdict.REVOKED)


def test_a_credential_whose_time_is_over_or_that_was_altered_is_refused(held):
    data = credential(held)
    over = brought.by_file(data, keyring(), at=AT + timedelta(days=8))
    assert (over.known, over.genuine) == (True, False)
    altered = brought.by_file(data.replace(b"eyJ", b"eyK", 1), keyring(), at=AT)
    assert (altered.known, altered.genuine, altered.status.verdict) == (False, False, Verdict.NOT_FOUND)
    assert altered.signature.problems


def test_every_place_in_the_lists_leads_back_to_its_certificate():
    for number in (1, 2, 777, status_lists.SIZE - 1, status_lists.SIZE, 3 * status_lists.SIZE + 5):
        assert status_lists.certificate_at(status_lists.place_of(number)) == number


def test_the_record_in_a_photographed_code_is_proved_and_named_where_it_was_altered(held):
    answer = brought.by_file(jpeg(page(pdf_of(held), 200)), keyring(), at=AT)
    assert (answer.code.record.trusted, answer.signature.unaltered) == (True, True)
    whole = next(text for text in codes(jpeg(page(pdf_of(held), 200)), name=""))
    for text in (whole[:-4] + "AAAA", whole.replace("/c/", "/c/") + "A"):
        forged = brought.by_file(code(text), keyring(), at=AT)
        assert (forged.known, forged.signature.unaltered, forged.genuine) == (True, False, False)
        assert len(forged.signature.problems) > 1


def test_a_record_on_another_certificate_s_address_is_refused(cast, held):
    """The signature covers the address: a record cannot be moved behind another token."""
    mine, other = (next(iter(codes(jpeg(page(pdf_of(one), 200)), name=""))) for one in pair(cast, 5523))
    mixed = other.partition("#")[0] + "#" + mine.partition("#")[2]
    answer = brought.by_file(code(mixed), keyring(), at=AT)
    assert (answer.known, answer.signature.unaltered) == (True, False)


def test_bytes_behind_the_end_are_told_as_such(held):
    answer = brought.by_file(pdf_of(held) + b"\n%% more", keyring(), at=AT)
    assert not answer.known
    assert not answer.signature.unaltered
    assert answer.code.answer.verdict is Verdict.VALID
