"""One way to write facts down, so that a digest means the same to everybody.

Canonical JSON here is UTF-8, keys sorted by code point, no blanks, no floats, no escapes but those that JSON
demands: for such values, and keys in ASCII, it is what RFC 8785 prescribes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson


def canonical_json(facts: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of ``facts``: strings, integers, booleans, None, lists and mappings.

    :raises TypeError: a value has no canonical form (a float, a datetime, an object).
    """
    _refuse_floats(facts)
    return orjson.dumps(
        facts, option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
    )


def digest(data: bytes) -> str:
    """Return the SHA-256 of ``data`` as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError(f"a float has no canonical form: {value!r}")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
