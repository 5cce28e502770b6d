"""Fonts for names as they are: a chain of faces, asked in order for every character.

A character that no face has, or that has no agreed shape (private use), is a finding: rendering raises
``MissingGlyphs`` and never prints a box. Everything here is in thousandths of an em unless it says points.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_regular
import pylopdf_fonts_zh_cn
import uharfbuzz as hb

from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.rendering import cff

# The further faces that Debian packages install; SC is the third face of Noto's collections. Hanazono's
# shapes are Japanese, so it comes last of the serif faces.
DEBIAN_FACES: tuple[tuple[Path, int], ...] = (
    (Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"), 2),
    (Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"), 0),
    (Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"), 0),
    (Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"), 0),
)

_CJK_SANS = Path(noto_cjk_sans_jp_regular.__file__).parent / "NotoSansCJKjp-Regular.otf"
"""65,535 glyphs, Japanese shapes: it is asked only for what no Chinese face has, as 𠮷 and 𬎆."""

_NO_SHAPE = frozenset({"Co", "Cs", "Cc", "Cf", "Zl", "Zp"})
"""Unicode categories that are never printed: private use, surrogates, controls, separators of lines."""

_UNUSED_TABLES = [
    int.from_bytes(tag, "big")
    for tag in (
        b"GSUB", b"GPOS", b"GDEF", b"BASE", b"STAT", b"name", b"OS/2", b"post", b"cmap", b"gasp", b"DSIG",
        b"vhea", b"vmtx", b"VORG", b"meta", b"prep", b"fpgm", b"cvt ",
    )
]  # fmt: skip
"""Tables that a PDF does not use; with the layout tables a subset would drag in every alternate glyph."""

_LAYOUT_TABLES = [
    int.from_bytes(tag, "big")
    for tag in (
        b"GSUB", b"GPOS", b"GDEF", b"BASE", b"STAT", b"gasp", b"DSIG", b"vhea", b"vmtx", b"VORG", b"meta",
        b"prep", b"fpgm", b"cvt ",
    )
]  # fmt: skip
"""Tables that a font file does without where every character is placed for itself."""

Segment = tuple[float, ...]
"""One step of an outline: 2 numbers move, 4 draw a line to the last 2, 6 a cubic curve; none closes."""


class MissingGlyphs(Incomplete):
    """The text has characters that no font can print.

    :ivar characters: the characters, in order of appearance.
    """

    code = "missing_glyphs"

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        shown = "、".join(f"{_visible(char)}（U+{ord(char):04X}）" for char in self.characters)
        super().__init__(
            Words("字库中没有以下字符的字形：{characters}", characters=shown),
            do=Words("请核对数据中的字符；确认无误的，为系统增加含有该字形的字库后重新制作。"),
            facts={"code_points": [f"U+{ord(char):04X}" for char in self.characters]},
        )


@dataclass(frozen=True, slots=True)
class Glyph:
    """Where a character is found: the face's place in the chain, the code in the PDF, the advance."""

    face: int
    code: int
    width: int


class FontFace:
    """One face of a font file, opened once per process and read where it lies.

    :ivar is_cff: outlines are PostScript (embedded as CIDFontType0C) rather than TrueType.
    :ivar box: the bounding box of all glyphs; ``ascent`` and ``descent`` as the face declares them.
    """

    def __init__(self, path: Path, index: int = 0) -> None:
        self._face: Any = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self._font: Any = hb.Font(self._face)
        self.path, self.index, self.name = path, index, path.stem
        self.is_cff = "CFF " in self._face.table_tags
        self._scale = 1000 / self._face.upem
        self._cids = cff.cids(self._face.reference_table("CFF ").data) if self.is_cff else None
        head = self._face.reference_table("head").data
        self.box = tuple(round(v * self._scale) for v in struct.unpack(">4h", head[36:44]))
        extents = self._font.get_font_extents("ltr")
        self.ascent = round(extents.ascender * self._scale)
        self.descent = round(extents.descender * self._scale)

    def glyph(self, char: str) -> tuple[int, int] | None:
        """Return the code of the character in an embedded subset and its advance, or None."""
        gid = self._font.get_nominal_glyph(ord(char))
        if not gid:
            return None
        code = self._cids[gid] if self._cids else gid
        return code, round(self._font.get_glyph_h_advance(gid) * self._scale)

    def subset(self, chars: Iterable[str]) -> bytes:
        """Return a font program with the characters' glyphs only, whose codes are those of ``glyph``."""
        wanted = hb.SubsetInput()
        wanted.unicode_set.update([ord(char) for char in chars])
        wanted.drop_table_tag_set.update(_UNUSED_TABLES)
        # A subset of CID-keyed outlines keeps its CIDs; TrueType glyphs keep their numbers only if told to.
        wanted.flags = hb.SubsetFlags.NO_HINTING | (
            hb.SubsetFlags.DESUBROUTINIZE if self.is_cff else hb.SubsetFlags.RETAIN_GIDS
        )
        data = bytes(hb.SubsetPlan(self._face, wanted).execute().blob.data)
        return cff.table(data) if self.is_cff else data

    def file(self, chars: Iterable[str]) -> bytes:
        """Return a font file with the characters' glyphs only, which readers find by their code points."""
        wanted = hb.SubsetInput()
        wanted.unicode_set.update([ord(char) for char in chars])
        wanted.drop_table_tag_set.update(_LAYOUT_TABLES)
        wanted.flags = hb.SubsetFlags.NO_HINTING
        return bytes(hb.SubsetPlan(self._face, wanted).execute().blob.data)

    def outline(self, char: str) -> list[Segment]:
        """Return the character's shape; the face must have it."""
        segments: list[Segment] = []
        pen = _Pen(segments, self._scale)
        self._font.draw_glyph_with_pen(self._font.get_nominal_glyph(ord(char)), pen)
        return segments


