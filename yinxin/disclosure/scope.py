"""What can be verified and what is electronic: whether either has grown since an edition (N23).

Asked every half minute, so only what is short is read: exams with a released batch, groups of older certificates, and
the catalogue of the day.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

from yinxin.catalogue import queries as catalogue
from yinxin.disclosure.composing import restored

_RELEASED: Final = """
    select distinct x.code, o.region from production_batch b join catalogue_exam x on x.id = b.exam_id
    join parties_organisation o on o.id = b.agency_id where b.state = 'released'
    union all select x.code, '' from catalogue_exam x
    where x.legacy and exists (select 1 from register_certificate r where r.exam_id = x.id)"""


def has_grown(text: str, today: date) -> bool:
    """Say whether something can be verified, or is made electronically, of which an edition does not tell."""
    said = restored(text)
    told = {(row["exam"], row["region"]) for row in said["verification"]}
    electronic = {row["qualification"] for row in said["electronic"]}
    now = {one.code for one in catalogue.versions_on(today) if one.has_electronic(today)}
    return not _verifiable() <= told or not now <= electronic


def _verifiable() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_RELEASED)
        return {(code, region) for code, region in cursor.fetchall()}
