"""Revisions: the only facts a live blog is made of.

Knows what can happen to a blog, in the past tense.
Does not know what follows from it (`fold`), whether it may happen (`admission`), or how it is kept (`stored`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stoppress.domain.facts import (
    Byline,
    Claim,
    Description,
    KeyPoint,
    Label,
    PodcastPromo,
    RelatedLink,
    Reporter,
)
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.media import Embed, Medium
from stoppress.domain.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What every revision has: the moment it happened, in UTC."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogOpened(Happened):
    """A blog began. Always revision 1, and never any other."""

    slug: Slug
    description: Description
    continued_from: Slug | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogDescribed(Happened):
    """Headline, standfirst and the rest of the description were replaced as a whole."""

    description: Description


@dataclass(frozen=True, slots=True, kw_only=True)
class HeroPrepared(Happened):
    """More is known about the medium above the key points."""

    medium: Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveReportingSet(Happened):
    """Others hold the blog now."""

    reporters: tuple[Reporter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PodcastPromoSet(Happened):
    """The podcast promo was set, or with None taken away."""

    promo: PodcastPromo | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPointsSet(Happened):
    """The key points were replaced as a whole."""

    points: tuple[KeyPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLinksSet(Happened):
    """The related links were replaced as a whole."""

    links: tuple[RelatedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPublished(Happened):
    """A post went out. `published_at` is the time readers see; with the id it fixes the post's place for ever."""

    post: PostId
    published_at: datetime
    headline: Words = ""
    body: Words = ""
    label: Label | None = None
    bylines: tuple[Byline, ...] = ()
    key_event: bool = False
    claim: Claim | None = None
    media: tuple[Medium, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRevised(Happened):
    """A post's headline and body were replaced, and with them the media the body names. Its place and its id stay."""

    post: PostId
    headline: Words
    body: Words
    media: tuple[Medium, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumPrepared(Happened):
    """More is known about a medium that a post shows: its renditions are finished, or its words are others."""

    post: PostId
    medium: Medium


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedFilled(Happened):
    """What a provider says about an address that stands alone in a post's body; until then it is a link."""

    post: PostId
    embed: Embed


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCorrected(Happened):
    """A post was wrong: what was wrong, what is right. Shown and announced."""

    post: PostId
    wrong: Words
    right: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWithdrawn(Happened):
    """A post was taken back. Its words go from every public surface; its place stays."""

    post: PostId
    reason: Words = ""
    reason_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPinned(Happened):
    """A post became the pin, in place of any other."""

    post: PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class PostUnpinned(Happened):
    """The pin was taken away."""

    post: PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEventMarked(Happened):
    """A post joined the list of key events, or left it."""

    post: PostId
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLabelled(Happened):
    """A post got another label, or none."""

    post: PostId
    label: Label | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BylinesSet(Happened):
    """A post's bylines were replaced as a whole."""

    post: PostId
    bylines: tuple[Byline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStatusSet(Happened):
    """A post's claim status changed, or with None was taken away."""

    post: PostId
    claim: Claim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveragePaused(Happened):
    """Nothing more is expected for a while; `note` says until when or why."""

    note: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageResumed(Happened):
    """Coverage goes on after a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageEnded(Happened):
    """The story is over, for now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageReopened(Happened):
    """The story was not over after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageContinued(Happened):
    """Coverage continues in another blog. `headline` is that blog's, as open pages will show it."""

    blog: Slug
    headline: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsRemoved(Happened):
    """The words of earlier revisions were deleted by law.

    `revisions` are their numbers, `posts` every post those revisions had touched. The words themselves are
    gone from the journal: whoever folds the log afterwards finds empty text there. An empty `notice` means
    that the newsroom says nothing about it.
    """

    revisions: tuple[Seq, ...]
    posts: tuple[PostId, ...]
    notice: Words = ""


PostRevision = (
    PostPublished
    | PostRevised
    | PostCorrected
    | PostWithdrawn
    | PostPinned
    | PostUnpinned
    | KeyEventMarked
    | PostLabelled
    | BylinesSet
    | ClaimStatusSet
    | MediumPrepared
    | EmbedFilled
)
BlogRevision = (
    BlogOpened
    | BlogDescribed
    | HeroPrepared
    | LiveReportingSet
    | PodcastPromoSet
    | KeyPointsSet
    | RelatedLinksSet
    | CoveragePaused
    | CoverageResumed
    | CoverageEnded
    | CoverageReopened
    | CoverageContinued
    | WordsRemoved
)
Revision = PostRevision | BlogRevision
