"""Seats: how many streams this process holds at a time, in all and for one address.

Knows addresses only for as long as they have a seat.
Does not know what a stream is. Both lanes share one set of seats. (DESIGN §10.12)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final

PER_ADDRESS: Final = 50
"""Streams for one address, unless it is a trusted proxy's: many readers stand behind one of those."""

LOOPBACK: Final = ("127.0.0.0/8", "::1/128")


class Seats:
    """`trusted` are networks in CIDR notation whose addresses have no limit of their own."""

    def __init__(self, total: int, per_address: int = PER_ADDRESS, trusted: Iterable[str] = LOOPBACK) -> None:
        self._total = total
        self._per_address = per_address
        self._is_trusted = _membership(tuple(trusted))
        self._taken = 0
        self._by_address: dict[str, int] = {}

    @property
    def taken(self) -> int:
        """How many are taken now."""
        return self._taken

    def take(self, address: str) -> bool:
        """Take a seat, to be given back; False when there is none left."""
        if self._taken >= self._total:
            return False
        if not self._is_trusted(address):
            mine = self._by_address.get(address, 0)
            if mine >= self._per_address:
                return False
            self._by_address[address] = mine + 1
        self._taken += 1
        return True

    def give_back(self, address: str) -> None:
        """Give back a seat that was taken for this address."""
        self._taken -= 1
        if self._is_trusted(address):
            return
        left = self._by_address[address] - 1
        if left:
            self._by_address[address] = left
        else:
            del self._by_address[address]


def _membership(networks: tuple[str, ...]) -> Callable[[str], bool]:
    known = tuple(ip_network(each) for each in networks)

    @lru_cache(maxsize=1024)
    def is_member(address: str) -> bool:
        # A Unix socket has no address: only a proxy on this machine speaks through one.
        if not address:
            return True
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in each for each in known)

    return is_member