class FontChain:
    """Faces in order of preference; answers are remembered for the life of the process."""

    def __init__(self, faces: Sequence[FontFace]) -> None:
        self.faces = tuple(faces)
        self._known: dict[str, Glyph | None] = {}

    @classmethod
    def default(cls) -> FontChain:
        """Return the packaged serif face, Debian's faces where installed, and the packaged sans face.

        Machines that are to make the same bytes of a name with rare characters need the same faces.
        """
        return _default_chain()

    def find(self, char: str) -> Glyph | None:
        """Return the first face's glyph for ``char``, or None where no face has one."""
        try:
            return self._known[char]
        except KeyError:
            glyph = self._known[char] = self._look_up(char)
            return glyph

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of ``text`` that cannot be printed, each once, in order."""
        return tuple(dict.fromkeys(char for char in text if self.find(char) is None))

    def require(self, texts: Iterable[str]) -> None:
        """Refuse texts with characters that cannot be printed.

        :raises MissingGlyphs: names every such character of all the texts.
        """
        if gaps := self.missing("".join(texts)):
            raise MissingGlyphs(gaps)

    def width(self, text: str, size: float) -> float:
        """Return the width of ``text`` in points, set at ``size`` points.

        :raises MissingGlyphs: a character has no glyph.
        """
        total = 0
        for char in text:
            glyph = self.find(char)
            if glyph is None:
                raise MissingGlyphs(self.missing(text))
            total += glyph.width
        return total * size / 1000

    def outline(self, char: str) -> list[Segment]:
        """Return the shape of a character.

        :raises MissingGlyphs: no face has it.
        """
        glyph = self.find(char)
        if glyph is None:
            raise MissingGlyphs([char])
        return self.faces[glyph.face].outline(char)

    def _look_up(self, char: str) -> Glyph | None:
        if unicodedata.category(char) in _NO_SHAPE:
            return None
        for place, face in enumerate(self.faces):
            if found := face.glyph(char):
                return Glyph(place, *found)
        return None


class _Pen:
    """Takes an outline from HarfBuzz and writes it down as segments; quadratic curves become cubic."""

    def __init__(self, segments: list[Segment], scale: float) -> None:
        self._segments, self._scale = segments, scale
        self._at = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:
        self._at = point
        self._segments.append(self._scaled(point))

    def lineTo(self, point: tuple[float, float]) -> None:
        self._segments.append(self._scaled(self._at, point))
        self._at = point

    def curveTo(self, *points: tuple[float, float]) -> None:
        self._segments.append(self._scaled(*points))
        self._at = points[-1]

    def qCurveTo(self, control: tuple[float, float], end: tuple[float, float]) -> None:
        first, last = (
            (near[0] + (control[0] - near[0]) * 2 / 3, near[1] + (control[1] - near[1]) * 2 / 3)
            for near in (self._at, end)
        )
        self.curveTo(first, last, end)

    def closePath(self) -> None:
        self._segments.append(())

    def _scaled(self, *points: tuple[float, float]) -> Segment:
        return tuple(value * self._scale for point in points for value in point)


@lru_cache(maxsize=1)
def _default_chain() -> FontChain:
    packaged = [(pylopdf_fonts_zh_cn.serif_path(), 0)]
    last = [(pylopdf_fonts_zh_cn.sans_path(), 0), (_CJK_SANS, 0)]
    return FontChain([FontFace(*at) for at in (*packaged, *DEBIAN_FACES, *last) if at[0].is_file()])


def _visible(char: str) -> str:
    return char if char.isprintable() else "□"
