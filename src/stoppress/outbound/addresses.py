"""Addresses: which ones this server may connect to when a person or a page supplied them.

Knows every way of writing an address of the inside as if it were one of the outside (RELIABILITY (b), SSRF): what is not
plainly a name or an address of the public internet is refused, never repaired.
Does not know how names are resolved or connections made (`guarded`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

from stoppress.errors import AddressRefused

Address = IPv4Address | IPv6Address

_LONGEST: Final = 2_000
_PORTS: Final = {"http": 80, "https": 443}

# As they stand in a URL by RFC 3986, and letters beyond ASCII, which IDNA writes anew. No space, no backslash.
_WRITTEN: Final = re.compile(r"[!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~\u00a1-\U0010ffff]+")
_NAME: Final = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII
)

# Names that resolve within a machine, a house or a company alone (RFC 6761, 6762, 7686, 8375, ICANN's .internal).
_INSIDE: Final = (
    ".localhost", ".local", ".internal", ".intranet", ".lan", ".home", ".corp", ".home.arpa", ".onion", ".test",
    ".invalid", ".example",
)  # fmt: skip

# An IPv4 address within these stands in the last 32 bits (RFC 6052), or behind the first 16 (RFC 3056).
_NAT64: Final = IPv6Network("64:ff9b::/96")
_LOCAL_NAT64: Final = IPv6Network("64:ff9b:1::/48")

# The whole of what is handed out to the public (RFC 4291, IANA).
_PUBLIC_IPV6: Final = IPv6Network("2000::/3")

# Set aside after the tables of older Pythons were made (RFC 9637, RFC 7534 and the rest of 192.0.0.0/24).
_SET_ASIDE: Final = (IPv6Network("3fff::/20"), IPv4Network("192.0.0.0/24"))

_LOOPBACK: Final = re.compile(r"(127\.0\.0\.1|\[::1\]):[1-9][0-9]{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """One request's target. `host` is a name in ASCII or an address; `is_allowed` that it was excepted by setting."""

    url: httpx.URL
    host: str
    port: int
    is_allowed: bool


def exceptions(text: str) -> frozenset[str]:
    """Exact addresses of this machine, such as `127.0.0.1:8080`, that may be connected to all the same.

    For tests (DESIGN §10.18). Raises ValueError for anything wider.
    """
    found = frozenset(each.strip() for each in text.split(",") if each.strip())
    for each in found:
        if not _LOOPBACK.fullmatch(each):
            raise ValueError(f"“{each}” is not 127.0.0.1 or [::1] with a port")
    return found


def target(url: str, allowed: frozenset[str] = frozenset()) -> Target:
    """What `url` leads to, if it may be asked for by its look alone. Raises AddressRefused."""
    if len(url) > _LONGEST or not _WRITTEN.fullmatch(url):
        raise AddressRefused(problem="it is too long, or holds characters that no address has.")
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, ValueError) as problem:
        raise AddressRefused(problem="it cannot be read.") from problem
    if parsed.scheme not in _PORTS:
        raise AddressRefused(problem="it has to begin with https:// or http://.")
    if parsed.userinfo or "@" in url.partition("//")[2].partition("/")[0]:
        raise AddressRefused(problem="it must not hold a name or a password.")
    host = parsed.raw_host.decode("ascii").lower()
    port = _PORTS[parsed.scheme] if parsed.port is None else parsed.port
    written = f"[{host}]" if ":" in host else host
    if f"{written}:{port}" in allowed:
        return Target(parsed, host, port, is_allowed=True)
    if port not in _PORTS.values():
        raise AddressRefused(problem="it must not name another port than 80 or 443.")
    if not _is_public_name(host):
        require_public(_literal(host))
    return Target(parsed, host, port, is_allowed=False)


def require_public(address: Address) -> None:
    """Raise AddressRefused unless an address belongs to the public internet."""
    if not is_public(address):
        raise AddressRefused(problem="it leads to a private or reserved network.")


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could be reached there, and nobody on the inside."""
    if any(address in each for each in _SET_ASIDE if each.version == address.version):
        return False
    if isinstance(address, IPv4Address):
        return address.is_global and not (address.is_multicast or address.is_reserved)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _LOCAL_NAT64 or address.teredo is not None or address.scope_id is not None:
        return False
    within = address.sixtofour
    if within is not None:
        return is_public(within)
    return address in _PUBLIC_IPV6 and address.is_global and not address.is_multicast


def _is_public_name(host: str) -> bool:
    # A last label of digits is an address in disguise: "127.1", "0x7f.1" (WHATWG URL, ends-in-a-number).
    if not _NAME.fullmatch(host):
        return False
    if host.endswith(_INSIDE):
        raise AddressRefused(problem="its name belongs to a private network.")
    return True


def _literal(host: str) -> Address:
    try:
        found = ip_address(host)
    except ValueError as problem:
        raise AddressRefused(problem="its host is neither a name nor an address.") from problem
    if isinstance(found, IPv4Address) and str(found) != host:
        raise AddressRefused(problem="its host is written in an unusual way.")
    return found
