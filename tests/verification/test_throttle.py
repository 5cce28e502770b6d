"""The limit on questions, as a table: no clock but the one it is given."""

from __future__ import annotations

import pytest

from yinxin.verification.throttle import Throttle, client_of


def waits(throttle: Throttle, *moments: float, client: str = "a") -> list[int]:
    return [throttle.wait(client, moment) for moment in moments]


@pytest.mark.parametrize(
    ("rate", "burst", "moments", "waited"),
    [
        (1, 3, [0, 0, 0, 0], [0, 0, 0, 1]),
        (1, 1, [0, 0.5, 1.0], [0, 1, 0]),
        (1, 2, [0, 0, 10, 10, 10], [0, 0, 0, 0, 1]),
        (0.1, 1, [0, 1, 9.9, 10], [0, 9, 1, 0]),
        (0.4, 1, [0, 0, 2.4, 2.5], [0, 3, 1, 0]),
        (5, 1, [0, 0], [0, 1]),
        (0, 1, [0, 0, 0], [0, 0, 0]),
    ],
)
def test_a_bucket_fills_steadily_and_empties_with_each_question(rate, burst, moments, waited):
    assert waits(Throttle(rate, burst), *moments) == waited


@pytest.mark.parametrize("rate", [0.3, 0.4, 0.7, 1, 3])
def test_who_waits_as_long_as_told_is_answered(rate):
    throttle = Throttle(rate, 1)
    assert throttle.wait("a", 0) == 0
    assert throttle.wait("a", throttle.wait("a", 0)) == 0


def test_one_client_does_not_spend_what_is_anothers():
    throttle = Throttle(1, 1)
    assert [throttle.wait(client, 0) for client in "abab"] == [0, 0, 1, 1]


def test_memory_is_bounded_and_the_longest_silent_is_forgotten_first():
    throttle = Throttle(1, 1, clients=100)
    for number in range(5_000):
        throttle.wait(str(number), 0)
    assert len(throttle._buckets) == 100
    assert throttle.wait("4999", 0) == 1
    assert throttle.wait("0", 0) == 0


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "client"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", 1, "198.51.100.7"),
        ("192.0.2.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("192.0.2.1", "6.6.6.6, 203.0.113.9, 198.51.100.7", 2, "203.0.113.9"),
        ("192.0.2.1", "198.51.100.7", 2, "198.51.100.7"),
        ("192.0.2.1", "", 1, "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", "", 0, "2001:0db8:0001:0002"),
        ("2001:db8:1:2:bbbb::9", "", 0, "2001:0db8:0001:0002"),
        ("2001:db8:1:3::1", "", 0, "2001:0db8:0001:0003"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("::ffff:192.0.2.2", "", 0, "192.0.2.2"),
        ("", "", 0, "unknown"),
        ("unix:", "", 0, "unix:"),
    ],
)
def test_a_client_is_the_connection_or_what_trusted_proxies_say(address, forwarded, proxies, client):
    assert client_of(address, forwarded, proxies) == client
