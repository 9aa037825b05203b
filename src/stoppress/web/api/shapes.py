"""Shapes: what programs send, field by field.

Knows types and names; an unknown field is refused, so that a typing error is never silently lost.
Does not know limits or rules (`domain.admission`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from stoppress.actions.posts import NewPost
from stoppress.domain.checks import is_web_address
from stoppress.domain.facts import (
    Byline,
    Claim,
    ClaimStatus,
    Description,
    Headline,
    Hero,
    HeroKind,
    KeyPoint,
    Label,
    PodcastPromo,
    RelatedLink,
    Reporter,
)
from stoppress.domain.facts import Duty as DutyFact
from stoppress.domain.furnishing import Continuation, Describing
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.errors import InputInvalid
from stoppress.media.library import MediumWords
from stoppress.media.podcasts import follow_links


def _storable(text: str) -> str:
    # JSON can write both ("\\ud800"), a database neither; the normal form would lose them without a word.
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("take out the character NUL and halves of surrogate pairs")
    return text


Text = Annotated[str, AfterValidator(_storable)]
"""What a person wrote, in characters that can be kept."""


class Shape(BaseModel):
    """What all shapes have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BylineShape(Shape):
    """Who wrote a post."""

    name: Text
    role: Text = ""
    place: Text = ""
    author: Text = ""

    def fact(self) -> Byline:
        """As the domain has it."""
        return Byline(name=self.name, role=self.role, place=self.place, author=self.author)


class ClaimShape(Shape):
    """Claim status."""

    status: ClaimStatus
    attribution: Text = ""

    def fact(self) -> Claim:
        """As the domain has it."""
        return Claim(status=self.status, attribution=self.attribution)


class ReporterShape(Shape):
    """One of those who hold the blog."""

    name: Text
    author: Text = ""
    duty: DutyFact = DutyFact.REPORTING

    def fact(self) -> Reporter:
        """As the domain has it."""
        return Reporter(name=self.name, author=self.author, duty=self.duty)


class NewBlogShape(Shape):
    """A blog to be opened."""

    slug: Text
    headline: Text
    kicker: Text = ""
    short_headline: Text = ""
    search_headline: Text = ""
    standfirst: Text = ""
    language: str = "en"
    timezone: str = "UTC"
    sections: tuple[Text, ...] = ()
    coverage_start: AwareDatetime | None = None
    planned_end: AwareDatetime | None = None

    def description(self) -> Description:
        """As the domain has it."""
        headline = Headline(
            text=self.headline, kicker=self.kicker, short=self.short_headline, search=self.search_headline
        )
        return Description(
            headline=headline,
            standfirst=self.standfirst,
            language=self.language,
            timezone=self.timezone,
            sections=self.sections,
            coverage_start=self.coverage_start,
            planned_end=self.planned_end,
        )


class BlogChangeShape(Shape):
    """What is to be different of a blog's description; a field that is left out stays, null takes a time away."""

    headline: Text | None = None
    kicker: Text | None = None
    short_headline: Text | None = None
    search_headline: Text | None = None
    standfirst: Text | None = None
    language: str | None = None
    timezone: str | None = None
    sections: tuple[Text, ...] | None = None
    coverage_start: AwareDatetime | None = None
    planned_end: AwareDatetime | None = None

    def describing(self) -> Describing:
        """As the domain has it."""
        sent = self.model_fields_set
        return Describing(
            headline=self.headline,
            kicker=self.kicker,
            short=self.short_headline,
            search=self.search_headline,
            standfirst=self.standfirst,
            language=self.language,
            timezone=self.timezone,
            sections=self.sections,
            coverage_start=(self.coverage_start,) if "coverage_start" in sent else None,
            planned_end=(self.planned_end,) if "planned_end" in sent else None,
        )


class RelatedShape(Shape):
    """A link to something else worth reading."""

    title: Text
    url: Text

    def fact(self) -> RelatedLink:
        """As the domain has it."""
        return RelatedLink(title=self.title, url=self.url)


class PauseShape(Shape):
    """Until when or why nothing more is to be expected."""

    note: Text = ""


