"""Strangers' files: read as they are, or refused with a reason, within the limits."""

import io
import resource
import struct
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
import xlsxwriter
from PIL import Image

from yinxin.demo.photos import portrait
from yinxin.kernel.refusal import Incomplete
from yinxin.production.intake.limits import Limits
from yinxin.production.intake.pictures import strip
from yinxin.production.intake.reading import CLAUSE, REASONS, read

LIMITS = Limits()


@pytest.fixture
def csv_file(tmp_path):
    (tmp_path / "t.csv").write_text("姓名,备注\n王芳,\n", encoding="utf-8")
    return tmp_path / "t.csv"


@pytest.fixture
def out(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def refused(data, photos, out, limits=LIMITS):
    start = time.monotonic()
    with pytest.raises(Incomplete) as refusal:
        read(data, photos, out, limits)
    assert time.monotonic() - start < 15
    assert refusal.value.clause == CLAUSE
    assert str(refusal.value.do)
    assert "{" not in str(refusal.value)
    return refusal.value.facts["reason"]


def cells(data, out):
    table, _ = read(data, None, out, LIMITS)
    return table.header, [row[1:] for row in table.frame.iter_rows()]


# --- text ---


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_is_read_in_each_encoding(tmp_path, out, encoding, end):
    (tmp_path / "t.csv").write_bytes(f"姓名,备注{end}䶮𬍛𫘜㛃,𠮷{end}".encode(encoding))
    assert cells(tmp_path / "t.csv", out) == (("姓名", "备注"), [("䶮𬍛𫘜㛃", "𠮷")])


@pytest.mark.parametrize(
    ("octets", "character"),
    [
        (b"\xfe\x59", "\u9fb4"),
        (b"\xa6\xd9", "\ufe10"),
        (b"\xfe\x51", "\U00020087"),
        (b"\xa8\xbc", "\u1e3f"),
        (b"\xfe\x9f", "䶮"),
    ],
)
def test_gb18030_is_read_in_its_edition_of_2022(tmp_path, out, octets, character):
    (tmp_path / "t.csv").write_bytes("姓名,甲\n王".encode("gb18030") + octets + b",\n")
    assert cells(tmp_path / "t.csv", out)[1] == [("王" + character, "")]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_that_of_the_header(tmp_path, out, separator):
    (tmp_path / "t.csv").write_text(
        f'姓名{separator}备注\n王芳{separator}"一{separator}\n二"\n', encoding="utf-8"
    )
    assert cells(tmp_path / "t.csv", out)[1] == [("王芳", f"一{separator}\n二")]


def test_rows_keep_their_numbers_and_empty_ones_are_passed_over(tmp_path, out):
    (tmp_path / "t.csv").write_text("姓名,备注\n\n王芳\n,,,\n李明,乙,,\n", encoding="utf-8")
    table, _ = read(tmp_path / "t.csv", None, out, LIMITS)
    assert table.frame.rows() == [(3, "王芳", ""), (5, "李明", "乙")]


def test_long_numbers_keep_every_digit_and_leading_zeros(tmp_path, out):
    (tmp_path / "t.csv").write_text("号\n001234567890123456789\n", encoding="utf-8")
    assert cells(tmp_path / "t.csv", out)[1] == [("001234567890123456789",)]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n,,\n", "empty"),
        (b"\xff\xfe\xd3\x59", "utf16"),
        ("姓名\n王\0芳\n".encode(), "binary"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "binary"),
        ("姓名\n王芳\n".encode() + b"\xff\xff\n", "encoding"),
        ('姓名\n"王芳\n'.encode(), "damaged_csv"),
        ("姓名\n王芳,多\n".encode(), "wider_than_header"),
        (",".join(["甲"] * 101).encode() + b"\n", "too_many_columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_excel"),
        (b"PK\x03\x04 cut off", "not_zip"),
    ],
)
@pytest.mark.parametrize("name", ["t.csv", "t.xlsx"])
def test_what_is_no_table_is_refused_whatever_its_name(tmp_path, out, data, reason, name):
    (tmp_path / name).write_bytes(data)
    assert refused(tmp_path / name, None, out) == reason


def test_the_place_of_a_wrong_byte_is_named(tmp_path, out):
    (tmp_path / "t.csv").write_bytes("姓名\n王芳\n".encode() + b"ab\xff\xff\n")
    with pytest.raises(Incomplete, match="第3行第3个字节"):
        read(tmp_path / "t.csv", None, out, LIMITS)


