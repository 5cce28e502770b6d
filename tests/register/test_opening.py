"""Opening certificates: consecutive ids, one holder a person, all or nothing (N5, N7)."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from tests.cast import AT
from tests.register.helpers import face, invented_number, opened
from yinxin.kernel.face import Face
from yinxin.kernel.identity import to_15
from yinxin.kernel.refusal import WrongState
from yinxin.ledger.queries import history
from yinxin.register.models import Certificate, Holder, HolderDocument, HolderName, PaperCopy
from yinxin.register.vault import FACE, token_key, vault


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Certificate, Holder, HolderDocument, PaperCopy))


@pytest.mark.django_db
def test_ids_are_consecutive_and_rows_keep_their_order():
    ids = opened(*(face(f"OP-{n}", invented_number(n)) for n in range(5)))
    assert len(ids) == 5
    found = (
        Certificate.objects.filter(id__in=ids).order_by("id").values_list("id", "row", "management_number")
    )
    assert list(found) == [(ids[n], n + 2, f"OP-{n}") for n in range(5)]
    again = opened(face("OP-9", invented_number(9)), batch_id=900_002)
    assert again[0] > ids[-1]


@pytest.mark.django_db
def test_opening_nothing_opens_nothing():
    before = counts()
    assert len(opened()) == 0
    assert counts() == before


@pytest.mark.django_db
def test_each_certificate_begins_prepared_with_both_copies_ordered():
    (number,) = opened(face("OP-1", invented_number(1)))
    certificate = Certificate.objects.select_related("electronic").get(id=number)
    (paper,) = certificate.papers.all()
    assert (certificate.state, certificate.electronic.state, paper.state) == (
        "prepared",
        "ordered",
        "ordered",
    )
    assert (certificate.electronic.seals, certificate.electronic.signed_at) == ("seal-1|seal-2", AT)


@pytest.mark.django_db
def test_the_face_is_closed_carries_its_address_and_its_digest_is_in_the_ledger():
    (number,) = opened(face("OP-1", invented_number(1), name="章示例"))
    row = Certificate.objects.get(id=number)
    assert "章示例".encode() not in bytes(row.face)
    kept = Face.from_json(vault().open(bytes(row.face), FACE))
    address, token = kept.verify_at.rsplit("/", 1)
    assert address == "http://127.0.0.1:8000/c"
    assert bytes(row.token_key) == token_key(token)
    assert replace(kept, verify_at="") == face("OP-1", invented_number(1), name="章示例")
    (line,) = history(("certificate", number))
    assert (line.kind, line.clause) == ("certificate.opened", "N9.2")
    assert line.facts == {"batch": 900_001, "row": 2, "face": kept.digest, "electronic": True}
    assert bytes(row.face_digest).hex() == kept.digest


@pytest.mark.django_db
def test_a_person_who_comes_with_15_digits_is_the_one_known_by_18():
    number = invented_number(1)
    ids = opened(face("OP-1", number), face("OP-2", to_15(number)), face("OP-3", number.lower()))
    assert len({c.holder_id for c in Certificate.objects.filter(id__in=ids)}) == 1


@pytest.mark.django_db
def test_the_same_number_on_another_kind_of_document_is_another_person():
    ids = opened(face("OP-1", "99000012"), face("OP-2", "99000012", id_kind="台湾居民来往大陆通行证"))
    assert len({c.holder_id for c in Certificate.objects.filter(id__in=ids)}) == 2


@pytest.mark.django_db
def test_a_second_name_is_kept_beside_the_first_and_the_same_name_once():
    number = invented_number(1)
    (first,) = opened(face("OP-1", number, name="章示例"), batch_id=900_001)
    opened(face("OP-2", number, name="张示例"), face("OP-3", number, name="章示例"), batch_id=900_002)
    holder = Certificate.objects.get(id=first).holder_id
    names = HolderName.objects.filter(holder_id=holder).order_by("id").values_list("name", "pinyin")
    assert list(names) == [("章示例", "zhang shi li zsl"), ("张示例", "zhang shi li zsl")]


@pytest.mark.django_db
def test_identity_numbers_lie_encrypted():
    number = invented_number(1)
    opened(face("OP-1", number))
    with connection.cursor() as cursor:
        for table in ("register_certificate", "register_holder_document"):
            cursor.execute(f"select string_agg(t::text, ' ') from {table} t")
            text = cursor.fetchone()[0]
            assert number not in text
            assert number.encode().hex() not in text


@pytest.mark.django_db
@pytest.mark.parametrize("place", [0, 2])
def test_a_number_that_is_taken_opens_nothing_at_all(place):
    taken = Certificate.objects.order_by("id").first().management_number
    new = [face(f"OP-{n}", invented_number(n)) for n in range(3)]
    new[place] = replace(new[place], management_number=taken)
    before = counts()
    with pytest.raises(WrongState, match="管理号已在证书库中") as refusal, transaction.atomic():
        opened(*new)
    assert counts() == before
    assert str(refusal.value.clause) == "N9.1"


@pytest.mark.django_db
def test_a_number_may_come_again_in_another_year():
    taken = Certificate.objects.order_by("id").first().management_number
    assert len(opened(face(taken, invented_number(1), approved_on="2027-06-14"))) == 1


@pytest.fixture
def cleared(committed):
    """Take away what was committed, so that the tests after this one see the base batch alone."""
    yield
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        ids = "(select id from register_certificate where batch_id >= 910000)"
        holders = f"(select distinct holder_id from register_certificate where id in {ids})"
        cursor.execute(f"create temp table gone on commit drop as select holder_id from {holders} h")
        cursor.execute(f"delete from ledger_entry where subject = 'certificate' and subject_id in {ids}")
        for table in ("register_electronic_copy", "register_paper_copy"):
            cursor.execute(f"delete from {table} where certificate_id in {ids}")
        cursor.execute("delete from register_certificate where batch_id >= 910000")
        for table in ("register_holder_document", "register_holder_name"):
            cursor.execute(f"delete from {table} where holder_id in (select holder_id from gone)")
        cursor.execute("delete from register_holder where id in (select holder_id from gone)")


def test_openings_at_once_neither_double_a_person_nor_mix_their_ids(cleared):
    """Four connections open certificates of the same three new people at the same moment."""
    people, gate, results = [invented_number(n) for n in (71, 72, 73)], threading.Barrier(4), []

    def come(place: int) -> None:
        try:
            gate.wait(timeout=5)
            with transaction.atomic():
                faces = [face(f"AT-{place}-{n}", number) for n, number in enumerate(people)]
                results.append(opened(*faces, batch_id=910_000 + place))
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(ids) for ids in results] == [3] * 4
    assert len({number for ids in results for number in ids}) == 12
    rows = Certificate.objects.filter(batch_id__gte=910_000)
    assert len({row.holder_id for row in rows}) == 3
    keys = [vault().document_key("111", number) for number in people]
    assert HolderDocument.objects.filter(key__in=keys).count() == 3


@pytest.mark.django_db
def test_the_kind_of_document_is_kept_by_its_code():
    (number,) = opened(face("OP-1", invented_number(1)))
    document = HolderDocument.objects.get(holder__certificates__id=number)
    assert document.kind == "111"
    assert bytes(document.key) == vault().document_key("111", invented_number(1))
