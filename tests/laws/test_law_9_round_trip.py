"""Law 9: export and import give the same fold, revisions and times included."""

from __future__ import annotations

import asyncio

from hypothesis import given

from stoppress.actions.wish import Wish
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import Revision
from stoppress.journal.journal import Journal
from stoppress.transfer.export import write_export
from stoppress.transfer.recognise import read_blog
from tests.laws.doors import DOORS
from tests.laws.stories import SLUG, logs
from tests.laws.surfaces import EDITOR, newsroom


async def exported(journal: Journal, slug: Slug) -> bytes:
    """A blog as its export."""
    return write_export(slug, [(each.seq, each.stored, each.by) for each in await journal.export(slug)])


async def log_of(journal: Journal, slug: Slug) -> list[Revision]:
    """A blog's revisions."""
    return [each.revision for each in await journal.read(slug)]


@given(logs())
def test_a_blog_that_was_exported_and_imported_is_the_same_blog(log: list[Revision]) -> None:
    async def story() -> None:
        async with newsroom(doors=DOORS) as here, newsroom(doors=DOORS) as there:
            await here.journal.append(SLUG, log, by="rosa")
            file = await exported(here.journal, SLUG)
            imported = read_blog(file, name="export.json", date=None, timezone=None, slug=None)
            await there.blogs.bring_in(Wish(person=EDITOR), imported.slug, imported.revisions)
            before, after = await log_of(here.journal, SLUG), await log_of(there.journal, SLUG)
            assert before == after
            assert fold(before) == fold(after)
            assert await there.shown(SLUG) == await here.shown(SLUG)

    asyncio.run(story())
