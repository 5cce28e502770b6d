"""Checks of the file before it is signed: its structure, what must never be in it, what it says of itself.

They read the file as bytes and objects; that the text on the page says the same as the face is for
``yinxin certcheck``, which reads the finished file with other people's programs.
"""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import zxingcpp

from yinxin.kernel.words import Words
from yinxin.rendering import wording
from yinxin.rendering.certificate import ATTACHMENT, LICENCE
from yinxin.rendering.layout import HEIGHT, WIDTH
from yinxin.rendering.lint.model import Check, Subject, collector, wrong
from yinxin.rendering.metadata import pdf_date

_checks: list[Check] = []
_check = collector(_checks)

MOST_BYTES: Final = 1024 * 1024
_RANGE: Final = re.compile(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]/Contents<(0*)>")
_TITLE: Final = re.compile(rb"/Title<([0-9a-f]+)>")


def _forbidden(s: Subject, *names: bytes) -> str | None:
    found = [name for name in names if re.search(name + rb"(?![0-9A-Za-z])", s.dictionaries)]
    return wrong(bool(found), " ".join(name.decode() for name in found))


def _xmp(s: Subject) -> str:
    packets = [n for n, content in s.objects.items() if b"/Type/Metadata/Subtype/XML" in content]
    return s.unpacked(packets[0]).decode("utf-8", "replace") if packets else ""


def _count(s: Subject, part: bytes) -> int:
    return len(re.findall(part + rb"(?![0-9A-Za-z])", s.dictionaries))


@_check("B01", Words("文件头不对"))
def _head(s: Subject) -> str | None:
    return wrong(not s.data.startswith(b"%PDF-1.7\n%"))


@_check("B02", Words("文件尾不对，或其后另有内容"))
def _end(s: Subject) -> str | None:
    return wrong(not s.data.endswith(b"\n%%EOF\n"))


@_check("B03", Words("交叉引用表的位置不对"))
def _startxref(s: Subject) -> str | None:
    found = re.findall(rb"startxref\n(\d+)\n", s.data[-64:])
    return wrong(not found or not s.data.startswith(b"xref\n", int(found[-1])))


@_check("B04", Words("交叉引用表与对象不符"))
def _offsets(s: Subject) -> str | None:
    table = s.data[s.data.rfind(b"\nxref\n") :]
    places = [int(found) for found in re.findall(rb"(\d{10}) 00000 n ", table)]
    lost = [n for n, at in enumerate(places, 1) if not s.data.startswith(b"%d 0 obj\n" % n, at)]
    return wrong(bool(lost) or len(places) != len(s.objects), str(lost[:5]))


@_check("B05", Words("文件不止一个版本"))
def _one_revision(s: Subject) -> str | None:
    return wrong(b"/Prev" in s.data[s.data.rfind(b"trailer") :] or s.data.count(b"%%EOF") > 1)


@_check("B06", Words("文件尾缺少标识"))
def _identified(s: Subject) -> str | None:
    return wrong(not re.search(rb"/ID\[<[0-9a-f]{32}><[0-9a-f]{32}>\]", s.data[s.data.rfind(b"trailer") :]))


@_check("B07", Words("文件过大"))
def _light(s: Subject) -> str | None:
    return wrong(len(s.data) > MOST_BYTES, str(len(s.data)))


@_check("B08", Words("文件含有脚本"))
def _no_scripts(s: Subject) -> str | None:
    return _forbidden(s, b"/JS", b"/JavaScript")


@_check("B09", Words("文件打开时会执行动作"))
def _no_actions(s: Subject) -> str | None:
    return _forbidden(s, b"/OpenAction", b"/AA")


@_check("B10", Words("文件引用外部内容"))
def _nothing_outside(s: Subject) -> str | None:
    return _forbidden(s, b"/URI", b"/Launch", b"/GoToR", b"/SubmitForm", b"/ImportData", b"/FS")


@_check("B11", Words("文件已加密"))
def _open(s: Subject) -> str | None:
    return wrong(b"/Encrypt" in s.data[s.data.rfind(b"trailer") :])


@_check("B12", Words("对象藏在对象流中"))
def _plain_objects(s: Subject) -> str | None:
    return _forbidden(s, b"/ObjStm", b"/XRefStm")


@_check("B13", Words("文件含有音像或三维内容"))
def _no_media(s: Subject) -> str | None:
    return _forbidden(s, b"/RichMedia", b"/Movie", b"/Sound", b"/3D", b"/Screen")


@_check("B14", Words("文件含有可以开关的图层"))
def _no_layers(s: Subject) -> str | None:
    return _forbidden(s, b"/OCProperties", b"/OCG", b"/OCMD")


@_check("B15", Words("文件不是恰好一页"))
def _one_page(s: Subject) -> str | None:
    return wrong(_count(s, rb"/Type/Page") != 1)


@_check("B16", Words("页面不是A4横向"))
def _a4(s: Subject) -> str | None:
    return wrong(b"/MediaBox[0 0 %.2f %.2f]" % (WIDTH, HEIGHT) not in s.dictionaries)


@_check("B17", Words("签章域不是恰好一个"))
def _one_field(s: Subject) -> str | None:
    return wrong(_count(s, rb"/FT/Sig") != 1)


@_check("B18", Words("签章范围没有覆盖整个文件"))
def _covers(s: Subject) -> str | None:
    found = _RANGE.search(s.data)
    if found is None:
        return ""
    start, first, second, rest = (int(found[n]) for n in range(1, 5))
    whole = start == 0 and first == found.start(5) - 1 and second == found.end(5) + 1
    return wrong(not whole or second + rest != len(s.data))


