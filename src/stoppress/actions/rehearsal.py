"""Rehearsals: a blog that happens again, in a blog of its own.

Knows which revisions of a log can happen again, and how long after the first each did.
Does not know who waits between them (`cli`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from stoppress.domain import rules
from stoppress.domain.blog import BLANK, Blog
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import BlogOpened, Revision, WordsRemoved
from stoppress.errors import BlogUnknown
from stoppress.journal.folds import Step, go_on
from stoppress.journal.journal import JournalReader

_SLUG_ROOM = 80


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What is to happen: each revision with its distance from the first, in seconds of real pace."""

    revisions: tuple[tuple[Revision, float], ...]

    @property
    def seconds(self) -> float:
        """How long it takes at real pace."""
        return self.revisions[-1][1]


async def plan(journal: JournalReader, slug: Slug) -> Rehearsal:
    """The rehearsal of a blog. Words removed by law do not happen again. Raises BlogUnknown."""
    past: list[Revision] = []

    def remember(step: Step) -> None:
        past.append(step.revision)

    blog = await go_on(journal, slug, BLANK, remember)
    if not past:
        raise BlogUnknown(blog=slug)
    start = past[0].at
    chosen = [each for each in past if _can_happen(each, blog)]
    offsets: list[float] = []
    for each in chosen:
        # An imported blog was opened when it was imported, and a clock may have been set back.
        offsets.append(max(offsets[-1] if offsets else 0.0, (each.at - start).total_seconds()))
    return Rehearsal(tuple(zip(chosen, offsets, strict=True)))


def again(revision: Revision, slug: Slug, at: datetime) -> Revision:
    """`revision`, happening to the blog `slug` at `at`."""
    if isinstance(revision, BlogOpened):
        return replace(revision, at=at, slug=slug, continued_from=None)
    return rules.replayed(revision, at)


async def free_slug(journal: JournalReader, slug: Slug) -> Slug:
    """A name for a rehearsal of `slug` that no blog has."""
    taken = await journal.heads()
    number = 1
    while f"{slug[:_SLUG_ROOM]}-replay-{number}" in taken:
        number += 1
    return Slug(f"{slug[:_SLUG_ROOM]}-replay-{number}")


def _can_happen(revision: Revision, blog: Blog) -> bool:
    if isinstance(revision, WordsRemoved):
        return False
    post = blog.posts.get(name) if (name := getattr(revision, "post", None)) is not None else None
    return post is None or post.removal is None
