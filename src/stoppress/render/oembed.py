"""oEmbed: how other sites are told to show one of our pages (oembed.com, version 1.0).

Knows which of our addresses can be shown, what of, and how large.
Does not know requests.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape as escape_xml

from markupsafe import escape

from stoppress.domain.blog import Blog, Post
from stoppress.render.publication import Publication
from stoppress.render.share_card import HEIGHT, WIDTH
from stoppress.render.sharing import blog_sharing, post_sharing
from stoppress.render.view import View

WIDTH_USUAL: Final = 660
HEIGHT_USUAL: Final = 800
POST_HEIGHT_USUAL: Final = 480
"""Pixels, unless the asker's `maxwidth` and `maxheight` are less: a frame is never larger (oembed.com §2.3.4.4)."""

CACHE_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Place:
    """One of our pages: a blog's, or a post's own."""

    slug: str
    post: str | None


def place_in(address: str, publication: Publication) -> Place | None:
    """What stands at `address`; None for what is not ours, or nothing that can be shown."""
    try:
        found = urlsplit(address)
    except ValueError:
        return None
    # Who found a link with the other scheme means the same page.
    if found.scheme not in ("http", "https") or found.netloc != urlsplit(publication.origin).netloc:
        return None
    match found.path.strip("/").split("/"):
        case ["live", slug]:
            return Place(slug, None)
        case ["live", slug, "p", post]:
            return Place(slug, post)
    return None


def oembed(blog: Blog, post: Post | None, publication: Publication, most: tuple[int, int]) -> dict[str, str | int]:
    """The answer for a blog or a post, at most so many pixels wide and high; 0 is as many as one likes."""
    view = View(blog, publication)
    told = blog_sharing(view, []) if post is None else post_sharing(view, post)
    width = _within(WIDTH_USUAL, most[0])
    height = _within(HEIGHT_USUAL if post is None else POST_HEIGHT_USUAL, most[1])
    names = ", ".join(by.name for by in post.bylines if by.name) if post is not None else ""
    answer: dict[str, str | int] = {
        "version": "1.0",
        "type": "rich",
        "title": told.title,
        "author_name": names or publication.name,
        "provider_name": publication.name,
        "provider_url": f"{publication.origin}/",
        "cache_age": CACHE_SECONDS,
        "html": _frame(f"{told.address}/embed", told.title, width, height),
        "width": width,
        "height": height,
    }
    if _within(WIDTH, most[0]) == WIDTH and _within(HEIGHT, most[1]) == HEIGHT:
        answer |= {"thumbnail_url": told.card.address, "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT}
    return answer


def as_json(answer: dict[str, str | int]) -> bytes:
    """In JSON."""
    return json.dumps(answer, ensure_ascii=False).encode()


def as_xml(answer: dict[str, str | int]) -> bytes:
    """In XML."""
    members = "".join(f"<{name}>{escape_xml(str(each))}</{name}>" for name, each in answer.items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{members}</oembed>\n'.encode()


def _within(usual: int, most: int) -> int:
    return min(usual, most) if most else usual


def _frame(address: str, title: str, width: int, height: int) -> str:
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" '
        'loading="lazy" frameborder="0" allow="fullscreen; clipboard-write"></iframe>'
    )
