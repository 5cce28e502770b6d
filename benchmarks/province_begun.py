"""How the story of a province begins: its places and people, a batch from its file to printed paper, its tally."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.measuring import AT, FOUNDED

CITIES = tuple(f"34{number:02}00" for number in (*range(1, 9), *range(10, 14), *range(15, 19)))
"""Sixteen cities; the province's window, whose region is 340000, is the seventeenth place."""

_BALANCE = """
    select count(*) from (
        select place, sum(n) as n from (
            select to_id as place, count as n from register_slip
            union all select frm_id, -count from register_slip where frm_id is not null) as entries group by place
    ) as book full join (
        select place_id as place, count(*) as n from register_paper_copy where place_id is not null group by place_id
    ) as there using (place) where coalesce(book.n, 0) <> coalesce(there.n, 0)"""


@dataclass
class Province:
    """The story so far: its own tally of where every sheet is, and how many events it took.

    :ivar tally: sheets by state, counted by the story itself.
    :ivar keepers: the custodian and the clerk of each place that gives out, by organisation.
    :ivar rooms: the room of each.
    """

    luck: Random
    at: datetime = AT
    events: int = 0
    tally: Counter[str] = field(default_factory=Counter)
    keepers: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    rooms: dict[int, int] = field(default_factory=dict)

    def happened(self, frm: str, to: str, count: int, *, minutes: int = 7) -> None:
        """Note an event, and hold the books against the tally.

        :raises SystemExit: they differ; it is said at which event.
        """
        from django.db import connection

        self.at += timedelta(minutes=minutes)
        self.events += 1
        self.tally.subtract({frm: count})
        self.tally.update({to: count})
        with connection.cursor() as cursor:
            cursor.execute(_BALANCE)
            if cursor.fetchone()[0]:
                sys.exit(f"the books do not balance after event {self.events}")
            cursor.execute("select state, count(*) from register_paper_copy group by state")
            found = Counter(dict(cursor.fetchall()))
        mine = Counter({state: count for state, count in self.tally.items() if count and state})
        if found != mine:
            sys.exit(f"after event {self.events} the register says {found}, the story {mine}")


def settle(told: Province) -> None:
    """Found the seventeen places with people, rooms and notices."""
    from yinxin.demo import country
    from yinxin.issuing import service
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, found, seat
    from yinxin.parties.queries import actor_of, body_by_code, issuers
    from yinxin.register import custody
    from yinxin.register.places import PlaceKind

    for city in CITIES:
        if city not in issuers():
            found(
                code=f"city-{city}",
                kind="issuer",
                name=f"演示{city}市人力资源和社会保障局",
                name_en=f"City {city} (demo)",
                region=city,
                parent="anhui",
                by=SYSTEM,
                at=FOUNDED,
            )
    window = body_by_code("anhui-window").id
    for number in (*(issuers()[city] for city in CITIES), window):
        people = []
        for role in ("custodian", "counter"):
            account = enrol(
                username=f"{role}-{number}", name=f"{role} {number}", password="demo", by=SYSTEM, at=FOUNDED
            )
            seat(account_id=account, organisation_id=number, role=role, by=SYSTEM, at=FOUNDED)
            people.append(actor_of(account, AT))
        told.keepers[number] = (people[0], people[1])
        offer = country.offer(f"演示机构{number}")
        service.publish(organisation_id=number, offer=offer, since=AT.date(), by=people[0], at=AT)
        told.rooms[number] = custody.open_place(
            organisation_id=number, kind=PlaceKind.ROOM, name="证书室", parent_id=None, by=people[0], at=AT
        )


def produce(told: Province, home: Path, count: int, seed: int) -> None:
    """Take a batch from its file to printed paper; what was spoiled or lost is printed again, twice over."""
    from django.conf import settings

    from config.workshop import hand_over_to_print, keyring, missing_glyphs, workshop
    from yinxin.demo import printing_house
    from yinxin.demo.sample import SW2026, invented_rows, photos_for, write_photos, write_xlsx
    from yinxin.parties.queries import actor_named
    from yinxin.production import acceptance, crew, printing, queries, releasing, submission
    from yinxin.production.states import PrintState
    from yinxin.register.files import files

    rows = invented_rows(count, SW2026, seed=seed)
    for row in rows:
        row["报名地区代码"] = told.luck.choice((*CITIES, "340000"))
    table, photos = home / f"{seed}.xlsx", home / f"{seed}.zip"
    write_xlsx(table, rows)
    write_photos(photos, photos_for(rows, seed=seed))
    done = submission.submit(
        exam_code="SW2026",
        data=table,
        photos=photos,
        file_name=table.name,
        partial=False,
        store=files(),
        glyphs=missing_glyphs,
        by=actor_named("anhui-data", told.at),
        at=told.at,
    )
    maker, checker = actor_named("center-make", told.at), actor_named("center-check", told.at)
    acceptance.accept(batch_id=done.batch_id, keyring=keyring(), by=maker, at=told.at)
    crew.make_batch(done.batch_id, workshop(), workers=2, clock=lambda: told.at)
    releasing.release(batch_id=done.batch_id, store=files(), by=checker, at=told.at)
    told.happened("", "printing", count)
    for again in range(3):
        while hand_over_to_print():
            pass
        chances = {"spoils": 0.02, "loses": 0.01} if again < 2 else {"spoils": 0.0, "loses": 0.0}
        printing_house.print_all(settings.PRINT_DROP, seed=seed + again, **chances)
        for order in queries.print_orders_for(maker):
            if order.state is not PrintState.HANDED_OVER:
                continue
            report = (settings.PRINT_DROP / "reports" / f"{order.number}.json").read_bytes()
            said = printing.take_report(data=report, store=files(), by=maker, at=told.at)
            told.tally.subtract({"printing": len(said.spoiled) + len(said.lost)})
            told.tally.update({"spoiled": len(said.spoiled), "lost": len(said.lost)})
            told.happened("printing", "printed", len(said.printed))
            if said.spoiled or said.lost:
                printing.reprint(number=order.number, by=maker, at=told.at)
                told.happened("", "printing", len(said.spoiled) + len(said.lost))
