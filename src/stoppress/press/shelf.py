"""The shelf: finished pages of all blogs, ready to be sent, within a budget of bytes.

Knows which page was asked for least lately. First pages of blogs are put there to stay.
Does not know what a page says, nor when it is out of date: whoever changes a blog takes its pages away.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from typing import Final

from stoppress.domain.identifiers import Slug
from stoppress.render.heads import Finished

BUDGET: Final = 64 * 1024 * 1024
"""Bytes; the setting `page_memory`. About 900 pages of 30 posts, in three codings each."""

# A page's three codings together; HTML of more than a few hundred bytes shrinks to a fifth in either coding.
_CODINGS: Final = 1.5

# What a small page costs beside its bytes.
_LEAST: Final = 2_048


class Shelf:
    """Pages by blog and by what follows the blog's address. `""` is the first page, which stays."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._pages: OrderedDict[tuple[Slug, str], Finished] = OrderedDict()
        self._names: defaultdict[Slug, set[str]] = defaultdict(set)
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes taken, by a careful estimate."""
        return self._size

    def get(self, slug: Slug, name: str) -> Finished | None:
        """The page, if it is here."""
        page = self._pages.get((slug, name))
        if page is not None:
            self._pages.move_to_end((slug, name))
        return page

    def put(self, slug: Slug, name: str, page: Finished) -> Finished:
        """Keep a page; those asked for least lately make room."""
        self._take(slug, name)
        self._pages[slug, name] = page
        self._names[slug].add(name)
        self._size += _weight(page)
        if self._size > self._budget:
            self._make_room(slug, name)
        return page

    def clear(self, slug: Slug, *, final_too: bool = False) -> None:
        """Take a blog's pages away, save for those that are final, which only removed words change."""
        for name in list(self._names.get(slug, ())):
            if final_too or not self._pages[slug, name].is_final:
                self._take(slug, name)

    def _make_room(self, slug: Slug, name: str) -> None:
        for key in list(self._pages):
            if self._size <= self._budget:
                return
            if key[1] and key != (slug, name):
                self._take(*key)

    def _take(self, slug: Slug, name: str) -> None:
        page = self._pages.pop((slug, name), None)
        if page is None:
            return
        self._size -= _weight(page)
        names = self._names[slug]
        names.discard(name)
        if not names:
            del self._names[slug]


def _weight(page: Finished) -> int:
    return _LEAST + round(len(page.body) * _CODINGS)
