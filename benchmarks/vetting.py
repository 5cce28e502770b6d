"""Rows a second of an employer's list, from the file to the answered file, beside the bare batched statement.

A list of 5,000 rows is read in the confined process, kept encrypted, asked piece by piece through verification, its
looks are written down, the answered file is written and the report signed. The floor: the statement that finds 500
match keys at once, over the same keys, on the connection of verification. Half of the rows match a certificate.
"""

from __future__ import annotations

from typing import Any

from benchmarks.measuring import AT, accepted_batch, installation, interleaved, machine, rate, ratio

PEOPLE, ROWS, PIECE, ROUNDS = 2_500, 5_000, 500, 3


def measure() -> dict[str, Any]:
    """Return the rates, how long a full list takes, and the ratio to the floor."""
    with installation() as home:
        asked = _asked(accepted_batch(home, PEOPLE, seed=1))
        data = _table(asked)
        took = interleaved({"list": lambda: _list(data), "statement": lambda: _statement(asked)}, ROUNDS)
    ours, floor = rate(ROWS, took["list"]), rate(ROWS, took["statement"])
    return {
        "benchmark": "vetting",
        "rows": ROWS,
        "seconds_of_a_full_list": round(max(one.wall for one in took["list"]), 1),
        "list_rows": ours,
        "bare_batched_statement_rows": floor,
        "ratio": ratio(ours, floor),
        "machine": machine(),
    }


def _asked(batch: int) -> list[tuple[str, str, str]]:
    """Make and release a batch; return name, document and number of each, and as many that match nothing."""
    from config.workshop import workshop
    from yinxin.parties.queries import actor_named
    from yinxin.production import making, releasing
    from yinxin.register import queries
    from yinxin.register.files import files

    while making.step(workshop(), batch_id=batch, clock=lambda: AT):
        pass
    by = actor_named("center-check", AT)
    releasing.release(batch_id=batch, store=files(), by=by, at=AT)
    faces = [queries.certificate(one.id, by).face for one in queries.of_batch(batch, by, count=PEOPLE)]
    right = [(face.name, face.id_number, face.management_number) for face in faces]
    return [*right, *((f"{name}甲", document, number) for name, document, number in right)]


def _table(asked: list[tuple[str, str, str]]) -> bytes:
    lines = ["姓名,证件号码,管理号,部门", *(",".join((*three, "人事部")) for three in asked)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _list(data: bytes) -> None:
    from django.conf import settings

    from config.workshop import sign_list, vetting_book, vetting_match
    from yinxin.parties.queries import actor_named
    from yinxin.vetting import asking, running
    from yinxin.vetting.grounds import Ground, Reason
    from yinxin.vetting.models import List

    settings.VETTING_ROWS = 100 * ROWS
    by = actor_named("employer", AT)
    reason = Reason(Ground.CONSENT, "招聘审查", "登记表签字", True, AT.date())
    number = asking.bring(
        organisation_id=by.organisation_id, file_name="list.csv", data=data, reason=reason, read=vetting_book,
        by=by, at=AT,
    )  # fmt: skip
    while running.step(match=vetting_match, sign=sign_list, clock=lambda: AT):
        pass
    row = List.objects.get(pk=number)
    assert row.state == "done", row.trouble
    assert row.counts == {"valid": PEOPLE, "not_found": ROWS - PEOPLE}, row.counts


def _statement(asked: list[tuple[str, str, str]]) -> None:
    from yinxin.register.vault import vault
    from yinxin.verification.reader import reader

    keys = [vault().match_key(number, name, document) for name, document, number in asked]
    found = [reader().matches(keys[at : at + PIECE]) for at in range(0, len(keys), PIECE)]
    assert sum(map(len, found)) == PEOPLE
