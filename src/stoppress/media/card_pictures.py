"""Pictures of cards: fetched once, made harmless like any other upload, and kept by us.

Knows that they are the provider's, which is said beside them.
Does not know connections (`outbound`), nor which card they are for (`clockwork`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.media import Medium
from stoppress.errors import FetchFailed
from stoppress.errors.media import MediaRefused
from stoppress.media.embedding import Fetch
from stoppress.media.library import Arrived, Library, MediumWords
from stoppress.media.objects import troubles

_ACCEPT: Final = "image/avif,image/webp,image/jpeg,image/png;q=0.9"

OWNER: Final = "providers"
"""Who has uploaded pictures of cards: a quota of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPictureLimits:
    """Bytes of a picture as a provider sends it."""

    picture: int = 5 * 1024 * 1024


LIMITS: Final = CardPictureLimits()


async def keep_picture(
    fetch: Fetch, library: Library, incoming: Path, address: str, title: str, slug: Slug, post: PostId
) -> Medium:
    """The picture at `address` with all its files, for a post that is going to show it; `title` is the provider's.

    Raises AddressRefused, FetchFailed, MediaRefused, MediaTooLarge, MediaBroken.
    """
    answer = await fetch.get(address, most_bytes=LIMITS.picture, accept=_ACCEPT)
    if answer.status != 200:
        raise FetchFailed(problem=f"it answered {answer.status}.", status=answer.status)
    path = await asyncio.to_thread(_written, answer.body, incoming)
    try:
        return await _taken(library, Path(path), answer.body, title, [(slug, post)])
    finally:
        await asyncio.to_thread(Path(path).unlink, missing_ok=True)


async def _taken(
    library: Library, path: Path, content: bytes, title: str, places: Sequence[tuple[Slug, PostId]]
) -> Medium:
    digest = sha256(content).hexdigest()
    arrived = Arrived(path=path, owner=OWNER, label=title, size=len(content), sha256=digest)
    row = await library.take(arrived, MediumWords(credit=title))
    if not row.medium.width:
        raise MediaRefused(problem="A card's picture is no picture.")
    # All at once, and before the card shows it: one revision, and a use that keeps it from being swept.
    for slug, post in places:
        await library.use([row.id], slug, post)
    return await library.finish(row.id)


def _written(content: bytes, incoming: Path) -> str:
    with troubles():
        incoming.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=incoming, delete=False) as file:
            file.write(content)
            return file.name
