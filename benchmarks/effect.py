"""What becomes of everybody who asks while a certificate falls, and of everybody who acts at that moment.

First 200 certificates are asked about in every way there is, over HTTP, before, while and after a decision about all
of them takes effect in chunks: once anybody was told that one is revoked, nobody may be told afterwards, in whatever
way, that it is valid. Then hand-outs, downloads, reissues and links race the effect, 200 rounds each; the ledger's
order is that of the lock on the certificate, and every end must be legal.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from itertools import chain
from typing import Any

from benchmarks.effect_cases import EFFECT
from benchmarks.effect_polling import poll
from benchmarks.effect_races import races
from benchmarks.measuring import installation, machine

POLLED, ROUNDS = 200, 200


def measure(*, polled: int = POLLED, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return what was told, and how each race ended."""
    with installation() as home:
        os.environ["YINXIN_NOW"] = EFFECT.isoformat()
        told = poll(home, polled)
        raced = races(home, rounds)
        differences = _audit()
    return {
        "benchmark": "effect",
        "poll": told,
        "races": raced,
        "audit_differences": differences,
        "machine": machine(),
    }


def _audit() -> int:
    """Return how many differences the audits find in the end."""
    from yinxin.invalidation import audit as invalidation
    from yinxin.issuing import audit as issuing
    from yinxin.presenting import audit as presenting
    from yinxin.register import audit, custody_audit
    from yinxin.register.files import files

    found = chain(
        audit.audit(files()),
        custody_audit.audit(),
        invalidation.audit(),
        issuing.audit(files()),
        presenting.audit(files()),
    )
    return sum(1 for _ in found)


def main(arguments: list[str] | None = None) -> int:
    """Run with other counts; print the figures as JSON; 1 where anything contradicted itself."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, count in (("polled", POLLED), ("rounds", ROUNDS)):
        parser.add_argument(f"--{name}", type=int, default=count)
    found = measure(**vars(parser.parse_args(arguments)))
    json.dump(found, sys.stdout, ensure_ascii=False, indent=1)
    poll = found["poll"]
    wrong = poll["valid_after_somebody_was_told_revoked"] + poll["valid_though_asked_after_the_commit"]
    wrong += poll["still_valid_at_the_end"] + found["audit_differences"]
    return 1 if wrong + sum(one["illegal"] for one in found["races"].values()) else 0


if __name__ == "__main__":
    sys.exit(main())