@_check("B19", Words("签章没有禁止以后改动"))
def _certified(s: Subject) -> str | None:
    locked = b"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>" in s.dictionaries
    return wrong(not locked)


@_check("B20", Words("目录没有指明认证签章"))
def _permissions(s: Subject) -> str | None:
    return wrong(not re.search(rb"/Perms<</DocMDP \d+ 0 R>>", s.catalogue))


@_check("B21", Words("签章时刻与登记的不符"))
def _moment(s: Subject) -> str | None:
    return wrong(b"/SubFilter/ETSI.CAdES.detached/M" + pdf_date(s.at) not in s.dictionaries)


@_check("B22", Words("附带的数据与证书内容不符"))
def _same_face(s: Subject) -> str | None:
    found = [n for n, content in s.objects.items() if b"/Type/EmbeddedFile" in content]
    return wrong(not any(s.unpacked(n) == s.face.canonical() for n in found))


@_check("B23", Words("附带的文件不是证书数据和证照元数据"))
def _attachments(s: Subject) -> str | None:
    names = [name for name in (ATTACHMENT, LICENCE) if f"/UF({name})".encode() in s.dictionaries]
    return wrong(_count(s, rb"/Type/Filespec") != len(names) or ATTACHMENT not in names)


@_check("B24", Words("元数据中的编号不是本文件的"))
def _identifier(s: Subject) -> str | None:
    return wrong(f"<dc:identifier>{s.document_id}</dc:identifier>" not in _xmp(s), s.document_id)


@_check("B25", Words("元数据中的标题与证书内容不符"))
def _title(s: Subject) -> str | None:
    return wrong(f"{wording.of(s.face).title} {s.face.management_number}" not in _xmp(s))


@_check("B26", Words("文件信息与元数据的标题不一致"))
def _titles_agree(s: Subject) -> str | None:
    found = _TITLE.search(s.dictionaries)
    try:
        title = bytes.fromhex(found[1].decode()).decode("utf-16") if found else ""
    except ValueError:
        title = ""
    return wrong(not title or f'xml:lang="x-default">{title}</rdf:li>' not in _xmp(s), title)


@_check("B27", Words("制作时刻与签章时刻不符"))
def _created(s: Subject) -> str | None:
    return wrong(b"/CreationDate" + pdf_date(s.at) not in s.dictionaries)


@_check("B28", Words("没有标明PDF/A"))
def _archivable(s: Subject) -> str | None:
    return wrong('pdfaid:part="3"' not in _xmp(s))


@_check("B29", Words("没有色彩特性"))
def _colours(s: Subject) -> str | None:
    return wrong(not re.search(rb"/OutputIntents\[\d+ 0 R\]", s.catalogue))


@_check("B30", Words("没有标明语言"))
def _language(s: Subject) -> str | None:
    return wrong(b"/Lang(zh-CN)" not in s.catalogue)


@_check("B31", Words("有字体没有嵌入"))
def _embedded(s: Subject) -> str | None:
    fonts = [content for content in s.objects.values() if b"/Type/FontDescriptor" in content]
    return wrong(not fonts or not all(re.search(rb"/FontFile[23]? \d+ 0 R", content) for content in fonts))


@_check("B32", Words("有字体的文字不能复制"))
def _copyable(s: Subject) -> str | None:
    fonts = [content for content in s.objects.values() if b"/Subtype/Type0" in content]
    return wrong(not fonts or not all(re.search(rb"/ToUnicode \d+ 0 R", content) for content in fonts))


@_check("B33", Words("二维码读出的不是本证书的网址和签名记录"))
def _code(s: Subject) -> str | None:
    """Decode the pictures of one bit: what a telephone will read."""
    for number, content in s.objects.items():
        if b"/BitsPerComponent 1/" in content and b"/Subtype/Image" in content:
            sides = re.search(rb"/Width (\d+)/Height (\d+)", content)
            if sides and (text := _decoded(s.unpacked(number), int(sides[1]), int(sides[2]))):
                return wrong(text != (s.code or s.face.verify_at), text)
    return ""


def _decoded(bits: bytes, wide: int, high: int) -> str:
    line = -(-wide // 8)
    if not 0 < wide < 4000 or not 0 < high < 4000 or len(bits) != line * high:
        return ""
    rows = np.frombuffer(bits, np.uint8).reshape(high, line)
    pixels = np.unpackbits(rows, axis=1)[:, :wide] * np.uint8(255)
    found = zxingcpp.read_barcodes(pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found[0].text if found else ""


@_check("B34", Words("照片不在文件中"))
def _photo(s: Subject) -> str | None:
    return wrong(bool(s.photo) and s.photo not in s.data)


@_check("B35", Words("图片取自文件之外"))
def _own_streams(s: Subject) -> str | None:
    return _forbidden(s, b"/FFilter", b"/FDecodeParms", b"/Ref")


@_check("B36", Words("签章没有可见的印章"))
def _visible(s: Subject) -> str | None:
    found = re.search(rb"/FT/Sig[^>]*?/Rect\[([^\]]*)\]", s.dictionaries)
    box = [float(value) for value in found[1].split()] if found else [0.0] * 4
    return wrong(len(box) != 4 or box[2] - box[0] < 60 or box[3] - box[1] < 60)


CHECKS: Final = tuple(_checks)
