"""Alerts: what of a story those are told who follow it.

Knows which revisions are news to whom. An edit, a correction or a withdrawal is none, nor is what was published long ago.
Does not know who follows, nor how they are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import (
    CoverageEnded,
    KeyEventMarked,
    PostLabelled,
    PostPinned,
    PostPublished,
    Revision,
)

FRESH: Final = timedelta(minutes=30)
"""What is older than this is no alert any more."""


class Wants(StrEnum):
    """What a reader who follows a story wants to be told of."""

    KEY = "key"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to tell: a post, or without one that coverage has ended. `only_all`: to those who want everything."""

    seq: Seq
    post: PostId | None
    only_all: bool = False

    @property
    def wanted_by(self) -> tuple[Wants, ...]:
        """Who is told."""
        return (Wants.ALL,) if self.only_all else (Wants.KEY, Wants.ALL)


def alerts_in(revisions: Iterable[tuple[Seq, Revision]], blog: Blog, now: datetime) -> Iterator[Alert]:
    """The alerts among these revisions, in their order; `blog` is the fold of them or of more.

    One post may be in several: who has been told of it once is not told again.
    """
    for seq, revision in revisions:
        match revision:
            case CoverageEnded(at=at):
                if blog.coverage is Coverage.ENDED and at >= now - FRESH:
                    yield Alert(seq, None)
            case PostPublished(post=post):
                if is_news(blog, post, now):
                    yield Alert(seq, post, only_all=not (revision.key_event or revision.label is Label.BREAKING))
            case (
                KeyEventMarked(post=post, marked=True)
                | PostLabelled(post=post, label=Label.BREAKING)
                | PostPinned(post=post)
            ):
                if is_news(blog, post, now):
                    yield Alert(seq, post)
            case _:
                pass


def is_news(blog: Blog, name: PostId, now: datetime) -> bool:
    """Whether somebody may still be told of a post: it is new, and there is something to read."""
    post = blog.posts.get(name)
    return post is not None and post.is_readable and post.published_at >= now - FRESH
