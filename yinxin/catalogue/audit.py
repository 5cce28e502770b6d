"""Hold exams, agencies' parts in them and changes of the catalogue against the ledger (N8, N10, N21.1).

What the data files brought in needs no line: the files are part of the program, and a row must still say what they
say, but for what was decided with a line.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from yinxin.catalogue import exams, loading
from yinxin.catalogue.models import Exam, Version
from yinxin.kernel.words import Words
from yinxin.ledger.audit import Difference

_EXAM: Final = Exam._meta.db_table
_VERSION: Final = Version._meta.db_table
_PART: Final = "catalogue_exam_agency"

_WRITTEN: Final = (
    *("number", "name", "name_en", "category", "departments", "sealed_by", "levels"),
    *("ministry_made", "certainty"),
)

_PARTS: Final = """
    select coalesce(p.id, l.subject_id), p.id is null, l.subject_id is null,
           l.facts::jsonb - 'passed' = jsonb_build_object('agency', p.agency_id, 'exam', p.exam_id)
           and to_jsonb(p.passed) is not distinct from coalesce((select x.facts::jsonb -> 'passed' from ledger_entry x
                   where x.kind = 'exam.recounted' and x.subject_id = p.id order by x.id desc limit 1),
               nullif(l.facts::jsonb -> 'passed', 'null'))
           and p.excluded = coalesce((select sum((x.facts::jsonb ->> 'count')::int) from ledger_entry x
                   where x.kind = 'exam.people_excluded' and x.subject_id = p.id), 0)
    from catalogue_exam_agency p
    full join (select * from ledger_entry where kind = 'exam.assigned') l on l.subject_id = p.id order by 1"""


def audit() -> Iterator[Difference]:
    """Yield every exam, part and version that is not what the ledger says."""
    yield from _exams()
    with connection.cursor() as cursor:
        cursor.execute(_PARTS)
        for number, gone, unknown, same in cursor.fetchall():
            if gone or unknown or not same:
                yield Difference(_PART, number, _words(gone, unknown))
    yield from _versions()


def _exams() -> Iterator[Difference]:
    entered, published = _facts("exam.entered"), _facts("exam.results_published")
    rows = {row.pk: row for row in Exam.objects.all()}
    for number in sorted(rows.keys() | entered.keys()):
        row, said = rows.get(number), entered.get(number)
        if row is None or said is None:
            yield Difference(_EXAM, number, _words(row is None, said is None))
            continue
        results = row.results_on.isoformat() if row.results_on else None
        if exams.said_of(row) != said or published.get(number, {}).get("on") != results:
            yield Difference(_EXAM, number, _words(False, False))


def _versions() -> Iterator[Difference]:
    """A version is what the data files say, or what a decision made of it."""
    switched, renamed = _facts("version.electronic_switched"), _facts("version.department_renamed")
    written = loading.written()
    rows = {row.pk: row for row in Version.objects.select_related("qualification")}
    for number in sorted((switched.keys() | renamed.keys()) - rows.keys()):
        yield Difference(_VERSION, number, _words(True, False))
    for code, since in sorted(
        written.keys() - {(row.qualification.code, row.since) for row in rows.values()}
    ):
        yield Difference(_VERSION, f"{code} {since}", Words("数据文件有此版本，登记中却没有：被删除"))
    for number, row in sorted(rows.items()):
        entry = written.get((row.qualification.code, row.since))
        if entry is None and renamed.get(number, {}).get("since") != row.since.isoformat():
            yield Difference(_VERSION, number, _words(False, True))
            continue
        electronic = row.electronic_since.isoformat() if row.electronic_since else ""
        decided = switched.get(number, {}).get("to")
        expected = (
            decided if decided is not None else (entry["electronic_since"] or "" if entry else electronic)
        )
        if electronic != expected:
            yield Difference(_VERSION, number, Words("电子证书的起始日与账目不符"))
        if entry and any(getattr(row, name) != entry[name] for name in _WRITTEN):
            yield Difference(_VERSION, number, Words("目录的内容与数据文件不符"))
    yield from _spans(list(rows.values()))


def _spans(rows: list[Version]) -> Iterator[Difference]:
    """Where one version follows another, the earlier one has ended by the eve of the later one."""
    ordered = sorted(rows, key=lambda row: (row.qualification_id, row.since))
    for row, after in itertools.pairwise(ordered):
        if row.qualification_id == after.qualification_id and (row.until is None or row.until >= after.since):
            yield Difference(_VERSION, row.pk, Words("目录版本的期间重叠"))


def _words(gone: bool, unknown: bool) -> Words:
    if gone:
        return Words("账目有记录，登记中却没有：被删除")
    return Words("账目没有记录") if unknown else Words("登记与账目不符")


def _facts(kind: str) -> dict[int, dict[str, Any]]:
    """Return the facts of the last line of a kind about each subject."""
    with connection.cursor() as cursor:
        cursor.execute("select subject_id, facts from ledger_entry where kind = %s order by id", [kind])
        return {number: json.loads(facts) for number, facts in cursor.fetchall()}
