"""The file says what the face says, to people, to machines and to scanners, and always in the same bytes."""

import hashlib
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import numpy as np
import pikepdf
import pytest
import zxingcpp

from yinxin.kernel import licence
from yinxin.kernel.face import Face
from yinxin.kernel.licence import DEMONSTRATION
from yinxin.kernel.refusal import Incomplete
from yinxin.rendering import layout, wording
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import MissingGlyphs

from .conftest import AT, ROOM

NAMES = [
    "王芳",
    "欧阳文",
    "买买提·艾力",
    "王䶮",
    "李㼆",
    "张𬱖",
    "陈𬍛",
    "赵𠮷",
    "周龘旸喆",
    "孙𫘜𪨶",
    "王晓[沛]",
    "王　芳",
    "JEAN-PIERRE O'CONNOR DE LA FUENTE",
    "阿卜杜热合曼·麦麦提吐尔逊·艾力亚",
    "⼀一",
    "\ue863",
    "龘\U0002ebf0",
]


def pages_of(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_extracted_exactly_or_refused_by_name(make_face, render, chain, read_lines, name):
    face = make_face(name=name)
    if gaps := chain.missing(name):
        with pytest.raises(MissingGlyphs) as refusal:
            render(face)
        assert refusal.value.characters == gaps
        return
    lines = read_lines(render(face))
    # One reader gives a wide blank back as a plain one, whatever the file tells it, and a line in pieces
    # where two fonts meet.
    several_fonts = name == "⼀一" or len({chain.find(char).face for char in name}) > 1
    assert {name, name.replace("　", " ")} & set(lines) or (several_fonts and name in "".join(lines))


def test_the_characters_that_must_work_do(chain):
    assert chain.missing("".join(NAMES[:7]) + "".join(NAMES[8:15])) == ()


def test_every_item_of_the_face_is_on_the_page(make_face, render, read_lines):
    change = "换发：持证人姓名变更，原证书同时作废。"
    face = make_face(scope="四川省单独划线地区", valid_until="2031-06-14", remarks=(change, "补发"), level="")
    lines = read_lines(render(face))
    assert set(lines) >= {
        "专业技术人员职业资格证书",
        "Professional Qualification Certificate",
        face.qualification,
        "--",
        face.specialty,
        face.name,
        face.sex,
        "1990年01月",
        face.id_kind,
        face.id_number,
        face.management_number,
        "2026年06月14日",
        change,
        "补发",
        *face.sealed_by,
        "verify.yinxin.example",
        wording.SCAN,
        wording.CHECK_ADDRESS,
    }
    assert {"有效范围：四川省单独划线地区", "有效期至：2031年06月14日"} <= set("\n".join(lines).split())


@pytest.mark.parametrize(
    ("kind", "regime"),
    [
        ("certificate", "national"),
        ("certificate", "provincial_exam"),
        ("certificate", "review"),
        ("pass_certificate", "provincial_exam"),
        ("pass_proof", "pass_proof"),
        ("qualification_proof", "national"),
    ],
)
def test_each_kind_of_document_has_its_own_words(make_face, render, read_lines, kind, regime):
    face = make_face(kind=kind, regime=regime)
    words = wording.of(face)
    lines = read_lines(render(face))
    assert {words.title, words.english, words.lead} <= set(lines)


def test_labels_and_values_are_read_in_turn(make_face, render, read_in_order):
    face = make_face(kind="pass_proof")
    assert read_in_order(render(face)).startswith(
        "专业技术人员考试合格证明ProofofExaminationPassed持有人参加下列考试，成绩合格，特此证明。"
        "考试名称社会工作者职业资格级别中级专业社会工作姓名王芳性别女出生年月1990年01月"
        "证件类型居民身份证证件号码999101199001011234管理号2026061434010000123批准日期2026年06月14日"
        "备注有效范围：全国"
    )


def test_words_differ_between_kinds_and_an_unknown_kind_is_an_error(make_face):
    kinds = ["certificate", "pass_certificate", "pass_proof", "qualification_proof"]
    assert len({wording.of(make_face(kind=kind)).title for kind in kinds}) == 4
    with pytest.raises(ValueError, match="diploma"):
        wording.of(make_face(kind="diploma"))


def test_the_face_travels_inside_the_file_byte_for_byte(make_face, render):
    face = make_face(name="张𬱖", remarks=("补发",))
    with pages_of(render(face)) as pdf:
        data = pdf.attachments["face.json"].get_file().read_bytes()
        assert data == face.canonical()
        assert Face.from_json(data) == face
        assert pdf.Root.AF[0].AFRelationship == "/Data"


def test_the_photograph_is_embedded_untouched(make_face, render, photo):
    with pages_of(render(make_face())) as pdf:
        picture = pdf.pages[0].Resources.XObject["/P"]
        assert picture.read_raw_bytes() == photo
        assert (picture.Width, picture.Height, picture.ColorSpace) == (295, 413, "/DeviceRGB")


def test_a_face_without_a_photograph_shows_that_there_is_none(make_face, render):
    with pages_of(render(make_face(photo=""))) as pdf:
        assert "/P" not in pdf.pages[0].Resources.XObject


@pytest.mark.parametrize("jpeg", [b"", b"GIF89a", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xe0\x00\x10"])
def test_what_is_not_a_photograph_is_refused(make_face, press, jpeg):
    face = make_face(photo=hashlib.sha256(jpeg or b"another").hexdigest())
    with pytest.raises(Incomplete, match="照片"):
        press.render(face, photo=jpeg, document_id="x", at=AT, seals=press.seals(face), reserve=ROOM)


def test_another_persons_photograph_is_refused(make_face, press, photo):
    face = make_face(photo="0" * 64)
    with pytest.raises(Incomplete, match="照片与登记的照片不一致"):
        press.render(face, photo=photo, document_id="x", at=AT, seals=press.seals(face), reserve=ROOM)


def test_a_seal_of_another_department_is_refused(make_face, press, photo):
    face = make_face()
    for seals in (press.seals(face)[:1], press.seals(face)[::-1], ()):
        with pytest.raises(Incomplete, match="印章与用印部门不一致"):
            press.render(face, photo=photo, document_id="x", at=AT, seals=seals, reserve=ROOM)


def test_a_demonstration_says_so_and_its_seals_are_of_no_use_elsewhere(
    make_face, render, press, chain, photo, read_lines
):
    face = make_face()
    formal = CertificatePress(chain, demo=False)
    assert wording.DEMONSTRATION in "".join(read_lines(render(face)))
    assert wording.DEMONSTRATION not in "".join(read_lines(render(face, press=formal)))
    with pytest.raises(Incomplete, match="演示印章"):
        formal.render(face, photo=photo, document_id="x", at=AT, seals=press.seals(face), reserve=ROOM)


def test_the_code_on_the_page_leads_to_the_address_of_the_face(make_face, render, picture):
    face = make_face()
    codes = zxingcpp.read_barcodes(np.asarray(picture(render(face))), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in codes] == [face.verify_at]


def test_the_code_is_at_least_28_millimetres_wide(make_face, render, picture):
    [code] = zxingcpp.read_barcodes(
        np.asarray(picture(render(make_face()))), formats=zxingcpp.BarcodeFormat.QRCode
    )
    corners = [code.position.top_left, code.position.top_right]
    inner = abs(corners[1].x - corners[0].x) / 150 * 25.4
    assert layout.QR[2] / layout.MM >= 28
    # 41 modules with the quiet zone, 33 without.
    assert inner * 41 / 33 == pytest.approx(layout.QR[2] / layout.MM, rel=0.05)


def test_a_seal_darkens_text_and_never_hides_it(make_face, render, picture):
    page = np.asarray(picture(render(make_face())))
    height = page.shape[0]
    dots = 150 / 72
    x, y = layout.SIDE * dots, height - (layout.SEAL_Y - 10) * dots
    name = page[int(y - 8) : int(y + 12), int(x - 60) : int(x + 60)]
    assert (name < 90).sum() > 50


def test_the_same_face_gives_the_same_bytes_in_another_process(make_face, render, photo):
    face = make_face(name="张𬱖")
    script = (
        "import sys; from yinxin.kernel.face import Face; from datetime import datetime;"
        "from yinxin.rendering.certificate import CertificatePress;"
        "from yinxin.rendering.fonts import FontChain;"
        "data = sys.stdin.buffer.read(); size = int(sys.argv[1]); face = Face.from_json(data[:size]);"
        "press = CertificatePress(FontChain.default(), True);"
        "made = press.render(face, photo=data[size:], document_id='document-1',"
        f"at=datetime.fromisoformat('{AT.isoformat()}'), seals=press.seals(face), reserve={ROOM});"
        "sys.stdout.buffer.write(made.buffer)"
    )
    facts = face.canonical()
    done = subprocess.run(
        [sys.executable, "-c", script, str(len(facts))],
        input=facts + photo,
        capture_output=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"},
    )
    assert done.stdout == render(face)


def test_the_order_of_work_leaves_no_trace(make_face, chain, render):
    one, other = make_face(), make_face(name="欧阳文", kind="pass_proof")
    forward, backward = CertificatePress(chain, demo=True), CertificatePress(chain, demo=True)
    first = [render(face, press=forward) for face in (one, other)]
    second = [render(face, press=backward) for face in (other, one)]
    assert first == second[::-1]


def test_another_face_moment_or_identifier_gives_another_file(make_face, press, render, photo):
    face = make_face()
    later = press.render(
        face,
        photo=photo,
        document_id="document-1",
        at=AT.replace(second=1),
        seals=press.seals(face),
        reserve=ROOM,
    )
    files = [
        render(face),
        render(replace(face, name="王方")),
        render(face, document_id="document-2"),
        bytes(later.buffer),
    ]
    identifiers = {str(pages_of(data).trailer.ID[0]) for data in files}
    assert len(identifiers) == len(set(files)) == 4


def test_a_moment_without_its_time_zone_is_an_error(make_face, press, photo):
    face = make_face()
    naive = datetime(2026, 9, 1, 10)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        press.render(face, photo=photo, document_id="x", at=naive, seals=press.seals(face), reserve=ROOM)


def test_the_byte_range_leaves_out_the_signature_and_nothing_else(make_face, press, photo):
    face = make_face()
    made = press.render(face, photo=photo, document_id="x", at=AT, seals=press.seals(face), reserve=ROOM)
    start, first, second, last = made.byte_range
    assert start == 0
    assert bytes(made.buffer[first : first + 1] + made.buffer[second - 1 : second]) == b"<>"
    assert made.buffer[made.hole : second - 1] == b"0" * (2 * ROOM)
    assert made.hole == first + 1
    assert second + last == len(made.buffer)


def test_the_file_describes_itself(make_face, render):
    face = make_face()
    with pages_of(render(face)) as pdf:
        assert pdf.Root.Lang == "zh-CN"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo.Title) == f"专业技术人员职业资格证书 {face.management_number}"
        with pdf.open_metadata() as meta:
            assert meta.pdfa_status == "3B"
            assert meta["dc:identifier"] == "document-1"
            assert meta["xmp:CreateDate"] == "2026-09-01T10:00:00+08:00"
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert [round(float(side)) for side in pdf.pages[0].MediaBox] == [0, 0, 842, 595]
        assert pdf.check_pdf_syntax() == []


def test_the_seals_are_the_appearance_of_the_signature(make_face, render):
    face = make_face(sealed_by=("水利部", "民政部", "水利部"))
    with pages_of(render(face)) as pdf:
        [field] = pdf.Root.AcroForm.Fields
        assert field.FT == "/Sig"
        assert len(field.AP.N.Resources.XObject) == 2
        assert field.AP.N.read_bytes().count(b" Do") == 3
        assert pdf.Root.Perms.DocMDP.objgen == field.V.objgen
        assert field.V.Reference[0].TransformParams.P == 1
        left, bottom, right, top = map(float, field.Rect)
        assert right - left > 400
        assert top - bottom == pytest.approx(113.4, abs=0.1)


def test_every_font_is_embedded_as_a_subset(make_face, render):
    with pages_of(render(make_face(name="张𬱖A"))) as pdf:
        fonts = list(pdf.pages[0].Resources.Font.values())
        assert fonts
        for font in fonts:
            descendant = font.DescendantFonts[0]
            assert "+" in str(descendant.BaseFont)
            assert descendant.FontDescriptor.FontFile3.Subtype == "/CIDFontType0C"


def test_widths_in_the_file_are_those_of_the_layout(make_face, render, chain):
    text = "王1A·"
    with pages_of(render(make_face(name=text))) as pdf:
        font = pdf.pages[0].Resources.Font["/V0_0"].DescendantFonts[0]
        widths = {int(code): int(width[0]) for code, width in zip(font.W[::2], font.W[1::2], strict=True)}
        for char in text:
            glyph = chain.find(char)
            assert widths.get(glyph.code, int(font.DW)) == glyph.width


def test_the_size_stays_modest(make_face, render, photo):
    assert len(render(make_face())) - len(photo) < 70_000


def test_offsets_of_the_cross_reference_are_right(make_face, render):
    data = render(make_face())
    table = data[int(data.rsplit(b"startxref\n", 1)[1].split()[0]) :]
    lines = table.split(b"trailer")[0].splitlines()[3:]
    offsets = [int(line[:10]) for line in lines]
    assert all(data[at:].startswith(b"%d 0 obj\n" % number) for number, at in enumerate(offsets, 1))
    assert all(a < b for a, b in pairwise(offsets))


def test_the_licence_goes_with_the_file_under_the_standards_names(make_face, photo, chain):
    press, face = CertificatePress(chain, demo=True, licence=DEMONSTRATION), make_face()
    made = press.render(face, photo=photo, document_id="1", at=AT, seals=press.seals(face), reserve=ROOM)
    whole = pages_of(bytes(made.buffer))  # kept: attachments live no longer than their document
    said = json.loads(whole.attachments["licence.json"].get_file().read_bytes())
    assert said == licence.metadata(face, DEMONSTRATION)
    assert list(whole.attachments) == ["face.json", "licence.json"]
