"""Editors of one post, told of by chance: each with a form open, and the log that explains what became of it.

Knows what each of them wrote, and took out with open eyes. Does not know which journal it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stoppress.actions.actions import Actions
from stoppress.actions.merging import Merging, Stale
from stoppress.actions.posts import Posts
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.domain.blog import Post
from stoppress.domain.content import Content, content_of_post
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.merging import Choices, Take, blocks, joined, merge
from stoppress.domain.revisions import BlogOpened, PostPinned, PostPublished, PostUnpinned
from stoppress.errors import Empty
from stoppress.journal.folds import go_on, opened
from stoppress.journal.journal import Journal
from stoppress.staff.permissions import Person, Role
from tests.examples import examples
from tests.laws.library import MemoryLibrary, MemoryWatch

NOW = datetime(2031, 4, 5, 9, 41, tzinfo=UTC)
POST = PostId("storm")
EDITORS = (Person("person-ada", "Ada", role=Role.EDITOR), Person("person-ben", "Ben", role=Role.EDITOR))
FIRST = tuple(f"First {number}." for number in range(4))
_slugs = count()

writing = st.tuples(st.just("write"), st.integers(0, 1), st.integers(0, 5), st.sampled_from(["over", "after", "out"]))
saving = st.tuples(st.just("save"), st.integers(0, 1), st.lists(st.sampled_from(Take), max_size=3), st.just(""))
beside = st.tuples(st.just("pin"), st.just(0), st.just(0), st.just(""))
stories = st.lists(writing | writing | saving | beside, min_size=2, max_size=14)


@dataclass
class Editor:
    """Somebody with a form open. `dropped` is what they took out of a text they had before their eyes."""

    person: Person
    version: Seq
    text: Content
    dropped: set[str] = field(default_factory=set)
    saves: list[tuple[Seq, Seq]] = field(default_factory=list)


class Story:
    """One post, two forms, and the log."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.slug = Slug(f"story-{next(_slugs)}")
        self.actions = Actions(journal, now=lambda: NOW)
        self.posts = Posts(self.actions, lambda _at: POST, Showing(self.actions, MemoryLibrary(), MemoryWatch()))
        self.merging = Merging(self.actions, self.posts, journal)
        self.written: dict[str, str] = {}
        self.tokens = count(1)
        self.conflicts = self.clear = 0
        self.editors: list[Editor] = []

    async def begin(self) -> None:
        opening = BlogOpened(at=NOW, slug=self.slug, description=Description(headline=Headline(text="Storm")))
        first = PostPublished(at=NOW, post=POST, published_at=NOW, body=joined(FIRST))
        await self.journal.append(self.slug, [opening, first], by="operator")
        self.editors = [await self.looking(each) for each in EDITORS]

    async def post(self) -> Post:
        return (await self.actions.blog(self.slug)).posts[POST]

    async def looking(self, person: Person) -> Editor:
        post = await self.post()
        return Editor(person, post.touched, content_of_post(post))

    async def step(self, what: str, who: int, much: Any, how: str) -> None:
        editor = self.editors[who]
        if what == "write":
            self.write(editor, much, how)
        elif what == "save":
            await self.save(editor, much)
        else:
            pinned = (await self.actions.blog(self.slug)).pinned == POST
            pin = PostUnpinned(at=NOW, post=POST) if pinned else PostPinned(at=NOW, post=POST)
            await self.journal.append(self.slug, [pin], by="operator")

    def write(self, editor: Editor, place: int, how: str) -> None:
        """Write over a paragraph, put one after it, or take it out."""
        paragraphs = list(blocks(editor.text.body))
        at = min(place, len(paragraphs))
        if how != "after":
            editor.dropped |= _tokens(paragraphs[at : at + 1])
            del paragraphs[at : at + 1]
        if how != "out" or not paragraphs:
            token = f"T{next(self.tokens)}"
            self.written[token] = editor.person.id
            paragraphs.insert(at + (how == "after"), f"{token} is so.")
        editor.text = replace(editor.text, body=joined(paragraphs))

    async def save(self, editor: Editor, takes: Sequence[Take] = ()) -> bool:
        looked_at = editor.version
        wish = Wish(person=editor.person, version=looked_at)
        try:
            done = await self.merging.revise(wish, self.slug, POST, editor.text)
        except Empty:
            # All of it was taken out: refused with a sentence, and the form stays as it is for something to be written.
            assert not editor.text.body, "refused for emptiness, yet there were words"
            self.write(editor, 0, "after")
            return False
        if isinstance(done, Stale):
            merged = merge(done.base, done.theirs, done.mine)
            self.conflicts += bool(merged.conflicts)
            self.clear += merged.is_clear
            chosen = merged.content(Choices(dict(enumerate(takes))))
            # Both were shown: what is not taken of them is taken out by somebody who has read it.
            shown = [each for one in merged.conflicts for each in (*one.theirs, *one.mine)]
            editor.dropped |= _tokens(shown) - _tokens([chosen.body])
            editor.text, editor.version = chosen, done.current
            return False
        post = await self.post()
        if done.seq > looked_at and post.body == editor.text.body and post.touched == done.seq:
            editor.saves.append((looked_at, done.seq))
        editor.version, editor.text = post.touched, content_of_post(post)
        return True

    async def end(self) -> None:
        """Everybody saves what they have before them, and reads what comes back."""
        for _ in range(2):
            for editor in self.editors:
                while not await self.save(editor):
                    pass


