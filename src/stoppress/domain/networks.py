"""Networks: what counts as one place on the net.

Knows that whoever has one IPv6 address has 2^64 of them.
Does not know what is counted, nor which address a request came from.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

_IPV6_BITS: Final = 64
_NETWORK_LIMIT: Final = 50


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the 64 bits of an IPv6 address that one customer is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:_NETWORK_LIMIT]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), _IPV6_BITS), strict=False))
