"""Law 10, over every surface the door has: withdrawn words are on none, whenever they were withdrawn."""

from __future__ import annotations

import asyncio

from hypothesis import given

from stoppress.actions.wish import Wish
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import PostWithdrawn, Revision
from stoppress.render.share_card import blog_words, post_words
from tests.laws.doors import DOORS
from tests.laws.stories import SLUG, START, logs
from tests.laws.surfaces import EDITOR, PUBLICATION, newsroom
from tests.laws.test_law_10_private import canary, with_canary


@given(logs(removals=False, most=8))
def test_withdrawn_words_are_on_no_surface(log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    gone = {each.post for each in log if isinstance(each, PostWithdrawn)} | set(readable)

    async def story() -> None:
        async with newsroom(doors=DOORS) as room:
            await room.journal.append(SLUG, log, by="rosa")
            stayed = await room.listen(SLUG, Seq(0))
            before = await room.everything_shown(SLUG)
            # Vacuity: every word that can still be read is shown somewhere.
            assert all(any(canary(name) in shown for shown in before.values()) for name in readable)
            assert len(stayed.told) >= len(log)
            for name in readable:
                await room.journal.append(SLUG, [PostWithdrawn(at=START, post=name)], by="rosa")
            after = await room.everything_shown(SLUG)
            for address, shown in after.items():
                assert not [name for name in gone if canary(name) in shown], address

    asyncio.run(story())


@given(logs(removals=False, most=8))
def test_withdrawn_words_are_on_no_share_card(log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    blog = fold(log)
    drawn = {each.id: post_words(blog, each, PUBLICATION).texts for each in blog.oldest_first()}
    for name, texts in drawn.items():
        # Vacuity: while a headline has it, the card has it.
        assert canary(name) not in blog.posts[name].headline.encode() or any(canary(name) in t.encode() for t in texts)
    gone = fold([PostWithdrawn(at=START, post=name) for name in drawn if blog.posts[name].is_readable], onto=blog)
    for post in gone.oldest_first():
        assert not [each for each in post_words(gone, post, PUBLICATION).texts if "zqx" in each]
        assert not [each for each in blog_words(gone, PUBLICATION).texts if canary(post.id) in each.encode()]


def test_a_kept_answer_has_no_words() -> None:
    """An idempotent answer is given again for ever, so it holds ids alone."""

    async def story() -> None:
        async with newsroom() as room:
            await room.client.post("/api/v1/blogs", json={"slug": "ferry", "headline": "Ferry"})
            body = {"id": "p1", "body": "zqxcanary"}
            headers = {"Idempotency-Key": "k"}
            await room.client.post("/api/v1/blogs/ferry/posts", json=body, headers=headers)
            await room.posts.withdraw(Wish(person=EDITOR), Slug("ferry"), PostId("p1"), "")
            again = await room.client.post("/api/v1/blogs/ferry/posts", json=body, headers=headers)
            assert again.status_code == 201
            assert "zqx" not in again.text

    asyncio.run(story())
