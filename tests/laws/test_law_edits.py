"""Two editors, one post, a hundred interleavings: no update is lost, and the log explains every one. (RELIABILITY R13)

Told in a journal in memory; in the others by `tests/contract/test_edits.py`.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from stoppress.actions.merging import Stale
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Seq
from stoppress.domain.merging import merge
from stoppress.domain.rules import Wording
from stoppress.errors import VersionConflict
from tests.contract.places import memory_journal
from tests.laws.editors import POST, Story, no_update_is_lost


def test_no_update_is_lost_and_the_log_explains_every_one() -> None:
    with asyncio.Runner() as runner:
        no_update_is_lost(memory_journal(), runner.run)


async def test_a_version_in_which_nobody_wrote_anything_is_no_other_one() -> None:
    story = Story(memory_journal())
    await story.begin()
    ada, ben = story.editors
    story.write(ada, 0, "over")
    await story.step("pin", 0, 0, "")
    assert await story.save(ada)
    story.write(ben, 3, "over")
    assert not await story.save(ben)


async def test_fields_are_merged_and_clash_too() -> None:
    story = Story(memory_journal())
    await story.begin()
    ada, ben = story.editors
    ada.text = replace(ada.text, headline="Ada's", label=Label.BREAKING)
    ben.text = replace(ben.text, headline="Ben's", key_event=True)
    assert await story.save(ada)
    stale = await story.merging.revise(Wish(person=ben.person, version=ben.version), story.slug, POST, ben.text)
    assert isinstance(stale, Stale)
    assert stale.by == (ada.person.id,)
    merged = merge(stale.base, stale.theirs, stale.mine)
    assert [(each.name, each.theirs, each.mine) for each in merged.clashes] == [("headline", "Ada's", "Ben's")]
    assert (merged.content().label, merged.content().key_event) == (Label.BREAKING, True)


async def test_a_correction_is_of_the_version_that_was_looked_at() -> None:
    story = Story(memory_journal())
    await story.begin()
    ada, ben = story.editors
    story.write(ada, 0, "over")
    assert await story.save(ada)
    wish = Wish(person=ben.person, version=ben.version)
    stale = await story.merging.correct(wish, story.slug, POST, "Four", "Five", ben.text)
    assert isinstance(stale, Stale)
    assert not (await story.post()).corrections
    again = replace(wish, version=stale.current)
    assert not isinstance(await story.merging.correct(again, story.slug, POST, "Four", "Five", stale.theirs), Stale)
    assert (await story.post()).corrections


async def test_whoever_looked_at_what_nobody_knows_is_shown_both() -> None:
    story = Story(memory_journal())
    await story.begin()
    ada = story.editors[0]
    story.write(ada, 0, "over")
    for version in (Seq(1), Seq(90)):
        stale = await story.merging.revise(Wish(person=ada.person, version=version), story.slug, POST, ada.text)
        assert isinstance(stale, Stale)
        assert stale.base is None
    with pytest.raises(VersionConflict):
        await story.posts.revise(Wish(person=ada.person, version=Seq(1)), story.slug, POST, Wording(body="x"))
