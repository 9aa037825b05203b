"""What staff are told of one another's work: submitted, returned, published, given, handed over, mentioned.

Knows that a notice says who did what and where to look, and nothing that was written: those words may be taken back. What
cannot be told is logged; what was done stays done.
Does not know how anybody is told (`drafts.notice_rows`).
"""

from __future__ import annotations

from collections.abc import Iterable

import structlog

from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Draft, Someone
from stoppress.drafts.notices import NewNotice, NoticeKind, Telling, Whoever
from stoppress.drafts.shifts import Shift
from stoppress.errors import StorageFull, StorageUnavailable
from stoppress.staff.permissions import Verb

_log = structlog.get_logger()


class Word:
    """Gives word."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    async def submitted(self, draft: Draft, by: Someone) -> None:
        """To every editor."""
        new = NewNotice(
            kind=NoticeKind.SUBMITTED,
            text=f"{by.name} submits a post.",
            path=f"{_blog(draft.blog)}/queue",
            to=Whoever(Verb.APPROVE_POST),
            key=f"submitted {draft.id} {draft.version}",
            blog=draft.blog,
            but=by.id,
        )
        await self._tell(new)

    async def returned(self, draft: Draft, by: Someone) -> None:
        """To those whose it is."""
        await self._of(draft, by, NoticeKind.RETURNED, f"{by.name} returns your post with a note.", "queue")

    async def published(self, draft: Draft) -> None:
        """To those whose it is, where somebody else let it go."""
        if draft.submitted_by is not None and draft.sent_by is not None:
            text = f"{draft.sent_by.name} has published what you submitted."
            await self._of(draft, draft.sent_by, NoticeKind.PUBLISHED, text, f"posts/{draft.post}/history")

    async def given(self, draft: Draft, to: Someone, by: Someone) -> None:
        """To whoever has a draft as well now."""
        key = f"given {draft.id} {draft.version} {to.id}"
        await self._to(draft.blog, {to.id}, by, NoticeKind.ASSIGNED, f"{by.name} gives you a post.", "queue", key)

    async def asked(self, blog: Slug, note: int, to: Someone, by: Someone, *, after: Someone | None = None) -> None:
        """To whoever a question is given to, that was given to `after` before."""
        key = f"question {note} {to.id}" + (f" after {after.id}" if after is not None else "")
        await self._to(blog, {to.id}, by, NoticeKind.ASSIGNED, f"{by.name} gives you an open question.", "shift", key)

    async def mentioned(self, blog: Slug, key: str, people: Iterable[str], by: Someone, *, page: str = "shift") -> None:
        """To those whom a note names that stands on a page of the blog."""
        text = f"{by.name} mentions you in a note."
        await self._to(blog, set(people), by, NoticeKind.MENTION, text, page, f"mention {key}")

    async def handed_over(self, shift: Shift, by: Someone) -> None:
        """To whoever is asked to have a blog."""
        to = shift.offered_to
        assert to is not None, "offered to nobody"
        text = f"{by.name} hands the blog over to you. Say that you have it."
        key = f"shift {shift.id} {to.id} {shift.offered_at}"
        await self._to(shift.blog, {to.id}, by, NoticeKind.HANDED_OVER, text, "shift", key)

    async def declined(self, shift: Shift, by: Someone) -> None:
        """To whoever has a blog and asked somebody who cannot have it."""
        text, key = f"{by.name} cannot have the blog. It is still yours.", f"declined {shift.id} {shift.offered_at}"
        await self._to(shift.blog, {shift.owner.id}, by, NoticeKind.HANDED_OVER, text, "shift", key)

    async def taken(self, shift: Shift) -> None:
        """To whoever had a blog that somebody else has now."""
        if shift.taken_from is not None:
            by, key = shift.owner, f"taken {shift.id}"
            text = f"{by.name} has the blog now."
            await self._to(shift.blog, {shift.taken_from.id}, by, NoticeKind.HANDED_OVER, text, "shift", key)

    async def _of(self, draft: Draft, by: Someone, kind: NoticeKind, text: str, page: str) -> None:
        """Those who wrote, submitted or were given a draft."""
        whose = {each.id for each in (draft.owner, draft.submitted_by, draft.assigned_to) if each is not None}
        await self._to(draft.blog, whose, by, kind, text, page, f"{kind.value} {draft.id} {draft.version}")

    async def _to(
        self, blog: Slug, people: set[str], by: Someone, kind: NoticeKind, text: str, page: str, key: str
    ) -> None:
        path = f"{_blog(blog)}/{page}"
        await self._tell(
            NewNotice(kind=kind, text=text, path=path, to=frozenset(people), key=key, blog=blog, but=by.id)
        )

    async def _tell(self, new: NewNotice) -> None:
        try:
            await self._telling.tell(new)
        except (StorageFull, StorageUnavailable) as problem:
            _log.warning("a notice could not be told", kind=new.kind.value, problem=str(problem))


def _blog(slug: Slug) -> str:
    return f"/desk/blogs/{slug}"
