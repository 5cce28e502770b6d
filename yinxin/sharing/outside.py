"""Post to an address that somebody else has named, without being led anywhere that is not theirs.

The name is resolved once, every address that it stands for must be a public one, and the connection goes to the one
that was looked at: a name that resolves otherwise a moment later changes nothing. Redirects are answers, not orders.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

SECONDS: Final = 10.0
_MOST_BYTES: Final = 4096


class Refused(Exception):
    """The address may not be called, or did not answer; the text says why."""


def post(address: str, body: bytes, headers: Mapping[str, str], *, private: bool = False) -> int:
    """Post, and return the status of the answer, whatever it is.

    :param private: let private addresses and plain HTTP be called, as demonstrations do.
    :raises Refused: the address is none that may be called, or nobody answers there.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused("not an address") from None
    if not host or parts.username or parts.scheme not in (("https", "http") if private else ("https",)):
        raise Refused("not an address that is called")
    place = _resolved(host, port, private=private)
    link = _Secure(host, port, place) if parts.scheme == "https" else _Plain(host, port, place)
    try:
        link.request(
            "POST", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}", body, dict(headers)
        )
        answer = link.getresponse()
        answer.read(_MOST_BYTES)
        return answer.status
    except (OSError, http.client.HTTPException) as wrong:
        raise Refused(f"{type(wrong).__name__}: {wrong}"[:100]) from None
    finally:
        link.close()


def _resolved(host: str, port: int, *, private: bool) -> str:
    """Return the address to connect to; every one that the name stands for must be public."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise Refused("the name does not resolve") from None
    if not private and not all(is_public(one) for one in found):
        raise Refused("the name stands for an address that is not public")
    return sorted(found)[0]


def is_public(text: str) -> bool:
    """Say whether an address is one of the public network's; IPv4 within IPv6 is judged as what it is."""
    one = ipaddress.ip_address(text.split("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        one = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else one)
        if isinstance(one, ipaddress.IPv6Address) and one in _NAT64:
            one = ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)
    return one.is_global and not one.is_multicast


_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class _Plain(http.client.HTTPConnection):
    """A connection to the place that was looked at."""

    def __init__(self, host: str, port: int, place: str) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._place = place

    def connect(self) -> None:
        """Connect to the address, not to the name."""
        self.sock = socket.create_connection((self._place, self.port), self.timeout)


class _Secure(http.client.HTTPSConnection):
    """The same with TLS, in which the other side must prove the name."""

    def __init__(self, host: str, port: int, place: str) -> None:
        self._context_of_ours = ssl.create_default_context()
        super().__init__(host, port, timeout=SECONDS, context=self._context_of_ours)
        self._place = place

    def connect(self) -> None:
        """Connect to the address, and ask it to prove the name."""
        plain = socket.create_connection((self._place, self.port), self.timeout)
        self.sock = self._context_of_ours.wrap_socket(plain, server_hostname=self.host)
