"""Archive packages: closed volumes in a bag that others can read, handed over once, read again (A2.1.5, A2.2.3)."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import date, timedelta

import bagit
import pytest

from tests.issuing.ending_helpers import LATER, at_hefei, collected, hefei, paper
from tests.issuing.test_registers import close
from tests.long import often
from tests.register.custody_helpers import custodian, kept, opened
from yinxin.attachments.archives import zipped
from yinxin.issuing import archiving, ending_audit
from yinxin.issuing.archive_models import ArchivePackage
from yinxin.issuing.archive_package import FORMAT, Retention, read_again
from yinxin.issuing.models import Volume
from yinxin.issuing.states import ArchiveState
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.ledger import proving
from yinxin.parties.queries import actor_named
from yinxin.register.files import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    return opened()


@pytest.fixture
def copies(cast, room):
    return at_hefei(kept(cast, room, seed=8251))


@pytest.fixture
def closed(copies, room, monkeypatch):
    """Return a closed volume whose closing counts as published: what this transaction wrote can not be sealed."""
    collected(copies[:3], room)
    (volume,) = close(copies[0])
    entries = [{"index": 7, "entry": "{}", "proof": []}]
    proof = {"format": proving.FORMAT, "checkpoint": "log\n8\n", "entries": entries}
    monkeypatch.setattr(archiving.proving, "of_subjects", lambda *of: proof | {"entries": entries * len(of)})
    return volume


def pack(copies, by=None, at=LATER, retention=Retention.PERMANENT) -> int:
    return archiving.pack(
        issuer_id=hefei(),
        exam_id=paper(copies[0]).exam_id,
        year=2026,
        retention=retention,
        store=files(),
        by=by or custodian(),
        at=at,
    )


def data_of(package: int) -> bytes:
    return archiving.download(package_id=package, store=files(), by=custodian())[1]


def inside(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_package_holds_the_very_volumes_and_what_they_say(copies, closed):
    held = inside(data_of(pack(copies)))
    volume = Volume.objects.get(pk=closed)
    assert digest(held["data/volumes/0001.pdf"]) == volume.file
    assert digest(held["data/volumes/0001.json"]) == volume.digest
    lines = json.loads(held["data/volumes/0001.json"])["lines"]
    assert [line[0] for line in lines] == [1, 2, 3]
    assert paper(copies[0]).management_number in {line[1] for line in lines}
    facts = json.loads(held["data/metadata.json"])
    assert facts["format"] == FORMAT
    assert (facts["year"], facts["retention"]) == (2026, "permanent")
    assert [(one["number"], one["first"], one["last"]) for one in facts["volumes"]] == [(1, 1, 3)]
    assert list(ending_audit.audit(files())) == []


def test_another_reader_of_bags_finds_it_whole(copies, closed, tmp_path):
    with zipfile.ZipFile(io.BytesIO(data_of(pack(copies)))) as archive:
        archive.extractall(tmp_path / "bag")
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate()
    assert bag.info["External-Identifier"].endswith("-2026-1")
    (tmp_path / "bag/data/volumes/0001.pdf").write_bytes(b"%PDF-other")
    with pytest.raises(bagit.BagError):
        bag.validate()


def test_a_volume_is_not_packed_before_its_closing_is_published(copies, room):
    collected(copies[:1], room)
    close(copies[0])
    with pytest.raises(WrongState, match="公开日志"):
        pack(copies)


def test_what_is_closed_later_goes_into_the_next_package(copies, closed, room):
    first = pack(copies)
    with pytest.raises(NotApplicable):
        pack(copies)
    collected(copies[3:4], room)
    (later,) = close(copies[0])
    second = pack(copies, retention=Retention.THIRTY_YEARS)
    rows = ArchivePackage.objects.order_by("number").values_list("pk", "number", "volumes")
    assert list(rows) == [(first, 1, [closed]), (second, 2, [later])]


def test_a_volume_that_was_changed_is_not_packed(copies, closed, behind_the_back):
    behind_the_back("update issuing_volume set closing = repeat('0', 64) where id = %s", closed)
    with pytest.raises(WrongState):
        pack(copies)
    assert not ArchivePackage.objects.exists()


def test_a_package_is_handed_over_once(copies, closed):
    one = pack(copies)
    on = (LATER + timedelta(hours=8)).date()
    given = {"archive": "合肥市档案馆", "receipt": "HF-2026-7", "on": on, "by": custodian(), "at": LATER}
    archiving.hand_over(package_id=one, **given)
    view = archiving.package(one, custodian())
    assert (view.state, view.archive, view.receipt) == (ArchiveState.HANDED_OVER, "合肥市档案馆", "HF-2026-7")
    with pytest.raises(WrongState):
        archiving.hand_over(package_id=one, **given)
    assert list(ending_audit.audit(files())) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"archive": " "},
        {"archive": "馆" * 121},
        {"receipt": "7" * 61},
        {"on": date(2026, 1, 1)},
        {"on": date(2036, 1, 1)},
    ],
)
def test_a_handing_over_names_who_and_when(copies, closed, wrong):
    one = pack(copies)
    on = (LATER + timedelta(hours=8)).date()
    said = {"archive": "合肥市档案馆", "receipt": "", "on": on} | wrong
    with pytest.raises(Incomplete):
        archiving.hand_over(package_id=one, **said, by=custodian(), at=LATER)


def test_others_neither_pack_nor_see_it(copies, closed):
    with pytest.raises(NotPermitted):
        pack(copies, by=actor_named("hefei-counter", LATER))
    one = pack(copies)
    with pytest.raises(NotPermitted):
        archiving.compare(data_of(one), actor_named("hefei-counter", LATER))
    stranger = actor_named("jiangsu-data", LATER)
    with pytest.raises(NotFound):
        archiving.download(package_id=one, store=files(), by=stranger)


def test_it_is_read_again_and_compared(copies, closed, behind_the_back):
    data = data_of(pack(copies))
    found = archiving.compare(data, custodian())
    assert (found.faults, list(found.volumes)) == ((), [closed])
    behind_the_back("update issuing_volume set digest = repeat('0', 64) where id = %s", closed)
    assert ["不一致" in str(one) for one in archiving.compare(data, custodian()).faults] == [True]


def _without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {key: data for key, data in files.items() if key != name}


CHANGES = {
    "a page changed": lambda f: f | {"data/volumes/0001.pdf": f["data/volumes/0001.pdf"] + b"\n"},
    "a volume gone": lambda f: _without(f, "data/volumes/0001.pdf"),
    "a file more": lambda f: f | {"data/volumes/0002.pdf": b"%PDF-1.7"},
    "a stranger outside": lambda f: f | {"run.exe": b"MZ"},
    "a manifest gone": lambda f: _without(f, "manifest-sha256.txt"),
    "a manifest changed": lambda f: f | {"manifest-sha256.txt": f["manifest-sha256.txt"].replace(b"a", b"b")},
    "no manifest at all": lambda f: f | {"manifest-sha256.txt": b"\xff\xfe"},
    "another declaration": lambda f: f | {"bagit.txt": b"BagIt-Version: 9\n"},
    "another title": lambda f: f | {"data/metadata.json": f["data/metadata.json"].replace(b"2026", b"2025")},
    "a proof of something else": lambda f: f | {"data/log-proof.json": b"{}"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_whatever_was_changed_is_told(copies, closed, name):
    data = data_of(pack(copies))
    changed = zipped(CHANGES[name](inside(data)))
    assert read_again(data).faults == ()
    assert read_again(changed).faults


def test_a_flipped_bit_is_never_called_whole(copies, closed):
    data, chance = data_of(pack(copies)), random.Random(8252)
    whole, names = 0, zipfile.ZipFile(io.BytesIO(data)).namelist()
    for _ in range(often(60, 2000)):
        place = chance.randrange(len(data))
        flipped = data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        try:
            found = read_again(flipped)
        except Incomplete:
            continue
        # A bit of the ZIP's own bookkeeping may flip and leave every file as it was.
        same = zipfile.ZipFile(io.BytesIO(flipped))
        untouched = all(same.read(one) == zipfile.ZipFile(io.BytesIO(data)).read(one) for one in names)
        whole += not found.faults and not untouched
    assert whole == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x05\x06" + bytes(18),
        b"%PDF-1.7",
        zipped({"a.txt": b"x"}),
        zipped({"data/metadata.json": b"[]"}),
    ],
)
def test_what_is_no_package_is_refused_in_words(data):
    with pytest.raises(Incomplete, match="档案包"):
        read_again(data)


EDITS = {
    "its retention": "update issuing_archive_package set retention = '10y' where id = %s",
    "its receiver": "update issuing_archive_package set archive = '别处' where id = %s",
    "its state": "update issuing_archive_package set state = 'packed', archive = '', handed_on = null where id = %s",
    "its row": "delete from issuing_archive_package where id = %s",
}


@pytest.mark.parametrize("edit", EDITS)
def test_the_audit_finds_what_was_edited(copies, closed, behind_the_back, edit):
    one, on = pack(copies), (LATER + timedelta(hours=8)).date()
    said = {"archive": "合肥市档案馆", "receipt": "7", "on": on}
    archiving.hand_over(package_id=one, **said, by=custodian(), at=LATER)
    assert list(ending_audit.audit(files())) == []
    behind_the_back(EDITS[edit], one)
    assert {found.where for found in ending_audit.audit(files())} == {"issuing_archive_package"}
