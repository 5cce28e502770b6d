"""Rows of invented people, and examinations without files."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from yinxin.demo.sample import SW2026
from yinxin.production.intake.columns import COLUMNS
from yinxin.production.intake.examine import examine_table
from yinxin.production.intake.facts import Claim, NothingKnown, Person
from yinxin.production.intake.pictures import Picture
from yinxin.production.intake.reading import Table

KINDS = {"int": pl.Int64, "float": pl.Float64, "bool": pl.Boolean, "str": pl.String}
SCHEMA = {name: KINDS[str(kind)] for name, kind in Picture.__annotations__.items()}


def good_picture(name, **other):
    facts = {"photo_state": "ok", "photo": f"digest of {name}", "photo_bytes": 9000, "photo_width": 295}
    facts |= {"photo_height": 413, "photo_colour": True, "photo_ground": 1.0, "photo_turned": False}
    return {"photo_file": name, **facts, **other}


def table_of(rows, header=None):
    header = header or tuple(column.name for column in COLUMNS)
    columns = {f"c{at}": [row.get(name, "") for row in rows] for at, name in enumerate(header)}
    numbers = pl.Series("row", range(2, len(rows) + 2), dtype=pl.UInt32)
    return Table(
        header, pl.DataFrame({"row": numbers, **columns}, schema_overrides=dict.fromkeys(columns, pl.String))
    )


def examined(rows, pictures=None, *, exam=SW2026, known=None, glyphs=lambda text: (), header=None, **changes):
    frame = None if pictures is None else pl.DataFrame(list(pictures.values()), schema=SCHEMA)
    exam = replace(exam, **changes)
    table = table_of(rows, header)
    return examine_table(
        table, frame, Path("nowhere"), exam=exam, known=known or NothingKnown(), glyphs=glyphs
    )


def told(result):
    return [(finding.row, finding.field, finding.code) for finding in result.findings]


class Register(NothingKnown):
    """A register that knows one number, one certificate, one bar, one record and one row."""

    def __init__(self, row, digests=()):
        self.person = Person("111", row["证件号码"])
        self.claim = Claim(self.person, row["职业资格名称"], row["级别"], row["专业"])
        self.number, self.digests, self.standing_is = row["管理号"], digests, None
        self.knows_number = self.knows_claim = False

    def management_numbers(self, numbers):
        return {self.number} & set(numbers) if self.knows_number else ()

    def certified(self, claims):
        return {self.claim} & set(claims) if self.knows_claim else ()

    def standing(self, people):
        return {self.person: self.standing_is} if self.standing_is and self.person in people else {}

    def submitted(self, digests):
        return set(self.digests) & set(digests)
