"""The supervisor's dashboard and report at 100,000 duties of 214 bodies over two years.

Whole pages are asked for in this process, signed in as the nation's supervisor, who sees everything. The floor is one
bare aggregate over the same table: the same five counts, by nothing, for the same period.
"""

from __future__ import annotations

import os
import statistics
from datetime import timedelta
from typing import Any

from benchmarks.measuring import AT, Took, installation, interleaved, machine, rate, ratio

DUTIES, BODIES, EXPLAINED = 100_000, 200, 5_000
ROUNDS = 7
AIM_MS = 1_000
NOW = AT + timedelta(days=40)
"""The day of the visit: the 24th of October; September has ended."""

_FILL = """
    insert into duties_duty (clause, subject, subject_id, owed_by_id, opened_on, due_on, provisional, discharged_at,
                             discharged_by, late_reason)
    select (array['N9.2', 'N10', 'N11.2', 'N17', 'N18.1', 'N18.2', 'A3.2', 'N26'])[n %% 8 + 1], 'benchmark', n,
           (%(bodies)s::bigint[])[n %% %(count)s + 1], opened, opened + 25, false,
           case when n %% 10 < 8 then (opened + 20 + n %% 10)::timestamp at time zone 'Asia/Shanghai' end,
           case when n %% 10 < 8 then 'benchmark.done' else '' end, case when n %% 20 = 0 then '等候核对' else '' end
    from (select n, %(last)s::date - (n %% 700)::int as opened from generate_series(1, %(duties)s) n) g"""
_FLOOR = """select count(*), count(*) filter (where discharged_at is null and due_on < %(today)s),
        count(*) filter (where discharged_at is null and due_on >= %(today)s),
        count(*) filter (where (discharged_at at time zone 'Asia/Shanghai')::date <= due_on),
        count(*) filter (where (discharged_at at time zone 'Asia/Shanghai')::date > due_on)
    from duties_duty where opened_on between %(first)s and %(today)s"""


def measure() -> dict[str, Any]:
    """Return the rates of the pages, their milliseconds, and the ratios to the bare aggregate."""
    with installation():
        os.environ["YINXIN_NOW"] = NOW.isoformat()
        _fill()
        browser = _browser("supervisor")
        year = "first=2026-01-01"
        addresses = {
            "dashboard_of_a_year": f"/office/supervision?{year}",
            "dashboard_of_everything": "/office/supervision?first=2023-01-01",
            "drill_down": f"/office/supervision?{year}&kind=late",
            "report_of_a_month": f"/office/supervision/reports/{_ministry()}/2026-09",
            "report_of_a_year": f"/office/supervision/reports/{_ministry()}/2025",
            "report_as_pdf": f"/office/supervision/reports/{_ministry()}/2026-09.pdf",
        }
        acts: dict[str, Any] = {name: lambda there=there: browser(there) for name, there in addresses.items()}
        acts["floor"] = _floor
        for act in acts.values():
            act()
        took = interleaved(acts, ROUNDS)
    rates = {name: rate(1, some) for name, some in took.items()}
    return {
        "benchmark": "supervision",
        "duties": DUTIES,
        "bodies": BODIES,
        **{f"{name}_ms": _milliseconds(some) for name, some in took.items()},
        "dashboard_to_floor": ratio(rates["floor"], rates["dashboard_of_a_year"]),
        "report_to_floor": ratio(rates["floor"], rates["report_of_a_month"]),
        "aim_ms": AIM_MS,
        "machine": machine(),
    }


def _milliseconds(took: list[Took]) -> str:
    found = [one.wall * 1000 for one in took]
    return f"{statistics.median(found):,.0f} ({min(found):,.0f}–{max(found):,.0f})"


def _fill() -> None:
    from django.db import connection, transaction

    from yinxin.ledger.record import Line, record_many
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import found
    from yinxin.parties.queries import body_by_code

    bodies = [body_by_code(code).id for code in ("anhui-exam", "jiangsu-exam", "hefei", "nanjing")]
    for number in range(BODIES):
        parent = ("anhui", "jiangsu")[number % 2]
        bodies.append(
            found(
                code=f"bench-{number}", kind="issuer", name=f"第{number}发放机构", name_en=f"Issuer {number}",
                region=("340000", "320000")[number % 2], parent=parent, by=SYSTEM, at=AT,
            )
        )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        values = {"bodies": bodies, "count": len(bodies), "last": NOW.date(), "duties": DUTIES}
        cursor.execute(_FILL, values)
        cursor.execute("select id from duties_duty where late_reason <> '' order by id limit %s", [EXPLAINED])
        record_many(
            Line("duty.explained", None, 1, bodies[0], "duty", number, AT) for (number,) in cursor.fetchall()
        )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _ministry() -> int:
    from yinxin.parties.queries import body_by_code

    return body_by_code("ministry").id


def _browser(username: str) -> Any:
    """Return a signed-in visitor who asks for addresses in this process."""
    from django.core.management import call_command
    from django.test import Client

    from yinxin.demo.country import PASSWORD

    call_command("collectstatic", interactive=False, verbosity=0)
    client = Client(HTTP_HOST="127.0.0.1")
    client.post("/office/sign-in", {"username": username, "password": PASSWORD})

    def ask(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")

    return ask


def _floor() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, {"first": NOW.date().replace(month=1, day=1), "today": NOW.date()})
        cursor.fetchone()
