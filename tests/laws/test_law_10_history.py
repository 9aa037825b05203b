"""Law 10 in the history: superseded words are told under the full history alone, and what was taken back or removed never."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from stoppress.domain.blog import Blog
from stoppress.domain.changes import Gathering
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import PostCorrected, PostPublished, PostRevised, PostWithdrawn, Revision, WordsRemoved
from stoppress.render.history import entry, history_page
from stoppress.render.publication import History, Publication
from stoppress.render.view import View
from tests.laws.stories import START, logs, without_words
from tests.laws.test_law_10_private import canary, with_canary

BOTH = [Publication(page_posts=4, history=each) for each in History]
CORRECTIONS, FULL = BOTH
LATER = "Later words"


def told(log: list[Revision], publication: Publication, post: PostId | None = None) -> bytes:
    """The whole history on one page, of a post or of the blog."""
    today: Blog = fold(log)
    is_full = publication.history is History.FULL
    gathering = Gathering(today, full=is_full, most=1_000, until=Seq(today.seq + 1), post=post)
    for seq, each in enumerate(log, 1):
        gathering.hear(Seq(seq), each)
    view = View(today, publication)
    return history_page(today, post, [entry(each, view) for each in gathering.changes()], None, None, publication)


def every_page(log: list[Revision], publication: Publication) -> list[bytes]:
    names = [post.id for post in fold(log).oldest_first() if not post.is_gone]
    return [told(log, publication), *(told(log, publication, name) for name in names)]


def erased(log: list[Revision], removal: WordsRemoved) -> list[Revision]:
    """The log as the journal gives it once these words are gone from it."""
    kept = [without_words(each) if seq in removal.revisions else each for seq, each in enumerate(log, 1)]
    return [*kept, removal]


@pytest.mark.parametrize("publication", BOTH, ids=[each.history.value for each in BOTH])
@given(logs(removals=False, most=10))
def test_what_was_taken_back_is_in_no_history(publication: Publication, log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    edits = [PostRevised(at=START, post=name, headline=LATER, body=LATER) for name in readable]
    wrong = [PostCorrected(at=START, post=name, wrong=canary(name).decode(), right=LATER) for name in readable]
    log += [*edits, *wrong]
    before = every_page(log, publication)
    # Vacuity: what readers are told of is there to be taken back.
    assert all(any(canary(name) in page for page in before) for name in readable)
    log += [PostWithdrawn(at=START, post=name, reason="Said too early.") for name in readable]
    gone = [each.post for each in log if isinstance(each, PostWithdrawn)]
    after = every_page(log, publication)
    assert not [name for name in gone for page in after if canary(name) in page]
    assert all(b"Said too early." in page for page in after[:1] if readable)


@pytest.mark.parametrize("publication", BOTH, ids=[each.history.value for each in BOTH])
@pytest.mark.parametrize("notice", ["", "By order of a court."])
@given(logs(removals=False, most=10))
def test_what_was_removed_is_in_no_history(publication: Publication, notice: str, log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    written = [each.post for each in log if isinstance(each, PostPublished)]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    first = len(log)
    log += [PostRevised(at=START, post=name, headline=LATER, body=LATER) for name in readable]
    old = WordsRemoved(
        at=START, revisions=tuple(Seq(each) for each in range(1, first + 1)), posts=tuple(written), notice=notice
    )
    for page in every_page(erased(log, old), publication):
        assert not [name for name in written if canary(name) in page]
    everything = tuple(Seq(each) for each in range(1, len(log) + 1))
    for page in every_page(erased(log, replace(old, revisions=everything)), publication):
        assert not [name for name in written if canary(name) in page]
        # Of what went without a word no trace stays.
        assert notice or not any(f'/p/{name}"'.encode() in page for name in readable)


@given(logs(removals=False, most=10))
def test_superseded_words_are_told_under_the_full_history_alone(log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    log += [PostRevised(at=START, post=name, headline=LATER, body=LATER) for name in readable]
    today = fold(log)
    for name in readable:
        said = canary(name)
        assert said in told(log, FULL)
        assert said in told(log, FULL, name)
        # A correction may quote what was wrong: then it is told.
        quoted = any(said.decode() in f"{each.wrong} {each.right}" for each in today.posts[name].corrections)
        assert quoted or not [page for page in every_page(log, CORRECTIONS) if said in page]


@given(logs(most=12))
def test_every_correction_that_the_page_shows_is_told(log: list[Revision]) -> None:
    for publication in BOTH:
        page = told(log, publication).decode()
        shown = [each for post in fold(log).oldest_first() if post.is_readable for each in post.corrections]
        assert page.count("We said:") == len([each for each in shown if each.wrong])
