"""Invented revisions: a ferry strike in a country that does not exist.

Knows how to make a plain log of any length.
Does not know any rule about logs; the random ones are in `tests.laws.stories`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import BlogOpened, PostPublished, PostWithdrawn, Revision, WordsRemoved

FERRIES = Slug("ferries-of-velmora")
TIDES = Slug("tides-at-orrin-point")
START = datetime(2031, 4, 5, 6, 30, tzinfo=UTC)


def opened(slug: Slug = FERRIES) -> BlogOpened:
    """The first revision of a blog."""
    return BlogOpened(at=START, slug=slug, description=Description(headline=Headline(text=f"Live: {slug}")))


def published(number: int, body: str = "") -> PostPublished:
    """The post `p-NUMBER`."""
    at = START + timedelta(seconds=number)
    body = body or f"Ferry {number} has left Velmora."
    return PostPublished(at=at, post=PostId(f"p-{number}"), published_at=at, headline="Departures", body=body)


def withdrawn(number: int) -> PostWithdrawn:
    """The post `p-NUMBER` taken back."""
    return PostWithdrawn(at=START + timedelta(hours=1), post=PostId(f"p-{number}"), reason="It did not leave.")


def removed(*numbers: int) -> WordsRemoved:
    """The words of these revisions removed by law."""
    return WordsRemoved(at=START + timedelta(hours=2), revisions=tuple(map(Seq, numbers)), posts=())


def log(length: int, slug: Slug = FERRIES) -> list[Revision]:
    """A blog opened, and posts up to `length` revisions."""
    return [opened(slug), *(published(number) for number in range(2, length + 1))]
