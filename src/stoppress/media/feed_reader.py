"""Reading feeds: RSS as flat items, from XML that a stranger wrote.

Knows how XML harms its readers: no document type and no entity of its own is let in, depth, texts and items are
bounded, and reading ends where enough was read. Knows RSS 2.0 as far as it nests.
Does not know what the fields mean (`podcasts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from stoppress.errors import FetchFailed

ITUNES: Final = "http://www.itunes.com/dtds/podcast-1.0.dtd"
ATOM: Final = "http://www.w3.org/2005/Atom"

# Enough to stop soon after the last item that is wanted.
_CHUNK: Final = 16_384

# Between a namespace and a name; neither can hold it.
_BETWEEN: Final = " "


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """`feed` is bytes; only the first `items` are read: feeds begin with the newest. `text` is characters of a field.

    A tag or comment may have `tag` bytes: the parser begins such a one anew with every piece that comes.
    """

    feed: int = 8_388_608
    tag: int = 65_536
    elements: int = 20_000
    items: int = 50
    depth: int = 20
    fields: int = 60
    text: int = 4_000


LIMITS: Final = MediaLimits()

Attributes = Mapping[str, str]


@dataclass(slots=True)
class Entry:
    """A channel or an item: texts and attributes of the elements in it, the first of each name and all attributes.

    A name in a namespace is written `namespace name`.
    """

    texts: dict[str, str] = field(default_factory=dict)
    attributes: list[tuple[str, Attributes]] = field(default_factory=list)

    def attribute(self, element: str, name: str) -> str:
        """An attribute of the first element of this name, or nothing."""
        return next((given.get(name, "") for each, given in self.attributes if each == element), "")


@dataclass(slots=True)
class Feed:
    """What was read: the channel's own fields, and items in the feed's order."""

    channel: Entry
    items: list[Entry]


def read_feed(body: bytes, limits: MediaLimits = LIMITS) -> Feed:
    """An RSS 2.0 feed. Raises FetchFailed if it is none, is too large, or tries something."""
    if len(body) > limits.feed:
        raise FetchFailed(problem=f"the feed is larger than {limits.feed} bytes.")
    reader = _Reader(limits)
    try:
        for start in range(0, len(body), _CHUNK):
            reader.take(body[start : start + _CHUNK])
        reader.take(b"", is_last=True)
    except _Enough:
        pass
    # A name of an encoding nobody knows is a LookupError; a character it cannot have, a ValueError.
    except (expat.ExpatError, LookupError, ValueError) as problem:
        raise FetchFailed(problem="it is no feed: its XML is broken.") from problem
    if not reader.is_rss:
        raise FetchFailed(problem="it is no RSS feed.")
    return Feed(reader.channel, reader.items)


class _Enough(Exception):
    """As many items as are wanted have been read."""


class _Reader:
    def __init__(self, limits: MediaLimits) -> None:
        self._limits = limits
        self._path: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._elements = 0
        self._taken = 0
        self.is_rss = False
        self.channel = Entry()
        self.items: list[Entry] = []
        parser = expat.ParserCreate(namespace_separator=_BETWEEN)
        # RSS needs neither, and both are how a small document becomes a large one, or reads our files.
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ExternalEntityRefHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        self._parser = parser

    def take(self, chunk: bytes, *, is_last: bool = False) -> None:
        """Go on reading."""
        self._parser.Parse(chunk, is_last)
        self._taken += len(chunk)
        if self._taken - self._parser.CurrentByteIndex > self._limits.tag:
            raise FetchFailed(problem="it is XML with a tag that is too long.")

    def _refuse(self, *_: object) -> NoReturn:
        raise FetchFailed(problem="it is XML with a document type, which feeds do not need.")

    def _start(self, name: str, given: Attributes) -> None:
        self._elements += 1
        if len(self._path) >= self._limits.depth or self._elements > self._limits.elements:
            raise FetchFailed(problem="it is XML that is nested too deeply, or has too many elements.")
        self._path.append(name)
        self._text, self._length = [], 0
        match self._path:
            case ["rss", "channel"]:
                self.is_rss = True
            case ["rss", "channel", "item"]:
                self.items.append(Entry())
            case ["rss", "channel", "item", _]:
                self._keep_attributes(self.items[-1], name, given)
            case ["rss", "channel", _]:
                self._keep_attributes(self.channel, name, given)

    def _end(self, name: str) -> None:
        match self._path:
            case ["rss", "channel", "item", _]:
                self._keep_text(self.items[-1], name)
            case ["rss", "channel", "item"] if len(self.items) >= self._limits.items:
                raise _Enough
            case ["rss", "channel", _]:
                self._keep_text(self.channel, name)
        self._path.pop()
        self._text, self._length = [], 0

    def _characters(self, text: str) -> None:
        if self._length < self._limits.text:
            self._text.append(text[: self._limits.text - self._length])
            self._length += len(text)

    def _keep_text(self, entry: Entry, name: str) -> None:
        if len(entry.texts) < self._limits.fields:
            entry.texts.setdefault(name, "".join(self._text).strip())

    def _keep_attributes(self, entry: Entry, name: str, given: Attributes) -> None:
        if given and len(entry.attributes) < self._limits.fields:
            entry.attributes.append((name, {each: text[: self._limits.text] for each, text in given.items()}))
