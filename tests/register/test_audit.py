"""The audit names whatever was changed, taken away or slipped in behind the program's back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import AT, accepted, made
from tests.register.helpers import invented_number
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.parties.actor import SYSTEM
from yinxin.register import standing
from yinxin.register.audit import audit
from yinxin.register.files import FolderStore, files
from yinxin.register.models import Certificate, ElectronicCopy
from yinxin.register.vault import FACE, vault

pytestmark = pytest.mark.django_db
CERTIFICATE, COPY, PAPER = "register_certificate", "register_electronic_copy", "register_paper_copy"


def found(store: object = None, **how: bool) -> dict[tuple[str, object], str]:
    """Return what the audit finds: its words by table and number."""
    return {(d.where, d.number): str(d.words) for d in audit(store or files(), **how)}


@pytest.fixture
def two() -> tuple[Certificate, Certificate]:
    first, second = Certificate.objects.select_related("electronic").order_by("id")[:2]
    return first, second


def test_an_untouched_register_is_clean_at_every_stage(cast):
    accepted(cast, seed=321)
    made(cast, seed=322)
    standing.enter(
        kind=standing.StandingKind.BARRED,
        id_kind="111",
        id_number=invented_number(1),
        qualification_id=None,
        since=date(2026, 1, 1),
        until=date(2030, 12, 31),
        basis="示例",
        clause=Clause("A1.3b"),
        by=SYSTEM,
        at=AT,
    )
    assert found() == {}


EDITED = {
    "state = 'invalid'": "账目记的是valid",
    "face = ''": "无法解密",
    "face = substring(face from 1 for 9)": "无法解密",
    "face = overlay(face placing '\\x00'::bytea from 40)": "无法解密",
    "face = (select face from register_certificate where id <> t.id order by id desc limit 1)": "摘要不符",
    "face_digest = sha256('other')": "摘要不符",
    "management_number = 'X1'": "管理号",
    "year = 2020": "年度",
    "approved_on = '2020-01-01'": "批准日期",
    "valid_until = '2099-01-01'": "有效期",
    "level = '高级'": "级别",
    "specialty = '别的'": "专业",
    "regime = 'review'": "制度",
    "kind = 'pass_proof'": "种类",
    "match_key = '\\x00112233445566778899aabbccddeeff'": "核验索引",
    "token_key = sha256('other')": "二维码索引",
    "row = 99": "行号",
    "batch_id = 99": "批次",
    "version_id = (select max(id) from catalogue_version)": "职业资格",
    "holder_id = (select max(id) from register_holder)": "另一人名下",
}


@pytest.mark.parametrize(("sets", "words"), EDITED.items(), ids=list(EDITED))
def test_an_edited_certificate_is_named(behind_the_back, two, sets, words):
    behind_the_back(f"update register_certificate t set {sets} where id = %s", two[0].pk)
    differences = found()
    assert any(words in str(d.words) for d in audit(files()) if d.number == two[0].pk)
    assert {number for where, number in differences if where == CERTIFICATE} == {two[0].pk}


def test_a_deleted_certificate_is_named(behind_the_back, two):
    for table in ("register_electronic_copy", "register_paper_copy"):
        behind_the_back(f"delete from {table} where certificate_id = %s", two[0].pk)
    behind_the_back("delete from register_certificate where id = %s", two[0].pk)
    assert "被删除" in found()[CERTIFICATE, two[0].pk]


def test_a_certificate_slipped_in_is_named(behind_the_back, two):
    columns = [f.column for f in Certificate._meta.fields if f.column not in ("id", "token_key", "row")]
    columns.remove("management_number")
    behind_the_back(
        f"""insert into register_certificate (id, token_key, row, management_number, {", ".join(columns)})
            select 999999, sha256('slipped'), 999, 'SLIPPED', {", ".join(columns)}
            from register_certificate where id = %s""",
        two[0].pk,
    )
    assert (CERTIFICATE, 999999) in found()


def test_a_missing_line_is_named(behind_the_back, two):
    behind_the_back(
        "delete from ledger_entry where subject = 'certificate' and kind = 'certificate.opened' and subject_id = %s",
        two[0].pk,
    )
    assert "账目" in found()[CERTIFICATE, two[0].pk]
    behind_the_back("delete from ledger_entry where subject = 'certificate' and subject_id = %s", two[1].pk)
    assert "没有记录" in " ".join(str(d.words) for d in audit(files()) if d.number == two[1].pk)


def test_a_line_that_is_no_longer_json_is_named_and_stops_nothing(behind_the_back, two):
    behind_the_back("update ledger_entry set facts = '{' where subject_id = %s", two[0].pk)
    assert (CERTIFICATE, two[0].pk) in found()


@pytest.mark.parametrize(
    ("table", "change", "words"),
    [
        ("register_electronic_copy", "update {} set state = 'revoked' where certificate_id = %s", "不同步"),
        ("register_electronic_copy", "delete from {} where certificate_id = %s", "电子证书与账目不符"),
        ("register_paper_copy", "delete from {} where certificate_id = %s", "不同步"),
    ],
)
def test_a_certificate_apart_from_its_copies_is_named(behind_the_back, two, table, change, words):
    behind_the_back(change.format(table), two[0].pk)
    assert words in found()[CERTIFICATE, two[0].pk]


def test_a_paper_copy_in_another_state_is_named(behind_the_back, two):
    paper = two[0].papers.get()
    behind_the_back(
        "update register_paper_copy set state = 'ordered', place_id = null where id = %s", paper.pk
    )
    assert list(found()) == [(PAPER, paper.pk)]


def test_a_copy_that_points_at_another_file_is_named(behind_the_back, two):
    other = files().put(b"a file that nobody signed")
    try:
        behind_the_back(
            "update register_electronic_copy set digest = decode(%s, 'hex') where certificate_id = %s",
            other,
            two[0].pk,
        )
        assert (COPY, two[0].electronic.pk) in found()
    finally:
        files().remove(other)


def test_copies_that_changed_places_are_named(behind_the_back, two):
    one, other = two[0].electronic.pk, two[1].electronic.pk
    behind_the_back(
        "update register_electronic_copy set certificate_id = -certificate_id where id = %s", other
    )
    behind_the_back("update register_electronic_copy set certificate_id = %s where id = %s", two[1].pk, one)
    behind_the_back("update register_electronic_copy set certificate_id = %s where id = %s", two[0].pk, other)
    assert {(COPY, one), (COPY, other)} <= set(found())


@pytest.fixture
def copied_store(tmp_path) -> FolderStore:
    """A file store with the same files, which a test may damage."""
    store = FolderStore(tmp_path)
    for digest in ElectronicCopy.objects.exclude(digest=None).values_list("digest", flat=True):
        store.put(files().get(bytes(digest).hex()))
    for closed in Certificate.objects.values_list("face", flat=True):
        store.put(files().get(Face.from_json(vault().open(bytes(closed), FACE)).photo))
    return store


def test_a_missing_file_is_named(two, copied_store):
    copied_store.remove(bytes(two[0].electronic.digest).hex())
    for whole in (True, False):
        assert "不见了" in found(copied_store, whole_files=whole)[COPY, two[0].electronic.pk]


def test_an_altered_file_is_named_where_files_are_read(two, copied_store):
    key = bytes(two[0].electronic.digest).hex()
    with (copied_store.folder / key[:2] / key[2:4] / key).open("ab") as file:
        file.write(b"\n")
    assert found(copied_store) == {(COPY, two[0].electronic.pk): "电子证书文件被改动"}
    assert found(copied_store, whole_files=False) == {}


STANDING = {
    "delete from register_standing where id = %s": "被删除",
    "update register_standing set until = '2026-02-01' where id = %s": "不符",
    "update register_standing set kind = 'recorded' where id = %s": "不符",
    "update register_standing set id = 999999 where id = %s": "被删除",
}


@pytest.mark.parametrize(
    ("sql", "words"), STANDING.items(), ids=["deleted", "shortened", "softened", "moved"]
)
def test_a_bar_that_was_touched_is_named(behind_the_back, sql, words):
    number = standing.enter(
        kind=standing.StandingKind.BARRED,
        id_kind="111",
        id_number=invented_number(1),
        qualification_id=None,
        since=date(2026, 1, 1),
        until=date(2030, 12, 31),
        basis="示例",
        clause=Clause("A1.3b"),
        by=SYSTEM,
        at=AT,
    )
    behind_the_back(sql, number)
    differences = found()
    assert words in differences["register_standing", number]
    assert (("register_standing", 999999) in differences) is ("999999" in sql)
