"""The one call: an agency's file and photos in; findings and clean rows out. Nothing is stored (N9.1)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from yinxin.kernel.clause import enacts
from yinxin.kernel.words import Words
from yinxin.production.intake import filewide
from yinxin.production.intake.checks import CHECKS, Check, Context
from yinxin.production.intake.checks.check import DATA_IS_RIGHT
from yinxin.production.intake.columns import COLUMNS
from yinxin.production.intake.facts import ExamFacts, Known
from yinxin.production.intake.findings import Finding, Level
from yinxin.production.intake.limits import Limits
from yinxin.production.intake.prepare import Glyphs, fields, match, prepare
from yinxin.production.intake.reading import Table, read

MOST_FINDINGS: Final = 20_000
"""More findings than this help nobody; the rows that they block are known all the same."""

_PLACES: Final = {column.name: place for place, column in enumerate(COLUMNS)}


@dataclass(frozen=True)
class Examined:
    """What came out.

    :ivar rows: the rows without an error, typed: ``row`` (its number in the file), the twenty columns by key
        (``born`` and ``approved_on`` as dates, ``exam_year`` as integer), ``id_code`` and ``id_key`` (kind
        and number for comparison), ``photo`` (digest, or null), ``row_digest``.
    :ivar findings: all findings by row and column; those on the whole file stand on row 1.
    :ivar good_rows: how many rows have no error; :ivar bad_rows: how many have one.
    :ivar submitted_before: rows passed over because an earlier part brought them unchanged.
    :ivar photos: the folder with the pictures as ``<digest>.jpg``; see `forget`.
    :ivar table: the file's own text, for handing it back marked.
    """

    rows: pl.DataFrame
    findings: tuple[Finding, ...]
    good_rows: int
    bad_rows: int
    submitted_before: int
    photos: Path
    table: Table

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that block a row or the file."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def flags(self) -> tuple[Finding, ...]:
        """The findings that a person must look at; they block nothing."""
        return tuple(finding for finding in self.findings if finding.level is Level.FLAG)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The findings that are good to know."""
        return tuple(finding for finding in self.findings if finding.level is Level.NOTICE)

    def forget(self) -> None:
        """Remove the folder with the pictures; twice is harmless."""
        shutil.rmtree(self.photos, ignore_errors=True)


@enacts(DATA_IS_RIGHT)
def examine(
    data: Path,
    photos: Path | None,
    *,
    exam: ExamFacts,
    known: Known,
    glyphs: Glyphs,
    limits: Limits | None = None,
    folder: Path | None = None,
) -> Examined:
    """Read an agency's table and photo archive and examine every row.

    :param photos: the ZIP archive, or None: then only the file names of photos are examined.
    :param glyphs: returns those characters of a text for which no font has a glyph.
    :param folder: an empty folder for the pictures; a temporary one is made where none is given, and is the
        caller's to remove (`Examined.forget`).
    :raises Incomplete: a file is unreadable, too large or too slow.
    """
    place = folder or Path(tempfile.mkdtemp(prefix="yinxin-intake-"))
    try:
        table, pictures = read(data, photos, place, limits or Limits())
    except BaseException:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)
        raise
    return examine_table(table, pictures, place, exam=exam, known=known, glyphs=glyphs)


def examine_table(
    table: Table,
    pictures: pl.DataFrame | None,
    folder: Path,
    *,
    exam: ExamFacts,
    known: Known,
    glyphs: Glyphs,
) -> Examined:
    """Examine a table that is read already; see `examine`."""
    headings = match(table.header)
    frame = fields(table, headings, exam)
    before = set(known.submitted(frame["row_digest"].to_list()))
    fresh = frame.filter(~pl.col("row_digest").is_in(sorted(before)))
    prepared = prepare(fresh, pictures, exam=exam, known=known, glyphs=glyphs)
    context = Context(exam, frozenset(headings.places), pictures is not None)

    findings, bad = run(CHECKS, prepared, context)
    whole = [
        *filewide.of_headings(headings),
        *filewide.of_batch(fresh, pictures, exam, frame.height - fresh.height),
    ]
    whole += _cut(findings)
    good = prepared.filter(~pl.col("row").is_in(bad.implode()))
    if any(finding.level is Level.ERROR for finding in whole):
        good = good.clear()
    return Examined(
        rows=_clean(good),
        findings=(*whole, *findings[:MOST_FINDINGS]),
        good_rows=good.height,
        bad_rows=fresh.height - good.height,
        submitted_before=frame.height - fresh.height,
        photos=folder,
        table=table,
    )


def run(checks: Iterable[Check], frame: pl.DataFrame, context: Context) -> tuple[list[Finding], pl.Series]:
    """Let every check speak in order; return the findings by row and column, and the rows with an error.

    For one cell the first check speaks; a check is silent on rows where one of its root causes has spoken.
    """
    spoken = pl.DataFrame(
        schema={"row": pl.UInt32, "field": pl.String, "code": pl.String, "error": pl.Boolean}
    )
    findings: list[Finding] = []
    for check in checks:
        cells = check.examine(frame, context)
        if cells.is_empty():
            continue
        if not check.always:
            cells = cells.join(spoken, on=["row", "field"], how="anti", maintain_order="left")
        causes = spoken.filter(pl.col("code").is_in(sorted(check.yields_to)))
        cells = cells.join(causes, on="row", how="anti", maintain_order="left")
        error = pl.lit(check.level is Level.ERROR).alias("error")
        spoken = pl.concat([spoken, cells.select("row", "field", pl.lit(check.code).alias("code"), error)])
        findings += [check.finding(cell) for cell in cells.head(MOST_FINDINGS + 1).iter_rows(named=True)]
    findings.sort(key=lambda finding: (finding.row, _PLACES[finding.field]))
    return findings, spoken.filter("error")["row"].unique()


def _cut(findings: list[Finding]) -> list[Finding]:
    if len(findings) <= MOST_FINDINGS:
        return []
    words = Words("问题超过{most}个，只列出前{most}个。", most=MOST_FINDINGS)
    return [filewide.finding("findings_cut", words)]


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [column.key for column in COLUMNS]
    return frame.with_columns(
        pl.col("born_day").alias("born"),
        pl.col("approved_on_day").alias("approved_on"),
        pl.col("exam_year").cast(pl.Int32, strict=False),
        pl.col("_id_code").alias("id_code"),
        pl.col("_id_key").alias("id_key"),
    ).select("row", *keys, "id_code", "id_key", "photo", "row_digest")
