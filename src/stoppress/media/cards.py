"""Cards: from what a provider answers to the few plain facts that a page shows.

Knows the fields of oEmbed, of Open Graph and of a Mastodon status, and how much of each is kept. The HTML in an answer is
never used as HTML; where a post's words are nowhere else, its text is taken out of it.
Does not know connections (`embedding`), nor how a card looks (`render`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from stoppress.domain.checks import is_web_address
from stoppress.domain.media import Embed
from stoppress.errors import FetchFailed
from stoppress.media.address_pattern import ADDRESS_LIMIT
from stoppress.media.plain_words import line, paragraphs, words_of
from stoppress.media.providers import Provided

# Not a set: an answer's type may be a list, which has no hash.
_TYPES: Final = ("photo", "video", "link", "rich")

# Widgets that load a post by script leave its words in the first paragraph of a quotation, for pages without scripts.
_QUOTED: Final = "blockquote p"
# What Bluesky writes there for what a quotation cannot show.
_STAND_IN: Final = "[image or embed]"

_SMALLEST: Final = 16
_LARGEST: Final = 4_096
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """Characters that are kept of each field."""

    title: int = 300
    author: int = 100
    text: int = 1_000


LIMITS: Final = MediaLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What an answer says. `picture` is an address, which has been checked to be one and nothing else."""

    title: str = ""
    author: str = ""
    text: str = ""
    posted_at: datetime | None = None
    picture: str = ""
    width: int = 0
    height: int = 0

    @property
    def says_something(self) -> bool:
        """Whether there is anything for a reader in it."""
        return bool(self.title or self.author or self.text)

    def beside(self, other: Card) -> Card:
        """This card, with the other's facts where it has none."""
        return Card(**{each.name: getattr(self, each.name) or getattr(other, each.name) for each in fields(self)})


def oembed_card(answer: Mapping[str, Any], provided: Provided, limits: MediaLimits = LIMITS) -> Card:
    """What an oEmbed answer says (oembed.com §2.3.4). Raises FetchFailed if it is none, or somebody else's."""
    if answer.get("type") not in _TYPES:
        raise FetchFailed(problem="it is no oEmbed answer.")
    if provided.provider.is_candidate and not _is_from(answer.get("provider_url"), provided.parts["host"]):
        raise FetchFailed(problem=f"its server is not {provided.provider.title}.")
    html = answer.get("html")
    text = ""
    if provided.provider.has_words_in_html and isinstance(html, str):
        text = words_of(html, limits.text, within=_QUOTED).removesuffix(_STAND_IN).rstrip()
    return Card(
        title=line(answer.get("title"), limits.title),
        author=line(answer.get("author_name"), limits.author),
        text=text or paragraphs(answer.get("description"), limits.text),
        picture=_address(answer.get("thumbnail_url")),
        width=_pixels(answer.get("width")),
        height=_pixels(answer.get("height")),
    )


def status_card(answer: Mapping[str, Any], limits: MediaLimits = LIMITS) -> Card:
    """What a Mastodon status says (docs.joinmastodon.org, entities/Status); behind a content warning only that."""
    account = answer.get("account")
    content, warning = answer.get("content"), line(answer.get("spoiler_text"), limits.text)
    hidden = bool(warning) or answer.get("sensitive") is True
    return Card(
        author=line(account.get("display_name") or account.get("acct"), limits.author)
        if isinstance(account, dict)
        else "",
        text=warning or (words_of(content, limits.text) if isinstance(content, str) else ""),
        posted_at=_time(answer.get("created_at")),
        picture="" if hidden else _first_picture(answer.get("media_attachments")),
    )


def open_graph_card(head: Mapping[str, str], url: str, limits: MediaLimits = LIMITS) -> Card:
    """What the head of the page at `url` says (ogp.me), the title of the page itself where there is no better one."""
    picture = head.get("og:image:secure_url") or head.get("og:image") or head.get("twitter:image")
    return Card(
        title=line(head.get("og:title") or head.get("twitter:title") or head.get("title"), limits.title),
        author=line(head.get("author"), limits.author),
        text=paragraphs(head.get("og:description") or head.get("twitter:description"), limits.text),
        posted_at=_time(head.get("article:published_time")),
        picture=_address(_joined(url, picture)) if picture else "",
    )


def embed(provided: Provided, card: Card) -> Embed:
    """The facts that stand in the log, without the picture, which has to be fetched and made first."""
    known = provided.provider.posted_at
    width, height = _shape(provided, card)
    return Embed(
        address=provided.address,
        provider=provided.provider.name,
        key=provided.key,
        title=card.title,
        author=card.author,
        text=card.text,
        posted_at=card.posted_at or (known(provided.parts["id"]) if known is not None else None),
        width=width,
        height=height,
    )


def _shape(provided: Provided, card: Card) -> tuple[int, int]:
    """Width and height of the frame: the answer's, or ours."""
    if not provided.width:
        # What is as wide as the page is a player or a chart of a fixed height, whatever width it says.
        return 0, card.height or provided.height
    # A shape is a pair: half of an answer's and half of ours would be nobody's.
    return (card.width, card.height) if card.width or card.height else (provided.width, provided.height)


def _is_from(url: object, host: str) -> bool:
    """Whether a server says that it is itself: anything may answer at `/api/oembed`, on behalf of anybody."""
    if not isinstance(url, str) or not is_web_address(url):
        return False
    return urlsplit(url).hostname == host


def _first_picture(attachments: object) -> str:
    for each in attachments if isinstance(attachments, list) else ():
        if isinstance(each, dict) and each.get("type") in ("image", "video", "gifv"):
            return _address(each.get("preview_url"))
    return ""


def _joined(url: str, picture: str) -> str:
    try:
        return urljoin(url, picture.strip())
    except ValueError:
        return ""


def _address(given: object) -> str:
    """A web address in plain ASCII, or nothing."""
    if not isinstance(given, str) or len(given) > ADDRESS_LIMIT or not (given.isascii() and given.isprintable()):
        return ""
    return given if is_web_address(given) else ""


def _pixels(given: object) -> int:
    """A whole number of pixels that a frame can have; anything else is unknown."""
    return given if isinstance(given, int) and _SMALLEST <= given <= _LARGEST else 0


def _time(given: object) -> datetime | None:
    """A time with its offset, to the second, in UTC."""
    if not isinstance(given, str) or len(given) > 40:
        return None
    try:
        at = datetime.fromisoformat(given)
        at = at.astimezone(UTC) if at.tzinfo is not None else at
    except (ValueError, OverflowError):
        return None
    return at.replace(microsecond=0) if at.tzinfo is not None and _FIRST_YEAR <= at.year < _LAST_YEAR else None
