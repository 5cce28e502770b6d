"""Give out management numbers where the data bring none: from a template, without gaps, without doubles.

A counter's row is locked until the transaction ends: numbers of an act that fails go back with it.
"""

from __future__ import annotations

from django.db import connection

from yinxin.kernel.numbers import NumberTemplate


def allocate(template: str, count: int, *, year: int, exam: str, province: str) -> list[str]:
    """Return the next ``count`` numbers of a template, in the caller's transaction."""
    key = f"{template}|{year}|{exam}|{province}"
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into catalogue_number_series (key, last) values (%s, %s)
               on conflict (key) do update set last = catalogue_number_series.last + excluded.last returning last""",
            [key, count],
        )
        last: int = cursor.fetchone()[0]
    pattern = NumberTemplate(template)
    return [
        pattern.number(serial=serial, year=year, exam=exam, province=province)
        for serial in range(last - count + 1, last + 1)
    ]
