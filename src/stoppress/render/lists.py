"""Lists of blogs: live now, most read, latest, by section; as pages, as pieces of other pages, and for programs.

Knows in which order each stands, and how many stand on a page.
Does not know how often anything was read; it is given the order that follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from markupsafe import Markup

from stoppress.domain.blog import Coverage
from stoppress.domain.identifiers import Slug
from stoppress.domain.slugs import section_slug
from stoppress.render.blog_json import written
from stoppress.render.documents import FrontDocument, ListDocument
from stoppress.render.page import Card
from stoppress.render.publication import Publication
from stoppress.render.templating import document, piece
from stoppress.render.view import blog_path, section_path
from stoppress.render.words import spoken, words

PAGE: Final = 30
"""Blogs on one page of a list, and of those that have ended on the front page."""

FEW: Final = 5
"""Blogs in a list that stands in another page."""

TOLD: Final = 100
"""Blogs in a list for programs."""


class ListName(StrEnum):
    """What the lists are called in addresses."""

    LIVE = "live"
    TOP = "top"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section, as it was written last, and where its page is."""

    name: str
    path: str


def listed(cards: Iterable[Card], name: ListName, ranked: Sequence[Slug]) -> list[Card]:
    """The blogs of a list, in its order; `ranked` are those that are read, most read first."""
    match name:
        case ListName.LIVE:
            return [each for each in by_update(cards) if each.coverage is not Coverage.ENDED]
        case ListName.TOP:
            known = {each.slug: each for each in cards}
            return [known[each] for each in ranked if each in known]
        case ListName.LATEST:
            return by_beginning(cards)


def by_update(cards: Iterable[Card]) -> list[Card]:
    """Those that were updated last first."""
    return sorted(cards, key=lambda each: (each.updated_at, each.slug), reverse=True)


def by_beginning(cards: Iterable[Card]) -> list[Card]:
    """Those that began last first: nothing that happens in a blog moves it."""
    return sorted(cards, key=lambda each: (each.opened_at, each.slug), reverse=True)


def sections(cards: Iterable[Card]) -> list[SectionLink]:
    """Every section of these blogs once, by name."""
    names: dict[str, str] = {}
    for each in by_beginning(cards):
        for name in each.sections:
            names.setdefault(section_slug(name), name)
    return [SectionLink(name, section_path(name)) for name in sorted(names.values(), key=str.casefold)]


def in_section(cards: Iterable[Card], slug: str) -> list[Card]:
    """The blogs of a section, by the name it has in its address."""
    return [each for each in by_beginning(cards) if slug in map(section_slug, each.sections)]


def front_page(cards: Iterable[Card], publication: Publication, ranked: Sequence[Slug] = ()) -> bytes:
    """What is live, what is most read, and what has ended lately; the most recently updated first."""
    known = by_update(cards)
    ended = [each for each in known if each.coverage is Coverage.ENDED]
    return document(
        FrontDocument(
            publication=publication,
            language=publication.language,
            live=listed(known, ListName.LIVE, ()),
            top=listed(known, ListName.TOP, ranked)[:FEW],
            ended=ended[:PAGE],
            more=len(ended) > PAGE,
            sections=sections(known),
            authors=publication.authors.everybody(),
        )
    )


def list_page(heading: str, path: str, cards: Sequence[Card], anchor: Slug | None, publication: Publication) -> bytes:
    """A page of a list: from its top, or what comes after `anchor`."""
    start = 0 if anchor is None else 1 + next(at for at, each in enumerate(cards) if each.slug == anchor)
    shown = cards[start : start + PAGE]
    further = len(cards) > start + PAGE
    return document(
        ListDocument(
            publication=publication,
            language=publication.language,
            heading=heading,
            path=path,
            canonical=f"{path}/before/{anchor}" if anchor else path,
            cards=shown,
            newest=anchor is not None,
            older=f"{path}/before/{shown[-1].slug}" if further else "",
        )
    )


def latest_heading(publication: Publication) -> str:
    """What the list of all blogs is called."""
    return words(spoken(publication.language)).gettext("All live pages")


def lines(cards: Sequence[Card], publication: Publication, *, numbered: bool) -> Markup:
    """A list as it stands in another page; `numbered` where the order says something."""
    return piece("lists.html.j2", "lines", cards[:FEW], numbered, language=publication.language)


def list_tree(cards: Sequence[Card], publication: Publication) -> list[dict[str, Any]]:
    """A list for programs."""
    return [
        {
            "slug": each.slug,
            "url": publication.origin + blog_path(each.slug),
            "headline": each.headline,
            "standfirst": each.standfirst,
            "coverage": each.coverage.value,
            "sections": list(each.sections),
            "posts": each.posts,
            "opened_at": written(each.opened_at),
            "updated_at": written(each.updated_at),
        }
        for each in cards[:TOLD]
    ]
