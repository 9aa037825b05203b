"""Sending: posts go out when they are due, those overdue at the start.

Knows that of several processes one sends a post, that whoever was killed in the middle leaves it to others, and that one
post which cannot go out keeps no other waiting.
Does not know what is due (`drafts`), nor what sending is (`actions`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import structlog

from stoppress.actions.sending import Sending
from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Draft
from stoppress.drafts.failures import UNNOTED, Noting
from stoppress.drafts.rows import Drafts
from stoppress.errors import StoppressError

POLL_SECONDS: Final = 1.0
"""How often is asked what is due at least: another process may have been told of something due soon."""

# Something is due that another process is about to send.
_BUSY_SECONDS: Final = 0.1

_log = structlog.get_logger()


class Departures:
    """`run` it."""

    def __init__(self, drafts: Drafts, sending: Sending, failures: Noting = UNNOTED) -> None:
        self._drafts = drafts
        self._sending = sending
        self._failures = failures

    async def run(self, seconds: float = POLL_SECONDS) -> None:
        """Send what is due, until cancelled."""
        while True:
            self._sending.woken.clear()
            pause = await self._round(seconds)
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._sending.woken.wait()

    async def send_due(self) -> int:
        """Send all that is due; how many posts were taken."""
        count = 0
        while taken := await self._drafts.take_due():
            count += len(taken)
            blogs: dict[Slug, list[Draft]] = {}
            for each in taken:
                blogs.setdefault(each.blog, []).append(each)
            await asyncio.gather(*(self._send_in_order(each) for each in blogs.values()))
        return count

    async def _round(self, seconds: float) -> float:
        try:
            await self.send_due()
            next_seconds = await self._drafts.seconds_to_next()
        except StoppressError as problem:
            _log.warning("nobody knows what is due", problem=str(problem))
            return seconds
        except Exception:  # noqa: BLE001 - whatever went wrong, nothing would go out any more
            _log.exception("nobody knows what is due")
            return seconds
        return seconds if next_seconds is None else min(seconds, max(next_seconds, _BUSY_SECONDS))

    async def _send_in_order(self, some: Sequence[Draft]) -> None:
        for draft in some:
            try:
                sent = await self._sending.fire(draft)
                if sent.problem:
                    _log.info("a post that was due", draft=draft.id, state=sent.state.value, problem=sent.problem)
                    await self._note(draft, sent.problem)
            except StoppressError as problem:
                # Those behind it wait with it, or they would overtake it.
                _log.warning("a post that is due waits for the database", draft=draft.id, problem=str(problem))
                return
            except Exception:  # noqa: BLE001 - one post must not keep all others from going out
                _log.exception("a post that was due could not be sent", draft=draft.id)
                await self._held(draft)
                await self._note(draft, StoppressError.message)

    async def _note(self, draft: Draft, problem: str) -> None:
        await self._failures.note(
            f"departure {draft.id} {draft.version}",
            f"A post that was due did not go out as it should: {problem}",
            blog=draft.blog,
            path=f"/desk/blogs/{draft.blog}/queue",
            also=draft.sent_by.id if draft.sent_by is not None else "",
        )

    async def _held(self, draft: Draft) -> None:
        with suppress(StoppressError):
            await self._sending.refuse(draft, StoppressError.message)
