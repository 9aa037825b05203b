"""Building what removes words by law: it reaches into every room.

Knows the order of scrubbing, and who keeps something of a post beside the log.
Does not know what is removed.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog

from stoppress.actions.removal import Forgetting, RemovalByLaw
from stoppress.actions.removal_quotes import Quotes
from stoppress.actions.removal_report import Inquiry
from stoppress.database.sqlite_database import SqliteDatabase
from stoppress.domain.identifiers import Slug
from stoppress.drafts.note_rows import NoteRows
from stoppress.drafts.quotable import DraftTexts, ReadyTexts
from stoppress.drafts.removals import Removals
from stoppress.drafts.shift_rows import ShiftRows
from stoppress.errors import StorageUnavailable
from stoppress.outbound.configured import asking
from stoppress.press.press import Press
from stoppress.press.surfaces import Surfaces
from stoppress.render.publication import Publication
from stoppress.wire.purges import tell_now

if TYPE_CHECKING:
    from stoppress.app.building import Newsroom

_AGAIN_SECONDS: Final = 5.0

_log = structlog.get_logger()


def removal_by_law(newsroom: Newsroom, forgetting: Sequence[Forgetting] = ()) -> RemovalByLaw:
    """The action. `forgetting` are those beside the looks and the newsroom's own who keep something of a post."""
    return RemovalByLaw(
        newsroom.actions,
        newsroom.journal,
        Removals(newsroom.desk),
        newsroom.media.shelves,
        (newsroom.media.looks, *newsroom.forgetting, *forgetting),
        partial(_scrub, newsroom),
        secrets.token_bytes,
        newsroom.limits,
        quotes=Quotes(
            (NoteRows(newsroom.desk), ShiftRows(newsroom.desk)), (DraftTexts(newsroom.desk), ReadyTexts(newsroom.desk))
        ),
    )


def inquiry(newsroom: Newsroom, press: Press, publication: Publication) -> Inquiry:
    """Who asks every place."""
    surfaces = Surfaces(press, publication)
    return Inquiry(newsroom.journal, newsroom.media.shelves, surfaces, partial(_tell, newsroom))


async def finish_removals(press: Press, publication: Publication, newsroom: Newsroom) -> None:
    """Carry out what was approved before a stop. Whoever else is at it does no harm; a database that is away is waited for."""
    removal, asking_all = removal_by_law(newsroom), inquiry(newsroom, press, publication)
    while True:
        try:
            await removal.go_on(asking_all)
            return
        except StorageUnavailable:
            _log.warning("a removal by law cannot be finished yet")
            await asyncio.sleep(_AGAIN_SECONDS)
        except Exception:  # noqa: BLE001
            # It stays approved and unfinished, as its page says; an administrator goes on with it there.
            _log.exception("a removal by law could not be finished")
            return


async def _tell(newsroom: Newsroom, slug: Slug) -> Mapping[str, bool]:
    if not newsroom.settings.purge:
        return {}
    async with asking() as ask:
        return await tell_now(newsroom.settings.purge, ask, slug)


async def _scrub(newsroom: Newsroom) -> None:
    await newsroom.journal.scrub()
    for each in (newsroom.desk, newsroom.audience.database):
        if isinstance(each, SqliteDatabase):
            await each.checkpoint()
