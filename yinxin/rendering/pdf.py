"""The bricks of a PDF file: strings, streams, numbered objects, text set in subset fonts.

A file is a constant head, whose objects are the same for every certificate of a kind, and a body of a few
objects for this one. ``Body`` numbers the objects, ``assemble`` joins the two and writes the cross-reference.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from yinxin.rendering.fonts import FontChain, FontFace, MissingGlyphs

WIDE_BLANK = "\u3000"
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def stream(entries: bytes, data: bytes, *, deflate: bool = True) -> bytes:
    """Return a stream object with its dictionary ``entries``, compressed unless told otherwise."""
    if deflate:
        # zlib and not a faster deflate: its output is the same on every processor, and the same face must
        # give the same bytes wherever it is made.
        data, entries = zlib.compress(data, 6), entries + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


def text_string(text: str) -> bytes:
    """Return ``text`` as a hexadecimal UTF-16 string object."""
    return b"<" + ("\ufeff" + text).encode("utf-16-be").hex().encode() + b">"


def number(value: float) -> bytes:
    """Return a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".").encode() if value % 1 else b"%d" % value


class Body:
    """Objects in order of their numbers, the first of which is ``first``."""

    def __init__(self, first: int = 1) -> None:
        self.first = first
        self.objects: list[bytes] = []

    def add(self, content: bytes) -> int:
        """Add an object and return its number."""
        self.objects.append(content)
        return self.first + len(self.objects) - 1

    def add_stream(self, entries: bytes, data: bytes, *, deflate: bool = True) -> int:
        """Add a stream object and return its number."""
        return self.add(stream(entries, data, deflate=deflate))

    @property
    def next(self) -> int:
        """The number that the next object will have."""
        return self.first + len(self.objects)

    def written(self, offset: int) -> tuple[list[bytes], list[int]]:
        """Return the objects as they stand in the file and their offsets, the first at ``offset``."""
        chunks, offsets = [], []
        for place, content in enumerate(self.objects, self.first):
            chunk = b"%d 0 obj\n%b\nendobj\n" % (place, content)
            offsets.append(offset)
            chunks.append(chunk)
            offset += len(chunk)
        return chunks, offsets


@dataclass(frozen=True, slots=True)
class Head:
    """The constant beginning of a file: its bytes, its cross-reference lines, the next free number."""

    data: bytes
    table: bytes
    next: int

    @classmethod
    def of(cls, body: Body) -> Head:
        """Freeze the objects of ``body``."""
        chunks, offsets = body.written(len(_HEADER))
        return cls(_HEADER + b"".join(chunks), _lines(offsets), body.next)


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the end of a file names: the catalogue, the information object, the file's identifier."""

    root: int
    info: int
    identifier: bytes


def assemble(head: Head, body: Body, trailer: Trailer) -> bytearray:
    """Return the whole file."""
    chunks, offsets = body.written(len(head.data))
    data = bytearray(head.data)
    data += b"".join(chunks)
    start = len(data)
    name = hashlib.sha256(trailer.identifier).hexdigest()[:32].encode()
    data += b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (body.next, head.table, _lines(offsets))
    data += b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n" % (
        body.next, trailer.root, trailer.info, name, name, start,
    )  # fmt: skip
    return data


