"""The publication a page belongs to, and the built files it links.

Knows names and addresses the operator has set.
Does not know where settings come from.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlsplit

from stoppress.render.authorship import Known
from stoppress.render.clock import ClockStyle
from stoppress.render.figures import MediaPlace
from stoppress.render.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place for somebody else's page, such as an advertisement, in every so manieth post; `height` is in pixels.

    It is of that height before anything has come, so that nothing moves. No code of others is part of this program.
    """

    every: int
    address: str
    height: int = 250
    label: str = ""

    @property
    def origin(self) -> str:
        """What the page's policy has to allow."""
        found = urlsplit(self.address)
        return f"{found.scheme}://{found.netloc}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What readers are asked about a blog's page, and what they are shown of it.

    They are asked for `stars` and whether it was `helpful`, unless the blog has a section, or a post on its page a label, that
    is `barred`; what they say is shown from `least` votes on. Whether views are `counted`, and how many there are is `told`; what is
    most read is so by those of the last `hours`.
    """

    stars: bool = False
    helpful: bool = False
    least: int = 10
    barred: frozenset[str] = frozenset()
    counted: bool = False
    told: bool = False
    hours: int = 24


class History(StrEnum):
    """What readers may see of superseded words (DESIGN §10.2)."""

    CORRECTIONS = "corrections"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assets:
    """Paths of the built scripts and sheets; their names carry a hash of what is in them."""

    script: str = "/static/reader.js"
    sheet: str = "/static/reader.css"
    desk_script: str = "/static/desk.js"
    desk_sheet: str = "/static/desk.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """`origin` is the public address without a path; absolute addresses are made from it, never from `Host`.

    `language` is that of the front page and of refusals; a blog has its own.
    `streams` are the origins whose live streams are played on the page, `frame_ancestors` those that may show our pages
    for frames in one ("*" for all). `questions` says whether readers can ask on a page of ours; `contact` is where they write
    otherwise, an address or `mailto:`.
    `templates` is a digest of the newsroom's own templates. `follows` is whether readers can follow a story, `authors` are
    those whose bylines lead to a page. `tells_changes` is whether pages lead to what was changed of them.
    """

    name: str = "Stoppress"
    origin: str = "http://127.0.0.1:8000"
    language: str = "en"
    clock_style: ClockStyle = ClockStyle.COLON
    page_posts: int = 30
    key_events: int = 10
    assets: Assets = Assets()
    media: MediaPlace = MediaPlace()
    colour: str = "#b3121d"
    streams: tuple[str, ...] = ()
    history: History = History.CORRECTIONS
    frame_ancestors: tuple[str, ...] = ("*",)
    contact: str = ""
    questions: bool = False
    slot: Slot | None = None
    asks: Asks = Asks()
    follows: bool = False
    tells_changes: bool = True
    theme: Theme = Theme()
    templates: str = ""
    authors: Known = field(default_factory=Known, compare=False)

    @property
    def version(self) -> str:
        """Changes whenever the same blog would look different; part of every page's ETag (DESIGN §10.4)."""
        parts = (
            self.name,
            self.origin,
            self.language,
            self.clock_style.value,
            str(self.page_posts),
            self.assets.script,
            self.assets.sheet,
            self.media.origin,
            self.colour,
            self.history.value,
            " ".join(self.streams),
            " ".join(self.frame_ancestors),
            self.contact,
            str(self.questions),
            repr(self.slot),
            # A set has no order of its own, and another one in each process.
            repr((replace(self.asks, barred=frozenset()), sorted(self.asks.barred))),
            repr(self.follows),
            repr(self.tells_changes),
            repr(self.theme),
            self.templates,
            " ".join((*self.media.frames.sources, *self.media.frames.titles)),
        )
        return "\n".join(parts)