def no_update_is_lost(journal: Journal, run: Callable[[Coroutine[Any, Any, Story]], Story]) -> None:
    """A hundred stories in `journal`: nothing that was written goes unseen, and the log says who took what out, and why."""
    met = [0, 0, 0]

    @settings(max_examples=examples(100))
    @given(stories)
    @example([("write", 0, 3, "after"), ("write", 1, 0, "over"), ("save", 0, [], ""), ("write", 0, 4, "out")])
    @example([("write", 0, 0, "over"), ("write", 1, 0, "over")])
    @example([("write", 0, 1, "out")] * 3 + [("write", 1, 0, "out")])
    def law(steps: list[tuple[str, int, Any, str]]) -> None:
        story = run(_told(journal, steps))
        met[:] = [met[0] + story.conflicts, met[1] + story.clear, met[2] + sum(len(e.saves) for e in story.editors)]

    law()
    # Vacuity: texts did meet, some on the same paragraph and some not.
    assert min(met) > 0


async def _told(journal: Journal, steps: Sequence[tuple[str, int, Any, str]]) -> Story:
    story = Story(journal)
    await story.begin()
    for step in steps:
        await story.step(*step)
    await story.end()
    text = _tokens([(await story.post()).body])
    dropped: set[str] = set().union(*(each.dropped for each in story.editors))
    assert set(story.written) - text <= dropped, "words were lost unseen"
    assert text <= set(story.written), "words came from nowhere"
    await _explained(story)
    return story


async def _explained(story: Story) -> None:
    """Each change of the text stands in the log with who made it, upon what they had looked at, and why words went."""
    saves = {(each.person.id, seq): looked_at for each in story.editors for looked_at, seq in each.saves}
    dropped = {each.person.id: each.dropped for each in story.editors}
    records = {each.seq: each for each in await story.journal.read(story.slug)}
    blog, _ = await opened(story.journal, story.slug, at_most=Seq(0))
    before: Post | None = None
    steps: list[tuple[Post | None, Post | None]] = []
    await go_on(
        story.journal,
        story.slug,
        blog,
        lambda step: steps.append((step.before.posts.get(POST), step.after.posts.get(POST))),
    )
    worded: Seq | None = None
    for seq, (before, after) in enumerate(steps, 1):
        if after is None or (before is not None and before.body == after.body):
            continue
        by = records[Seq(seq)].by
        if before is not None:
            # Whoever wrote it had looked at the very text that stood there before; it may have come back to it.
            assert worded is not None
            looked_at = saves[by, Seq(seq)]
            looked = steps[looked_at - 1][1]
            assert looked_at >= worded or (looked is not None and looked.body == before.body)
            assert _tokens([before.body]) - _tokens([after.body]) <= dropped[by]
            fresh = _tokens([after.body]) - _tokens([before.body])
            assert {story.written[each] for each in fresh} <= {by}
        worded = Seq(seq)


def _tokens(texts: Sequence[str]) -> set[str]:
    return {found for each in texts for found in re.findall(r"T\d+", each)}
