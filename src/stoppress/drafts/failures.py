"""Failures: what was to leave the house and did not becomes a notice, once per cause and hour.

Knows that whatever fails must not fail worse because nobody could be told.
Does not know what failed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

import structlog

from stoppress.domain.identifiers import Slug
from stoppress.drafts.notices import DESK, NewNotice, NoticeKind, Telling, Whoever
from stoppress.errors import StoppressError

EDITORS: Final = Whoever("approve post")
ADMINISTRATORS: Final = Whoever("manage people")

_log = structlog.get_logger()


class Noting(Protocol):
    """Who is told of failures."""

    async def note(self, cause: str, text: str, *, blog: Slug | None = None, path: str = DESK, also: str = "") -> None:
        """See `Failures`."""
        ...


class Failures:
    """Tells editors of what concerns a blog, and administrators of the rest."""

    def __init__(self, telling: Telling, now: Callable[[], datetime]) -> None:
        self._telling = telling
        self._now = now

    async def note(self, cause: str, text: str, *, blog: Slug | None = None, path: str = DESK, also: str = "") -> None:
        """Tell that `cause` has failed, unless that was told in this hour. It never raises.

        `text` is one sentence; `also` is somebody it concerns, whatever they may do.
        """
        hour = self._now().strftime("%Y-%m-%dT%H")
        new = NewNotice(
            kind=NoticeKind.FAILURE,
            text=text,
            path=path,
            to=ADMINISTRATORS if blog is None else EDITORS,
            key=f"failure {cause} {blog or ''} {hour}",
            blog=blog,
        )
        try:
            told = await self._telling.tell(new)
            if also and also not in told:
                await self._telling.tell(replace(new, to=frozenset({also}), key=f"{new.key} {also}"))
        except StoppressError as problem:
            _log.warning("nobody could be told of a failure", cause=cause, problem=str(problem))


class Unnoted:
    """Where nobody is told: the command line, and tests of something else."""

    async def note(self, cause: str, text: str, *, blog: Slug | None = None, path: str = DESK, also: str = "") -> None:
        """See `Noting`."""
        _log.debug("a failure", cause=cause, text=text, blog=blog, path=path, also=also)


UNNOTED: Final = Unnoted()
