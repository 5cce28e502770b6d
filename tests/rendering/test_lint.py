"""What is looked at before signing: every check has a case that only it finds, and good certificates raise none."""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from yinxin.demo.sample import SW2026, invented_rows, photos_for
from yinxin.kernel.face import Face
from yinxin.kernel.refusal import Incomplete
from yinxin.rendering import lint, qr
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.layout import HEIGHT, PHOTO
from yinxin.rendering.lint.model import Severity, Subject

AT = datetime(2026, 9, 14, 10, tzinfo=timezone(timedelta(hours=8)))
TOKEN = "A1b2C3d4E5f6G7h8I9j0K1"
ADDRESS = f"https://verify.yinxin.example/c/{TOKEN}"
DEPARTMENTS = ("人力资源和社会保障部", "民政部")
ROW = invented_rows(1, SW2026, seed=7221)[0]
JPEG = dict(photos_for([ROW], seed=7221))[ROW["照片文件名"]]
FONTS = FontChain.default()
PRESS = CertificatePress(FONTS, demo=True)


def face_of(row, jpeg, number=0):
    return Face(
        kind="certificate", regime="national", qualification=row["职业资格名称"], level=row["级别"],
        specialty=row["专业"], name=row["姓名"], sex=row["性别"], born=row["出生日期"][:7],
        id_kind=row["证件类型"], id_number=row["证件号码"], photo=hashlib.sha256(jpeg).hexdigest(),
        management_number=row["管理号"], approved_on=row["批准日期"], verify_at=ADDRESS,
        scope=row["有效范围"], valid_until="", remarks=(), sealed_by=DEPARTMENTS,
    )  # fmt: skip


GOOD = face_of(ROW, JPEG)


def rendered(face=GOOD, jpeg=JPEG):
    """Return a subject with its file."""
    unsigned = PRESS.render(face, photo=jpeg, document_id="x-1", at=AT, seals=PRESS.seals(face), reserve=4096)
    return Subject(face, jpeg, FONTS, AT, bytes(unsigned.buffer), "x-1")


WHOLE = rendered()


def ids(findings):
    return [found.id for found in findings]


def changed(**items):
    return replace(GOOD, **items)


OTHER_SEX = "女" if GOOD.sex == "男" else "男"
WRONG_CHECK = GOOD.id_number[:17] + ("1" if GOOD.id_number[17] != "1" else "2")
NAMED = "2026年8月1日，姓名由“旧名”变更为“{}”。"
FACES = {
    "F01": changed(kind="diploma"),
    "F02": changed(regime="imperial"),
    "F03": changed(qualification=""),
    "F04": changed(name=""),
    "F05": changed(name=GOOD.name + " "),
    "F06": changed(name="张（三）"),
    "F07": changed(sex="未知"),
    "F08": changed(sex=OTHER_SEX),
    "F09": changed(born="1990"),
    "F10": changed(born="1980-01" if GOOD.born != "1980-01" else "1981-01"),
    "F11": changed(id_kind="学生证"),
    "F12": changed(id_number=WRONG_CHECK),
    "F13": changed(id_kind="护照", id_number="e12345678", born="1990-01", sex="男"),
    "F14": changed(management_number="A" * 41),
    "F15": changed(management_number="ab" + GOOD.management_number),
    "F16": changed(approved_on="2026-02-30"),
    "F17": changed(approved_on="2026-09-15"),
    "F18": changed(approved_on="1949-10-01"),
    "F19": changed(id_kind="护照", id_number="E12345678", born="2020-01"),
    "F20": changed(valid_until="2029-13-01"),
    "F21": changed(valid_until=GOOD.approved_on),
    "F22": changed(verify_at="verify.yinxin.example"),
    "F23": changed(verify_at="https://verify.yinxin.example/c/short"),
    "F24": changed(verify_at=ADDRESS + "?next=1"),
    "F25": changed(sealed_by=()),
    "F26": changed(sealed_by=("民政部", "民政部")),
    "F27": changed(sealed_by=("民政部", " ")),
    "F28": changed(remarks=("2026年8月1日，本人照片已更换。", "  ")),
    "F29": changed(remarks=("2026年8月1日，本人照片已更换。",) * 2),
    "F30": changed(remarks=("2026年2月30日，本人照片已更换。",)),
    "F31": changed(remarks=("2027年2月1日，本人照片已更换。",)),
    "F32": changed(remarks=("2026年8月2日，本人照片已更换。", "2026年8月1日，补发。")),
    "F33": changed(remarks=(NAMED.format("别人"),)),
    "F34": changed(specialty="社会\u200b工作"),
    "F35": changed(specialty="e\u0301cole"),
    "F36": changed(level=" 中级"),
    "F37": changed(photo="x"),
    "F38": changed(photo=""),
    "F39": changed(verify_at=ADDRESS.replace("https", "http")),
}


