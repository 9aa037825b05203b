"""Figures: media as templates see them.

Knows which files of a medium stand where in a page, and that what a body says about one comes before what the medium
says itself.
Does not know any markup (`templates/media.html.j2`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from stoppress.domain.exhibits import Exhibit
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition
from stoppress.render.clock import Clock
from stoppress.render.frames import Frame, Frames

TYPES: Final[dict[Format, str]] = {
    Format.AVIF: "image/avif",
    Format.WEBP: "image/webp",
    Format.JPEG: "image/jpeg",
    Format.MP4: "video/mp4",
    Format.WEBM: "video/webm",
    Format.M4A: "audio/mp4",
    Format.MP3: "audio/mpeg",
    Format.OGG: "audio/ogg",
    Format.VTT: "text/vtt; charset=utf-8",
}
"""What a file of each format is called in HTTP."""

# Best first: a browser takes the first it knows.
_SOURCES: Final = (Format.AVIF, Format.WEBP)

# A rendition of this width is what browsers get that know no `srcset`, and what others link to.
_USUAL_WIDTH: Final = 960

NO_FRAMES: Final = Frames()

# How many steps a colour channel and a focal point have in the style sheet's classes (DESIGN §10.14).
TINTS: Final = 6
FOCUSES: Final = 5


@dataclass(frozen=True, slots=True)
class Source:
    """One `<source>`: its type and its `srcset`."""

    type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One medium with its words. `shown` is the file for everybody, `largest` what a click opens."""

    kind: MediumKind
    medium: str
    alt: str
    caption: str
    credit: str
    width: int
    height: int
    tint: str
    focus: str
    shown: str
    shown_set: str
    largest: str
    sources: tuple[Source, ...]
    still: str
    captions: str
    transcript: str
    length: str
    type: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An embed as a card of our own: what is known without asking its provider again.

    `provider` is what readers call it; `frame` what they may load from it. `width` and `height` are the frame's shape: a
    width of 0 is as wide as the page, a height of 0 unknown. `posted` is when it was posted, for people and machines.
    """

    embed: Embed
    picture: Figure | None
    provider: str
    frame: Frame | None
    posted: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class MediaPlace:
    """Where readers get files: an origin of its own, or with "" the page's; and what they may load from providers."""

    origin: str = ""
    frames: Frames = NO_FRAMES

    @property
    def host(self) -> str:
        """What requests for files are addressed to, if that is not the page's; with a port where there is one."""
        return self.origin.partition("://")[2]

    def address(self, medium: Medium, rendition: Rendition) -> str:
        """The address of one file."""
        return f"{self.origin}/media/{medium.id}/{rendition.name}"


def figure(medium: Medium, place: MediaPlace, exhibit: Exhibit | None = None) -> Figure | None:
    """How a medium is shown; None as long as there is no file of it."""
    usual = _usual(medium)
    if usual is None:
        return None
    stills = _in(medium.still, Format.JPEG)
    return Figure(
        kind=medium.kind,
        medium=medium.id,
        alt=(exhibit.alt if exhibit else "") or medium.alt,
        caption=(exhibit.caption if exhibit else "") or medium.caption,
        credit=medium.credit,
        width=medium.width,
        height=medium.height,
        tint=tint(medium.colour),
        focus=focus(medium.focus_x, medium.focus_y),
        shown=place.address(medium, usual),
        shown_set=_set(_in(medium.renditions, Format.JPEG), medium, place),
        largest=place.address(medium, _largest(medium) or usual),
        sources=tuple(
            Source(TYPES[each], _set(found, medium, place))
            for each in _SOURCES
            if (found := _in(medium.renditions, each))
        ),
        still=place.address(medium, _nearest(stills)) if stills else "",
        captions=place.address(medium, medium.captions) if medium.captions else "",
        transcript=medium.transcript,
        length=length(medium.milliseconds),
        type=TYPES[usual.format],
        is_elsewhere=bool(place.origin),
    )


def card(embed: Embed, place: MediaPlace, clock: Clock) -> Card:
    """How an embed is shown."""
    at = embed.posted_at
    return Card(
        embed,
        figure(embed.picture, place) if embed.picture is not None else None,
        place.frames.titles.get(embed.provider, embed.provider),
        # Of what is gone there is nothing to load.
        None if embed.is_gone else place.frames.frame(embed.provider, embed.key),
        (clock.machine(at), f"{clock.day(at)}, {clock.time(at)}") if at is not None else None,
    )


def tint(colour: str) -> str:
    """The class of the colour nearest to `#rrggbb`, such as `tint-023`; "" for none."""
    if not colour:
        return ""
    steps = (round(int(colour[at : at + 2], 16) / 255 * (TINTS - 1)) for at in (1, 3, 5))
    return "tint-" + "".join(map(str, steps))


def focus(x: int, y: int) -> str:
    """The class of a focal point in percent, such as `focus-22` for the middle."""
    across, down = (min(max(round(each / 100 * (FOCUSES - 1)), 0), FOCUSES - 1) for each in (x, y))
    return f"focus-{across}{down}"


def length(milliseconds: int) -> str:
    """`4:05`, or `1:04:05`; "" when nobody knows."""
    seconds = round(milliseconds / 1000)
    if not seconds:
        return ""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _usual(medium: Medium) -> Rendition | None:
    if medium.kind is MediumKind.PICTURE:
        found = _in(medium.renditions, Format.JPEG) or medium.renditions
        return _nearest(found) if found else None
    return medium.renditions[0] if medium.renditions else None


def _nearest(renditions: Sequence[Rendition]) -> Rendition:
    return min(renditions, key=lambda each: abs(each.width - _USUAL_WIDTH))


def _largest(medium: Medium) -> Rendition | None:
    jpegs = _in(medium.renditions, Format.JPEG)
    return max(jpegs, key=lambda each: each.width) if jpegs and not medium.is_animated else None


def _in(renditions: Iterable[Rendition], wanted: Format) -> list[Rendition]:
    return sorted((each for each in renditions if each.format is wanted), key=lambda each: each.width)


def _set(renditions: Sequence[Rendition], medium: Medium, place: MediaPlace) -> str:
    return ", ".join(f"{place.address(medium, each)} {each.width}w" for each in renditions)
