"""Law 10, over page and frames: withdrawn words appear on neither, replays included."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId
from stoppress.domain.revisions import PostPublished, PostWithdrawn, Revision
from stoppress.domain.snapshot import snapshot
from stoppress.render.page import post_page
from tests.laws.stories import START, logs
from tests.laws.test_law_2_catch_up import PUBLICATION, frames


def canary(name: PostId) -> bytes:
    """A word that only this post says."""
    return f"zqxcanary{name}x".encode()


def with_canary(revision: Revision) -> Revision:
    """A post that says a word nothing else says."""
    if isinstance(revision, PostPublished):
        word = canary(revision.post).decode()
        return replace(revision, headline=word, body=f"{revision.body}\n\n{word}")
    return revision


@given(logs(removals=False))
def test_withdrawn_words_are_in_no_replay_page_or_snapshot(log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    replay = b"".join(frames(log, 0))
    log += [PostWithdrawn(at=START, post=name) for name in readable]
    gone = [each.post for each in log if isinstance(each, PostWithdrawn)]
    # Vacuity: before they were withdrawn the words were there to be seen.
    assert all(canary(name) in replay for name in readable)
    blog = fold(log)
    surfaces = [*frames(log, 0), snapshot(blog), *(post_page(blog, post, PUBLICATION) for post in blog.newest(99))]
    for surface in surfaces:
        assert not any(canary(name) in surface for name in gone)
