"""Asks: what readers are asked about a blog's page.

Knows that some subjects are none to give stars to: a publication bars them by section, or by the label of a post on the page.
Nobody is asked where a day is rehearsed. Does not know what anybody answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import is_rehearsal
from stoppress.render.publication import Publication


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether for stars, and whether it was helpful; whether they are told how often the page was looked at."""

    stars: bool
    helpful: bool
    views: bool

    @property
    def votes(self) -> bool:
        """Whether they are asked for anything."""
        return self.stars or self.helpful

    @property
    def anything(self) -> bool:
        """Whether there is anything to say."""
        return self.votes or self.views


def asked(blog: Blog, publication: Publication) -> Asked:
    """What readers are asked about this blog's page."""
    asks = publication.asks
    if is_rehearsal(blog.slug):
        return Asked(stars=False, helpful=False, views=False)
    is_open = (asks.stars or asks.helpful) and not _is_barred(blog, publication)
    return Asked(asks.stars and is_open, asks.helpful and is_open, asks.told)


def _is_barred(blog: Blog, publication: Publication) -> bool:
    barred = publication.asks.barred
    if not barred:
        return False
    on_page = blog.newest(publication.page_posts)
    labels = {each.label.value for each in on_page if each.label is not None and each.is_readable}
    return not barred.isdisjoint(labels | {each.casefold() for each in blog.description.sections})
