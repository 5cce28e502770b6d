"""Signed pages: whoever alters, drops, doubles or moves one is caught by anybody with the public key (N22.2)."""

from __future__ import annotations

import copy

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from yinxin.signing import pages
from yinxin.signing.pages import BadPage

KEY, NAME = Ed25519PrivateKey.from_private_bytes(b"k" * 32), "log.example/2026"


OTHER = {"after": 77, "upto": 78, "previous": "0" * 64, "changes": [], "end": None, "agreement": 2}


def chain(count: int, size: int = 2) -> list[dict]:
    found, previous = [], ""
    for number in range(count):
        first = number * size
        said = {
            "format": pages.PAGE, "agreement": 1, "after": first, "upto": first + size, "previous": previous,
            "changes": [{"sequence": first + one} for one in range(1, size + 1)], "end": number == count - 1,
            "log_size": None,
        }  # fmt: skip
        signed, previous = pages.sign(said, NAME, KEY)
        assert previous == pages.digest_of(said)
        found.append(signed)
    return found


def check(parts):
    return pages.check_chain(parts, NAME, KEY.public_key())


def test_a_whole_chain_holds():
    assert len(check(chain(5))) == 5


@given(st.permutations(range(6)))
def test_any_other_order_is_caught(order):
    whole = chain(6)
    moved = [whole[place] for place in order]
    if moved == whole:
        check(moved)
    else:
        with pytest.raises(BadPage):
            check(moved)


@given(st.sets(st.integers(0, 5), min_size=1, max_size=5))
def test_any_missing_page_but_the_last_is_caught(missing):
    left = [page for place, page in enumerate(chain(6)) if place not in missing]
    if missing == set(range(6 - len(missing), 6)):
        assert (
            check(left) is not None
        )  # only the end is missing: the chain is shorter, and says nothing false
    else:
        with pytest.raises(BadPage):
            check(left)


@given(st.integers(0, 5))
def test_a_page_that_comes_twice_is_caught(place):
    whole = chain(6)
    with pytest.raises(BadPage):
        check([*whole[: place + 1], *whole[place:]])


@settings(max_examples=60)
@given(st.integers(0, 3), st.sampled_from(["after", "upto", "previous", "changes", "end", "agreement"]))
def test_any_altered_item_is_caught(place, name):
    altered = copy.deepcopy(chain(4))
    altered[place]["page"][name] = OTHER[name]
    with pytest.raises(BadPage):
        check(altered)


@pytest.mark.parametrize(
    "parts", [None, [], {}, {"page": {}}, {"page": {}, "signature": {"key": NAME, "value": "!"}}, "x", 7]
)
def test_what_is_no_page_is_none(parts):
    with pytest.raises(BadPage):
        check([parts])


def test_another_key_and_another_name_are_not_ours():
    other = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    with pytest.raises(BadPage):
        pages.check_chain(chain(1), NAME, other.public_key())
    with pytest.raises(BadPage):
        pages.check_chain(chain(1), "log.example/2027", KEY.public_key())


def test_a_snapshot_is_no_page():
    signed, _ = pages.sign({"format": pages.SNAPSHOT}, NAME, KEY)
    with pytest.raises(BadPage):
        check([signed])
