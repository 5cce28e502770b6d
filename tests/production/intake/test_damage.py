"""Files damaged at random: each is read or refused, and nothing else ever happens."""

import random
import zipfile

import pytest

from yinxin.attachments.archives import Unreadable
from yinxin.demo.photos import portrait
from yinxin.demo.sample import SW2026, invented_rows, write_csv, write_xlsx
from yinxin.production.intake.limits import Limits
from yinxin.production.intake.pictures import read_pictures
from yinxin.production.intake.reading import REASONS
from yinxin.production.intake.tables import read_table

PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")


def damaged(data, chance):
    """Return the bytes with up to eight places changed, cut out or filled in."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, kind = chance.randrange(len(data)), chance.random()
        if kind < 0.6:
            data[at] = chance.randrange(256)
        elif kind < 0.8:
            del data[at : at + chance.randint(1, 40)]
        else:
            data[at:at] = chance.randbytes(chance.randint(1, 10))
    return bytes(data) or b"\n"


def reasons(read):
    """Return the code of the refusal, whose sentence can be told, or that the file was read."""
    try:
        read()
    except Unreadable as refusal:
        REASONS[refusal.reason][0].format(**refusal.facts)
        return {refusal.reason}
    return {"read"}


@pytest.mark.parametrize("seed", range(3))
def test_damaged_tables(tmp_path, seed):
    chance = random.Random(seed)
    rows = invented_rows(5, SW2026, seed=seed)
    write_xlsx(tmp_path / "t.xlsx", rows)
    write_csv(tmp_path / "t.csv", rows)
    found = set()
    for name in ("t.xlsx", "t.csv"):
        whole = (tmp_path / name).read_bytes()
        for _ in range(100):
            (tmp_path / "damaged").write_bytes(damaged(whole, chance))
            found |= reasons(lambda: read_table(tmp_path / "damaged", Limits()))
    assert len(found) > 2


@pytest.mark.parametrize("part", PARTS)
def test_damaged_parts_of_a_workbook(tmp_path, part):
    chance = random.Random(part)
    write_xlsx(tmp_path / "t.xlsx", invented_rows(5, SW2026, seed=1))
    with zipfile.ZipFile(tmp_path / "t.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    found = set()
    for _ in range(60):
        with zipfile.ZipFile(tmp_path / "damaged", "w") as archive:
            for name, data in parts.items():
                archive.writestr(name, damaged(data, chance) if name == part else data)
        found |= reasons(lambda: read_table(tmp_path / "damaged", Limits()))
    assert found <= {"read", "damaged_xlsx", "wider_than_header", "too_many_rows", "empty"}


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_pictures_and_archives(tmp_path):
    chance = random.Random(1)
    whole, states, found = portrait(1), set(), set()
    for _ in range(200):
        with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
            archive.writestr("1.jpg", damaged(whole, chance))
        states |= {record["photo_state"] for record in read_pictures(tmp_path / "p.zip", tmp_path, Limits())}
        (tmp_path / "p.zip").write_bytes(damaged((tmp_path / "p.zip").read_bytes(), chance))
        found |= reasons(lambda: list(read_pictures(tmp_path / "p.zip", tmp_path, Limits())))
    assert states == {"ok", "not_image"}
    assert "damaged_zip" in found
