"""The reviewed policy: who may do what to whose things. ``policy.csv`` has one line per act, role and relation.

The file is written and read by people. It does not come from the program, and the program does not read it: tests
hold the two against each other in both directions.
"""

from __future__ import annotations

import csv
from pathlib import Path

FILE = Path(__file__).parent / "policy.csv"
ALLOW, DENY, HIDE = "allow", "deny", "hide"

Key = tuple[str, str, str]
"""Permission, role, relation."""


def read() -> dict[Key, str]:
    """Return the policy.

    :raises ValueError: a line stands twice, or an answer is none of the three.
    """
    policy: dict[Key, str] = {}
    with FILE.open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            key = (line["permission"], line["role"], line["relation"])
            if key in policy or line["answer"] not in (ALLOW, DENY, HIDE):
                raise ValueError(f"policy.csv: {line}")
            policy[key] = line["answer"]
    return policy