def test_limits_on_rows_and_file_size_hold(csv_file, tmp_path, out):
    csv_file.write_text("姓名\n" + "王芳\n" * 11, encoding="utf-8")
    assert refused(csv_file, None, out, replace(LIMITS, rows=10)) == "too_many_rows"
    assert refused(csv_file, None, out, replace(LIMITS, file=10)) == "file_too_large"
    assert len(cells(csv_file, out)[1]) == 11


# --- workbooks ---


def workbook(path, *rows):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for line, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(line, place, value, day)
                else:
                    sheet.write(line, place, value)
    return path


def repacked(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, change(info.filename, old.read(info)))
    return target


def test_cells_become_text(tmp_path, out):
    row = (
        990203199311152694,
        123456,
        1.5,
        True,
        date(1990, 2, 3),
        datetime.fromisoformat("1990-02-03 04:05:00"),
        "王䶮",
        "",
    )
    book = workbook(tmp_path / "t.xlsx", "甲乙丙丁戊己庚辛", row)
    texts = ("9.90203199311153E+17", "123456", "1.5", "TRUE", "1990-02-03", "1990-02-03 04:05:00", "王䶮", "")
    assert cells(book, out)[1] == [texts]


def test_formulas_are_read_as_the_values_saved_with_them(tmp_path, out):
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write_formula(1, 0, '=WEBSERVICE("http://192.0.2.1/")', None, "旧值")
    assert cells(tmp_path / "t.xlsx", out)[1] == [("旧值",)]


