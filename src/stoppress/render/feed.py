"""Feeds: a blog's posts, and an author's, for programs that look again and again and show what is new.

Knows what an entry says: what the post's own page does, with addresses that hold anywhere. A post that was taken back is told of
without its words, so that programs that kept them put that in their place. (Law 10)
Does not know in which form it is written (`atom`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from stoppress.domain.authors import Author
from stoppress.domain.blog import Blog, Post
from stoppress.render.author_page import AuthorLine
from stoppress.render.hosted import at_home, carried
from stoppress.render.linked_post import changed_at
from stoppress.render.publication import Publication
from stoppress.render.templating import piece
from stoppress.render.titles import blog_headline, blog_summary, post_heading
from stoppress.render.view import FEED, LABEL_WORDS, View, blog_path

POSTS: Final = 50
"""Entries of a blog's feed, the newest."""

# Every feed says when it was updated, one without entries as well.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote something, and where they have a page."""

    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The feed an entry is from that stands in another."""

    page: str
    address: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A post. `html` is all of it, `summary` its beginning; `categories` are terms and what readers call them."""

    address: str
    title: str
    published_at: datetime
    updated_at: datetime
    language: str
    writers: Sequence[Writer] = ()
    categories: Sequence[tuple[str, str]] = ()
    html: str = ""
    summary: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed at `address`, of what stands on `page`. `writer` wrote what nobody signed."""

    address: str
    page: str
    title: str
    language: str
    updated_at: datetime
    writer: Writer
    entries: Sequence[Entry]
    subtitle: str = ""


def blog_feed(blog: Blog, publication: Publication) -> Feed:
    """The newest posts of a blog, whole."""
    view = View(blog, carried(publication))
    page = publication.origin + blog_path(blog.slug)
    entries = [_entry(each, view, page) for each in blog.newest(POSTS) if not each.is_gone]
    return Feed(
        address=f"{page}/{FEED}",
        page=page,
        title=f"{blog_headline(blog)} - {publication.name}",
        subtitle=blog_summary(blog),
        language=view.language,
        updated_at=max([blog.opened_at, *(each.updated_at for each in entries)]),
        writer=_publication(publication),
        entries=entries,
    )


def author_feed(author: Author, lines: Sequence[AuthorLine], publication: Publication) -> Feed:
    """An author's newest posts of all blogs, by their beginnings."""
    page = publication.origin + author.path
    return Feed(
        address=f"{page}/{FEED}",
        page=page,
        title=f"{author.name} - {publication.name}",
        subtitle=author.role,
        language=publication.language,
        updated_at=max((each.changed_at for each in lines), default=_NEVER),
        writer=Writer(author.name, page),
        entries=[_line(each, publication) for each in lines],
    )


def _entry(post: Post, view: View, page: str) -> Entry:
    made = piece("feed.html.j2", "entry", post, view, language=view.language)
    label = [(post.label.value, view.say(LABEL_WORDS[post.label]))] if post.label else []
    key = [("key-event", view.say("Key event"))] if post.key_event else []
    origin = view.publication.origin
    return Entry(
        address=origin + view.post_path(post),
        title=post_heading(post, view),
        published_at=post.published_at,
        updated_at=_told_at(post),
        language=view.language,
        writers=[Writer(each.name, _page_of(each.author, view.publication)) for each in post.bylines if each.name],
        categories=[*label, *key],
        html=at_home(str(made), page, {}),
    )


def _line(line: AuthorLine, publication: Publication) -> Entry:
    page = publication.origin + blog_path(line.blog)
    return Entry(
        address=publication.origin + line.path,
        title=line.heading,
        published_at=line.published_at,
        updated_at=line.changed_at,
        language=line.language,
        summary=line.summary,
        origin=Origin(page, f"{page}/{FEED}", line.blog_headline),
    )


def _told_at(post: Post) -> datetime:
    """When there was last something to tell of it."""
    taken = [each.at for each in (post.withdrawal, post.removal) if each is not None]
    return max([changed_at(post), *taken])


def _page_of(author: str, publication: Publication) -> str:
    path = publication.authors.path(author)
    return publication.origin + path if path else ""


def _publication(publication: Publication) -> Writer:
    return Writer(publication.name, f"{publication.origin}/")
