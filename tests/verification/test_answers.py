"""One verdict, by the three things on the certificate, by its QR code, by its file (N22.1)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import pytest
from django.test import override_settings

from config.workshop import keyring
from tests.cast import AT, CHINA, made
from tests.verification.helpers import Shelf, base_faces
from yinxin.kernel.refusal import Incomplete
from yinxin.register.files import files
from yinxin.register.models import ElectronicCopy
from yinxin.register.vault import FACE, token_of, vault
from yinxin.verification import answers, brought, reader
from yinxin.verification.reader import Reader, Shown
from yinxin.verification.verdicts import Verdict, verdict_of

pytestmark = pytest.mark.django_db
V = Verdict
TODAY, EVE = date(2026, 9, 14), date(2026, 9, 13)


@pytest.fixture
def known():
    """The first certificate of the base batch and its face."""
    return base_faces()[0]


@pytest.fixture
def shelf(monkeypatch) -> Shelf:
    shelf = Shelf()
    monkeypatch.setattr(reader, "_reader", shelf)
    return shelf


VERDICTS = [
    ("valid", None, V.VALID),
    ("valid", TODAY, V.VALID),
    ("valid", EVE, V.EXPIRED),
    ("superseded", None, V.REPLACED),
    ("superseded", EVE, V.REPLACED),
    ("invalid", None, V.REVOKED),
    ("invalid", EVE, V.REVOKED),
    ("prepared", None, V.NOT_FOUND),
    (None, None, V.NOT_FOUND),
]


@pytest.mark.parametrize(("state", "until", "verdict"), VERDICTS)
def test_each_state_has_its_verdict_by_match_and_by_code(known, shelf, state, until, verdict):
    certificate, face = known
    assert verdict_of(state, until, TODAY) is verdict
    if state:
        shelf.rows[bytes(certificate.match_key)] = (state, until, certificate.pk)
        shelf.shown = Shown(certificate.pk, state, until, bytes(certificate.face))
    assert answers.by_match(face.management_number, face.name, face.id_number, at=AT).verdict is verdict
    shown = answers.by_token("A" * 22, at=AT)
    assert shown.verdict is verdict
    assert (shown.face is None) is (verdict is V.NOT_FOUND)


@pytest.mark.parametrize(
    ("copy", "verdict"), [("released", V.VALID), ("revoked", V.REVOKED), ("superseded", V.REPLACED)]
)
def test_a_copy_that_was_withdrawn_by_itself_is_not_valid(known, shelf, copy, verdict):
    shelf.shown = Shown(1, "valid", None, bytes(known[0].face), copy)
    assert answers.by_token("A" * 22, at=AT).verdict is verdict


def test_the_last_day_ends_at_midnight_in_china(known, shelf):
    certificate, face = known
    shelf.rows[bytes(certificate.match_key)] = ("valid", EVE, certificate.pk)
    asked = (face.management_number, face.name, face.id_number)
    evening = datetime(2026, 9, 13, 23, 59, 59, tzinfo=CHINA)
    assert answers.by_match(*asked, at=evening).verdict is V.VALID
    assert answers.by_match(*asked, at=datetime(2026, 9, 14, tzinfo=CHINA)).verdict is V.EXPIRED


def test_a_register_that_does_not_answer_is_no_verdict_about_the_certificate(shelf):
    shelf.down = True
    assert answers.by_match("1", "章", "2", at=AT).verdict is V.UNAVAILABLE
    assert answers.by_token("A" * 22, at=AT).verdict is V.UNAVAILABLE
    answer = brought.by_file(b"%PDF-1.7", keyring(), at=AT)
    assert (answer.status.verdict, answer.genuine) == (V.UNAVAILABLE, False)


WRONG = {"number": (0, "999999999999999"), "name": (1, "查无此人"), "id": (2, "11010519491231002X")}


@pytest.mark.parametrize(("place", "text"), WRONG.values(), ids=list(WRONG))
def test_whatever_is_wrong_there_is_one_question_and_one_answer(known, monkeypatch, place, text):
    face, asked = known[1], []
    real = Reader._rows
    monkeypatch.setattr(Reader, "_rows", lambda self, *words: asked.append(words[0]) or real(self, *words))
    question = [face.management_number, face.name, face.id_number]
    right = answers.by_match(*question, at=AT)
    question[place] = text
    wrong = answers.by_match(*question, at=AT)
    assert (right.verdict, wrong) == (V.VALID, answers.Answer(V.NOT_FOUND, AT))
    assert len(asked) == 2
    assert asked[0] == asked[1]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("text", ["", "   ", "九" * 121])
def test_a_question_that_is_not_whole_is_refused_with_its_field(known, shelf, place, text):
    question = ["2026099", "章示例", "1"]
    question[place] = text
    with pytest.raises(Incomplete) as refusal:
        answers.by_match(*question, at=AT)
    assert refusal.value.facts == {"fields": [("management_number", "name", "id_number")[place]]}
    assert shelf.asked == 0


ADDRESS = "https://verify.example.cn"
TOKEN = "K_C1ulPDrD_V-VHuNN4f7A"


@pytest.mark.parametrize(
    ("text", "token"),
    [
        (f"{ADDRESS}/c/{TOKEN}", TOKEN),
        (f"  {ADDRESS}/c/{TOKEN}\n", TOKEN),
        (f"{ADDRESS}/c/{TOKEN}?from=scan", TOKEN),
        (f"http://verify.example.cn/c/{TOKEN}", None),
        (f"https://verify.example.com/c/{TOKEN}", None),
        (f"https://verify.example.cn.evil.example/c/{TOKEN}", None),
        (f"https://verify.example.cn@evil.example/c/{TOKEN}", None),
        (f"https://verify.example.cn:444/c/{TOKEN}", None),
        (f"{ADDRESS}/d/{TOKEN}", None),
        (f"{ADDRESS}/{TOKEN}", None),
        ("https://[broken/c/", None),
        (TOKEN, None),
        ("", None),
    ],
)
def test_a_code_leads_here_or_is_none_of_ours(text, token):
    assert token_of(text, ADDRESS) == token


@pytest.mark.parametrize("token", ["", "A" * 21, "A" * 23, "A" * 21 + "/", "A" * 22 + "\n", "九" * 22])
def test_what_cannot_be_a_token_is_not_looked_up(shelf, token):
    assert answers.by_token(token, at=AT).verdict is V.NOT_FOUND
    assert shelf.asked == 0


def test_an_invented_token_is_not_found(known):
    assert answers.by_token("A" * 22, at=AT).verdict is V.NOT_FOUND


def file_of(certificate) -> bytes:
    return files().get(bytes(certificate.electronic.digest).hex())


def test_the_file_that_was_issued_is_genuine(known):
    answer = brought.by_file(file_of(known[0]), keyring(), at=AT)
    assert answer.genuine
    assert (answer.known, answer.signature.genuine, answer.status.verdict) == (True, True, V.VALID)
    assert answer.status.face == known[1]


def test_a_genuine_file_of_a_revoked_certificate_is_unaltered_and_not_valid(known, shelf):
    certificate = known[0]
    shelf.shown = Shown(certificate.pk, "invalid", None, bytes(certificate.face), "revoked", AT)
    answer = brought.by_file(file_of(certificate), keyring(), at=AT)
    assert (answer.known, answer.signature.genuine, answer.status.verdict) == (True, True, V.REVOKED)
    assert not answer.genuine


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes((data[middle] ^ 1,)) + data[middle + 1 :]


@pytest.mark.parametrize(
    "forge",
    [
        flipped,
        lambda data: data + b"\n",
        lambda data: data[:-40],
        lambda data: b"",
        lambda data: b"%PDF-1.7\n%%EOF\n",
        lambda data: b"\x89PNG\r\n\x1a\n" + bytes(100),
        lambda data: b"\0" * (2 << 20),
    ],
    ids=["one bit", "appended", "cut", "empty", "foreign pdf", "picture", "too large"],
)
def test_anything_else_is_neither_known_nor_genuine(known, forge):
    answer = brought.by_file(forge(file_of(known[0])), keyring(), at=AT)
    assert (answer.known, answer.genuine, answer.status.verdict) == (False, False, V.NOT_FOUND)
    assert answer.signature.problems
    assert not answer.signature.genuine


def test_a_file_that_is_not_released_yet_is_not_known(cast, shelf):
    copy = ElectronicCopy.objects.select_related("certificate").filter(
        certificate__batch_id=made(cast, count=1, seed=411)
    )[0]
    shelf.shown = Shown(copy.certificate_id, "prepared", None, bytes(copy.certificate.face), "made", AT)
    answer = brought.by_file(files().get(bytes(copy.digest).hex()), keyring(), at=AT)
    assert (answer.known, answer.genuine, answer.status) == (False, False, answers.Answer(V.NOT_FOUND, AT))


def test_a_file_outlives_the_certificate_of_its_seal(known):
    """A file of ours is judged as of the moment of its sealing."""
    late = datetime(2066, 1, 1, tzinfo=CHINA)
    assert brought.by_file(file_of(known[0]), keyring(), at=late).genuine


@override_settings(PUBLIC_ADDRESS=ADDRESS)
def test_a_face_that_is_shown_is_the_one_that_was_issued(known, shelf):
    certificate, face = known
    shelf.shown = Shown(certificate.pk, "valid", None, bytes(certificate.face))
    shown = answers.by_token(TOKEN, at=AT).face
    assert shown == face
    assert vault().open(bytes(certificate.face), FACE) == shown.canonical()
    assert hashlib.sha256(shown.canonical()).digest() == bytes(certificate.face_digest)


@pytest.mark.parametrize("verdict", V, ids=lambda verdict: verdict.value)
def test_every_verdict_has_its_words(verdict):
    assert str(verdict.title)
    assert str(verdict.words).endswith("。")