class ContinuationShape(Shape):
    """The blog in which another continues."""

    slug: Text
    headline: Text
    kicker: Text = ""
    short_headline: Text = ""
    search_headline: Text = ""

    def fact(self) -> Continuation:
        """As the domain has it."""
        headline = Headline(
            text=self.headline, kicker=self.kicker, short=self.short_headline, search=self.search_headline
        )
        return Continuation(slug=Slug(self.slug), headline=headline)


class NewPostShape(Shape):
    """A post to be published."""

    id: PostId | None = None
    body: Text = ""
    headline: Text = ""
    label: Label | None = None
    bylines: tuple[BylineShape, ...] = ()
    key_event: bool = False
    claim: ClaimShape | None = None
    published_at: AwareDatetime | None = None

    def new(self) -> NewPost:
        """As the actions have it."""
        return NewPost(
            id=self.id,
            published_at=self.published_at,
            headline=self.headline,
            body=self.body,
            label=self.label,
            bylines=tuple(each.fact() for each in self.bylines),
            key_event=self.key_event,
            claim=self.claim.fact() if self.claim else None,
        )


class ClosingShape(Shape):
    """How a blog ends; `summary` is its closing post."""

    summary: NewPostShape | None = None


class PostChangeShape(Shape):
    """What is to be different; a field that is left out stays as it is, null takes label or claim away."""

    body: Text | None = None
    headline: Text | None = None
    label: Label | None = None
    bylines: tuple[BylineShape, ...] | None = None
    key_event: bool | None = None
    claim: ClaimShape | None = None


class MediumWordsShape(Shape):
    """What is said about a medium; a field that is left out stays as it is. `focus_x` and `focus_y` are percent."""

    alt: Text | None = None
    caption: Text | None = None
    credit: Text | None = None
    licence: Text | None = None
    transcript: Text | None = None
    focus_x: int | None = Field(None, ge=0, le=100)
    focus_y: int | None = Field(None, ge=0, le=100)

    def words(self) -> MediumWords:
        """As the library has it."""
        return MediumWords(**self.model_dump())


class HeroShape(Shape):
    """What stands above the key points. `media` is a medium's id, or a live stream's address, `poster` a picture's id."""

    kind: HeroKind
    media: Text
    poster: MediaId | None = None
    alt: Text = ""
    caption: Text = ""
    credit: Text = ""

    def fact(self) -> Hero:
        """As the domain has it."""
        return Hero(kind=self.kind, media=self.media, alt=self.alt, caption=self.caption, credit=self.credit)


class PromoShape(Shape):
    """What is said about a podcast. `audio` is a sound's id, `feed` the address of an RSS feed: one of them at most.

    `follow` are addresses of the podcast in directories.
    """

    text: Text
    url: Text = ""
    audio: MediaId | None = None
    feed: Text = ""
    follow: tuple[Text, ...] = ()

    def fact(self) -> PodcastPromo:
        """As the domain has it, but for the sound."""
        for each in (self.feed, *self.follow):
            if each and not is_web_address(each):
                raise InputInvalid(field="podcast", problem="write addresses that begin with http:// or https://.")
        return PodcastPromo(text=self.text, url=self.url, feed=self.feed, follow=follow_links(self.feed, self.follow))


class CorrectionShape(Shape):
    """What was wrong and what is right; `body` and `headline` word the post anew along with it."""

    wrong: Text
    right: Text
    body: Text | None = None
    headline: Text | None = None


class WithdrawalShape(Shape):
    """Why a post is taken back, and whether readers are told."""

    reason: Text = ""
    reason_shown: bool = True


class KeyPointShape(Shape):
    """One key point; it may link to a post or to an address."""

    text: Text
    post: PostId | None = None
    url: Text = ""

    def fact(self) -> KeyPoint:
        """As the domain has it."""
        return KeyPoint(text=self.text, post=self.post, url=self.url)


KeyPointsShape = Annotated[list[KeyPointShape], Field(description="All key points, in order")]


class DoneShape(Shape):
    """What was done: the blog's sequence after it, and the post it happened to."""

    slug: Slug
    seq: int
    id: PostId | None = None
    url: Text
    published_at: datetime | None = None
