"""Proof of work: what a reader's browser computes before its question is taken. Pure, but for keys.

Knows that a challenge is signed, good for one blog and for a while, and the same for all who ask meanwhile, so that a cache may
hand it out; and that a proof is bound to one ticket and one text. As no ticket is taken twice, neither is a proof.
Many small puzzles instead of a large one: all take about as long, whoever is lucky. What it costs is in docs/explanation/questions.md.
Does not know where keys are kept, nor tickets.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Final

from stoppress.audience.question import Ticket

PUZZLES: Final = 16
"""Puzzles of one proof."""

BITS: Final = 13
"""Zero bits at the beginning of each puzzle's answer; each further one doubles the work."""

MOST_BITS: Final = 18

GOOD_FOR: Final = timedelta(hours=2)
"""How long a challenge is good for: somebody may think about what to ask, and a cache kept the page for a while."""

_CHALLENGE: Final = re.compile(r"([0-9]{8})\.([0-9]{1,4})\.([0-9a-f]{32})", re.ASCII)
_MAC: Final = 32

# An answer is a number that a browser counts to.
_MOST_TRIES: Final = 2**31

Keys = Mapping[date, bytes]
"""Keys by the day for which they are."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a browser sends: the challenge it was given, and for each puzzle the number that solves it."""

    challenge: str
    answers: Sequence[int]


def challenge(blog: str, now: datetime, key: bytes) -> str:
    """The challenge of this minute, signed with the key of its day."""
    at = now.astimezone(UTC)
    minute = at.hour * 60 + at.minute
    return f"{at:%Y%m%d}.{minute}.{_signed(blog, at.date(), minute, key)}"


def is_good(proof: Proof, blog: str, ticket: Ticket, text: str, bits: int, now: datetime, keys: Keys) -> bool:
    """Whether the work was done, for this question, lately. `text` is what was sent, as it was sent."""
    found = _CHALLENGE.fullmatch(proof.challenge)
    day = _day(found[1]) if found is not None else None
    if found is None or day is None or day not in keys:
        return False
    minute = int(found[2])
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    if not -timedelta(minutes=1) <= now - at <= GOOD_FOR:
        return False
    if not hmac.compare_digest(found[3], _signed(blog, day, minute, keys[day])):
        return False
    start = beginning(proof.challenge, ticket, text)
    answers = proof.answers
    return len(answers) == PUZZLES and all(_solves(start, at, each, bits) for at, each in enumerate(answers))


def beginning(challenge: str, ticket: Ticket, text: str) -> str:
    """What every puzzle of a proof begins with. With its numbers it fits into one block of SHA-256."""
    words = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return sha256(f"{challenge}\n{ticket}\n{words}".encode()).hexdigest()[:_MAC]


def solved(challenge: str, ticket: Ticket, text: str, bits: int) -> Proof:
    """A proof, found as a browser finds it."""
    start = beginning(challenge, ticket, text)

    def solve(puzzle: int) -> int:
        return next(each for each in range(_MOST_TRIES) if _solves(start, puzzle, each, bits))

    return Proof(challenge, [solve(each) for each in range(PUZZLES)])


def _solves(start: str, puzzle: int, answer: int, bits: int) -> bool:
    if not 0 <= answer < _MOST_TRIES:
        return False
    digest = sha256(f"{start}:{puzzle}:{answer}".encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - bits) == 0


def _signed(blog: str, day: date, minute: int, key: bytes) -> str:
    return hmac.new(key, f"challenge {blog} {day:%Y%m%d} {minute}".encode(), sha256).hexdigest()[:_MAC]


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        return None
