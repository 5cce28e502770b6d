"""Race what holders and counters do with the effect of a decision, and judge how each race ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from benchmarks.counter import on_shelf
from benchmarks.effect_cases import EFFECT, effect, prepared

Race = tuple[Callable[[], Any], Callable[[bool], bool]]
"""What is done at the moment of the effect, and whether the end is legal, told whether it was done."""


def races(home: Any, rounds: int) -> dict[str, Any]:
    """Race each act with the effect of a decision of its own, and judge every end."""
    copies = on_shelf(home, 4 * rounds)
    chosen = {
        name: copies[place * rounds : (place + 1) * rounds]
        for place, name in enumerate(("hand-out", "download", "reissue", "link"))
    }
    acts: dict[str, Callable[[Any], Race]] = {
        "hand-out": _hand_out,
        "download": _download,
        "reissue": _reissue,
        "link": _link,
    }
    found, number = {}, 100
    for name, sheets in chosen.items():
        ends = {"first": 0, "too_late": 0, "illegal": 0}
        for turn, sheet in enumerate(_sheets(sheets)):
            number += 1
            case = prepared([sheet.certificate_id], number)
            act, legal = acts[name](sheet)
            done = _both(act, lambda case=case: effect(case), turn)
            ends["first" if done else "too_late"] += 1
            ends["illegal"] += not legal(done)
        found[name] = {"rounds": len(sheets), **ends}
    return found


def _both(act: Callable[[], Any], fall: Callable[[], None], turn: int) -> bool:
    """Do both at the same moment, the act up to 57 ms later, and say whether it was done: the fall takes about 30."""
    from django.db import connection

    from yinxin.kernel.refusal import Refusal

    gate = threading.Barrier(2)

    def go() -> bool:
        gate.wait()
        time.sleep(turn % 20 * 3 / 1000)
        try:
            return act() is not False
        except Refusal:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(go)
        gate.wait()
        fall()
        return answer.result()


def _hand_out(sheet: Any) -> Race:
    from yinxin.issuing import collecting
    from yinxin.issuing.collectors import Collector
    from yinxin.issuing.signatures import ON_PAPER
    from yinxin.law.evidence import Evidence

    clerk = _person("hefei-counter")

    def act() -> None:
        collecting.give(
            copies=[sheet.id],
            collector=Collector(),
            documents={Evidence.HOLDER_ID},
            signature=ON_PAPER,
            token=uuid4().hex,
            by=clerk,
            at=EFFECT,
        )

    def legal(done: bool) -> bool:
        return _dead(sheet.certificate_id) and not _after(
            sheet.certificate_id,
            "collection.given",
            "select id from issuing_collection where copy_id = %s",
            sheet.id,
        )

    return act, legal


def _download(sheet: Any) -> Race:
    from yinxin.register import holders
    from yinxin.register.files import files
    from yinxin.register.models import Certificate

    holder = Certificate.objects.values_list("holder_id", flat=True).get(pk=sheet.certificate_id)

    def act() -> bool:
        own = holders.certificate_of(holder, sheet.certificate_id)
        return own.file is not None and bool(files().get(own.file))

    def legal(done: bool) -> bool:
        return _dead(sheet.certificate_id) and not act()

    return act, legal


def _reissue(sheet: Any) -> Race:
    from config.workshop import keyring, workshop
    from yinxin.law.changes import Cause, Way
    from yinxin.law.n2023.art15_replacement import Change
    from yinxin.register import refacing, succeeding
    from yinxin.register import workshop as making
    from yinxin.register.models import Certificate

    old, checker = sheet.certificate_id, _person("center-check")
    changed = [Change("name", refacing.face_of(old).name, "改名人")]
    face = refacing.new_face(old, changed, Way.REPLACEMENT, on=EFFECT.date())
    wanted = succeeding.Succession(old, face, Cause.HOLDER_CHANGED, Way.REPLACEMENT)
    new = succeeding.open_successor(wanted, keyring=keyring(), by=_person("center-make"), at=EFFECT)
    while making.step(workshop(), clock=lambda: EFFECT):
        pass

    def act() -> None:
        succeeding.release(new, by=checker, at=EFFECT)

    def legal(done: bool) -> bool:
        states = [Certificate.objects.get(pk=one).state for one in (old, new)]
        return states == (["superseded", "invalid"] if done else ["invalid", "prepared"])

    return act, legal


def _link(sheet: Any) -> Race:
    from datetime import timedelta

    from yinxin.presenting import granting, linking
    from yinxin.register.models import Certificate
    from yinxin.register.vault import vault
    from yinxin.verification import answers

    number, made = sheet.certificate_id, []
    holder = Certificate.objects.values_list("holder_id", flat=True).get(pk=number)
    wish = granting.Wish("求职应聘", "", EFFECT.date() + timedelta(days=30))

    def act() -> None:
        made.append(
            linking.make_link(holder_id=holder, certificate_id=number, wish=wish, most=None, at=EFFECT)
        )

    def legal(done: bool) -> bool:
        told = answers.by_grant(vault().grant_token(made[0]), at=EFFECT) if done else None
        shows = told is not None and told.answer.face is not None
        query = "select id from presenting_grant where certificate_id = %s"
        return _dead(number) and not shows and not _after(number, "grant.made", query, number)

    return act, legal


def _dead(certificate: int) -> bool:
    from yinxin.register import striking

    return striking.check_dead([certificate]) == (True, 0)


def _after(certificate: int, kind: str, subjects: str, *values: int) -> bool:
    """Say whether the ledger has a line of a kind, about any of these, behind the certificate's fall."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"""select coalesce(max(g.id) > min(f.id), false) from ledger_entry f, ledger_entry g
                where f.kind = 'certificate.invalidated' and f.subject_id = %s
                  and g.kind = %s and g.subject_id = any(array({subjects}))""",
            [certificate, kind, *values],
        )
        return bool(cursor.fetchone()[0])


def _sheets(copies: Sequence[int]) -> Sequence[Any]:
    from yinxin.register import on_hand

    return on_hand.sheets(list(copies))


def _person(name: str) -> Any:
    from yinxin.parties.queries import actor_named

    return actor_named(name, EFFECT)
