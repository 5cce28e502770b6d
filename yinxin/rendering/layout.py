"""The page: A4 landscape, as data. Where everything stands, and how a face is laid into it (N7).

Units are points, the origin is bottom left. ``compose`` answers with every line of text and its place, so
that it can be measured without drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from yinxin.kernel.face import NOT_RECORDED, NOTHING, Face
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.n2023 import art20_legacy_electronic, art21_new_names
from yinxin.rendering import wording
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.seal import RADIUS
from yinxin.rendering.textfit import Attempt, DoesNotFit, Fitted, fit, try_fit

WIDTH: Final = 841.89
HEIGHT: Final = 595.28
MM: Final = 72 / 25.4

LEFT: Final = 92.0
VALUES: Final = 172.0
VALUES_END: Final = 622.0
SIDE: Final = 698.0
"""The axis of the right-hand column, with the photograph and the code."""

TITLE_Y: Final = HEIGHT - 108
LEAD_Y: Final = HEIGHT - 155
FIRST_ROW_Y: Final = HEIGHT - 187
FOOTER_Y: Final = 61.0

PHOTO: Final = (SIDE - 12.5 * MM, HEIGHT - 167 - 35 * MM, 25 * MM, 35 * MM)
"""Left, bottom, width, height of the photograph: 25 × 35 mm."""
QR: Final = (SIDE - 18.5 * MM, HEIGHT - 272 - 37 * MM, 37 * MM, 37 * MM)
"""Left, bottom, width, height of the code with its quiet zone: 37 mm square, for the signed record in it."""

SEAL_Y: Final = 128.5
SEALS_TOP: Final = SEAL_Y + 58
MOST_SEALS: Final = 4
_SEAL_PITCH: Final = 164.0
_SEAL_TEXT: Final = 150.0
"""Seals stand this far apart, the last on the axis of the right-hand column; names stay this narrow."""

_VALUE: Final = (Attempt(13), Attempt(12), Attempt(11), Attempt(10, 2), Attempt(9, 2), Attempt(8, 3))
_HEADLINE: Final = (Attempt(17), Attempt(15), Attempt(13.5), Attempt(12, 2), Attempt(10, 2), Attempt(9, 3))
_DEPARTMENT: Final = (Attempt(10), Attempt(9), Attempt(8.2), Attempt(7.4), Attempt(7.4, 2), Attempt(6.4, 3))
_HOST: Final = (Attempt(8), Attempt(7), Attempt(6), Attempt(5.5, 2))
_LARGE: Final = (11.5, 10.5, 9.5, 9.0)
_SMALL: Final = (8.5, 8.0, 7.5)
_REMARK_PLACES: Final = (
    (26.5, False, _LARGE),
    (24.5, False, _LARGE),
    (22.5, False, _LARGE),
    (24.5, True, _LARGE),
    (22.5, False, _SMALL),
    (22.5, True, _SMALL),
)
"""How remarks are tried: distance of the rows, beside the seals or above them, sizes."""
_LEADING: Final = 1.34


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text on the page.

    :ivar field: the item of the face, or ``remarks``, ``department``, ``date``, ``host``.
    :ivar width: the width it must stay within, from ``x``; for a centred line, around its middle.
    """

    field: str
    text: str
    x: float
    y: float
    size: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an item, beside its first line.

    :ivar rule: left end, right end and height of the hairline below the value; remarks have none.
    """

    field: str
    x: float
    y: float
    rule: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """A page ready to be drawn: labels, lines, and the middles of the seals in order."""

    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    seals: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Cell:
    """An item of a row: where its label and its value stand."""

    field: str
    label_x: float
    x: float
    end: float
    attempts: Sequence[Attempt] = _VALUE


_HALF: Final = 396.0
_ROWS: Final = (
    (_Cell("qualification", LEFT, VALUES, VALUES_END, _HEADLINE),),
    (_Cell("level", LEFT, VALUES, _HALF - 20), _Cell("specialty", _HALF, _HALF + 64, VALUES_END)),
    (_Cell("name", LEFT, VALUES, VALUES_END, _HEADLINE),),
    (_Cell("sex", LEFT, VALUES, _HALF - 20), _Cell("born", _HALF, _HALF + 64, VALUES_END)),
    (_Cell("id_kind", LEFT, VALUES, _HALF - 20), _Cell("id_number", _HALF, _HALF + 64, VALUES_END)),
    (_Cell("management_number", LEFT, VALUES, VALUES_END),),
    (_Cell("approved_on", LEFT, VALUES, VALUES_END),),
)


def chinese_date(value: str) -> str:
    """Return ``2026-06-14`` as 2026年06月14日 and ``1990-01`` as 1990年01月."""
    return (
        "".join(part + unit for part, unit in zip(value.split("-"), "年月日", strict=False)) if value else ""
    )


def shown(face: Face) -> dict[str, str]:
    """Return the text of every one-piece item as the page prints it; an empty item is ``--``, or never recorded."""
    texts = {cell.field: getattr(face, cell.field) for row in _ROWS for cell in row}
    texts["born"], texts["approved_on"] = chinese_date(face.born), chinese_date(face.approved_on)
    older = art20_legacy_electronic.is_marked(face.remarks)
    return {
        field: text or (NOT_RECORDED if older and field in art21_new_names.TOLERATED else NOTHING)
        for field, text in texts.items()
    }


def remark_lines(face: Face) -> list[str]:
    """Return the paragraphs of the remarks: scope and term first, then every change, oldest first."""
    terms = []
    if face.scope:
        terms.append(wording.SCOPE + face.scope)
    if face.valid_until:
        terms.append(wording.VALID_UNTIL + chinese_date(face.valid_until))
    return [text for text in ("　　".join(terms), *face.remarks) if text] or [NOTHING]


def compose(face: Face, chain: FontChain) -> Composition:
    """Lay the face into the page.

    :raises MissingGlyphs: the face has characters that cannot be printed; names them all.
    :raises DoesNotFit: an item is too long for its place.
    :raises Incomplete: there is no sealing department, or more than four.
    """
    texts, remarks = shown(face), remark_lines(face)
    chain.require([*texts.values(), *remarks, *face.sealed_by])
    if not 1 <= len(face.sealed_by) <= MOST_SEALS:
        raise Incomplete(
            Words("证书须有一至四个用印部门，现有{count}个", count=len(face.sealed_by)),
            do=Words("请核对该职业资格的用印部门。"),
        )
    departments, seals = _departments(face, chain)
    seals_left = min(seals[0][0] - RADIUS, *(line.x for line in departments))
    labels, lines = _body(texts, remarks, chain, seals_left)
    return Composition(tuple(labels), (*lines, *departments, *_host(face, chain)), seals)


def _body(
    texts: dict[str, str], remarks: list[str], chain: FontChain, seals_left: float
) -> tuple[list[Label], list[Line]]:
    """Lay out rows and remarks, with rows as far apart as the remarks allow."""
    fitted = {
        cell.field: fit(chain, [texts[cell.field]], cell.end - cell.x, cell.attempts)
        for row in _ROWS
        for cell in row
    }
    for pitch, beside, sizes in _REMARK_PLACES:
        labels, lines, y = _rows(fitted, pitch)
        bottom, end = (
            (FOOTER_Y + 18, min(seals_left - 14, VALUES_END)) if beside else (SEALS_TOP + 4, VALUES_END)
        )
        attempts = [_lines_in(y + 9 - bottom, size) for size in sizes]
        if block := try_fit(chain, remarks, end - VALUES, attempts):
            labels.append(Label("remarks", LEFT, y))
            return labels, lines + _stack("remarks", block, VALUES, y, end - VALUES)
    raise DoesNotFit("".join(remarks))


def _rows(fitted: dict[str, Fitted], pitch: float) -> tuple[list[Label], list[Line], float]:
    """Place the rows; return with the baseline of what comes after them."""
    labels, lines, y = [], [], FIRST_ROW_Y
    for row in _ROWS:
        drop = max(_drop(fitted[cell.field]) for cell in row)
        for cell in row:
            labels.append(Label(cell.field, cell.label_x, y, (cell.x - 4, cell.end, y - drop - 5.5)))
            lines += _stack(cell.field, fitted[cell.field], cell.x, y, cell.end - cell.x)
        y -= pitch + drop
    return labels, lines, y


def _departments(face: Face, chain: FontChain) -> tuple[list[Line], tuple[tuple[float, float], ...]]:
    """Place each department's name with the date below it, and its seal over both, in order."""
    day = fit(chain, [chinese_date(face.approved_on) or NOTHING], _SEAL_TEXT, [Attempt(8.2)])
    lines, seals = [], []
    for place, department in enumerate(reversed(face.sealed_by)):
        middle = SIDE - _SEAL_PITCH * place
        name = fit(chain, [department], _SEAL_TEXT, _DEPARTMENT)
        upper, lower = SEAL_Y - 13 + _drop(name) * 0.6, SEAL_Y - 25.5 - _drop(name) * 0.2
        lines.append(_centred("department", name, chain, middle, upper, _SEAL_TEXT))
        lines[-1] += _centred("date", day, chain, middle, lower, _SEAL_TEXT)
        seals.append((middle, SEAL_Y))
    return [line for block in reversed(lines) for line in block], tuple(reversed(seals))


def _host(face: Face, chain: FontChain) -> list[Line]:
    """Place the name of the site that the code leads to, for comparison with the address bar."""
    name = fit(chain, [urlsplit(face.verify_at).netloc or NOTHING], 124, _HOST)
    return _centred("host", name, chain, SIDE, QR[1] - 28.5, 124)


def _lines_in(room: float, size: float) -> Attempt:
    return Attempt(size, int(room / (size * _LEADING)))


def _drop(fitted: Fitted) -> float:
    """Return how far the last line stands below the first."""
    return (len(fitted.lines) - 1) * fitted.size * _LEADING


def _stack(field: str, fitted: Fitted, x: float, y: float, width: float) -> list[Line]:
    step = fitted.size * _LEADING
    return [Line(field, text, x, y - n * step, fitted.size, width) for n, text in enumerate(fitted.lines)]


def _centred(
    field: str, fitted: Fitted, chain: FontChain, middle: float, y: float, width: float
) -> list[Line]:
    return [
        Line(field, line.text, middle - chain.width(line.text, line.size) / 2, line.y, line.size, width)
        for line in _stack(field, fitted, 0, y, width)
    ]