@pytest.mark.parametrize("check", FACES)
def test_a_fault_of_the_face_is_found_by_its_check_alone(check):
    jpeg = b"" if check in ("F37", "F38") else JPEG
    found = ids(lint.lint(Subject(FACES[check], jpeg, FONTS, AT), lint.FACE))
    assert found == ([check, "H02"] if check == "F37" else [check])


def test_a_change_that_leads_to_what_the_certificate_says_is_in_order():
    for face in (
        changed(remarks=(NAMED.format(GOOD.name),)),
        changed(photo=GOOD.photo, valid_until="2029-06-14"),
    ):
        assert not lint.lint(Subject(face, JPEG, FONTS, AT), lint.FACE)


def frame(width, height, tail=b""):
    """Return the least that looks like a JPEG of that size."""
    size = height.to_bytes(2) + width.to_bytes(2)
    return b"\xff\xd8\xff\xc0\x00\x11\x08" + size + b"\x03" + b"\0" * 9 + tail + b"\xff\xd9"


PHOTOS = {
    "H01": (GOOD, JPEG[:-2] + b"\0\xff\xd9"),
    "H02": (GOOD, b""),
    "H03": (None, b"GIF89a" + b"\0" * 40 + b"\xff\xd9"),
    "H04": (None, frame(80, 112)),
    "H05": (None, frame(2000, 2800)),
    "H06": (None, frame(400, 400)),
    "H07": (None, frame(295, 413, b"\0" * 300_000)),
    "H08": (None, JPEG + b"more"),
    "H09": (None, JPEG[:2] + b"\xff\xe1\x00\x08Exif\0\0" + JPEG[2:]),
}


@pytest.mark.parametrize("check", PHOTOS)
def test_a_fault_of_the_photo_is_found_by_its_check_alone(check):
    face, jpeg = PHOTOS[check]
    face = face or changed(photo=hashlib.sha256(jpeg).hexdigest())
    assert ids(lint.lint(Subject(face, jpeg, FONTS, AT), lint.FACE)) == [check]


def page(**moved):
    """Return the good page with its first line of a field elsewhere; ``text=None`` takes it away."""
    subject = Subject(GOOD, JPEG, FONTS, AT)
    good = subject.composition
    lines = list(good.lines)
    if moved:
        field = moved.pop("field")
        place = next(n for n, line in enumerate(lines) if line.field == field)
        lines[place : place + 1] = [] if moved.get("text", "") is None else [replace(lines[place], **moved)]
    vars(subject)["composition"] = replace(good, lines=tuple(lines))
    return subject


def one_seal():
    subject = page()
    vars(subject)["composition"] = replace(subject.composition, seals=subject.composition.seals[:1])
    return subject


LEFT, BOTTOM, _, _ = PHOTO
PAGES = {
    "P01": lambda: Subject(changed(name="王\U0003ffff"), JPEG, FONTS, AT),
    "P02": lambda: Subject(changed(qualification="很长的名称" * 60), JPEG, FONTS, AT),
    "P03": lambda: page(field="level", width=3.0),
    "P04": lambda: page(field="qualification", y=HEIGHT - 10),
    "P05": lambda: page(field="sex", x=LEFT + 4, y=BOTTOM + 20),
    "P06": lambda: page(field="host", size=4.0),
    "P07": lambda: page(
        field="sex", y=next(one.y for one in page().composition.lines if one.field == "name")
    ),
    "P08": lambda: page(field="sex", text=None),
    "P09": one_seal,
}


@pytest.mark.parametrize("check", PAGES)
def test_a_fault_of_the_page_is_found_by_its_check_alone(check):
    assert ids(lint.lint(PAGES[check](), lint.PAGE)) == [check]


def swap(old, new, *, count=1):
    """Return a change of the file that keeps its length, so that nothing else moves."""

    def change(data):
        at = data.find(old)
        assert at >= 0, old
        fitted = new + b" " * (len(old) - len(new)) if len(new) <= len(old) else new
        assert len(fitted) == len(old), (old, new)
        return data.replace(old, fitted, count)

    return change


