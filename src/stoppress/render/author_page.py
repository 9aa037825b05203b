"""An author's page: who they are, and what they wrote, newest first.

Knows that a line of it says what the post's own page does, and what search engines are told of an author.
Does not know which posts are theirs (`press`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from stoppress.domain.authors import Author
from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import PostId, Slug
from stoppress.render.blog_json import written
from stoppress.render.body import post_path
from stoppress.render.clock import Clock
from stoppress.render.documents import AuthorDocument
from stoppress.render.excerpts import cut
from stoppress.render.json_in_html import json_in_html
from stoppress.render.linked_post import Node, changed_at, organisation
from stoppress.render.lists import list_tree
from stoppress.render.page import Card
from stoppress.render.publication import Publication
from stoppress.render.templating import document
from stoppress.render.titles import blog_headline, post_heading, post_summary
from stoppress.render.view import FEED, View

POSTS: Final = 20
"""Posts on one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorLine:
    """A post of theirs; `order` is what posts of all blogs are sorted by."""

    blog: Slug
    post: PostId
    order: str
    path: str
    heading: str
    summary: str
    blog_headline: str
    language: str
    clock: Clock
    published_at: datetime
    changed_at: datetime


def author_line(blog: Blog, post: Post, publication: Publication) -> AuthorLine:
    """The line of a readable post."""
    view = View(blog, publication)
    heading = post_heading(post, view)
    summary = post_summary(post, view)
    return AuthorLine(
        blog=blog.slug,
        post=post.id,
        order=post.order,
        path=post_path(blog.slug, post.id),
        heading=heading,
        summary="" if not post.headline or summary == heading else summary,
        blog_headline=blog_headline(blog),
        language=view.language,
        clock=view.clock,
        published_at=post.published_at,
        changed_at=changed_at(post),
    )


def author_page(
    author: Author,
    lines: Sequence[AuthorLine],
    blogs: Sequence[Card],
    publication: Publication,
    *,
    path: str = "",
    more: bool,
) -> bytes:
    """A page of theirs: the newest posts, or the older ones whose page is at `path`."""
    older = f"{author.path}/before/{lines[-1].blog}/{lines[-1].post}" if more and lines else ""
    return document(
        AuthorDocument(
            publication=publication,
            language=publication.language,
            author=author,
            title=f"{author.name} - {publication.name}",
            canonical=publication.origin + (path or author.path),
            feed=f"{author.path}/{FEED}",
            lines=lines,
            blogs=blogs,
            newest=bool(path),
            older=older,
            graph=None if path else _graph(author, publication),
        )
    )


def author_tree(author: Author, lines: Sequence[AuthorLine], blogs: Sequence[Card], publication: Publication) -> Node:
    """An author for programs, with their newest posts."""
    return {
        **_named(author, publication),
        "introduction": author.introduction,
        "links": [{"title": each.title, "address": each.address} for each in author.links],
        "picture": publication.origin + author.picture_path if author.picture else None,
        "blogs": list_tree(blogs, publication),
        "posts": [
            {
                "blog": each.blog,
                "id": each.post,
                "url": publication.origin + each.path,
                "headline": each.heading,
                "published_at": written(each.published_at),
            }
            for each in lines
        ],
    }


def authors_tree(authors: Sequence[Author], publication: Publication) -> list[Node]:
    """All authors whose page is public, for programs."""
    return [_named(each, publication) for each in authors]


def _named(author: Author, publication: Publication) -> Node:
    return {
        "slug": author.slug,
        "url": publication.origin + author.path,
        "name": author.name,
        "role": author.role,
        "place": author.place,
    }


def _graph(author: Author, publication: Publication) -> Markup:
    address = publication.origin + author.path
    person: Node = {
        "@type": "Person",
        "@id": f"{address}#author",
        "name": author.name,
        "url": address,
        "worksFor": organisation(publication),
    }
    said: Node = {
        "jobTitle": author.role,
        "description": cut(" ".join(author.introduction.split()), 500),
        "image": publication.origin + author.picture_path if author.picture else "",
        "sameAs": [each.address for each in author.links if each.is_page],
        "workLocation": {"@type": "Place", "name": author.place} if author.place else None,
    }
    person |= {name: each for name, each in said.items() if each}
    page = {"@context": "https://schema.org", "@type": "ProfilePage", "url": address, "mainEntity": person}
    # `json_in_html` leaves nothing in it that means something to HTML.
    return Markup(json_in_html(page))  # noqa: S704
