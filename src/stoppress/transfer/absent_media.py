"""Traces of pictures, film and sound that a copy of a page has lost.

Knows what a caption looks like when its player is gone, and a sentence that points at one.
Does not know what was there.
"""

from __future__ import annotations

import re
from typing import Final

from stoppress.domain.facts import Label
from stoppress.transfer.labels import prefix_of
from stoppress.transfer.report import Finding
from stoppress.transfer.sentences import sentences

SHOWN: Final = frozenset({Label.WATCH, Label.PICTURES, Label.LISTEN})
"""Labels of posts that are about something to see or hear, which no copy as text holds."""

CAPTION_LENGTH: Final = 200
"""A longer paragraph that begins with "Watch:" says something of its own and stays."""

_CAPTIONS: Final = {
    Label.WATCH: Finding.FILM_CAPTION,
    Label.PICTURES: Finding.PICTURE_CAPTION,
    Label.LISTEN: Finding.SOUND_CAPTION,
}
_POINTING: Final = re.compile(r"\b(?:watch|listen|hear)\b", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")


def caption_kind(text: str) -> Finding | None:
    """What `text` is the caption of, when a player or gallery is missing above it; None if it is no caption."""
    prefix = prefix_of(text)
    if prefix is None or len(text) > CAPTION_LENGTH or "\n" in text or not prefix[1]:
        return None
    return _CAPTIONS.get(prefix[0])


def points_at_media(text: str) -> bool:
    """Whether a paragraph ends by sending readers to something to watch or hear that stood next to it."""
    last = sentences(text)[-1:]
    if not last or not _POINTING.search(last[0]):
        return False
    words = _WORD.findall(last[0].casefold())
    return words[-1] in ("below", "above")