def grown(data):
    """Make the photo's stream longer by many bytes, behind the table's back; then mend the table."""
    return rebuilt(
        data, lambda number, content: content + b"%" + b"\0" * 1_100_000 if number == 1 else content
    )


def rebuilt(data, change):
    """Return the file with objects changed and the table written anew, as a writer would."""
    head = data[: data.index(b"1 0 obj\n")]
    objects = [
        (int(n), change(int(n), c)) for n, c in re.findall(rb"(\d+) 0 obj\n(.*?)\nendobj\n", data, re.DOTALL)
    ]
    out, table = bytearray(head), b""
    for number, content in objects:
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    trailer = data[data.rfind(b"trailer") : data.rfind(b"startxref")]
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b%bstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, table, trailer, start,
    )  # fmt: skip
    found = re.search(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]/Contents<0*>", out)
    opening, closing = out.index(b"<0000", found.start()), found.end()
    entry = b"/ByteRange[0 %010d %010d %010d]" % (opening, closing, len(out) - closing)
    out[found.start() : found.start() + len(entry)] = entry
    return bytes(out)


def stream_of(mark, make):
    """Return a change that writes a stream anew whose dictionary has a mark."""

    def change(data):
        def one(number, content):
            if mark not in content:
                return content
            entries = re.sub(rb"/Length \d+", b"", content.split(b">>stream\n")[0])
            packed = zlib.compress(make())
            return b"%b/Length %d>>stream\n%b\nendstream" % (entries, len(packed), packed)

        return rebuilt(data, one)

    return change


def in_object(mark, old, new):
    """Return a change of a text in the objects that have a mark."""
    return lambda data: rebuilt(
        data, lambda number, content: content.replace(old, new, 1) if mark in content else content
    )


def other_code():
    picture = qr.image("https://fake.example/c/" + "B" * 22)
    return zlib.decompress(picture.split(b">>stream\n")[1].removesuffix(b"\nendstream"))


