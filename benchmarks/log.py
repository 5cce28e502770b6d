"""The public log: lines written and sealed a second, and proofs from a log of ten million leaves.

The floor of writing is a bare COPY of the same columns, digests ready, into a table of the same shape without index
or trigger. The large log is made of synthetic hashes in the same tables of an installation of its own; what is timed
is the whole answer to a question for a proof: newest size, tiles, hashing.
"""

from __future__ import annotations

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.ledger import MANY, _copied, _many
from benchmarks.measuring import AT, installation, interleaved, machine, rate, ratio

LEAVES = 10_000_000
ASKED = 300
ROUNDS = 5
_STEP = 250_000


def measure() -> dict[str, Any]:
    """Return the rate of writing with sealing, the time of proofs, and of verifying what was published."""
    with installation():
        from config.workshop import sign_checkpoint
        from yinxin.ledger import seal

        def written() -> None:
            _many()
            seal.seal(sign=sign_checkpoint, at=AT)

        seal.seal(sign=sign_checkpoint, at=AT)
        took = interleaved({"written": written, "copied": _copied}, ROUNDS)
        verified = _verified()
        begun = time.perf_counter()
        size = _enlarge(LEAVES)
        made = time.perf_counter() - begun
        proofs = _proofs(size)
    rates = {
        "written_and_sealed": rate(MANY, took["written"]),
        "bare_copy": rate(MANY, took["copied"]),
    }
    return {
        "benchmark": "log",
        **rates,
        "ratio_to_bare_copy": ratio(rates["written_and_sealed"], rates["bare_copy"]),
        "verified_alone": verified,
        "leaves": size,
        "made_in_seconds": round(made, 1),
        "proofs_milliseconds": proofs,
        "machine": machine(),
    }


def _verified() -> dict[str, Any]:
    """Export the log and let the stand-alone verifier recompute all of it."""
    from config.workshop import keyring
    from yinxin.ledger import exporting
    from yinxin.ledger.standalone import verify_log
    from yinxin.signing import notes

    ring = keyring()
    key = verify_log.read_key(notes.verifier_key(ring.log_origin, ring.log_public_key()))
    with tempfile.TemporaryDirectory() as name:
        size = exporting.export(Path(name)) or 0
        begun = time.perf_counter()
        _, faults = verify_log.check(verify_log.Source(name), key, [])
        took = time.perf_counter() - begun
    return {"entries": size, "faults": len(faults), "entries_per_second": round(size / took)}


def _enlarge(size: int) -> int:
    """Let the log have that many leaves, of synthetic hashes; sign its root; return its size."""
    from django.db import connection, transaction

    from config.workshop import sign_checkpoint
    from yinxin.kernel.merkle import Frontier
    from yinxin.ledger.models import Checkpoint
    from yinxin.ledger.seal import Closed

    last = Checkpoint.objects.order_by("-size")[0]
    closed = Closed()
    edge = bytes(last.edge)
    frontier = Frontier(last.size, (edge[at : at + 32] for at in range(0, len(edge), 32)), closed)
    while frontier.size < size:
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy("COPY ledger_leaf (index, entry_id, hash) FROM STDIN") as copy:
                for index in range(frontier.size, min(size, frontier.size + _STEP)):
                    leaf = hashlib.sha256(index.to_bytes(8, "big")).digest()
                    copy.write_row((index, 10**12 + index, leaf))
                    frontier.append(leaf)
            closed.write(cursor)
    root, edge = frontier.root(), b"".join(frontier.peaks)
    note = sign_checkpoint(frontier.size, root)
    Checkpoint.objects.create(
        size=frontier.size, root=root, edge=edge, horizon=last.horizon, at=AT, note=note
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze ledger_leaf")
        cursor.execute("analyze ledger_subtree")
    return frontier.size


def _places(size: int) -> Iterator[int]:
    """Yield places all over the log, the same in every run."""
    for number in range(ASKED):
        yield int.from_bytes(hashlib.sha256(number.to_bytes(4, "big")).digest()[:8], "big") % size


def _proofs(size: int) -> dict[str, dict[str, float]]:
    """Return the median, the 99th percentile and the slowest of each kind of proof; each proof is checked."""
    from yinxin.kernel.merkle import verify_consistency, verify_inclusion
    from yinxin.ledger import tree

    def included(index: int) -> Callable[[], bool]:
        whole = tree.tree(tree.size())
        leaf, proof, root = whole.leaf(index), whole.inclusion(index), tree.root(whole, size)
        return lambda: verify_inclusion(leaf, index, size, proof, root)

    def consistent(old: int) -> Callable[[], bool]:
        whole = tree.tree(tree.size())
        roots = (tree.root(whole, old), tree.root(whole, size))
        proof = whole.consistency(old)
        return lambda: verify_consistency(old, size, *roots, proof)

    found = {}
    for name, prove in (("inclusion", included), ("consistency", consistent)):
        took, busy = [], []
        for place in _places(size):
            begun, worked = time.perf_counter(), time.process_time()
            holds = prove(place)
            took.append(1000 * (time.perf_counter() - begun))
            busy.append(1000 * (time.process_time() - worked))
            if not holds():
                raise RuntimeError(f"the {name} proof at {place} does not hold")
        found[name] = {
            "median": round(statistics.median(took), 2),
            "p99": round(sorted(took)[-ASKED // 100], 2),
            "slowest": round(max(took), 2),
            "median_of_our_cpu": round(statistics.median(busy), 2),
        }
    return found
