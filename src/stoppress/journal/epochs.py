"""Epochs: deciding whether this is still the history readers know.

Knows that a restore from an old backup, or a failover that lost something, begins a new one (DESIGN §10.6).
Does not know what readers are told then (`hub`, `web`).
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from typing import Final

import structlog
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from stoppress.database.migrate import lock_whole
from stoppress.database.schema_journal import journal
from stoppress.database.troubles import storage_errors
from stoppress.domain.identifiers import Epoch, Seq, Slug
from stoppress.journal import rows
from stoppress.journal.witness import Evidence, Witness

# Eight characters of five bits each.
_EPOCH_BYTES: Final = 5

Random = Callable[[int], bytes]
"""So many bytes of chance (`secrets.token_bytes`); passed in."""

_log = structlog.get_logger()


def new_epoch(random: Random) -> Epoch:
    """A name nobody has used: 40 bits of chance in the alphabet of RFC 4648 §6, in lower case."""
    return Epoch(b32encode(random(_EPOCH_BYTES)).decode().lower())


async def settle_epoch(engine: AsyncEngine, witness: Witness, random: Random) -> Evidence:
    """The epoch to serve under and the heads as they are: the database's, unless the witness contradicts it.

    All processes that open the database do so one after the other, and agree.
    """
    with storage_errors():
        async with engine.begin() as connection:
            await lock_whole(connection)
            kept = await _kept(connection)
            heads = await rows.find_heads(connection)
            evidence = witness.evidence()
            doubt = doubt_about(kept, heads, evidence)
            if kept is not None and not doubt:
                settled = Evidence(kept, heads)
                if settled != evidence:
                    witness.begin(settled)
                return settled
            begun = await _begun(connection, witness, heads, random)
    if doubt:
        _log.warning("a new epoch begins", reason=doubt, epoch=begun.epoch)
    return begun


async def begin_epoch(engine: AsyncEngine, witness: Witness, random: Random) -> Epoch:
    """Begin a new history whatever the witness says, as a restore must."""
    with storage_errors():
        async with engine.begin() as connection:
            await lock_whole(connection)
            witness.evidence()
            begun = await _begun(connection, witness, await rows.find_heads(connection), random)
    return begun.epoch


def doubt_about(kept: Epoch | None, heads: dict[Slug, Seq], evidence: Evidence | None) -> str:
    """Why the database's epoch cannot stand; empty when it can, or when this is a new journal."""
    if kept is None:
        return "the database has no epoch" if heads or evidence is not None else ""
    if evidence is None:
        return "there is no witness"
    if evidence.epoch != kept:
        return "the witness knows another epoch"
    lost = [blog for blog, seq in evidence.heads.items() if heads.get(blog, Seq(0)) < seq]
    return f"the witness has seen more of {', '.join(sorted(lost))}" if lost else ""


async def _kept(connection: AsyncConnection) -> Epoch | None:
    kept = (await connection.execute(select(journal.c.epoch))).scalar_one_or_none()
    return None if kept is None else Epoch(kept)


async def _begun(connection: AsyncConnection, witness: Witness, heads: dict[Slug, Seq], random: Random) -> Evidence:
    begun = Evidence(new_epoch(random), heads)
    await connection.execute(delete(journal))
    await connection.execute(insert(journal), [{"id": 1, "epoch": begun.epoch}])
    # Before the commit, so that whoever opens next finds both. Should the commit then fail, the two differ,
    # and the next opening begins an epoch of its own: one too many is harmless.
    witness.begin(begun)
    return begun
