"""An edition: makes anew what changed and nothing else, and says the same whenever it is asked."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given

from stoppress.domain.blog import BLANK
from stoppress.domain.facts import Description, Headline
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import (
    BlogDescribed,
    CoverageEnded,
    CoverageReopened,
    PostPinned,
    PostRevised,
    PostWithdrawn,
    Revision,
)
from stoppress.hub.cursor import Cursor
from stoppress.journal.folds import Step
from stoppress.press import edition as module
from stoppress.press import steps as steps_module
from stoppress.press.edition import Edition
from stoppress.press.shelf import Shelf
from tests.contract.invented import START, log, published, removed, withdrawn
from tests.laws.stories import logs
from tests.laws.surfaces import EPOCH, PUBLICATION, Listener


def steps_of(revisions: Sequence[Revision]) -> list[Step]:
    """Each revision with the folds around it."""
    found, blog = list[Step](), BLANK
    for each in revisions:
        after = fold([each], onto=blog)
        found.append(Step(each, blog, after))
        blog = after
    return found


def edition_of(revisions: Sequence[Revision]) -> Edition:
    """An edition that was opened when this was all."""
    steps = steps_of(revisions)
    return Edition(steps[-1].after, steps, EPOCH, PUBLICATION, Shelf())


def go_on(edition: Edition, revisions: Sequence[Revision]) -> None:
    """`revisions` are the whole log, of which the edition has the beginning."""
    edition.advance(steps_of(revisions)[edition.blog.seq :])


def listening(edition: Edition) -> Listener:
    """Somebody who follows from now on."""
    listener = Listener()
    assert edition.hub.join(listener, after=edition.blog.seq)
    return listener


def all_at_hand(edition: Edition) -> None:
    """Have the hub remember all it can."""
    edition.recall(Seq(0), 10_000)


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The posts that were rendered, in order."""
    names = list[str]()
    at_once = module.__dict__["post_item"]

    def post_item(post: object, view: object) -> object:
        names.append(getattr(post, "id", ""))
        return at_once(post, view)

    monkeypatch.setattr(module, "post_item", post_item)
    return names


def test_of_a_page_only_what_looks_different_is_rendered_anew(rendered: list[str]) -> None:
    story = log(4)
    edition = edition_of(story)
    first = edition.page()
    assert edition.page() is first
    assert sorted(rendered) == ["p-2", "p-3", "p-4"]
    rendered.clear()
    story += [published(5), PostRevised(at=START, post=PostId("p-3"), headline="Late", body="Later.")]
    go_on(edition, story)
    assert edition.page() is not first
    assert sorted(rendered) == ["p-3", "p-5"]


def test_another_description_has_every_post_rendered_anew(rendered: list[str]) -> None:
    story = log(3)
    edition = edition_of(story)
    edition.page()
    rendered.clear()
    go_on(edition, [*story, BlogDescribed(at=START, description=Description(headline=Headline(text="Other")))])
    edition.page()
    assert sorted(rendered) == ["p-2", "p-3"]


def test_a_posts_own_page_is_gone_once_it_was_taken_back() -> None:
    story = log(2)
    edition = edition_of(story)
    assert edition.post(edition.blog.posts[PostId("p-2")]).status == 200
    go_on(edition, [*story, withdrawn(2)])
    gone = edition.post(edition.blog.posts[PostId("p-2")])
    assert (gone.status, b"Ferry 2" in gone.body) == (410, False)


def test_should_a_frame_fail_nothing_has_happened_and_the_next_ring_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = log(2)
    edition = edition_of(story)
    listener, page, changed = listening(edition), edition.page(), edition.changed

    def fail(*_parts: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patches:
        patches.setattr(module, "make_frame", fail)
        with pytest.raises(ZeroDivisionError):
            go_on(edition, [*story, published(3)])
    assert (edition.blog.seq, edition.page() is page, changed.is_set(), listener.told) == (2, True, False, [])
    go_on(edition, [*story, published(3)])
    assert (edition.blog.seq, changed.is_set(), len(listener.frames)) == (3, True, 1)


def test_who_waits_is_told_of_each_change_once() -> None:
    story = log(2)
    edition = edition_of(story)
    before = edition.changed
    edition.advance([])
    assert not before.is_set()
    go_on(edition, [*story, published(3)])
    assert before.is_set()
    assert not edition.changed.is_set()


def test_the_end_of_coverage_lets_all_go_after_their_last_frame() -> None:
    story = log(2)
    edition = edition_of(story)
    listener = listening(edition)
    go_on(edition, [*story, published(3), CoverageEnded(at=START)])
    assert (len(listener.frames), listener.gone, edition.is_needed) == (2, True, False)
    assert listener.told[-1] == b'id: velmora2-4\nevent: ended\ndata: {"head":"velmora2-4"}\n\n'


def test_an_edition_is_needed_by_readers_and_by_all_who_hold_it() -> None:
    edition = edition_of(log(2))
    assert not edition.is_needed
    with edition.held():
        with edition.held():
            pass
        assert edition.is_needed
    assert not edition.is_needed
    listener = listening(edition)
    edition.hub.park(listener)
    assert edition.is_needed


def test_frames_are_recalled_towards_a_place_so_many_at_a_time() -> None:
    edition = edition_of(log(9))
    assert (edition.hub.oldest, edition.has_at_hand(Seq(9)), edition.has_at_hand(Seq(8))) == (9, True, False)
    edition.recall(Seq(4), 3)
    assert edition.hub.oldest == 6
    edition.recall(Seq(4), 3)
    assert (edition.hub.oldest, edition.has_at_hand(Seq(4)), edition.has_at_hand(Seq(3))) == (4, True, False)


def test_a_place_that_can_never_be_gone_on_from_needs_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 4)
    edition = edition_of(log(9))
    assert [seq for seq in range(12) if edition.reaches(Seq(seq))] == [5, 6, 7, 8, 9]
    assert [seq for seq in range(12) if not edition.has_at_hand(Seq(seq))] == [5, 6, 7, 8, 10, 11]


