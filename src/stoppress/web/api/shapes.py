"""Shapes: what programs send, field by field.

Knows types and names; an unknown field is refused, so that a typing error is never silently lost.
Does not know limits or rules (`domain.admission`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

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
    Reporter,
)
from stoppress.domain.facts import Duty as DutyFact
from stoppress.domain.identifiers import PostId, Slug
from stoppress.media.library import MediumWords


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
    focus_x: int | None = Field(None, ge=0, le=100)
    focus_y: int | None = Field(None, ge=0, le=100)

    def words(self) -> MediumWords:
        """As the library has it."""
        return MediumWords(**self.model_dump())


class HeroShape(Shape):
    """What stands above the key points. `media` is a medium's id, or a live stream's address."""

    kind: HeroKind
    media: Text
    alt: Text = ""
    caption: Text = ""
    credit: Text = ""

    def fact(self) -> Hero:
        """As the domain has it."""
        return Hero(kind=self.kind, media=self.media, alt=self.alt, caption=self.caption, credit=self.credit)


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
