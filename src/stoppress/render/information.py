"""Article information: who makes a blog's page, since when, and when it was last updated.

Knows what is told of it beside the page, as a piece that is asked for later and as a page of its own.
Does not know how it is put what readers say, and how often they looked (`opinion`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Blog
from stoppress.domain.facts import Byline, Reporter
from stoppress.render.documents import InformationDocument
from stoppress.render.opinion import Figures
from stoppress.render.publication import Publication
from stoppress.render.templating import document, piece
from stoppress.render.titles import blog_title
from stoppress.render.view import View, blog_path

RECENT: Final = 200
"""Of so many posts, the newest, it is told who signed them: a page of ten thousand costs no more."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who had a part in it, and where they have a page, if they have one."""

    name: str
    role: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Information:
    """What is told. Where nobody is named it is the publication's."""

    people: tuple[Somebody, ...]
    published_at: datetime
    updated_at: datetime
    posts: int
    corrections: int


def information(blog: Blog, publication: Publication) -> Information:
    """Of a blog."""
    held = [*blog.reporting, *(each for past in reversed(blog.past_reporting) for each in past.reporters)]
    signed: Iterator[Byline] = (by for post in blog.newest(RECENT) if post.is_readable for by in post.bylines)
    found: dict[str, Somebody] = {}
    named: Iterator[Byline | Reporter] = chain(held, signed)
    for each in named:
        somebody = _somebody(each, publication)
        if each.name and (each.name not in found or (somebody.role and not found[each.name].role)):
            found[each.name] = somebody
    return Information(
        people=tuple(found.values()),
        published_at=blog.opened_at,
        updated_at=blog.updated_at,
        posts=blog.places,
        corrections=len(blog.corrected),
    )


def information_html(blog: Blog, publication: Publication, told: Figures | None = None) -> Markup:
    """The lines that are put into the page; `told` is what readers say and how often they looked, if that is told."""
    view = View(blog, publication)
    return piece("facts.html.j2", "lines", information(blog, publication), view, told, language=view.language)


def information_page(blog: Blog, publication: Publication, told: Figures | None = None) -> bytes:
    """A page of its own."""
    view = View(blog, publication)
    return document(
        InformationDocument(
            publication=publication,
            language=view.language,
            view=view,
            path=blog_path(blog.slug),
            title=f"{view.say('Article information')} - {blog_title(blog, publication)}",
            facts=information(blog, publication),
            told=told,
        )
    )


def _somebody(each: Byline | Reporter, publication: Publication) -> Somebody:
    role = each.role if isinstance(each, Byline) else ""
    return Somebody(each.name, role, publication.authors.path(each.author))
