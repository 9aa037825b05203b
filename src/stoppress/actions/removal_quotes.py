"""Quotes: what staff wrote about a blog in words of their own, which may say again what was removed by law.

Knows that a note which quotes it goes whole, and that a text somebody is at work on is named in the report instead: nobody's
work is thrown away because four words in a row are the same.
Does not know where such texts are kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from stoppress.actions.removal_report import Finding, Verdict
from stoppress.domain.identifiers import Slug
from stoppress.domain.traces import Traces


class Quoting(Protocol):
    """Whoever keeps such texts."""

    @property
    def kind(self) -> str:
        """What sort of text it is."""
        ...

    async def texts(self, blog: Slug) -> Sequence[str]:
        """All that is kept about a blog."""
        ...


class Forgetful(Quoting, Protocol):
    """Whoever has a sentence stand in the place of those that quote."""

    async def forget(self, blog: Slug, texts: Collection[str]) -> None:
        """Do so with each of these. Doing it twice changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Quotes:
    """`replaced` forget what quotes, `told` is looked into and reported."""

    replaced: Sequence[Forgetful] = ()
    told: Sequence[Quoting] = ()

    async def forget(self, blogs: Sequence[Slug], traces: Traces) -> None:
        """Have no note of these blogs say again what was removed."""
        for blog in blogs:
            for each in self.replaced:
                if quoted := await _quoted(each, blog, traces):
                    await each.forget(blog, quoted)

    async def findings(self, blogs: Sequence[Slug], traces: Traces) -> list[Finding]:
        """What is found by now; of the first blog without its name."""
        places = (*self.replaced, *self.told)
        names = ["", *blogs[1:]]
        return [
            await _finding(each, blog, name, traces) for blog, name in zip(blogs, names, strict=True) for each in places
        ]


async def _finding(place: Quoting, blog: Slug, name: str, traces: Traces) -> Finding:
    quoted = await _quoted(place, blog, traces)
    if not quoted:
        return Finding(place.kind, name, Verdict.GONE)
    return Finding(place.kind, name, Verdict.FOUND, f"{len(quoted)} of them: change or discard what quotes the words.")


async def _quoted(place: Quoting, blog: Slug, traces: Traces) -> list[str]:
    texts = dict.fromkeys(await place.texts(blog))

    def looking() -> list[str]:
        return [each for each in texts if traces.are_in(each.encode("utf-8", "replace"))]

    # A hash for every few words: the loop has others to serve.
    return await asyncio.to_thread(looking)
