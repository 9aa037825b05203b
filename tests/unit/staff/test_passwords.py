"""Passwords: checked against a hash, refused when everybody would try them first, and the same work for nobody's."""

from __future__ import annotations

import asyncio
import threading

import pytest

from stoppress.errors.people import PasswordWeak
from stoppress.staff.passwords import Cost, PasswordLimits, Passwords, require_strong

CHEAP = Cost(passes=1, memory=8, lanes=1)
HERONS = "grey herons at the weir"
ABOUT = ("Rosa Quay", "rosa.quay@velmora.example")


async def test_a_password_is_right_and_another_is_not() -> None:
    passwords = Passwords(cost=CHEAP)
    kept = await passwords.hashed(HERONS)
    assert HERONS not in kept
    assert (await passwords.check(kept, HERONS)).is_right
    for wrong in ("", "grey herons at the weir ", "Grey herons at the weir", "x" * 5000, "\ud800"):
        assert not (await passwords.check(kept, wrong)).is_right
    assert kept != await passwords.hashed(HERONS)


async def test_a_password_is_the_same_from_every_keyboard() -> None:
    passwords = Passwords(cost=CHEAP)
    kept = await passwords.hashed("Ko\u0308nig am Wehr 7")
    assert (await passwords.check(kept, "K\u00f6nig am Wehr 7")).is_right


async def test_it_costs_what_owasp_recommends() -> None:
    assert (await Passwords().hashed(HERONS)).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_the_same_work_is_done_for_an_address_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(cost=CHEAP)
    kept = await passwords.hashed(HERONS)
    done: list[list[str]] = []

    def verify(_password: str, kept: str) -> bool:
        done.append(kept.split("$")[:4])
        return False

    monkeypatch.setattr(passwords._hashing.current_hasher, "verify", verify)
    for given in (kept, None, "", "damaged"):
        assert not (await passwords.check(given, HERONS)).is_right
    assert len(done) == 4
    assert all(each == done[0] for each in done)
    # Not even the password of nobody is anybody's.
    monkeypatch.undo()
    assert not (await passwords.check(None, "")).is_right


async def test_a_cheaper_hash_is_made_better_when_its_password_is_there() -> None:
    kept = await Passwords(cost=CHEAP).hashed(HERONS)
    dearer = Passwords(cost=Cost(passes=2, memory=16, lanes=1))
    checked = await dearer.check(kept, HERONS)
    assert checked.better is not None
    assert (await dearer.check(checked.better, HERONS)).better is None
    assert (await dearer.check(kept, "another one entirely")).better is None


async def test_no_more_are_hashed_at_once_than_there_are_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    passwords = Passwords(cost=CHEAP)
    running, most, both = 0, 0, threading.Barrier(2, timeout=10)

    def count(*_: object, **__: object) -> str:
        nonlocal running, most
        running += 1
        most = max(most, running)
        both.wait()
        running -= 1
        both.wait()
        return "hash"

    monkeypatch.setattr(passwords._hashing, "hash", count)
    await asyncio.gather(*(passwords.hashed(HERONS) for _ in range(6)))
    assert most == 2


@pytest.mark.parametrize(
    "weak",
    [
        "elevenchars",
        "x" * 201,
        "aaaabbbbcccc",
        "Password1234!",
        "123456789012",
        "qwertyuiop12",
        "1q2w3e4r5t6z",
        "AdministratorAdministrator",
        "rosaquay-2031",
        "rosa.quay@velmora.example",
        "ROSA QUAY rosa quay",
        "quay.quay.quay",
    ],
)
def test_what_is_tried_first_is_refused(weak: str) -> None:
    with pytest.raises(PasswordWeak):
        require_strong(weak, ABOUT, PasswordLimits())


@pytest.mark.parametrize(
    "strong", [HERONS, "x7!kQ2#mW9$p", "rosa likes herons at weirs", "twelve-chars", "日本語の長い合言葉をここに書く"]
)
def test_what_is_long_enough_is_taken(strong: str) -> None:
    require_strong(strong, ABOUT, PasswordLimits())


def test_the_limits_are_where_they_are_said_to_be() -> None:
    limits = PasswordLimits(least=12, most=20)
    for length in (12, 20):
        require_strong("abcdefghijklmnopqrstuvwxyz"[6 : 6 + length], (), limits)
    for length in (11, 21):
        with pytest.raises(PasswordWeak):
            require_strong(("hgkjzmnqpwoeirutyalsk" * 2)[:length], (), limits)
