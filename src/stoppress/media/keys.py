"""Keys: what the files of a medium are called in a storage.

Knows the two shapes there are: `originals/{medium}`, which nobody outside ever gets, and `files/{medium}/{name}`.
Does not know any storage, nor how a name is chosen.
"""

from __future__ import annotations

import re
from typing import Final, NewType

from stoppress.domain.identifiers import MEDIA_ID_LENGTH, MediaId
from stoppress.domain.media import Format
from stoppress.errors import InputInvalid

Key = NewType("Key", str)
"""`originals/{medium}` or `files/{medium}/{name}`: checked, so that it can be a path."""

ORIGINALS: Final = "originals/"
FILES: Final = "files/"

_MEDIUM: Final = f"[a-z2-7]{{{MEDIA_ID_LENGTH}}}"

# A keyed hash in lower case, as file systems differ in whether they tell `A` from `a`, and an ending that is served.
_NAME: Final = rf"[a-z0-9]{{8,64}}\.(?:{'|'.join(Format)})"

_KEY: Final = re.compile(rf"(?:originals/(?P<original>{_MEDIUM})|files/(?P<medium>{_MEDIUM})/{_NAME})\Z", re.ASCII)
_PREFIX: Final = re.compile(rf"(?:originals/|files/(?:{_MEDIUM}/)?)\Z", re.ASCII)


def original_key(medium: MediaId) -> Key:
    """Where what was uploaded is kept."""
    return checked(f"{ORIGINALS}{medium}")


def file_key(medium: MediaId, name: str) -> Key:
    """Where a file that readers get is kept; `name` is `Rendition.name`."""
    return checked(f"{FILES}{medium}/{name}")


def checked(text: str) -> Key:
    """`text` as a key. Raises InputInvalid for what is of neither shape, whatever a path would make of it."""
    if _KEY.match(text) is None:
        raise InputInvalid(field="key", problem="this is not the name of a file that is kept here.")
    return Key(text)


def checked_prefix(text: str) -> str:
    """`originals/`, `files/` or `files/{medium}/`. Raises InputInvalid for any other."""
    if _PREFIX.match(text) is None:
        raise InputInvalid(field="prefix", problem="this is not where files are kept here.")
    return text


def is_key(text: str) -> bool:
    """Whether a name found in a storage is one of ours: what others have put there is not touched."""
    return _KEY.match(text) is not None


def medium_of(key: Key) -> MediaId:
    """Whose file it is."""
    return MediaId(key.split("/", 2)[1])
