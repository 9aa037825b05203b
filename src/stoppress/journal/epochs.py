"""Epochs: deciding whether this is still the history readers know.

Knows that a restore from an old backup, or a failover that lost something, begins a new one (DESIGN §10.6).
Does not know what readers are told then (`hub`, `web`).
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from functools import partial
from typing import Final

import structlog
from sqlalchemy import Connection, delete, insert, select

from stoppress.database.database import Database
from stoppress.database.migrate import lock_whole
from stoppress.database.schema_journal import journal
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


async def settle_epoch(database: Database, witness: Witness, random: Random) -> Evidence:
    """The epoch to serve under and the heads as they are: the database's, unless the witness contradicts it.

    All processes that open the database do so one after the other, and agree.
    """
    settled, doubt = await database.write(partial(_settled, witness, random))
    if doubt:
        _log.warning("a new epoch begins", reason=doubt, epoch=settled.epoch)
    return settled


def _settled(witness: Witness, random: Random, connection: Connection) -> tuple[Evidence, str]:
    lock_whole(connection)
    kept = _kept(connection)
    heads = rows.find_heads(connection)
    evidence = witness.evidence()
    doubt = doubt_about(kept, heads, evidence)
    if kept is None or doubt:
        return _begun(connection, witness, heads, random), doubt
    settled = Evidence(kept, heads)
    if settled != evidence:
        witness.begin(settled)
    return settled, ""


async def begin_epoch(database: Database, witness: Witness, random: Random) -> Epoch:
    """Begin a new history whatever the witness says, as a restore must."""

    def begin(connection: Connection) -> Epoch:
        lock_whole(connection)
        witness.evidence()
        return _begun(connection, witness, rows.find_heads(connection), random).epoch

    return await database.write(begin)


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


def _kept(connection: Connection) -> Epoch | None:
    kept = connection.execute(select(journal.c.epoch)).scalar_one_or_none()
    return None if kept is None else Epoch(kept)


def _begun(connection: Connection, witness: Witness, heads: dict[Slug, Seq], random: Random) -> Evidence:
    begun = Evidence(new_epoch(random), heads)
    connection.execute(delete(journal))
    connection.execute(insert(journal), [{"id": 1, "epoch": begun.epoch}])
    # Before the commit, so that whoever opens next finds both. Should the commit then fail, the two differ,
    # and the next opening begins an epoch of its own: one too many is harmless.
    witness.begin(begun)
    return begun