def test_a_cell_far_away_is_refused_at_once_even_if_the_sheet_lies(tmp_path, out):
    with xlsxwriter.Workbook(str(tmp_path / "far.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "甲")
        sheet.write_string(1_048_575, 16_383, "x")
    assert (tmp_path / "far.xlsx").stat().st_size < 8_000
    assert refused(tmp_path / "far.xlsx", None, out) == "too_many_rows"
    repacked(
        tmp_path / "far.xlsx",
        tmp_path / "lie.xlsx",
        lambda name, data: data.replace(b"A1:XFD1048576", b"A1:B2"),
    )
    assert refused(tmp_path / "lie.xlsx", None, out) == "too_large_to_read"


def test_entities_are_never_expanded(tmp_path, out):
    book = workbook(tmp_path / "t.xlsx", ["甲"], ["标记"])
    levels = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'?><!DOCTYPE x [<!ENTITY l0 "lol">' + levels + b"]>"

    def plant(name, data):
        if name != "xl/sharedStrings.xml":
            return data
        return data.replace(b"?>", bomb, 1).replace("标记".encode(), b"&l9;")

    assert refused(repacked(book, tmp_path / "b.xlsx", plant), None, out) == "damaged_xlsx"


def test_an_external_entity_is_never_fetched(tmp_path, out):
    (tmp_path / "secret").write_text("秘密")
    book = workbook(tmp_path / "t.xlsx", ["甲"], ["标记"])
    declared = f'?><!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'.encode()

    def plant(name, data):
        if name != "xl/sharedStrings.xml":
            return data
        return data.replace(b"?>", declared, 1).replace("标记".encode(), b"&s;")

    assert refused(repacked(book, tmp_path / "b.xlsx", plant), None, out) == "damaged_xlsx"


def test_a_workbook_that_unpacks_to_hundreds_of_megabytes_is_refused_unread(tmp_path, out):
    book = workbook(tmp_path / "t.xlsx", ["甲"])
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as part:
        for _ in range(100):
            part.write(b"A" * 1_000_000)
    assert refused(tmp_path / "t.xlsx", None, out) == "unpacks_too_large"


def test_a_cut_off_workbook_is_refused(tmp_path, out):
    book = workbook(tmp_path / "t.xlsx", ["甲"], ["乙"])
    (tmp_path / "cut.xlsx").write_bytes(book.read_bytes()[:-200])
    assert refused(tmp_path / "cut.xlsx", None, out) in ("not_zip", "damaged_xlsx")


def test_a_workbook_without_its_sheet_is_refused(tmp_path, out):
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert refused(tmp_path / "t.xlsx", None, out) == "damaged_xlsx"
    with zipfile.ZipFile(tmp_path / "u.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refused(tmp_path / "u.xlsx", None, out) == "not_xlsx"


def test_a_reader_that_takes_too_long_is_ended(csv_file, out):
    assert refused(csv_file, None, out, replace(LIMITS, table_seconds=0)) == "too_slow"


def test_a_reader_that_takes_too_much_memory_is_ended(tmp_path, out):
    (tmp_path / "t.csv").write_text("姓名,备注\n" + "王芳,备注\n" * 400_000, encoding="utf-8")
    assert (
        refused(tmp_path / "t.csv", None, out, replace(LIMITS, memory=80 * 1024 * 1024))
        == "too_large_to_read"
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1_500_000


# --- photos ---


def archive(path, *entries, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as new:
        for name, data in entries:
            new.writestr(name, data)
    return path


def measured(path, csv_file, out):
    _, photos = read(csv_file, path, out, LIMITS)
    return {row["photo_file"]: row for row in photos.iter_rows(named=True)}


def jpeg(size=(295, 413), mode="RGB", colour="white", **options):
    file = io.BytesIO()
    Image.new(mode, size, colour).save(file, "JPEG", **options)
    return file.getvalue()


def test_a_portrait_is_measured_and_kept_by_its_digest(tmp_path, csv_file, out):
    row = measured(archive(tmp_path / "p.zip", ("1.jpg", portrait(1))), csv_file, out)["1.jpg"]
    assert (row["photo_state"], row["photo_width"], row["photo_height"]) == ("ok", 295, 413)
    assert row["photo_ground"] > 0.95
    assert row["photo_colour"]
    assert not row["photo_turned"]
    kept = out / f"{row['photo']}.jpg"
    assert kept.read_bytes() == portrait(1)


@pytest.mark.parametrize(
    ("data", "column", "value"),
    [
        (b"<html>no</html>", "photo_state", "not_image"),
        (b"", "photo_state", "not_image"),
        (portrait(1)[:3000], "photo_state", "not_image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "photo_state", "not_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_state", "not_image"),
        (bytes(1024 * 1024 + 1), "photo_state", "too_large"),
        (jpeg((3000, 3000)), "photo_state", "too_large"),
        (jpeg(colour=(60, 130, 210)), "photo_ground", 0.0),
        (jpeg(mode="L", colour=255), "photo_colour", False),
        (jpeg(mode="CMYK", colour=0), "photo_colour", False),
    ],
)
def test_what_is_wrong_with_a_picture_is_measured(tmp_path, csv_file, out, data, column, value):
    assert measured(archive(tmp_path / "p.zip", ("1.jpg", data)), csv_file, out)["1.jpg"][column] == value


def test_a_huge_picture_is_refused_by_its_header_alone(tmp_path, csv_file, out):
    small = jpeg()
    at = small.index(b"\xff\xc0") + 5
    lying = small[:at] + struct.pack(">HH", 50_000, 50_000) + small[at + 4 :]
    row = measured(archive(tmp_path / "p.zip", ("1.jpg", lying)), csv_file, out)["1.jpg"]
    assert row["photo_state"] == "too_large"


def test_camera_data_comments_and_what_follows_the_picture_are_left_out(tmp_path, csv_file, out):
    exif = Image.Exif()
    exif[0x010E] = "somewhere"
    exif[274] = 6
    dirty = jpeg(exif=exif, comment=b"<script>") + b"PK\x03\x04 hidden"
    row = measured(archive(tmp_path / "p.zip", ("1.jpg", dirty)), csv_file, out)["1.jpg"]
    kept = (out / f"{row['photo']}.jpg").read_bytes()
    assert row["photo_turned"]
    assert not [part for part in (b"somewhere", b"script", b"hidden", b"Exif") if part in kept]
    with Image.open(io.BytesIO(kept)) as clean, Image.open(io.BytesIO(dirty)) as given:
        assert clean.tobytes() == given.tobytes()


def test_a_progressive_picture_survives_cleaning():
    data = jpeg(progressive=True)
    with Image.open(io.BytesIO(strip(data))) as clean, Image.open(io.BytesIO(data)) as given:
        assert clean.tobytes() == given.tobytes()


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8\xff\xe0\0\0", b"\xff\xd8\xff\xda\0\x02ab\xff"]
)
def test_contradictory_marks_are_a_plain_error(data):
    with pytest.raises(ValueError):
        strip(data)


@pytest.mark.parametrize(
    "name", ["../1.jpg", "/etc/1.jpg", "a/1.jpg", "a\\1.jpg", "..\\..\\1.jpg", "C:1.jpg", "a/", ".."]
)
def test_names_that_lead_elsewhere_refuse_the_archive(tmp_path, csv_file, out, name):
    path = archive(tmp_path / "p.zip", ("ok.jpg", portrait(1)), (name, b""))
    assert refused(csv_file, path, out) == "not_flat"
    assert {file.suffix for file in out.iterdir()} <= {".arrow"}


def test_a_link_refuses_the_archive(tmp_path, csv_file, out):
    info = zipfile.ZipInfo("1.jpg")
    info.external_attr = 0o120777 << 16
    assert refused(csv_file, archive(tmp_path / "p.zip", (info, "/etc/passwd")), out) == "not_flat"


def test_an_unprintable_name_refuses_the_archive(tmp_path, csv_file, out):
    assert refused(csv_file, archive(tmp_path / "p.zip", ("1\u202egpj.exe", b"")), out) == "unprintable_name"


def test_a_picture_that_was_packed_too_tight_refuses_the_archive(tmp_path, csv_file, out):
    path = archive(tmp_path / "p.zip", ("1.jpg", bytes(50_000_000)), compression=zipfile.ZIP_DEFLATED)
    assert refused(csv_file, path, out) == "packed_too_tight"


def test_too_many_or_too_large_pictures_refuse_the_archive(tmp_path, csv_file, out):
    path = archive(tmp_path / "p.zip", *((f"{n}.jpg", b"x" * 100) for n in range(30)))
    assert refused(csv_file, path, out, replace(LIMITS, photos=29)) == "too_many_entries"
    assert refused(csv_file, path, out, replace(LIMITS, photos_unpacked=2_999)) == "unpacks_too_large"
    assert refused(csv_file, path, out, replace(LIMITS, archive=100)) == "file_too_large"


def test_the_same_name_twice_refuses_the_archive(tmp_path, csv_file, out):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = archive(tmp_path / "p.zip", ("1.jpg", portrait(1)), ("1.jpg", portrait(2)))
    assert refused(csv_file, path, out) == "same_name_twice"


def test_an_encrypted_archive_is_refused(tmp_path, csv_file, out):
    data = bytearray(archive(tmp_path / "p.zip", ("1.jpg", portrait(1))).read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(data)
    assert refused(csv_file, tmp_path / "p.zip", out) == "encrypted"


@pytest.mark.parametrize(
    ("spoil", "reasons"),
    [
        (lambda data: data[: len(data) // 2], {"not_zip"}),
        (lambda data: b"no archive", {"not_zip"}),
        (lambda data: b"", {"not_zip"}),
        (lambda data: data[:200] + bytes(100) + data[300:], {"damaged_zip"}),
        (lambda data: data.replace(b"1.jpg", b"2.jpg", 1), {"damaged_zip"}),
    ],
)
def test_a_damaged_archive_is_refused(tmp_path, csv_file, out, spoil, reasons):
    data = archive(tmp_path / "p.zip", ("1.jpg", portrait(1))).read_bytes()
    (tmp_path / "p.zip").write_bytes(spoil(data))
    assert refused(csv_file, tmp_path / "p.zip", out) in reasons


def test_sizes_that_lie_are_not_believed(tmp_path, csv_file, out):
    path = archive(tmp_path / "p.zip", ("1.jpg", bytes(3_000_000)), compression=zipfile.ZIP_DEFLATED)
    data = path.read_bytes().replace(struct.pack("<L", 3_000_000), struct.pack("<L", 9_000))
    path.write_bytes(data)
    assert refused(csv_file, path, out) == "damaged_zip"


def test_names_of_archives_made_on_windows_are_read(tmp_path, csv_file, out):
    data = archive(tmp_path / "p.zip", ("AAAA.jpg", portrait(1))).read_bytes()
    (tmp_path / "p.zip").write_bytes(data.replace(b"AAAA", "王芳".encode("gbk")))
    assert list(measured(tmp_path / "p.zip", csv_file, out)) == ["王芳.jpg"]


def test_what_operating_systems_leave_behind_is_passed_over(tmp_path, csv_file, out):
    path = archive(
        tmp_path / "p.zip", ("1.jpg", portrait(1)), ("__MACOSX/._1.jpg", b"x"), (".DS_Store", b"x")
    )
    assert list(measured(path, csv_file, out)) == ["1.jpg"]


def test_every_reason_has_a_sentence_and_a_way_out():
    assert all(what and str(do) for what, do in REASONS.values())