class TextSetter:
    """Sets runs of text and remembers which characters of which face it used.

    Two characters may share one glyph (⼀ and 一), but a code stands for one character when text is copied
    out: the second then goes to a further *layer*, a font object of its own over the same program.

    :ivar ops: the operators so far; :ivar resources: set by ``embed``, the entries of the font dictionary.
    """

    def __init__(self, chain: FontChain, prefix: bytes) -> None:
        self._chain, self._prefix = chain, prefix
        self._layers: list[list[dict[int, str]]] = [[] for _ in chain.faces]
        self._widths: list[dict[int, int]] = [{} for _ in chain.faces]
        self._placed: dict[str, tuple[bytes, str]] = {}

    def run(self, x: float, y: float, size: float, text: str) -> bytes:
        """Return the operators that show ``text`` with its baseline starting at ``x``, ``y``.

        :raises MissingGlyphs: a character has no glyph.
        """
        out = [b"BT 1 0 0 1 %b %b Tm" % (number(x), number(y))]
        current = b""
        codes: list[str] = []
        for char in text:
            font, code = self._placed.get(char) or self._place(char)
            if font != current:
                if codes:
                    out.append(b"<%b>Tj" % "".join(codes).encode())
                current, codes = font, []
                out.append(b"/%b %b Tf" % (font, number(size)))
            codes.append(code)
        out.append(b"<%b>Tj ET" % "".join(codes).encode())
        if WIDE_BLANK in text:
            # Readers give a wide blank back as a plain one, unless told what the text is.
            return b"/Span<</ActualText%b>>BDC %b EMC" % (text_string(text), b" ".join(out))
        return b" ".join(out)

    def embed(self, body: Body) -> bytes:
        """Add the fonts to ``body`` and return the entries for the font dictionary."""
        entries = []
        for place, layers in enumerate(self._layers):
            if not layers:
                continue
            face, widths = self._chain.faces[place], self._widths[place]
            chars = sorted({char for layer in layers for char in layer.values()})
            name = _subset_name(face, chars)
            descendant = _descendant(body, face, name, face.subset(chars), widths)
            for depth, layer in enumerate(layers):
                number_ = _composite(body, face, name, descendant, layer)
                entries.append(b"/%b%d_%d %d 0 R" % (self._prefix, place, depth, number_))
        return b"".join(entries)

    def _place(self, char: str) -> tuple[bytes, str]:
        glyph = self._chain.find(char)
        if glyph is None:
            raise MissingGlyphs([char])
        layers = self._layers[glyph.face]
        depth = next((n for n, layer in enumerate(layers) if glyph.code not in layer), len(layers))
        if depth == len(layers):
            layers.append({})
        layers[depth][glyph.code] = char
        self._widths[glyph.face][glyph.code] = glyph.width
        placed = self._placed[char] = b"%b%d_%d" % (self._prefix, glyph.face, depth), f"{glyph.code:04X}"
        return placed


def _subset_name(face: FontFace, chars: Iterable[str]) -> bytes:
    """Return ``ABCDEF+Name``: six letters that differ between subsets, as the format asks."""
    seed = hashlib.sha256("".join(chars).encode()).digest()
    return bytes(65 + value % 26 for value in seed[:6]) + b"+" + face.name.encode()


def _composite(body: Body, face: FontFace, name: bytes, descendant: int, layer: dict[int, str]) -> int:
    """Add a composite font over ``descendant`` with its map back to Unicode."""
    unicode_map = body.add_stream(b"", _unicode_map(layer))
    base = name + b"-Identity-H" if face.is_cff else name
    return body.add(
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (base, descendant, unicode_map)
    )


def _descendant(body: Body, face: FontFace, name: bytes, program: bytes, widths: dict[int, int]) -> int:
    """Add the font program, its descriptor and the CID font; return the last."""
    kind = b"/Subtype/CIDFontType0C" if face.is_cff else b"/Length1 %d" % len(program)
    file = body.add_stream(kind, program)
    box = b" ".join(b"%d" % value for value in face.box)
    descriptor = body.add(
        b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
        b"/CapHeight 700/StemV 80/FontFile%d %d 0 R>>"
        % (name, box, face.ascent, face.descent, 3 if face.is_cff else 2, file)
    )
    table = b"".join(b"%d[%d]" % item for item in sorted(widths.items()) if item[1] != 1000)
    return body.add(
        b"<</Type/Font/Subtype/CIDFontType%d/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>%b/FontDescriptor %d 0 R/DW 1000/W[%b]>>"
        % (0 if face.is_cff else 2, name, b"" if face.is_cff else b"/CIDToGIDMap/Identity", descriptor, table)
    )


def _unicode_map(layer: dict[int, str]) -> bytes:
    lines = [f"<{code:04X}><{char.encode('utf-16-be').hex()}>" for code, char in sorted(layer.items())]
    out = [
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)"
        "/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def "
        "1 begincodespacerange<0000><FFFF>endcodespacerange"
    ]
    for first in range(0, len(lines), 100):
        part = lines[first : first + 100]
        out += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    out.append("endcmap CMapName currentdict/CMap defineresource pop end end")
    return "\n".join(out).encode()


def _lines(offsets: Sequence[int]) -> bytes:
    return b"".join([b"%010d 00000 n \n" % offset for offset in offsets])
