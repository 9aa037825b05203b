"""A post's history at the desk: every wording it had, who changed what and when.

Knows what happened in words, and people by name.
Does not know who may see it (`actions.archive`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stoppress.actions.actions import Owners
from stoppress.actions.archive import Archive, Chapter
from stoppress.actions.submitting import Submitting
from stoppress.actions.undoing import RIGHTS
from stoppress.domain.blog import Post
from stoppress.domain.identifiers import PostId, is_post_id
from stoppress.domain.revisions import (
    BylinesSet,
    ClaimStatusSet,
    EmbedFilled,
    KeyEventMarked,
    MediumPrepared,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    Revision,
    WordsRemoved,
)
from stoppress.errors import PostUnknown
from stoppress.press.press import Press
from stoppress.render.view import LABEL_WORDS, View
from stoppress.staff.people import People
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Here, blog_of
from stoppress.web.desk.pages import Pages
from stoppress.web.desk.sayings import said

_HAPPENED: Final[dict[type[Revision], str]] = {
    PostPublished: "Published",
    PostRevised: "Reworded",
    PostCorrected: "Corrected",
    PostWithdrawn: "Taken down",
    PostPinned: "Pinned",
    PostUnpinned: "Unpinned",
    KeyEventMarked: "Key event",
    PostLabelled: "Label changed",
    BylinesSet: "Bylines changed",
    ClaimStatusSet: "Claim changed",
    MediumPrepared: "More sizes of a medium",
    EmbedFilled: "Card of an address",
    WordsRemoved: "Words removed by law",
}

_PROGRAM: Final = "a program"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, as the page says it. `before` and `after` are there where words changed.

    `rights` is what undoing it takes, nothing where there is no way back.
    """

    chapter: Chapter
    happened: str
    who: str
    detail: str
    rights: Sequence[Verb]
    before: Post | None
    after: Post | None


async def names_of(people: People) -> Mapping[str, str]:
    """Everybody's name by their opaque id."""
    return {each.id: each.name for each in await people.everybody()}


@dataclass(frozen=True, slots=True)
class HistoryParts:
    """What the page is made of."""

    archive: Archive
    submitting: Submitting
    people: People
    owners: Owners


class HistoryPage:
    """The page."""

    def __init__(self, press: Press, pages: Pages, parts: HistoryParts) -> None:
        self._press = press
        self._pages = pages
        self._archive = parts.archive
        self._submitting = parts.submitting
        self._people = parts.people
        self._owners = parts.owners

    async def show(self, request: Request, visitor: Here, slug: str, post: str) -> Response:
        """Everything that happened, newest first."""
        name = blog_of(visitor.person, slug)
        if not is_post_id(post):
            raise PostUnknown(post=post)
        chapters = await self._archive.history(visitor.person, name, PostId(post))
        names = await names_of(self._people)
        blog = await self._press.current(name)
        return self._pages.page(
            request,
            "history.html.j2",
            visitor,
            blog=blog,
            view=View(blog, self._pages.publication),
            post=blog.posts[PostId(post)],
            own=await self._owners.owns(visitor.person, name, PostId(post)),
            said=said(request),
            lines=[_line(each, names) for each in reversed(chapters)],
            submitted=await self._submitting.of_post(visitor.person, name, PostId(post)),
        )


def history_routes(press: Press, pages: Pages, parts: HistoryParts) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/desk/blogs/{slug}/posts/{post}/history", include_in_schema=False)
    router.add_api_route("", HistoryPage(press, pages, parts).show, methods=["GET"], response_model=None)
    return router


def _line(chapter: Chapter, names: Mapping[str, str]) -> Line:
    before, after = chapter.before, chapter.after
    changed = before is None or (before.headline, before.body) != (after.headline, after.body)
    return Line(
        chapter=chapter,
        happened=_HAPPENED.get(type(chapter.revision), "Changed"),
        who=names.get(chapter.by, _PROGRAM),
        detail=_detail(chapter.revision),
        rights=RIGHTS.get(type(chapter.revision), ()),
        before=before if changed and before is not None and before.is_readable else None,
        after=after if changed and after.is_readable else None,
    )


def _detail(revision: Revision) -> str:
    match revision:
        case PostCorrected():
            return f"Wrong: {revision.wrong} Right: {revision.right}"
        case PostWithdrawn():
            told = "" if revision.reason_shown else " (readers are not told)"
            return f"{revision.reason}{told}"
        case PostLabelled():
            return LABEL_WORDS[revision.label] if revision.label else "none"
        case BylinesSet():
            return "; ".join(each.name for each in revision.bylines) or "none"
        case ClaimStatusSet():
            return f"{revision.claim.status.value} {revision.claim.attribution}" if revision.claim else "none"
        case KeyEventMarked():
            return "marked" if revision.marked else "no longer"
        case WordsRemoved():
            return revision.notice
        case _:
            return ""
