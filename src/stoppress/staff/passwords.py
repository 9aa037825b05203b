"""Passwords: what people choose to prove who they are.

Knows argon2id, and that whoever asks about an address nobody has waits as long as for one that somebody has.
Does not know whose a hash is, nor how often somebody may try (`throttle`).
"""

from __future__ import annotations

import asyncio
import os
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from stoppress.errors.people import PasswordWeak

T = TypeVar("T")

# What remains of a password without the words that everybody would try first has to be a password still.
_REMAINS: Final = 8
_DIFFERENT: Final = 5

# Whoever guesses begins with these, and with what stands side by side on a keyboard.
_COMMON: Final = tuple(
    "password passwort letmein welcome iloveyou administrator admin changeme secret login newsroom liveblog stoppress "
    "qwertyuiop qwertzuiop azertyuiop asdfghjkl zxcvbnm qwerty qwertz azerty 1q2w3e4r5t 1qaz2wsx 1234567890 123456789 "
    "12345678 1234567 123456 0987654321 987654321 abcdefghijklmnopqrstuvwxyz abcdefgh abcdef".split()
)
_SHORTEST_WORD: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one guess costs: passes, KiB of memory, lanes. By default what OWASP recommends for argon2id."""

    passes: int = 2
    memory: int = 19_456
    lanes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordLimits:
    """Fewest and most characters."""

    least: int = 12
    most: int = 200


class Passwords:
    """Makes and checks hashes, in threads, at most as many at once as there are cores."""

    def __init__(self, limits: PasswordLimits = PasswordLimits(), cost: Cost = Cost()) -> None:
        self.limits = limits
        hasher = Argon2Hasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes)
        self._hashing = PasswordHash((hasher,))
        # Each takes its memory and a core for as long as it lasts.
        self._turns = asyncio.Semaphore(os.cpu_count() or 1)

    async def hashed(self, password: str, about: Iterable[str] = ()) -> str:
        """What is kept of a new password; `about` are the person's name and address. Raises PasswordWeak."""
        password = _normal(password)
        require_strong(password, about, self.limits)
        return await self._in_turn(lambda: self._hashing.hash(password))

    async def check(self, kept: str | None, password: str) -> Checked:
        """Whether this is the password; the same work is done where nobody has one."""
        return await self._in_turn(lambda: self._checked(kept, _normal(password[: self.limits.most + 1])))

    def _checked(self, kept: str | None, password: str) -> Checked:
        try:
            is_right, better = self._hashing.verify_and_update(password, kept or self._nobodys)
        except UnknownHashError:
            self._hashing.verify(password, self._nobodys)
            return Checked(is_right=False)
        return Checked(is_right, better) if kept else Checked(is_right=False)

    @cached_property
    def _nobodys(self) -> str:
        return self._hashing.hash("")

    async def _in_turn(self, work: Callable[[], T]) -> T:
        async with self._turns:
            return await asyncio.to_thread(work)


@dataclass(frozen=True, slots=True)
class Checked:
    """`better` is the same password in a form that costs as much as new ones do; keep that instead."""

    is_right: bool
    better: str | None = None


def require_strong(password: str, about: Iterable[str], limits: PasswordLimits) -> None:
    """Raise PasswordWeak unless this is long enough and nothing that everybody would try first."""
    if len(password) < limits.least:
        raise PasswordWeak(problem=f"it has fewer than {limits.least} characters. A few words in a row are good.")
    if len(password) > limits.most:
        raise PasswordWeak(problem=f"it has more than {limits.most} characters.")
    folded = password.casefold()
    if len(set(folded)) < _DIFFERENT:
        raise PasswordWeak(problem="it has too few different characters.")
    if _without(folded, _COMMON) < _REMAINS:
        raise PasswordWeak(problem="it is among the first that are tried.")
    if _without(folded, _own_words(about)) < _REMAINS:
        raise PasswordWeak(problem="it is made of your own name or address.")


def _own_words(about: Iterable[str]) -> list[str]:
    words = []
    for each in map(str.casefold, about):
        words += [each, each.replace(" ", ""), *each.split(), *each.split("@")]
    return [each for each in words if len(each) >= _SHORTEST_WORD]


def _without(password: str, words: Iterable[str]) -> int:
    """How many characters remain when these words are taken out; none are taken out of a password without any."""
    remaining = password
    for each in sorted(words, key=len, reverse=True):
        remaining = remaining.replace(each, "")
    if remaining == password:
        return len(password)
    # Digits and signs around a word are the first things that are tried with it.
    return sum(map(str.isalpha, remaining))


def _normal(password: str) -> str:
    """The same characters from every keyboard. Halves of characters, which no keyboard sends, become question marks."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode()
