"""Seats: so many in all, so many for one address, none of them lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stoppress.hub.seats import Seats

READER = "203.0.113.9"
ADDRESSES = [READER, "203.0.113.10", "2001:db8::9", "127.0.0.1", "::1", ""]


def taken(seats: Seats, address: str, times: int) -> int:
    return sum(seats.take(address) for _ in range(times))


def test_there_are_so_many_in_all() -> None:
    seats = Seats(3)
    assert taken(seats, "127.0.0.1", 5) == 3
    assert not seats.take(READER)
    seats.give_back("127.0.0.1")
    assert seats.take(READER)


def test_one_address_has_so_many_and_leaves_the_others_alone() -> None:
    seats = Seats(100, per_address=2)
    assert taken(seats, READER, 5) == 2
    assert taken(seats, "2001:db8::9", 5) == 2
    seats.give_back(READER)
    assert taken(seats, READER, 5) == 1


def test_many_readers_stand_behind_a_trusted_proxy_and_a_socket_of_this_machine() -> None:
    seats = Seats(100, per_address=2, trusted=["198.51.100.0/24", "2001:db8:1::/48"])
    for address in ("198.51.100.7", "2001:db8:1::7", ""):
        assert taken(seats, address, 5) == 5, address
    for address in ("198.51.101.7", "2001:db8:2::7", "127.0.0.1"):
        assert taken(seats, address, 5) == 2, address


def test_whatever_a_server_calls_an_address_it_counts_as_one() -> None:
    seats = Seats(100, per_address=2)
    assert taken(seats, "testclient", 5) == 2


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(ADDRESSES))))
def test_seats_given_back_are_there_again(moves: list[tuple[bool, str]]) -> None:
    seats, held = Seats(6, per_address=2), list[str]()
    for comes, address in moves:
        if comes and seats.take(address):
            held.append(address)
        elif not comes and address in held:
            held.remove(address)
            seats.give_back(address)
        assert seats.taken == len(held) <= 6
        assert held.count(READER) <= 2
    for address in held:
        seats.give_back(address)
    assert taken(seats, READER, 9) == 2
