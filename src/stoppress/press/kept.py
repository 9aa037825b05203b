"""Kept pages of a blog that no shelf holds: made for few, in more ways than can be foreseen.

Knows that what was made at one sequence is not shown at another, and how many are kept.
Does not know what they say.
"""

from __future__ import annotations

from collections import OrderedDict

from stoppress.domain.identifiers import Seq, Slug
from stoppress.render.heads import Finished


class Kept:
    """Pages by blog and name; those asked for least lately make room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pages: OrderedDict[tuple[Slug, str], tuple[Seq, Finished]] = OrderedDict()

    def get(self, slug: Slug, name: str, seq: Seq) -> Finished | None:
        """The page, if it was made at `seq`."""
        made_at, page = self._pages.get((slug, name), (None, None))
        if made_at != seq:
            return None
        self._pages.move_to_end((slug, name))
        return page

    def put(self, slug: Slug, name: str, seq: Seq, page: Finished) -> Finished:
        """Keep a page that was made at `seq`."""
        self._pages[slug, name] = (seq, page)
        self._pages.move_to_end((slug, name))
        while len(self._pages) > self._most:
            self._pages.popitem(last=False)
        return page

    def forget(self, slug: Slug) -> None:
        """Something happened to this blog: what was made before holds no longer, and may hold words taken back."""
        for key in [each for each in self._pages if each[0] == slug]:
            del self._pages[key]

    def clear(self) -> None:
        """None of them holds any longer."""
        self._pages.clear()
