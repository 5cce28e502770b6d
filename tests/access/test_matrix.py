"""State × act × role × relation over HTTP: every answer is the policy's."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.asks import ASKS
from tests.access.matrix import disagreements
from tests.access.policy import read


def _views(resolver=None, prefix=""):
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _views(one, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback


VIEWS = dict(_views())


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: f"{ask.method} {ask.route}")
def test_the_answer_to_everybody_is_the_policy_s(world, ask):
    found = list(disagreements(read(), world, ask, VIEWS[ask.route]))
    assert not found, "\n".join(found)
