"""A limit on how often one address may ask: a bucket that fills steadily and empties with each question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from math import ceil


class Throttle:
    """Token buckets by client, kept in this process.

    :param rate: questions a second that may go on for ever; 0 sets no limit.
    :param burst: questions that may come at once.
    :param clients: how many clients are remembered; the longest silent is forgotten first.
    """

    def __init__(self, rate: float, burst: int, clients: int = 50_000) -> None:
        self.rate, self.burst, self.clients = rate, burst, clients
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str, now: float) -> int:
        """Take one question from the client's bucket; return 0, or after how many seconds to ask again.

        :param now: seconds on any steady clock.
        """
        return self.take(client, now)[0]

    def take(self, client: str, now: float) -> tuple[int, int]:
        """Take one question; return what :meth:`wait` does, and how many more may come at once."""
        if not self.rate:
            return 0, self.burst
        with self._lock:
            level, since = self._buckets.pop(client, (float(self.burst), now))
            level = min(self.burst, level + (now - since) * self.rate)
            allowed = level >= 1
            left = level - 1 if allowed else level
            self._buckets[client] = (left, now)
            if len(self._buckets) > self.clients:
                self._buckets.popitem(last=False)
            return (0 if allowed else ceil((1 - level) / self.rate)), int(left)

    def headers(self, left: int) -> list[tuple[str, str]]:
        """Return what an answer says of the limit: how many at once, how many are left, when all are back."""
        if not self.rate:
            return []
        return [
            ("RateLimit-Policy", f"{self.burst};w={ceil(self.burst / self.rate)}"),
            ("RateLimit-Limit", str(self.burst)),
            ("RateLimit-Remaining", str(left)),
            ("RateLimit-Reset", str(ceil((self.burst - left) / self.rate))),
        ]


def client_of(address: str, forwarded: str, proxies: int) -> str:
    """Return who asks: the connection's address, or what the trusted proxies in front say of it.

    An IPv6 client counts with its whole /64 network, which is what one subscriber has.
    """
    if proxies and forwarded:
        address = forwarded.split(",")[-proxies:][0].strip()
    try:
        parsed = ip_address(address)
    except ValueError:
        return address or "unknown"
    if isinstance(parsed, IPv6Address):
        # A socket that serves both families writes an IPv4 client as ::ffff:a.b.c.d: all of them share one /64.
        return str(parsed.ipv4_mapped) if parsed.ipv4_mapped else parsed.exploded[:19]
    return str(parsed)
