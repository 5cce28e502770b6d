"""Rows a second from a table of older certificates to explained records and comparisons, and how right they are.

The table is invented with all the trouble that such tables have, and comes with an answer key; the rates stand beside
those of the intake's bare COPY: here the floor is splitting the same CSV into cells. Recall and false proposals are
those of what the generator plants (docs/legacy.md says what that is); nothing is measured of real collections.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Any

from benchmarks.measuring import AT, installation, interleaved, machine, rate, ratio

ROWS = 100_000
STORED = 2_000
ROUNDS = 1


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Return how right and how fast cleaning and comparing are, and what storing, merging and taking apart leave."""
    with installation():
        from yinxin.demo.older import collection
        from yinxin.legacy import safe

        titles = safe.titles_on(AT.date())
        made = collection(rows, seed=1)
        data = made.csv("utf-8").decode()
        found: dict[str, Any] = {}

        def examine() -> None:
            found.update(examined(made, titles))

        took = interleaved(
            {"examined": examine, "split": lambda: list(csv.reader(io.StringIO(data, newline="")))}, ROUNDS
        )
        stored = _stored(collection(STORED, seed=2))
    ours, floor = rate(rows, took["examined"]), rate(rows, took["split"])
    return {
        "benchmark": "legacy",
        "rows": rows,
        **found,
        "examined_rows": ours,
        "split_rows": floor,
        "ratio_to_splitting": ratio(ours, floor),
        "stored": stored,
        "machine": machine(),
    }


def examined(made: Any, titles: Any) -> dict[str, Any]:
    """Clean and compare an invented collection, and hold it against its key."""
    from yinxin.demo.older import HEADER
    from yinxin.legacy import comparing, faces
    from yinxin.legacy.reading import Sheet, entries

    sheet = Sheet(HEADER, list(enumerate(made.rows, 2)))
    found = list(entries(sheet, titles=titles, today=AT.date()))
    wrong: Counter[str] = Counter()
    for entry in found:
        key, tolerated = map(set, faces.gaps_of(entry, titles))
        blocked = faces.completeness_of(entry, titles) is faces.Completeness.BLOCKED
        # Without a number nobody can say of which kind of document it was.
        wrong["gaps_not_blocked"] += bool(made.blocked.get(entry.row, set()) - key)
        wrong["blocked_without_gap"] += blocked != bool(made.blocked.get(entry.row))
        wrong["tolerated_not_shown"] += tolerated != made.tolerated.get(entry.row, set())
    pairs = {(one.one, one.other) for one in comparing.propose({e.row: comparing.likeness(e) for e in found})}
    missed = Counter(made.kinds[pair] for pair in made.pairs - pairs)
    return {
        "key_gaps": len(made.blocked),
        "tolerated_gaps": len(made.tolerated),
        **{name: wrong[name] for name in ("gaps_not_blocked", "blocked_without_gap", "tolerated_not_shown")},
        "planted_duplicates": len(made.pairs),
        "proposed": len(pairs),
        "recall": round(len(made.pairs & pairs) / max(1, len(made.pairs)), 5),
        "false_share": round(len(pairs - made.pairs) / max(1, len(pairs)), 5),
        "missed_by_kind": dict(missed),
    }


def _stored(made: Any) -> dict[str, Any]:
    """Store a smaller collection by the verbs, merge every proposal of two records, and take each apart again."""
    import time

    from yinxin.demo.older import HEADER
    from yinxin.kernel.refusal import Refusal
    from yinxin.legacy import audit, collecting, judging, safe
    from yinxin.legacy.models import Pair, Record
    from yinxin.legacy.reading import Sheet
    from yinxin.parties.queries import actor_named, body_by_code

    by = actor_named("anhui-data", AT)
    begun = time.perf_counter()
    batch = collecting.bring(
        organisation_id=body_by_code("anhui-exam").id, file_name="old.csv", data=made.csv(), archive="档案室",
        volume="1", taken_by="整理员", by=by, at=AT,
    )  # fmt: skip
    sheet = Sheet(HEADER, list(enumerate(made.rows, 2)))
    while collecting.step(read=lambda path: sheet, clock=lambda: AT):
        pass
    seconds = time.perf_counter() - begun
    merged_unasked = Record.objects.filter(batch_id=batch, state="merged").count()
    proposed = list(Pair.objects.filter(other__batch_id=batch))
    differences, refused = 0, 0
    for pair in proposed:
        rows = (pair.one_id, pair.other_id)
        before = [safe.canonical(Record.objects.get(pk=number)) for number in rows]
        try:
            judging.same(pair_id=pair.pk, keep=rows[0], take=["name", "sex"], why="比对基准", by=by, at=AT)
        except Refusal:
            refused += 1
            continue
        judging.take_back(pair_id=pair.pk, why="比对基准", by=by, at=AT)
        differences += before != [safe.canonical(Record.objects.get(pk=number)) for number in rows]
    return {
        "rows": len(made.rows),
        "rows_per_second": round(len(made.rows) / seconds, 1),
        "proposed": len(proposed),
        "planted": len(made.pairs),
        "merged_without_verdict": merged_unasked,
        "merged_and_taken_apart": len(proposed) - refused,
        "not_restored": differences,
        "audit_differences": len(list(audit.audit())),
    }
