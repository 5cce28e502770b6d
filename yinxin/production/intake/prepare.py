"""From the agency's text to columns that checks can ask: cleaned fields, and what can be known about them.

The prepared frame has ``row``, one text column for each column of the standard (by its key; empty where the
file lacks it), the days as dates, and helper columns whose names begin with an underscore.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from yinxin.kernel import identity, names
from yinxin.kernel.identity import FORMS
from yinxin.kernel.numbers import is_management_number, normalise_management_number
from yinxin.production.intake.columns import BY_NAME, COLUMNS, RESULT_COLUMN, heading
from yinxin.production.intake.facts import Claim, ExamFacts, Known, Person
from yinxin.production.intake.reading import Table

Glyphs = Callable[[str], tuple[str, ...]]
"""Returns those characters of a text for which no font has a glyph."""

_DAYS: Final = ("born", "approved_on")
_KEPT_BLANKS: Final = "name"
"""A name keeps its full-width blanks, so that the check of names sees them."""
_EARLIEST: Final = date(1900, 1, 1)
_SEPARATOR: Final = "\x1f"
_PARTED: Final = r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$"
_PHOTO_COLUMNS: Final = {
    "photo_state": pl.String,
    "photo": pl.String,
    "photo_bytes": pl.Int64,
    "photo_width": pl.Int64,
    "photo_height": pl.Int64,
    "photo_colour": pl.Boolean,
    "photo_ground": pl.Float64,
    "photo_turned": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Headings:
    """How the file's columns match the standard.

    :ivar places: where each known column stands; :ivar missing: keys of columns that the file lacks.
    :ivar unknown: headings that the standard does not have; :ivar twice: headings that come more than once.
    """

    places: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]


def match(header: tuple[str, ...]) -> Headings:
    """Match the file's headings with the columns of the standard."""
    places: dict[str, int] = {}
    unknown, twice = list[str](), list[str]()
    for place, cell in enumerate(header):
        text = heading(cell)
        if not text or text == RESULT_COLUMN:
            continue
        column = BY_NAME.get(text)
        if column is None:
            unknown.append(text)
        elif column.key in places:
            twice.append(text)
        else:
            places[column.key] = place
    missing = tuple(column.key for column in COLUMNS if column.key not in places)
    return Headings(places, missing, tuple(unknown), tuple(twice))


def fields(table: Table, headings: Headings, exam: ExamFacts) -> pl.DataFrame:
    """Return ``row``, the twenty text columns, cleaned, and ``row_digest``.

    The digest is taken over exam and fields without the serial number and the picture itself: a row that
    comes again in a corrected file, perhaps with a smaller photo archive, has the same digest.
    """
    places = headings.places
    raw = [
        pl.col(f"c{places[column.key]}").alias(column.key)
        if column.key in places
        else pl.lit("").alias(column.key)
        for column in COLUMNS
    ]
    texts = [
        pl.col(column.key).str.strip_chars(" \t\r\n" if column.key == _KEPT_BLANKS else None)
        for column in COLUMNS
    ]
    frame = table.frame.select("row", *raw).with_columns(texts)
    numbers = pl.Series(
        "id_number", [identity.normalise(text) for text in frame["id_number"]], dtype=pl.String
    )
    frame = frame.with_columns(numbers, pl.col("management_number").str.replace_all(r"[\s★]", ""))
    joined = frame.select(
        pl.concat_str([column.key for column in COLUMNS if column.key != "serial"], separator=_SEPARATOR)
    ).to_series()
    prefix = exam.code + _SEPARATOR
    digests = [
        hashlib.sha256((prefix + text).encode("utf-8", "surrogatepass")).hexdigest() for text in joined
    ]
    return frame.with_columns(pl.Series("row_digest", digests, dtype=pl.String))


def _day(key: str) -> pl.Expr:
    """Read a day as people write it: 1990-02-03, 1990/2/3, 1990.2.3, 1990年2月3日, 19900203."""
    text = pl.col(key).str.replace(r"[ T]00:00:00$", "")
    parted = pl.concat_str(
        text.str.extract(_PARTED, 1),
        text.str.extract(_PARTED, 2).str.zfill(2),
        text.str.extract(_PARTED, 3).str.zfill(2),
        separator="-",
    )
    solid = text.str.replace(r"^(\d{4})(\d{2})(\d{2})$", "$1-$2-$3")
    day = pl.coalesce(parted, solid).str.to_date("%Y-%m-%d", strict=False)
    return pl.when(day >= _EARLIEST).then(day).alias(f"{key}_day")