_BOX = re.compile(rb"(/FT/Sig[^>]*?/Rect\[)([\d.]+ [\d.]+) [\d.]+ [\d.]+\]")
CATALOGUE, PAGE = b"/Type/Catalog", b"/Type/Page/"
FILES = {
    "B01": swap(b"%PDF-1.7", b"%PDF-1.4"),
    "B02": swap(b"%%EOF\n", b"%%EOF"),
    "B03": lambda data: re.sub(rb"startxref\n\d", b"startxref\n9", data),
    "B04": lambda data: re.sub(
        rb"(f \n\d{9})(\d)", lambda m: m[1] + (b"3" if m[2] != b"3" else b"4"), data, count=1
    ),
    "B05": lambda data: data.replace(b"trailer\n<</Size", b"trailer\n<</Prev"),
    "B06": lambda data: re.sub(rb"/ID\[", b"/IX[", data),
    "B07": grown,
    "B08": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/X<</JS(x)>>"),
    "B09": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/OpenAction[1 0 R/Fit]"),
    "B10": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/X<</URI(http://x)>>"),
    "B11": lambda data: data.replace(b"trailer\n<</Size", b"trailer\n<</Encrypt 1 0 R/Size"),
    "B12": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/X/ObjStm"),
    "B13": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/X/RichMedia"),
    "B14": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/OCProperties<<>>"),
    "B15": in_object(b"/Type/Pages", b"/Count 1>>", b"/Count 1/X<</Type/Page>>>>"),
    "B16": in_object(PAGE, b"841.89 595.28", b"595.28 841.89"),
    "B17": in_object(b"/Type/Pages", b"/Count 1>>", b"/Count 1/X<</FT/Sig>>>>"),
    "B18": lambda data: re.sub(rb"(/ByteRange\[0 \d{10} \d{10} )\d{10}", rb"\g<1>0000000009", data),
    "B19": swap(b"/P 1/V/1.2", b"/P 3/V/1.2"),
    "B20": in_object(CATALOGUE, b"/Perms<</DocMDP", b"/Perms<</UR3"),
    "B21": lambda data: re.sub(rb"(ETSI.CAdES.detached/M\(D:2026)09", rb"\g<1>08", data),
    "B22": stream_of(b"/Type/EmbeddedFile", lambda: changed(name="别人").canonical()),
    "B23": in_object(b"/Type/Pages", b"/Count 1>>", b"/Count 1/X<</Type/Filespec>>>>"),
    "B24": swap(b"<dc:identifier>x-1<", b"<dc:identifier>x-2<"),
    "B25": lambda data: retitled(data, both=True),
    "B26": lambda data: retitled(data, both=False),
    "B27": lambda data: re.sub(rb"(/CreationDate\(D:2026)09", rb"\g<1>08", data),
    "B28": swap(b'pdfaid:part="3"', b'pdfaid:part="7"'),
    "B29": in_object(CATALOGUE, b"/OutputIntents[", b"/OutputIntentz["),
    "B30": in_object(CATALOGUE, b"/Lang(zh-CN)", b""),
    "B31": in_object(b"/Type/FontDescriptor", b"/FontFile", b"/FontPile"),
    "B32": in_object(b"/Subtype/Type0", b"/ToUnicode", b"/ToUnicoda"),
    "B33": stream_of(b"/BitsPerComponent 1/", other_code),
    "B34": lambda data: data.replace(JPEG[-40:-20], bytes(20), 1),
    "B35": in_object(CATALOGUE, b"/Lang(zh-CN)", b"/Lang(zh-CN)/FFilter/X"),
    "B36": lambda data: rebuilt(data, lambda _, content: _BOX.sub(rb"\1\2 \2]", content)),
}


def retitled(data, *, both):
    """Write another title into the information dictionary, and into the packet as well."""
    title = re.search(rb"/Title<feff([0-9a-f]+)>", data)[1]
    text = bytes.fromhex(title.decode()).decode("utf-16-be")
    other = "别的标题" + text[4:]
    data = data.replace(title, other.encode("utf-16-be").hex().encode(), 1)
    return data.replace(text.encode(), other.encode()) if both else data


@pytest.mark.parametrize("check", FILES)
def test_a_fault_of_the_file_is_found_by_its_check_alone(check):
    spoilt = FILES[check](WHOLE.data)
    assert spoilt != WHOLE.data
    found = ids(lint.lint(replace(WHOLE, data=spoilt), lint.FILE))
    # What moves the end of the file moves the end of what the signature covers with it.
    beside = {"B18"} if check in ("B02", "B06", "B11") and check != "B18" else set()
    assert set(found) - beside == {check}


def test_every_check_has_its_case_and_a_number_of_its_own():
    tried = {*FACES, *PHOTOS, *PAGES, *FILES}
    assert [check.id for check in lint.ALL if check.id not in tried] == []
    assert len({check.id for check in lint.ALL}) == len(lint.ALL) >= 40


def test_a_thousand_invented_certificates_raise_nothing():
    rows = invented_rows(1000, SW2026, seed=7222)
    photos = dict(photos_for(rows[:40], seed=7222))
    shared = next(iter(photos.values()))
    for number, row in enumerate(rows):
        jpeg = photos.get(row["照片文件名"], shared)
        face = face_of(row, jpeg)
        subject = Subject(face, jpeg, FONTS, AT)
        checks = (*lint.FACE, *lint.PAGE) if number % 10 == 0 else lint.FACE
        assert ids(lint.lint(subject, checks)) == [], row
        if number % 40 == 0:
            assert ids(lint.lint(rendered(face, jpeg))) == [], row


def test_an_error_stops_and_a_warning_does_not():
    lint.require_clean(lint.lint(Subject(FACES["F08"], JPEG, FONTS, AT), lint.FACE))
    with pytest.raises(Incomplete) as refused:
        lint.require_clean(lint.lint(Subject(FACES["F16"], JPEG, FONTS, AT), lint.FACE))
    assert refused.value.facts["checks"] == ["F16"]
    assert "F16" in str(refused.value)
    assert {check.severity for check in lint.ALL} == {Severity.ERROR, Severity.WARNING}


@pytest.mark.parametrize(("every", "least", "most"), [(0, 0, 0), (1, 1000, 1000), (20, 30, 70)])
def test_one_certificate_in_so_many_is_sampled_and_always_the_same_one(every, least, most):
    digests = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(1000)]
    taken = [digest for digest in digests if lint.is_sampled(digest, every)]
    assert least <= len(taken) <= most
    assert taken == [digest for digest in digests if lint.is_sampled(digest, every)]
