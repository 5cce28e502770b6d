"""A marked copy: made at once, for one purpose, until a day; the certificate rules over it."""

import io
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
import zxingcpp
from django.db import IntegrityError, transaction
from PIL import Image

from config.workshop import bench, keyring
from tests.cast import AT
from tests.presenting.conftest import TODAY, WISH, token
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, WrongState
from yinxin.ledger.models import Entry
from yinxin.presenting import granting, marking, terms
from yinxin.presenting.models import Grant
from yinxin.register import holders, status
from yinxin.register.files import files
from yinxin.register.models import ElectronicCopy
from yinxin.rendering.fonts import MissingGlyphs
from yinxin.verification import brought
from yinxin.verification.grants import Standing
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def text_of(data: bytes) -> str:
    return pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_a_copy_says_what_for_for_whom_and_until_when_and_says_what_the_certificate_says(held):
    said = text_of(held.file(held.marked()))
    face = holders.certificate_of(held.holder, held.id).face
    for words in ("加注件", "仅供合肥市社会工作服务中心", "用于求职应聘", "有效至2026年10月14日"):
        assert words in said
    for words in (face.name, face.id_number, face.management_number):
        assert words in said


def test_its_code_leads_to_its_own_address_and_the_certificate_s_address_is_nowhere_in_it(held, picture):
    grant = held.marked()
    data = held.file(grant)
    found = {
        code.text for code in zxingcpp.read_barcodes(picture(data), formats=zxingcpp.BarcodeFormat.QRCode)
    }
    assert found == {marking.address_of(grant, bench().address)}
    public = holders.certificate_of(held.holder, held.id).face.verify_at.rsplit("/", 1)[1]
    attached = b"".join(
        content for parts in pypdf.PdfReader(io.BytesIO(data)).attachments.values() for content in parts
    )
    assert token(grant).encode() in attached
    assert public.encode() not in attached + data


def test_verification_recognises_the_copy_in_three_parts_and_says_what_it_is_for(held, verifying):
    answer = brought.by_file(held.file(held.marked()), keyring(), at=AT)
    assert answer.genuine
    assert answer.signature.genuine
    assert answer.status.verdict is Verdict.VALID
    assert (answer.grant.purpose, answer.grant.recipient) == (WISH.purpose, WISH.recipient)
    assert answer.grant.standing is Standing.ACTIVE


@pytest.mark.parametrize("place", [100, 2_000, -400])
def test_a_copy_that_was_tampered_with_is_refused(held, verifying, place):
    data = bytearray(held.file(held.marked()))
    data[place] ^= 1
    answer = brought.by_file(bytes(data), keyring(), at=AT)
    assert not answer.genuine
    assert not answer.known
    assert answer.grant is None


def test_a_copy_holds_on_its_last_day_and_has_ended_the_day_after(held, verifying):
    grant = held.marked()
    data = held.file(grant)
    last = AT + 30 * DAY
    assert brought.by_file(data, keyring(), at=last).genuine
    assert held.file(grant, at=last) == data
    after = brought.by_file(data, keyring(), at=last + DAY)
    assert after.known
    assert after.signature.genuine
    assert after.status.verdict is Verdict.VALID
    assert after.grant.standing is Standing.ENDED
    assert not after.genuine
    assert after.grant.answer.face is None
    with pytest.raises(WrongState, match="已到期"):
        held.file(grant, at=last + DAY)


def test_a_copy_that_was_taken_back_is_dead_at_once_and_can_be_taken_back_once(held, verifying):
    grant = held.marked()
    data = held.file(grant)
    granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)
    answer = brought.by_file(data, keyring(), at=AT)
    assert answer.grant.standing is Standing.REVOKED
    assert not answer.genuine
    with pytest.raises(WrongState, match="已收回"):
        held.file(grant)
    with pytest.raises(WrongState):
        granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)


def test_an_invalid_certificate_takes_its_copies_with_it_and_there_are_no_new_ones(cast, held, verifying):
    grant = held.marked()
    data = held.file(grant)
    status.invalidate([held.id], by=cast.checker, at=AT)
    answer = brought.by_file(data, keyring(), at=AT)
    assert answer.grant.standing is Standing.DEAD
    assert answer.status.verdict is Verdict.REVOKED
    assert answer.status.face is None
    assert not answer.genuine
    assert verifying.by_grant(token(grant), at=AT).standing is Standing.DEAD
    with pytest.raises(WrongState, match="已随证书失效"):
        held.file(grant)
    with pytest.raises(WrongState, match="已撤销"):
        held.marked()


def test_a_superseded_copy_kills_what_was_derived_from_it(held, verifying, behind_the_back):
    grant = held.marked()
    behind_the_back(
        "update register_electronic_copy set state = 'superseded' where certificate_id = %s", held.id
    )
    assert verifying.by_grant(token(grant), at=AT).standing is Standing.DEAD
    with pytest.raises(WrongState):
        held.marked()


