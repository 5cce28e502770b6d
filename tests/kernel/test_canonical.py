import hashlib
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yinxin.kernel.canonical import canonical_json, digest


def test_keys_are_sorted_and_nothing_is_blank_or_escaped_without_need():
    assert (
        canonical_json({"b": [1, None, True], "a": "王·芳/\n"})
        == '{"a":"王·芳/\\n","b":[1,null,true]}'.encode()
    )


@pytest.mark.parametrize("value", [1.0, [0.5], {"x": {"y": 1.5}}, (2.0,), float("nan")])
def test_a_float_anywhere_has_no_canonical_form(value):
    with pytest.raises(TypeError):
        canonical_json({"a": value})


@pytest.mark.parametrize("value", [date(2026, 1, 1), object(), {1, 2}, b"bytes", {1: 2}])
def test_other_values_have_none_either(value):
    with pytest.raises(TypeError):
        canonical_json({"a": value})


def test_the_digest_is_sha_256_in_hexadecimal():
    assert digest(b"") == hashlib.sha256(b"").hexdigest()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_is_written_reads_back_and_the_order_of_keys_does_not_matter(facts):
    written = canonical_json(facts)
    assert json.loads(written) == facts
    assert canonical_json(dict(reversed(facts.items()))) == written