def prepare(
    frame: pl.DataFrame, photos: pl.DataFrame | None, *, exam: ExamFacts, known: Known, glyphs: Glyphs
) -> pl.DataFrame:
    """Add to the cleaned fields everything that the checks ask about."""
    frame = frame.with_columns(_day(key) for key in _DAYS)
    frame = _with_identity(frame)
    frame = _with_names(frame, glyphs)
    frame = _with_photos(frame, photos)
    return _with_register(frame, exam, known)


def _with_identity(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what the number says: ``_id_code``, ``_id_key``, ``_id_problem``, ``_id_born``, ``_id_sex``."""
    codes, keys, problems, born, sexes = [], [], [], [], []
    for name, written in zip(frame["id_kind"].to_list(), frame["id_number"].to_list(), strict=True):
        kind, number = identity.kind_named(name), identity.normalise(written)
        said = identity.read(kind, number) if kind else identity.Reading(None)
        codes.append(kind.value if kind else "")
        keys.append(identity.key(kind, number) if kind else written)
        problems.append(said.problem.value if said.problem else None)
        born.append(said.born)
        sexes.append(said.sex)
    return frame.with_columns(
        pl.Series("_id_code", codes, dtype=pl.String),
        pl.Series("_id_key", keys, dtype=pl.String),
        pl.Series("_id_problem", problems, dtype=pl.String),
        pl.Series("_id_born", born, dtype=pl.Date),
        pl.Series("_id_sex", sexes, dtype=pl.String),
    )


def _with_names(frame: pl.DataFrame, glyphs: Glyphs) -> pl.DataFrame:
    """Add each name's gravest problem, what it probably should be, and its characters without a glyph."""
    latin = {form.name: form.latin_names for form in FORMS.values()}
    problems, likely = list[str | None](), list[str]()
    for name, kind in zip(frame["name"].to_list(), frame["id_kind"].to_list(), strict=True):
        found = names.problems(name, latin=latin.get(kind, True))
        problems.append(found[0].value if found else None)
        likely.append(_likely(name) if found else "")
    characters = "".join(sorted(set("".join(frame["name"].unique()))))
    missing = set(glyphs("".join(c for c in characters if c.isprintable() and c != " ")))
    frame = frame.with_columns(
        pl.Series("_name_problem", problems, dtype=pl.String),
        pl.Series("_name_likely", likely, dtype=pl.String),
    )
    if not missing:
        return frame.with_columns(pl.lit("").alias("_glyphs"))
    lacking = ["".join(c for c in name if c in missing) for name in frame["name"]]
    return frame.with_columns(pl.Series("_glyphs", lacking, dtype=pl.String))


def _likely(name: str) -> str:
    """Return the name in its standard characters where that alone mends it, else nothing."""
    likely = names.standard_form(name)
    return likely if likely != name and not names.problems(likely, latin=True) else ""


def _with_photos(frame: pl.DataFrame, photos: pl.DataFrame | None) -> pl.DataFrame:
    """Add what was measured of each row's picture; ``photo_state`` is null where there is none."""
    if photos is None:
        return frame.with_columns(
            pl.lit(None, dtype=kind).alias(name) for name, kind in _PHOTO_COLUMNS.items()
        )
    return frame.join(photos, on="photo_file", how="left", maintain_order="left")


def _with_register(frame: pl.DataFrame, exam: ExamFacts, known: Known) -> pl.DataFrame:
    """Add what the register says of number (``_number_known``), claim (``_certified``) and person."""
    given = frame["management_number"].to_list()
    numbers = pl.Series("_number_key", [normalise_management_number(text) for text in given], dtype=pl.String)
    people = [
        Person(*pair) for pair in zip(frame["_id_code"].to_list(), frame["_id_key"].to_list(), strict=True)
    ]
    claims = [
        Claim(person, *rest)
        for person, rest in zip(
            people, frame.select("qualification", "level", "specialty").iter_rows(), strict=True
        )
    ]
    taken = set(known.management_numbers([number for number in numbers if number]))
    certified = set(known.certified(claims))
    standing = known.standing(people)
    return frame.with_columns(
        numbers,
        pl.Series("_number_sound", [is_management_number(text) for text in given], dtype=pl.Boolean),
        numbers.is_in(sorted(taken)).alias("_number_known"),
        pl.Series("_certified", [claim in certified for claim in claims], dtype=pl.Boolean),
        pl.Series(
            "_standing", [standing[p].value if p in standing else None for p in people], dtype=pl.String
        ),
    )
