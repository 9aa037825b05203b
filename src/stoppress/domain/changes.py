"""Changes: what was changed of a blog that readers had seen, gathered from its log.

Knows which revisions are told of under which setting, and that of what was taken back or removed no words are (law 10).
Does not know how a log is read (`press`), nor how a change is put (`render.history`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stoppress.domain.blog import Blog, Post
from stoppress.domain.facts import Description
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    BylinesSet,
    ClaimStatusSet,
    CoverageContinued,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)

_EDITS: Final = (
    PostRevised,
    PostLabelled,
    BylinesSet,
    ClaimStatusSet,
    KeyEventMarked,
    PostPinned,
    PostUnpinned,
)
_AROUND: Final = (
    BlogDescribed,
    KeyPointsSet,
    RelatedLinksSet,
    PodcastPromoSet,
    LiveReportingSet,
    CoveragePaused,
    CoverageResumed,
    CoverageEnded,
    CoverageReopened,
    CoverageContinued,
)

Version = PostPublished | PostRevised
"""A revision with all the words of a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One revision that readers are told of. `before` is what stood there until then, where words were replaced.

    `kept` is whether all words this is about, before and after, may still be read.
    """

    seq: Seq
    revision: Revision
    before: Version | Description | None = None
    kept: bool = True


class Gathering:
    """Hears a log from its beginning, and keeps the newest `most` changes before `until`; of one post, if `post` is named.

    `today` is the fold of the whole log; with `full` every edit is told of, else corrections and what was taken back.
    """

    def __init__(self, today: Blog, *, full: bool, most: int, until: Seq, post: PostId | None = None) -> None:
        self._today = today
        self._full = full
        self._until = until
        self._post = post
        self._found: deque[tuple[Change, Seq]] = deque(maxlen=most)
        self._versions: dict[PostId, tuple[Seq, Version]] = {}
        self._described: tuple[Seq, Description] | None = None
        self._removed: set[Seq] = set()

    def hear(self, seq: Seq, revision: Revision) -> None:
        """What happened next."""
        before = self._replaced(seq, revision)
        if isinstance(revision, WordsRemoved):
            self._removed.update(revision.revisions)
        if seq < self._until and self._is_told(revision):
            was, words = before if before is not None else (seq, None)
            self._found.append((Change(seq=seq, revision=revision, before=words), was))

    def changes(self) -> Sequence[Change]:
        """What was found, newest first."""
        return [
            Change(
                seq=each.seq,
                revision=each.revision,
                before=each.before,
                kept=not self._removed & {each.seq, was} and self._is_readable(each.revision),
            )
            for each, was in reversed(self._found)
        ]

    def _is_readable(self, revision: Revision) -> bool:
        post = self._today.posts.get(getattr(revision, "post", PostId("")))
        return post is None or post.is_readable

    def _replaced(self, seq: Seq, revision: Revision) -> tuple[Seq, Version | Description] | None:
        match revision:
            case PostPublished() | PostRevised() if self._full:
                before = self._versions.get(revision.post)
                self._versions[revision.post] = (seq, revision)
                return before
            case BlogOpened() | BlogDescribed() if self._full:
                described = self._described
                self._described = (seq, revision.description)
                return described
            case _:
                return None

    def _is_told(self, revision: Revision) -> bool:
        if isinstance(revision, WordsRemoved):
            return any(self._post in (None, each.id) for each in told_removed(revision, self._today))
        if isinstance(revision, _AROUND):
            return self._full and self._post is None
        name = getattr(revision, "post", None)
        post = self._today.posts.get(name) if name is not None else None
        return post is not None and self._post in (None, post.id) and self._is_told_of(post, revision)

    def _is_told_of(self, post: Post, revision: Revision) -> bool:
        if post.is_gone:
            return False
        if isinstance(revision, PostPublished):
            return self._post is not None
        if not post.is_readable:
            return isinstance(revision, PostWithdrawn) and post.withdrawal is not None
        return isinstance(revision, PostCorrected) or (self._full and isinstance(revision, _EDITS))


def told_removed(revision: WordsRemoved, today: Blog) -> list[Post]:
    """The posts of which the page says today that their words were removed then."""
    known = (today.posts[each] for each in revision.posts if each in today.posts)
    return [post for post in known if post.removal is not None and not post.is_gone and post.removal.at == revision.at]
