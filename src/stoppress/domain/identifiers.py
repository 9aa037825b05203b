"""Names for things: sequence numbers, slugs, post ids, media ids and epochs.

Knows what each kind of name may look like.
Does not know how a name is chosen, nor what it names.
"""

from __future__ import annotations

import re
from typing import Final, NewType

Seq = NewType("Seq", int)
"""A revision's number within its blog: 1, 2, 3 … without gaps. 0 means "nothing has happened yet"."""

Slug = NewType("Slug", str)
"""A blog's name in its address. It is given once and never changes, so every link keeps working."""

PostId = NewType("PostId", str)
"""A post's name within its blog. It survives every edit, so every permalink keeps working."""

MediaId = NewType("MediaId", str)
"""A medium's name: 128 bits of chance as 26 characters of `[a-z2-7]`, so that it cannot be guessed."""

Epoch = NewType("Epoch", str)
"""Names one unbroken history of a journal: eight characters of `[a-z2-7]` (DESIGN §10.6)."""

RESERVED: Final = frozenset({Slug("new")})
"""What no blog is called: the desk has a page of this name beside those of blogs."""

REHEARSAL: Final = "rehearsal-"
"""What the name of every rehearsal's blog begins with; 128 bits of chance follow, so that it cannot be guessed (ADR 0017)."""

EPOCH_LENGTH: Final = 8
SLUG_LIMIT: Final = 100
POST_ID_LIMIT: Final = 64
MEDIA_ID_LENGTH: Final = 26

_SLUG: Final = re.compile(rf"(?=.{{1,{SLUG_LIMIT}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_POST_ID: Final = re.compile(rf"(?=.{{1,{POST_ID_LIMIT}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*\Z", re.ASCII)
_MEDIA_ID: Final = re.compile(rf"[a-z2-7]{{{MEDIA_ID_LENGTH}}}\Z", re.ASCII)
_REHEARSAL: Final = re.compile(rf"{REHEARSAL}[a-z2-7]{{26}}\Z", re.ASCII)
_EPOCH: Final = re.compile(rf"[a-z2-7]{{{EPOCH_LENGTH}}}\Z", re.ASCII)


def is_slug(text: str) -> bool:
    """Lower-case letters and digits in groups joined by single hyphens, at most `SLUG_LIMIT` characters."""
    return _SLUG.match(text) is not None


def is_post_id(text: str) -> bool:
    """The same alphabet as a slug, at most `POST_ID_LIMIT` characters."""
    return _POST_ID.match(text) is not None


def is_media_id(text: str) -> bool:
    """Exactly `MEDIA_ID_LENGTH` characters of `[a-z2-7]`."""
    return _MEDIA_ID.match(text) is not None


def is_rehearsal(slug: str) -> bool:
    """Whether this is the name of a rehearsal's blog: it stands on no public list, and its words are no news."""
    return _REHEARSAL.match(slug) is not None


def is_epoch(text: str) -> bool:
    """Exactly `EPOCH_LENGTH` characters of `[a-z2-7]`."""
    return _EPOCH.match(text) is not None
