"""Scripts of rehearsals: a blog that happens again, or an invented day.

Knows which revisions there are, and how long after the first each happens.
Does not know who lets them happen (`staging`), nor who waits between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from stoppress.domain import rules
from stoppress.domain.blog import BLANK, Blog
from stoppress.domain.facts import Byline, KeyPoint, Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.rehearsed import chosen, without_withdrawn
from stoppress.domain.revisions import (
    BlogOpened,
    KeyPointsSet,
    PostCorrected,
    PostPinned,
    PostPublished,
    PostRevised,
    PostWithdrawn,
    Revision,
)
from stoppress.errors import BlogUnknown
from stoppress.journal.folds import Step, go_on
from stoppress.journal.journal import JournalReader

_SECONDS_APART: Final = 60.0
"""Between two posts of an invented day, at its own pace."""

_LABELS: Final = (Label.BREAKING, None, Label.ANALYSIS, None, Label.EYEWITNESS, None, None, Label.SUMMARY)


@dataclass(frozen=True, slots=True)
class Script:
    """What is to happen: each revision with its distance from the first, in seconds of real pace. The first opens the blog."""

    revisions: tuple[tuple[Revision, float], ...]

    @property
    def seconds(self) -> float:
        """How long it takes at real pace."""
        return self.revisions[-1][1]

    @property
    def posts(self) -> int:
        """How many posts are published in it."""
        return sum(isinstance(each, PostPublished) for each, _ in self.revisions)


async def past_of(journal: JournalReader, slug: Slug) -> Script:
    """What has happened in a blog. Words that were taken back or removed do not happen again. Raises BlogUnknown."""
    past: list[Revision] = []

    def remember(step: Step) -> None:
        past.append(step.revision)

    blog = await go_on(journal, slug, BLANK, remember)
    if not past:
        raise BlogUnknown(blog=slug)
    start = past[0].at
    offsets: list[float] = []
    revisions = chosen(past, blog)
    for each in revisions:
        # An imported blog was opened when it was imported, and a clock may have been set back.
        offsets.append(max(offsets[-1] if offsets else 0.0, (each.at - start).total_seconds()))
    return Script(tuple(zip((without_withdrawn(each, blog) for each in revisions), offsets, strict=True)))


def again(revision: Revision, slug: Slug, at: datetime) -> Revision:
    """`revision`, happening to the blog `slug` at `at`, which is on the lists as any other."""
    if isinstance(revision, BlogOpened):
        return replace(revision, at=at, slug=slug, continued_from=None)
    return rules.replayed(revision, at)


def invented(blog: Blog, posts: int) -> Script:
    """A day in a blog that is described as `blog` is: posts, key points, a pin, edits, a correction, and one taken back."""
    start = blog.opened_at
    happening: list[tuple[Revision, float]] = [
        (BlogOpened(at=start, slug=blog.slug, description=blog.description), 0.0)
    ]
    for number in range(1, posts + 1):
        seconds = number * _SECONDS_APART
        at = start + timedelta(seconds=seconds)
        happening.append((_post(number, posts, at), seconds))
        happening += [(each, seconds + 0.5 * _SECONDS_APART) for each in _afterwards(number, at)]
    return Script(tuple(happening))


def _post(number: int, posts: int, at: datetime) -> PostPublished:
    return PostPublished(
        at=at,
        post=_name(number),
        published_at=at,
        headline=f"Post {number} of {posts}",
        body=_body(number, "It says nothing but that it was published."),
        label=_LABELS[number % len(_LABELS)],
        bylines=(Byline(name="Rehearsal"),) if number % 4 == 0 else (),
        key_event=number % 10 == 0,
    )


def _afterwards(number: int, at: datetime) -> list[Revision]:
    """What happens to a post later, if anything."""
    name = _name(number)
    match number % 12:
        case 2:
            return [KeyPointsSet(at=at, points=(KeyPoint(text=f"Key point of post {number}", post=name),))]
        case 4:
            return [PostPinned(at=at, post=name)]
        case 6:
            words = _body(number, f"It was edited, and names [another post](post:{_name(number - 1)}).")
            return [PostRevised(at=at, post=name, headline=f"Post {number}, edited", body=words)]
        case 8:
            return [PostCorrected(at=at, post=name, wrong="It said something else.", right="It says this.")]
        case 10:
            return [PostWithdrawn(at=at, post=name, reason="This was to be seen in the rehearsal.")]
        case _:
            return []


def _name(number: int) -> PostId:
    return PostId(f"post-{number}")


def _body(number: int, sentence: str) -> str:
    return f"This is a rehearsal. Nothing in it has happened. This is post {number}.\n\n{sentence}"
