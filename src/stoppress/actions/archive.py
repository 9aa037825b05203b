"""The archive: every wording of a post, for staff who may see words that were superseded or taken back.

Knows that words removed by law are in no version any more.
Does not know what a page of it looks like, nor people's names: whoever did something is an opaque id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stoppress.actions.actions import Actions, Asked
from stoppress.domain.blog import BLANK, Blog, Post
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import PostRevision, Revision, WordsRemoved
from stoppress.errors import PostUnknown
from stoppress.journal.journal import READ_LIMIT, Journal
from stoppress.staff.permissions import Person, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One thing that happened to a post: who did it and when, and the post before it, if it was there, and after it."""

    seq: Seq
    at: datetime
    by: str
    revision: Revision
    before: Post | None
    after: Post


class Archive:
    """What the log of a post says."""

    def __init__(self, actions: Actions, journal: Journal) -> None:
        self._actions = actions
        self._journal = journal

    async def history(self, person: Person, slug: Slug, post: PostId) -> Sequence[Chapter]:
        """Everything that happened to a post, oldest first. Raises NotAllowed, BlogUnknown, PostUnknown."""
        await self._actions.require(person, Asked(verb=Verb.SEE_WITHDRAWN, slug=slug, post=post))
        chapters: list[Chapter] = []
        blog = BLANK
        while True:
            records = await self._journal.read(slug, after=blog.seq)
            for each in records:
                earlier, blog = blog, fold([each.revision], onto=blog)
                if _happened_to(each.revision, post):
                    chapters.append(_chapter(each.revision, each.by, earlier, blog, post))
            if len(records) < READ_LIMIT:
                break
        if not chapters:
            raise PostUnknown(post=post)
        return chapters


def _happened_to(revision: Revision, post: PostId) -> bool:
    if isinstance(revision, WordsRemoved):
        return post in revision.posts
    return isinstance(revision, PostRevision) and revision.post == post


def _chapter(revision: Revision, by: str, earlier: Blog, blog: Blog, post: PostId) -> Chapter:
    return Chapter(
        seq=blog.seq,
        at=revision.at,
        by=by,
        revision=revision,
        before=earlier.posts.get(post),
        after=blog.posts[post],
    )