def test_more_at_once_than_is_remembered_has_all_load_the_page_when_words_are_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 4)
    story = log(3)
    edition = edition_of(story)
    all_at_hand(edition)
    listener, changed, old = listening(edition), edition.changed, edition.hub
    story += [*(published(number) for number in range(4, 8)), removed(2)]
    edition.begin_again(steps_of(story)[-1].after, steps_of(story)[-4:])
    assert (listener.told, listener.gone) == ([b'id: velmora2-8\nevent: reset\ndata: {"head":"velmora2-8"}\n\n'], True)
    assert (old.remembered, edition.hub.remembered, changed.is_set()) == ((), (), True)
    assert (edition.head, edition.hub.newest) == (Cursor(EPOCH, Seq(8)), 8)


def test_when_words_are_removed_no_page_and_no_step_is_kept_and_readers_stay() -> None:
    story = log(40)
    edition = edition_of(story)
    all_at_hand(edition)
    kept = edition.page(), edition.step(Seq(0)), edition.post(edition.blog.posts[PostId("p-2")])
    listener = listening(edition)
    story.append(removed(2))
    edition.begin_again(steps_of(story)[-1].after, steps_of(story))
    again = edition.page(), edition.step(Seq(0)), edition.post(edition.blog.posts[PostId("p-2")])
    assert all(new is not old for new, old in zip(again, kept, strict=True))
    assert (len(listener.frames), listener.gone) == (1, False)


def test_an_empty_step_is_made_for_one_and_kept_for_nobody() -> None:
    edition = edition_of(log(3))
    assert edition.step(Seq(3)) is not edition.step(Seq(3))
    all_at_hand(edition)
    assert edition.step(Seq(2)) is edition.step(Seq(2))


def test_the_step_after_a_final_one_says_that_coverage_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps_module, "STRIDE", 4)
    story = [*log(3), CoverageEnded(at=START)]
    edition = edition_of(story)
    all_at_hand(edition)
    final = edition.step(Seq(0))
    assert (final.is_final, b'"ended":false' in final.body) == (True, True)
    assert b'"ended":true' in edition.step(Seq(4)).body
    go_on(edition, [*story, CoverageReopened(at=START)])
    assert edition.step(Seq(0)) is final
    assert b'"ended":false' in edition.step(Seq(4)).body


@given(logs(removals=False))
def test_a_final_step_is_the_same_whoever_makes_it_and_when(story: list[Revision]) -> None:
    """Until words are taken back: caches and other processes hold what was made at another time."""
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(steps_module, "STRIDE", 2)
        edition = edition_of(story[:1])
        finals = dict[Seq, bytes]()
        for length in range(2, len(story) + 1):
            go_on(edition, story[:length])
            if isinstance(story[length - 1], PostWithdrawn):
                finals.clear()
            finals |= final_steps(edition)
        late = edition_of(story)
        all_at_hand(late)
        assert final_steps(late).items() >= finals.items()


def test_a_back_link_of_the_pin_goes_with_the_post_it_leads_to() -> None:
    reference = "More in the [earlier post](post:p-2)."
    described = BlogDescribed(at=START, description=Description(headline=Headline(text="Ferries")))
    story = [*log(2), published(3, reference), PostPinned(at=START, post=PostId("p-2")), described, withdrawn(3)]
    edition = edition_of(story[:-1])
    all_at_hand(edition)
    pinned = json.loads(edition.step(Seq(4)).body)["frames"][0]
    assert "/p/p-3" in json.dumps(pinned)
    go_on(edition, story)
    late = edition_of(story)
    all_at_hand(late)
    assert "/p/p-3" not in json.dumps(json.loads(edition.step(Seq(4)).body)["frames"][0])
    assert [edition.step(Seq(n)).body for n in range(1, 6)] == [late.step(Seq(n)).body for n in range(1, 6)]


def final_steps(edition: Edition) -> dict[Seq, bytes]:
    """The final steps at hand, by where they begin."""
    begins = [Seq(seq) for seq in range(edition.hub.oldest, edition.blog.seq)]
    return {begin: step.body for begin in begins if (step := edition.step(begin)).is_final}
