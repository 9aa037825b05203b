"""Content: what a post says, as the composer has it: in a draft, or as one of the texts that are put together.

Knows its fields.
Does not know where it stands, nor whether it may be published (`admission`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stoppress.domain.blog import Post
from stoppress.domain.facts import Byline, Claim, Label
from stoppress.domain.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """See `revisions.PostPublished`. `pin`: it is the pin as well, or to be."""

    headline: Words = ""
    body: Words = ""
    label: Label | None = None
    bylines: tuple[Byline, ...] = ()
    key_event: bool = False
    pin: bool = False
    claim: Claim | None = None


NOTHING: Final = Content()


def content_of_post(post: Post, *, pin: bool = False) -> Content:
    """What a published post says."""
    return Content(
        headline=post.headline,
        body=post.body,
        label=post.label,
        bylines=post.bylines,
        key_event=post.key_event,
        pin=pin,
        claim=post.claim,
    )