def test_a_certificate_without_an_electronic_copy_has_no_marked_ones(held, behind_the_back):
    behind_the_back("delete from register_electronic_copy where certificate_id = %s", held.id)
    with pytest.raises(NotApplicable, match="没有电子证书"):
        held.marked()
    assert not granting.can_present(held.holder, held.id)


@pytest.mark.parametrize(
    ("days", "good"), [(0, True), (terms.LONGEST_DAYS, True), (-1, False), (terms.LONGEST_DAYS + 1, False)]
)
def test_a_term_is_ninety_days_at_most(held, days, good):
    wish = replace(WISH, until=TODAY + days * DAY)
    if good:
        assert held.marked(wish)
        return
    with pytest.raises(Incomplete, match="最长90天"):
        held.marked(wish)


@pytest.mark.parametrize(
    "wish",
    [
        replace(WISH, purpose=""),
        replace(WISH, purpose=" \0 "),
        replace(WISH, purpose="用" * 31),
        replace(WISH, recipient="方" * 41),
    ],
)
def test_a_purpose_that_is_missing_or_too_long_is_refused(held, wish):
    with pytest.raises(Incomplete, match="用途为2至30字"):
        held.marked(wish)


def test_the_longest_texts_fit_on_the_page(held):
    assert "方" * 40 in text_of(held.file(held.marked(replace(WISH, purpose="用" * 30, recipient="方" * 40))))


def test_a_character_that_cannot_be_printed_is_named_and_nothing_is_left_behind(held):
    with pytest.raises(MissingGlyphs):
        held.marked(replace(WISH, recipient="\ue863公司"))
    assert not Grant.objects.filter(certificate_id=held.id).exists()


def test_another_holder_sees_nothing_and_makes_nothing(two):
    mine, other = two
    grant = mine.marked()
    for act in (
        lambda: replace(mine, holder=other.holder).marked(),
        lambda: replace(mine, holder=other.holder).file(grant),
        lambda: granting.revoke(holder_id=other.holder, grant_id=grant, at=AT),
        lambda: mine.file(99_999_999),
    ):
        with pytest.raises(NotFound):
            act()


def test_no_more_than_twenty_run_at_once(held, monkeypatch):
    monkeypatch.setattr(terms, "MOST_OPEN", 2)
    first = held.link()
    held.link()
    before = set(files().keys())
    with pytest.raises(NotApplicable, match="2份"):
        held.marked()
    assert set(files().keys()) == before
    granting.revoke(holder_id=held.holder, grant_id=first, at=AT)
    assert held.marked()


def test_the_ledger_holds_digests_and_numbers_and_no_word_of_the_holder(held):
    grant = held.marked()
    line = Entry.objects.get(kind="grant.made", subject_id=grant)
    assert WISH.purpose not in line.facts
    assert WISH.recipient not in line.facts
    assert token(grant) not in line.facts
    row = Grant.objects.get(id=grant)
    assert WISH.purpose.encode() not in bytes(row.sealed)
    assert bytes(row.digest).hex() in line.facts


def test_an_invalidation_at_the_worst_moment_leaves_no_copy(cast, held, monkeypatch):
    """It comes after everything was looked at, before anything is written."""
    hold = status.hold_valid

    def fall_first(numbers):
        status.invalidate(numbers, by=cast.checker, at=AT)
        hold(numbers)

    monkeypatch.setattr(granting.status, "hold_valid", fall_first)
    before = set(files().keys())
    with pytest.raises(WrongState, match="不是有效状态"):
        held.marked()
    assert set(files().keys()) == before
    assert not Grant.objects.filter(certificate_id=held.id).exists()


def test_files_go_when_their_time_is_over_and_are_still_known(held, verifying):
    running, ended = held.marked(), held.marked(replace(WISH, until=TODAY))
    data = held.file(ended)
    tomorrow = AT + DAY
    assert marking.tidy(store=files(), at=tomorrow) == 1
    assert marking.tidy(store=files(), at=tomorrow) == 0
    assert held.file(running, at=tomorrow)
    assert not files().has(bytes(Grant.objects.get(id=ended).digest).hex())
    assert brought.by_file(data, keyring(), at=tomorrow).grant.standing is Standing.ENDED


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "letter"},
        {"state": "revoked"},
        {"revoked_at": AT},
        {"digest": None},
        {"kind": "link"},
        {"most": 0},
    ],
)
def test_the_database_is_the_last_guard(held, change):
    grant = held.marked()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(id=grant).update(**change)


def test_the_shared_pictures_of_electronic_copies_stay_as_they_were(held):
    before = ElectronicCopy.objects.get(certificate_id=held.id).digest
    held.marked()
    assert ElectronicCopy.objects.get(certificate_id=held.id).digest == before


@pytest.fixture
def picture():
    """The page as a picture, as a scanner sees it."""
    import shutil
    import subprocess

    def draw(data: bytes) -> Image.Image:
        if not shutil.which("pdftoppm"):
            pytest.skip("pdftoppm (poppler-utils) is not installed")
        done = subprocess.run(
            ["pdftoppm", "-r", "150", "-gray", "-"], input=data, capture_output=True, check=True
        )
        return Image.open(io.BytesIO(done.stdout))

    return draw
