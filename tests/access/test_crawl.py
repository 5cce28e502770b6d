"""Reading changes nothing: every page that can be reached by links is opened, and no row is written."""

from __future__ import annotations

import re

import pytest

from tests.access.asks import Ask
from tests.access.matrix import browser, fire

_LINK = re.compile(rb'(?:href|src|hx-get)="(/[^"#]*)')
_HIGHEST = ("supervisor@ministry", "centre_maker@center", "agency_data@anhui-exam")
MOST = 400


@pytest.mark.parametrize("who", _HIGHEST)
def test_no_link_leads_to_a_write_or_into_the_void(world, who):
    role, body = who.split("@")
    client = browser(world, next(p for p in world.people if (p.role, p.body) == (role, body)))
    seen, waiting = set(), ["/office/", "/"]
    dead_ends = []
    came_from = dict.fromkeys(waiting, "the start")
    while waiting and len(seen) < MOST:
        address = waiting.pop(0)
        seen.add(address)
        got = fire(client, Ask("GET", address.lstrip("/")), "")
        assert got.wrote == 0, address
        # The world's certificates were put there without the ledger, so no proof can be made of them.
        if got.status >= 400 and not (got.status == 409 and address.endswith("/log-proof.json")):
            dead_ends.append((address, got.status, came_from[address]))
        for link in (found.decode().replace("&amp;", "&") for found in _LINK.findall(got.body)):
            if link not in seen and link not in waiting and not link.startswith("/static/"):
                waiting.append(link)
                came_from[link] = address
    assert not dead_ends, "\n".join(map(str, dead_ends))
    assert len(seen) > 30
