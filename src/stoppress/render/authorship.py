"""Authorship: which authors have a page for readers, so that bylines lead there.

Knows authors by what bylines call them, and that there are others from one moment to the next: pages made before are made
again then, as with another theme (DESIGN §10.4).
Does not know where authors are kept (`staff`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stoppress.domain.authors import Author


class Known:
    """The authors whose page is public, as this process knows them."""

    def __init__(self, authors: Iterable[Author] = ()) -> None:
        self._authors = {each.slug: each for each in authors if each.public}

    def use(self, authors: Iterable[Author]) -> bool:
        """Know these from now on; the answer is whether they are others."""
        found = {each.slug: each for each in authors if each.public}
        if found == self._authors:
            return False
        self._authors = found
        return True

    def get(self, slug: str) -> Author | None:
        """The author of this name."""
        return self._authors.get(slug)

    def path(self, slug: str) -> str:
        """Where a byline leads that names this author; "" for nowhere."""
        found = self._authors.get(slug) if slug else None
        return found.path if found is not None else ""

    def everybody(self) -> Sequence[Author]:
        """All of them, by name."""
        return sorted(self._authors.values(), key=lambda each: (each.name.casefold(), each.slug))
