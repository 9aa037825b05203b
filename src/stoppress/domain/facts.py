"""The small things revisions are made of: headlines, bylines, key points, claims.

Knows their shapes, and which of their fields are words that a court may order us to remove. Pictures, films, sounds
and embeds have a module of their own (`media`).
Does not know what happens to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stoppress.domain.identifiers import PostId
from stoppress.domain.media import Medium
from stoppress.domain.words import Words


class Label(StrEnum):
    """What a post is. The list is closed: "Kim: New agreement …" carries no label (DESIGN §2)."""

    UPDATE = "update"
    BREAKING = "breaking"
    ANALYSIS = "analysis"
    WATCH = "watch"
    PICTURES = "pictures"
    LISTEN = "listen"
    EYEWITNESS = "eyewitness"
    QUOTE = "quote"
    EXPLAINER = "explainer"
    QUESTION = "question"
    FACTBOX = "factbox"
    SUMMARY = "summary"


class ClaimStatus(StrEnum):
    """Whether the newsroom stands behind what a post reports."""

    UNVERIFIED = "unverified"
    CONFIRMED = "confirmed"


class Duty(StrEnum):
    """What somebody named in "Live reporting by …" does."""

    REPORTING = "reporting"
    EDITED_BY = "edited by"


class HeroKind(StrEnum):
    """What stands above the key points."""

    PICTURE = "picture"
    FILM = "film"
    LIVE_STREAM = "live stream"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """What the page shows, the words before its colon, what an alert shows, what a search engine shows."""

    text: Words
    kicker: Words = ""
    short: Words = ""
    search: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hero:
    """Picture, film, live stream or audio above the key points.

    `media` names it in the media room, and is a live stream's address; `medium` is what is known about it.
    """

    kind: HeroKind
    media: str
    medium: Medium | None = None
    alt: Words = ""
    caption: Words = ""
    credit: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Everything about a blog that is neither a post nor a state.

    `language` is a BCP 47 tag, `timezone` an IANA name.
    """

    headline: Headline
    standfirst: Words = ""
    hero: Hero | None = None
    language: str = "en"
    timezone: str = "UTC"
    sections: tuple[Words, ...] = ()
    coverage_start: datetime | None = None
    planned_end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Who wrote a post: "By NAME, ROLE, in PLACE". `author` is the slug of their author page."""

    name: Words
    role: Words = ""
    place: Words = ""
    author: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """One of those who hold the blog now."""

    name: Words
    author: Words = ""
    duty: Duty = Duty.REPORTING


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPoint:
    """One line of the maintained list on top; it may link to a post or to an address, not to both."""

    text: Words
    post: PostId | None = None
    url: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PodcastPromo:
    """A line such as "Listen to … and follow wherever you get your podcasts"."""

    text: Words
    url: Words = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    """A link to something else worth reading."""

    title: Words
    url: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Claim status as readers see it, with the attribution sentence kept verbatim."""

    status: ClaimStatus
    attribution: Words = ""
