"""Submissions: what was given to an editor, as it stood then, and what became of it.

Knows that each is recorded in the transaction that submits or decides it, and that the words are kept for as long as an
editor has them or readers have what became of them.
Does not know what may become of a draft (`moves`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, insert, select, update
from sqlalchemy.engine import Connection, RowMapping

from stoppress.database.database import Database
from stoppress.database.schema_shifts import submissions
from stoppress.domain.content import NOTHING, Content
from stoppress.domain.identifiers import PostId, Slug
from stoppress.drafts.draft import Draft, DraftId, Someone, State, content_of, content_text
from stoppress.drafts.moments import in_utc

LATEST: Final = 20
"""How many of somebody's submissions are shown."""


class Outcome(StrEnum):
    """What became of it."""

    PUBLISHED = "published"
    EDITED = "edited"
    """Published with other words, by whoever decided."""
    RETURNED = "returned"
    TAKEN_BACK = "taken back"
    DISCARDED = "discarded"
    REPLACED = "replaced"
    """Submitted again with other words."""


_KEPT: Final = frozenset({Outcome.PUBLISHED, Outcome.EDITED, Outcome.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A row. `outcome` is None as long as an editor has it."""

    draft: DraftId
    version: int
    blog: Slug
    post: PostId
    content: Content
    by: Someone
    at: datetime
    outcome: Outcome | None
    decided_by: Someone | None
    decided_at: datetime | None
    note: str


class Submissions:
    """The submissions of one publication. Everything raises StorageUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, blog: Slug, person: str) -> Sequence[Submission]:
        """What somebody submitted in a blog, newest first."""
        return await self._read(_of(blog, submissions.c.submitted_by == person))

    async def of_blog(self, blog: Slug) -> Sequence[Submission]:
        """What was submitted in a blog, newest first."""
        return await self._read(_of(blog))

    async def of_post(self, blog: Slug, post: PostId) -> Sequence[Submission]:
        """What was submitted to become a post, newest first."""
        return await self._read(_of(blog, submissions.c.post == post))

    async def _read(self, query: Select[Any]) -> Sequence[Submission]:
        def reading(connection: Connection) -> list[Submission]:
            return [_submission_of(each) for each in connection.execute(query).mappings()]

        return await self._database.read(reading)


def record_submission(connection: Connection, before: Draft, after: Draft, now: datetime) -> None:
    """Write down what a change of a draft means for what was submitted of it."""
    again = before.is_submission and after.is_submission and after.version > before.version
    is_new = after.submitted_at is not None and (again or after.submitted_at != before.submitted_at)
    is_over = before.submitted_at is not None and (after.submitted_at is None or after.state in _OVER)
    if is_new or is_over:
        _decide(connection, before, after, now, Outcome.REPLACED if is_new else None)
    if is_new and after.submitted_by is not None:
        row = {
            "draft": after.id,
            "version": after.version,
            "blog": after.blog,
            "post": after.post,
            "content": content_text(after.content),
            "submitted_by": after.submitted_by.id,
            "submitted_by_name": after.submitted_by.name,
            "submitted_at": in_utc(after.submitted_at),
            "outcome": "",
            "note": "",
        }
        connection.execute(insert(submissions), [row])


def forget_submissions(connection: Connection, blog: Slug, post: PostId) -> None:
    """Delete the words of what was submitted to become a post, and of the notes about it."""
    here = submissions.c.blog == blog, submissions.c.post == post
    connection.execute(update(submissions).where(*here).values(content=content_text(NOTHING), note=""))


_OVER: Final = (State.SENT, State.DISCARDED)


def _decide(connection: Connection, before: Draft, after: Draft, now: datetime, known: Outcome | None) -> None:
    here = submissions.c.draft == before.id, submissions.c.outcome == ""
    row = connection.execute(select(submissions.c.content).where(*here)).mappings().one_or_none()
    if row is None:
        return
    outcome = known or _outcome(before, after, content_of(row["content"]))
    by = after.sent_by if outcome in (Outcome.PUBLISHED, Outcome.EDITED) else after.decided_by
    decided = {
        "outcome": outcome.value,
        "decided_by": by.id if by else None,
        "decided_by_name": by.name if by else None,
        "decided_at": now,
        "note": after.note,
        **({} if outcome in _KEPT else {"content": content_text(NOTHING)}),
    }
    connection.execute(update(submissions).where(*here).values(decided))


def _outcome(before: Draft, after: Draft, submitted: Content) -> Outcome:
    if after.state is State.SENT:
        return Outcome.PUBLISHED if before.content == submitted else Outcome.EDITED
    if after.state is State.DISCARDED:
        return Outcome.DISCARDED
    return Outcome.RETURNED if after.decided_by is not None else Outcome.TAKEN_BACK


def _of(blog: Slug, *more: Any) -> Select[Any]:
    newest = submissions.c.submitted_at.desc(), submissions.c.draft
    return select(submissions).where(submissions.c.blog == blog, *more).order_by(*newest).limit(LATEST)


def _submission_of(row: RowMapping) -> Submission:
    submitted_at = in_utc(row["submitted_at"])
    assert submitted_at is not None
    by = row["decided_by"]
    return Submission(
        draft=DraftId(row["draft"]),
        version=row["version"],
        blog=Slug(row["blog"]),
        post=PostId(row["post"]),
        content=content_of(row["content"]),
        by=Someone(row["submitted_by"], row["submitted_by_name"]),
        at=submitted_at,
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        decided_by=Someone(by, row["decided_by_name"]) if by is not None else None,
        decided_at=in_utc(row["decided_at"]),
        note=row["note"],
    )
