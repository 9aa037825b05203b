"""Media facts: what stands in the log about a picture, a film, a sound or an embed.

Knows what a page needs in order to show one: sizes, colour, files, words (DESIGN §10.4). A body names a medium as
`![alt](media:ID "caption")`; what it says there comes before what is said here.
Does not know files (`media`), nor what anything looks like (`render`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from stoppress.domain.identifiers import MediaId
from stoppress.domain.words import Words

SCHEME: Final = "media:"


class MediumKind(StrEnum):
    """What a medium is."""

    PICTURE = "picture"
    FILM = "film"
    AUDIO = "audio"


class Format(StrEnum):
    """What a file that readers get is. Its value is the file's ending; nothing else is ever served."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpg"
    MP4 = "mp4"
    WEBM = "webm"
    M4A = "m4a"
    MP3 = "mp3"
    OGG = "ogg"
    VTT = "vtt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendition:
    """One file readers may get, at `/media/{medium}/{name}`. `width` and `height` are pixels, 0 for sound; `size` bytes.

    `name` is the file's keyed hash and its ending: whoever has not seen it cannot guess it.
    """

    format: Format
    name: str
    size: int
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture, film or sound as a page shows it.

    `width` and `height` are what it is shown at most, upright, in pixels; `colour` is `#rrggbb`, what stands in its place
    until it has come; `focus_x` and `focus_y` say in percent, from the left and the top, what must not be cut off.
    `milliseconds` is its length in time. `is_ready` is False while renditions are still being made: what there is can be
    shown already. `still` and `captions` are a film's first picture and its WebVTT file.
    """

    id: MediaId
    kind: MediumKind
    width: int = 0
    height: int = 0
    colour: str = ""
    focus_x: int = 50
    focus_y: int = 50
    milliseconds: int = 0
    is_animated: bool = False
    is_ready: bool = False
    alt: Words = ""
    caption: Words = ""
    credit: Words = ""
    licence: Words = ""
    transcript: Words = ""
    renditions: tuple[Rendition, ...] = ()
    still: tuple[Rendition, ...] = ()
    captions: Rendition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """What is known about an address of a provider that stands alone on a line of a body: enough for a card of our own.

    `provider` and `key` name it without its address, which the browser's frame is made from by our own template; both
    come from the address, never from an answer. `is_gone` says that the original was looked for and not found any more:
    what was kept stays. `width` and `height` are the shape of the provider's frame, 0 where it is free.
    """

    address: Words
    provider: str
    key: str
    title: Words = ""
    author: Words = ""
    text: Words = ""
    posted_at: datetime | None = None
    picture: Medium | None = None
    width: int = 0
    height: int = 0
    is_gone: bool = False
