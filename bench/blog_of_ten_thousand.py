"""What a long blog costs: page, append and re-render with 100 and with 10,000 posts, side by side in one run.

Run as `make bench` or `python -m bench.blog_of_ten_thousand`. Journal on SQLite in a temporary folder, every commit
synced. The ratios are what counts; absolute figures belong to the machine that is printed with them.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import Newsroom, now, open_newsroom
from stoppress.config.settings import Settings
from stoppress.domain.admission import admit
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import BlogOpened, PostPublished, Revision
from stoppress.domain.rules import Wording
from stoppress.press.press import Press
from stoppress.render.heads import Coding
from stoppress.render.publication import Publication
from stoppress.staff.permissions import OPERATOR

SIZES = (100, 10_000)
ROUNDS = 100
WISH = Wish(person=OPERATOR)

_BODY = (
    "The harbour master says the **gate** is moving again, and that closing it will take forty minutes.\n\n"
    '> "We have people in the machine hall and more on the way."\n\nHigh water is expected shortly before midnight.'
)


@dataclass(frozen=True)
class Figures:
    """Milliseconds, one list for each thing measured."""

    rows: dict[str, list[float]]


def invented(posts: int) -> tuple[Revision, ...]:
    """A log of so many posts."""
    moment = now()
    opening = BlogOpened(at=moment, slug=slug_of(posts), description=Description(headline=Headline(text="Storm")))
    published = (
        PostPublished(at=moment, post=PostId(f"p{n}"), published_at=moment, headline=f"Gauge at {n}", body=_BODY)
        for n in range(posts)
    )
    return admit([opening, *published], backdated=True)


def slug_of(posts: int) -> Slug:
    """The name of the blog of so many posts."""
    return Slug(f"storm-{posts}")


async def measured(rows: dict[str, list[float]], name: str, act: Callable[[], Awaitable[object]]) -> None:
    """Note how long `act` takes."""
    start = time.perf_counter()
    await act()
    rows.setdefault(name, []).append((time.perf_counter() - start) * 1000)


async def figures(newsroom: Newsroom, posts: int) -> Figures:
    """Measure one blog."""
    slug = slug_of(posts)
    rows: dict[str, list[float]] = {}
    await newsroom.blogs.bring_in(WISH, slug, invented(posts))
    await newsroom.actions.blog(slug)
    async with Press(newsroom.journal, Publication()) as press:
        await measured(rows, "first page after a start", lambda: press.page(slug))
        await press.readers.join(slug, _Nobody(), None)
        for number in range(ROUNDS):
            new = NewPost(headline=f"Gauge rises {number}", body=_BODY)
            await measured(rows, "append, acknowledged", partial(newsroom.posts.publish, WISH, slug, new))
            await measured(rows, "fold and frame after a post", lambda: press.current(slug))
            await measured(rows, "page after a post", lambda: press.page(slug))
            await measured(rows, "its gzip", lambda: _coded(press, slug))
            await measured(rows, "the same page again", lambda: press.page(slug))
            await newsroom.posts.revise(
                WISH, slug, PostId(f"p{posts - 1 - number % 50}"), Wording(headline=f"Now {number}")
            )
            await measured(rows, "fold and frame after an edit", lambda: press.current(slug))
            await measured(rows, "page after an edit", lambda: press.page(slug))
    return Figures(rows)


async def _coded(press: Press, slug: Slug) -> bytes:
    return (await press.page(slug)).bytes_in(Coding.GZIP)


class _Nobody:
    def write(self, _payload: bytes) -> None:
        """See `hub.Reader`."""

    def finish(self, _farewell: bytes) -> None:
        """See `hub.Reader`."""

    def cut(self) -> None:
        """See `hub.Reader`."""


def told(small: Figures, large: Figures) -> str:
    """The table."""
    lines = [
        f"{'milliseconds':32}{'100 posts':>22}{'10,000 posts':>22}{'ratio':>8}",
        " " * 32 + f"{'p50':>11}{'p99':>11}" * 2,
    ]
    for name, few in small.rows.items():
        many = large.rows[name]
        cells = "".join(f"{statistics.median(each):11.2f}{_p99(each):11.2f}" for each in (few, many))
        lines.append(f"{name:32}{cells}{statistics.median(many) / statistics.median(few):8.2f}")
    return "\n".join(lines)


def _p99(values: list[float]) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]


async def main() -> None:
    """Measure and print."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        async with open_newsroom(Settings.model_validate({"data": Path(folder)})) as newsroom:
            small, large = [await figures(newsroom, posts) for posts in SIZES]
    print(told(small, large))


if __name__ == "__main__":
    asyncio.run(main())
