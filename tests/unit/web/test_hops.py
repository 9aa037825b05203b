"""Hops: a forged header changes nothing about which address a request came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from stoppress.web.hops import Hops

PROXIES = ("127.0.0.0/8", "10.0.0.0/8", "2001:db8:ff::/48")


def request(peer: str | None, *forwarded: str, **others: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode("latin-1", "replace")) for each in forwarded]
    headers += [(name.replace("_", "-").encode(), value.encode()) for name, value in others.items()]
    return Request({"type": "http", "client": (peer, 1) if peer is not None else None, "headers": headers})


def seen(*given: str | None) -> str:
    return Hops(PROXIES).address_of(request(given[0], *(each for each in given[1:] if each is not None)))


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("198.51.100.7",), "198.51.100.7"),
        (("198.51.100.7", "203.0.113.9"), "198.51.100.7"),
        (("127.0.0.1",), "127.0.0.1"),
        (("127.0.0.1", "203.0.113.9"), "203.0.113.9"),
        (("127.0.0.1", "192.0.2.1, 203.0.113.9"), "203.0.113.9"),
        (("127.0.0.1", "192.0.2.1, 203.0.113.9, 10.1.2.3"), "203.0.113.9"),
        (("127.0.0.1", "192.0.2.1", "203.0.113.9"), "203.0.113.9"),
        (("127.0.0.1", "192.0.2.1, unknown"), "127.0.0.1"),
        (("127.0.0.1", "192.0.2.1, unknown, 10.1.2.3"), "10.1.2.3"),
        (("127.0.0.1", "10.0.0.4, 10.0.0.5"), "10.0.0.4"),
        (("127.0.0.1", ""), "127.0.0.1"),
        (("::ffff:127.0.0.1", "203.0.113.9"), "203.0.113.9"),
        (("2001:db8:ff::1", "2001:DB8::0007"), "2001:db8::7"),
        ((None, "203.0.113.9"), "203.0.113.9"),
        (("", "203.0.113.9"), "203.0.113.9"),
        ((None,), ""),
    ],
)
def test_the_last_hop_that_is_no_proxy_of_ours_is_the_address(given: tuple[str | None, ...], found: str) -> None:
    assert seen(*given) == found


@given(st.lists(st.text(alphabet='0123456789.:, abcdefunkown"[]x;=', max_size=60), max_size=4))
def test_whatever_a_client_writes_its_own_address_stays(written: list[str]) -> None:
    """A proxy of ours adds the address it saw to what the client has written, on the same line or on one of its own."""
    assert seen("127.0.0.1", *written, "203.0.113.9") == "203.0.113.9"
    assert seen("127.0.0.1", ", ".join([*written, "203.0.113.9"])) == "203.0.113.9"
    assert seen("198.51.100.7", *written) == "198.51.100.7"


def test_other_headers_say_nothing() -> None:
    asked = request(
        "127.0.0.1",
        forwarded="for=192.0.2.1",
        x_real_ip="192.0.2.1",
        cf_connecting_ip="192.0.2.1",
        client_ip="192.0.2.1",
    )
    assert Hops(PROXIES).address_of(asked) == "127.0.0.1"
