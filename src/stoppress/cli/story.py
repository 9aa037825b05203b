"""The demonstration's story: what has happened, what happens next, and how it then goes on.

Knows how story.toml is written.
Does not know how anything is published (`demo`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from stoppress.domain.authors import Author, AuthorLink
from stoppress.domain.facts import (
    Byline,
    Claim,
    ClaimStatus,
    Description,
    Headline,
    KeyPoint,
    Label,
    PodcastPromo,
    Reporter,
)
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import (
    BlogOpened,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    PostPublished,
    Revision,
)

STORY: Final = Path(__file__).with_name("story.toml")

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its file tells it."""

    slug: Slug
    blog: Tree
    past: list[Tree]
    points: list[Tree]
    next: list[Tree]
    rolling: list[Tree]
    writers: list[Tree]

    def authors(self) -> list[Author]:
        """Those who write it, each with a page of their own."""
        return [
            Author(
                slug=each["slug"],
                name=each["name"],
                role=each["role"],
                place=each.get("place", ""),
                introduction=each["introduction"],
                links=tuple(AuthorLink(*link) for link in each.get("contact", ())),
                public=True,
            )
            for each in self.writers
        ]

    def opening(self, now: datetime) -> list[Revision]:
        """What has happened by `now`."""
        posts = sorted(self.past, key=lambda each: -int(each["ago"]))
        start = now - timedelta(minutes=int(posts[0]["ago"]) + 1)
        later = now - timedelta(minutes=1)
        promo = PodcastPromo(text=self.blog["promo"], url=self.blog["promo_url"])
        return [
            BlogOpened(at=start, slug=self.slug, description=_description(self.blog)),
            *(_published(each, now - timedelta(minutes=int(each["ago"]))) for each in posts),
            LiveReportingSet(at=later, reporters=tuple(Reporter(**each) for each in self.blog["reporting"])),
            PodcastPromoSet(at=later, promo=promo),
            KeyPointsSet(at=later, points=key_points(self.points)),
        ]

    def for_ever(self) -> Iterator[Tree]:
        """Routine posts, each with other figures."""
        turn = 0
        while True:
            for each in self.rolling:
                turn += 1
                figures = {
                    "level": f"{3.2 + turn % 14 / 10:.1f}",
                    "count": f"{2400 + turn * 37:,}",
                    "wind": str(104 + turn * 7 % 31),
                    "percent": str(min(40 + turn * 3, 98)),
                }
                yield {name: text.format_map(figures) for name, text in each.items()}


def read_story() -> Story:
    """The story in the package."""
    tree = tomllib.loads(STORY.read_text("utf-8"))
    return Story(
        Slug(tree["blog"]["slug"]),
        tree["blog"],
        tree["past"],
        tree["key_points"],
        tree["next"],
        tree["rolling"],
        tree["authors"],
    )


def key_points(trees: list[Tree]) -> tuple[KeyPoint, ...]:
    """Key points as the file writes them."""
    return tuple(KeyPoint(text=each["text"], post=PostId(each["post"]) if "post" in each else None) for each in trees)


def label_of(tree: Tree) -> Label | None:
    """The label a post in the file bears."""
    return Label(tree["label"]) if "label" in tree else None


def bylines_of(tree: Tree) -> tuple[Byline, ...]:
    """The byline a post in the file bears."""
    return (Byline(**tree["byline"]),) if "byline" in tree else ()


def _description(blog: Tree) -> Description:
    return Description(
        headline=Headline(text=blog["headline"], kicker=blog["kicker"], short=blog["short"]),
        standfirst=blog["standfirst"],
        language="en-GB",
        timezone=blog["timezone"],
        sections=tuple(blog["sections"]),
    )


def _published(tree: Tree, at: datetime) -> PostPublished:
    claim = Claim(status=ClaimStatus.UNVERIFIED, attribution=tree["claim"]) if "claim" in tree else None
    return PostPublished(
        at=at,
        post=PostId(tree["id"]),
        published_at=at,
        headline=tree.get("headline", ""),
        body=tree["body"],
        label=label_of(tree),
        bylines=bylines_of(tree),
        key_event=tree.get("key_event", False),
        claim=claim,
    )
