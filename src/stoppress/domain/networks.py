"""Networks: what counts as one place on the net.

Knows that whoever has one IPv6 address has 2^64 of them, and that some are given 2^16 networks of that size.
Does not know what is counted, nor which address a request came from.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_IPV6_BITS: Final = 64
SITE_BITS: Final = 48
"""Of an IPv6 address, that a house or a company is given at most (RFC 6177)."""

_NETWORK_LIMIT: Final = 50


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the 64 bits of an IPv6 address that one customer is given."""
    try:
        parsed = _parsed(address)
    except ValueError:
        return address[:_NETWORK_LIMIT]
    return _within(parsed, _IPV6_BITS) if isinstance(parsed, IPv6Address) else str(parsed)


def site_of(address: str) -> str:
    """The first `SITE_BITS` of an IPv6 address; "" for any other.

    Whoever has a site has 65,536 networks: where each may send so much, all of them together may send but a little more.
    """
    try:
        parsed = _parsed(address)
    except ValueError:
        return ""
    return _within(parsed, SITE_BITS) if isinstance(parsed, IPv6Address) else ""


def _parsed(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address)
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _within(address: IPv6Address, bits: int) -> str:
    return str(ip_network((int(address), bits), strict=False))
