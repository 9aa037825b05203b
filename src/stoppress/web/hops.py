"""Hops: which address a request came from, when it came through proxies.

Knows that whoever sends a request can write anything into `X-Forwarded-For`, and that only its end, written by proxies
that are trusted, says what is so.
Does not know what an address is used for.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from starlette.requests import Request

from stoppress.hub.seats import LOOPBACK

# Nobody stands behind more proxies than this, and a header can be as long as all of a request.
_HOPS_LIMIT: Final = 20

Address = IPv4Address | IPv6Address


class Hops:
    """`trusted` are networks of proxies in CIDR notation."""

    def __init__(self, trusted: Iterable[str] = LOOPBACK) -> None:
        self._trusted = tuple(map(ip_network, trusted))

    def address_of(self, request: Request) -> str:
        """The last address on the request's way that is none of a trusted proxy's; "" where nothing is known."""
        peer = _parsed(request.client.host) if request.client else None
        # A Unix socket has no address: only a proxy on this machine speaks through one.
        if peer is not None and not self._is_trusted(peer):
            return str(peer)
        found = peer
        for each in reversed(_forwarded(request)[-_HOPS_LIMIT:]):
            hop = _parsed(each)
            if hop is None:
                break
            found = hop
            if not self._is_trusted(hop):
                break
        return str(found) if found is not None else ""

    def _is_trusted(self, address: Address) -> bool:
        return any(address in each for each in self._trusted)


def _forwarded(request: Request) -> list[str]:
    # A proxy may add a line of its own instead of adding to the one that came.
    lines = request.headers.getlist("x-forwarded-for")
    return [each.strip() for line in lines for each in line.split(",")]


def _parsed(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
