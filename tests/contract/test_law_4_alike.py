"""Law 4: memory, SQLite and PostgreSQL cannot be told apart by their callers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.revisions import BlogOpened, Revision
from stoppress.domain.snapshot import snapshot
from stoppress.errors import StoppressError
from stoppress.journal.journal import Journal, Key, Snapshot
from stoppress.journal.memory import MemoryJournal
from tests.contract.places import Place, fresh_database
from tests.laws.stories import logs
from tests.laws.surfaces import EPOCH

Deed = Callable[[Journal], Awaitable[Any]]


def same_salts() -> bytes:
    """Salts that do not tell journals apart."""
    return b"0123456789abcdef"


async def outcome(deed: Deed, journal: Journal) -> Any:
    """What a deed gives or the refusal it meets."""
    try:
        return await deed(journal)
    except StoppressError as problem:
        return type(problem), problem.facts


def named(log: list[Revision], slug: Slug) -> list[Revision]:
    """The same log, of another blog."""
    opening = log[0]
    assert isinstance(opening, BlogOpened)
    return [replace(opening, slug=slug), *log[1:]]


def deeds(slug: Slug, log: list[Revision], cuts: list[int]) -> list[Deed]:
    """Everything a caller can ask, over a log appended in pieces."""
    ends = sorted({1, *(1 + cut % len(log) for cut in cuts), len(log)})
    starts = [0, *ends[:-1]]
    asked: list[Deed] = []
    for start, end in zip(starts, ends, strict=True):
        piece, key = log[start:end], Key("rosa", f"{slug} {start}", f"{start:064x}")
        append = _appending(slug, piece, Seq(start), key)
        # Twice: the second is answered like the first, whatever else happened.
        asked += [append, append, _appending(slug, piece, Seq(start), None)]
    state = Snapshot(slug, Seq(len(log)), snapshot(fold(log)))
    return [
        *asked,
        lambda journal: journal.keep_snapshot(state),
        lambda journal: journal.newest_snapshot(slug),
        lambda journal: journal.newest_snapshot(slug, at_most=Seq(1)),
        lambda journal: journal.read(slug),
        lambda journal: journal.read(slug, after=Seq(1), until=Seq(5), limit=3),
        lambda journal: journal.export(slug),
        lambda journal: journal.head(slug),
        lambda journal: journal.head(Slug("nobody-opened-this")),
        lambda journal: journal.receipt(Key("rosa", f"{slug} 0", "other")),
    ]


def _appending(slug: Slug, piece: list[Revision], expected: Seq, key: Key | None) -> Deed:
    return lambda journal: journal.append(slug, piece, by="rosa", expected=expected, key=key, answer=f"from {expected}")


def test_journals_cannot_be_told_apart(tmp_path: Path, postgres_url: str) -> None:
    numbers = count(1)
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def opened() -> list[Journal]:
            url = await stack.enter_async_context(fresh_database(postgres_url))
            journals: list[Journal] = [MemoryJournal(epoch=EPOCH, salts=same_salts)]
            for place in (Place(None, tmp_path / "s"), Place(url, tmp_path / "p")):
                place.folder.mkdir()
                journals.append(await place.open(salts=same_salts))
            for each in journals:
                stack.push_async_callback(each.close)
            return journals

        journals = runner.run(opened())

        @given(logs(), st.lists(st.integers(0, 20), max_size=3))
        @settings(max_examples=25)
        def alike(log: list[Revision], cuts: list[int]) -> None:
            slug = Slug(f"story-{next(numbers)}")

            async def asked() -> None:
                for deed in deeds(slug, named(log, slug), cuts):
                    first, *others = [await outcome(deed, journal) for journal in journals]
                    assert all(each == first for each in others)

            runner.run(asked())

        alike()
        runner.run(stack.aclose())
