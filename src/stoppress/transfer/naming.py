"""Names for what is imported: the blog's slug and the posts' ids.

Knows how to make them from the words, so that importing the same file again gives the same names.
Does not know whether a name is taken.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b32encode
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Final

from stoppress.domain.identifiers import PostId, Slug, is_slug

SLUG_LENGTH: Final = 60
"""How long a slug made from a headline gets: what a chat or a mail shows of an address before it cuts."""

POST_ID_LENGTH: Final = 12
"""60 bits in base 32: among 10,000 posts of one blog two share an id with a chance of 1 in 20 thousand million."""

_WORD: Final = re.compile(r"[a-z0-9]+", re.ASCII)
_APOSTROPHES: Final = re.compile(r"['’]")


def slug_of(headline: str) -> Slug:
    """A slug from the headline's words: lower-case ASCII, at most `SLUG_LENGTH` characters, cut at a word.

    A headline in another script has no such words; its slug is `live-` and eight characters of its hash.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", headline.casefold()))
    slug = ""
    for word in _WORD.findall("".join(each for each in plain if not unicodedata.combining(each))):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > SLUG_LENGTH:
            break
        slug = longer
    return Slug(slug if is_slug(slug) else f"live-{_name(headline)[:8]}")


def post_ids(slug: Slug, posts: Iterable[tuple[datetime, str, str]]) -> list[PostId]:
    """An id for each post, given oldest first as (time, headline, the source's own id or "").

    A post with an id of its own keeps its name when its headline changes; any other is told apart by time,
    headline and, where even these agree, its place among its doubles. Posts of the same moment are ordered by
    id (`blog.order_key`), so they get their ids in ascending order and stay in the order of the source.
    """
    doubles: Counter[tuple[datetime, str]] = Counter()
    ids: list[PostId] = []
    for moment, together in groupby(posts, key=lambda post: post[0].astimezone(UTC)):
        names = []
        for _, headline, own in together:
            index = doubles[moment, headline]
            doubles[moment, headline] += 1
            parts = (slug, own) if own else (slug, moment.isoformat(), headline, str(index))
            names.append(PostId(_name("\x1f".join(parts))))
        ids += sorted(names)
    return ids


def _name(text: str) -> str:
    digest = sha256(text.encode("utf-8", "surrogatepass")).digest()
    return b32encode(digest).decode().lower()[:POST_ID_LENGTH]
