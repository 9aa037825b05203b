"""A post as linked data: one update of a LiveBlogPosting (schema.org `BlogPosting`; READER SD1, SD2).

Knows what search engines are told about one post: its own headline, words, times, author and address.
Does not know the blog around it (`linked_blog.py`), nor where addresses lead (`Addresses`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from stoppress.domain.blog import Post
from stoppress.domain.facts import Byline
from stoppress.domain.identifiers import PostId
from stoppress.domain.media import MediumKind
from stoppress.render.excerpts import cut
from stoppress.render.figures import Figure, figure
from stoppress.render.json_in_html import json_in_html
from stoppress.render.publication import Publication
from stoppress.render.titles import plain_text, post_heading
from stoppress.render.view import View

HEADLINE_LENGTH: Final = 110
"""What Google's guidance for articles allowed, in characters; readers of search results see about as much."""

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a blog and its posts are: `blog` is the page's address; a post's is `posts` and its id."""

    blog: str
    posts: str

    def post(self, post: PostId) -> str:
        """The address of a post."""
        return f"{self.posts}{post}"

    def name(self, post: PostId) -> str:
        """What a post is called in linked data, wherever it is found."""
        return f"{self.blog}#post-{post}"


def post_node(post: Post, view: View, addresses: Addresses) -> str:
    """One readable post."""
    words = plain_text(post, view)
    node: Node = {
        "@type": "BlogPosting",
        "@id": addresses.name(post.id),
        "url": addresses.post(post.id),
        "headline": cut(post_heading(post, view), HEADLINE_LENGTH),
        "datePublished": moment(view, post.published_at),
        "dateModified": moment(view, changed_at(post)),
        "author": authors(post.bylines, view.publication),
        "articleBody": words or post_heading(post, view),
    }
    return json_in_html(node | _media(post, view))


def changed_at(post: Post) -> datetime:
    """When the post was last changed. The time it bears may be ahead of the change (DESIGN §10.9)."""
    times = [post.revised_at, *(each.at for each in post.corrections)]
    return max((post.published_at, *filter(None, times)))


def moment(view: View, at: datetime) -> str:
    """ISO 8601 with the zone's offset."""
    return view.clock.machine(at)


def authors(bylines: Iterable[Byline], publication: Publication) -> list[Node]:
    """Who wrote it; the publication where nobody signed (DESIGN §10.16)."""
    people = [_person(by, publication) for by in bylines if by.name]
    return people or [organisation(publication)]


def _person(by: Byline, publication: Publication) -> Node:
    named: Node = {"@type": "Person", "name": by.name}
    path = publication.authors.path(by.author)
    own: Node = {"url": publication.origin + path} if path else {}
    return named | ({"jobTitle": by.role} if by.role else {}) | own


def organisation(publication: Publication) -> Node:
    """The publication, as an author."""
    return {"@type": "Organization", "name": publication.name, "url": f"{publication.origin}/"}


def absolute(address: str, publication: Publication) -> str:
    """Files may have an origin of their own."""
    return urljoin(f"{publication.origin}/", address)


def _media(post: Post, view: View) -> Node:
    shown = [found for each in post.media if (found := figure(each, view.publication.media)) is not None]
    pictures = [absolute(each.largest, view.publication) for each in shown if each.kind is MediumKind.PICTURE]
    films = [film_node(each, post, view) for each in shown if each.kind is MediumKind.FILM and each.still]
    media: Node = {"image": pictures, "video": films}
    return {name: each for name, each in media.items() if each}


def film_node(film: Figure, post: Post, view: View) -> Node:
    """A film (schema.org `VideoObject`), with the properties Google's guidance for videos requires."""
    node: Node = {
        "@type": "VideoObject",
        "name": cut(film.alt or film.caption or post_heading(post, view), HEADLINE_LENGTH),
        "thumbnailUrl": [absolute(film.still, view.publication)],
        "uploadDate": moment(view, post.published_at),
        "contentUrl": absolute(film.shown, view.publication),
    }
    return node | ({"description": film.caption} if film.caption else {})
