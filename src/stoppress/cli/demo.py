"""The demonstration: an invented story that goes on by itself while its page is served.

Knows the pace, and how each line of the story is published: through the same actions as everything else.
Does not know the story's words (`story`).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from stoppress.actions.actions import Done
from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import Newsroom, now
from stoppress.audience.votes import Vote
from stoppress.cli.drawings import draw_harbour
from stoppress.cli.media import arrived_at
from stoppress.cli.story import Story, Tree, bylines_of, key_points, label_of
from stoppress.domain.admission import admit
from stoppress.domain.authors import checked
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.rules import Wording
from stoppress.errors.authors import AuthorExists
from stoppress.media.library import MediumWords
from stoppress.staff.permissions import OPERATOR

ROLLING_SECONDS: Final = 6.0

_VIEWS: Final = 1_843
_VOTES: Final = 59

_WISH: Final = Wish(person=OPERATOR)

Pause = Callable[[float], Awaitable[None]]


async def begin(newsroom: Newsroom, story: Story) -> None:
    """Bring in what has happened so far, unless it is there."""
    if await newsroom.journal.head(story.slug) == 0:
        await newsroom.blogs.bring_in(_WISH, story.slug, admit(story.opening(now()), backdated=True))
        await _be_read(newsroom, story.slug)
        for each in story.authors():
            # What is there already stays as somebody made it.
            with suppress(AuthorExists):
                await newsroom.authors.put(checked(each), OPERATOR.id, now())


async def unfold(newsroom: Newsroom, story: Story, pace: float, pause: Pause = asyncio.sleep) -> None:
    """Let the story happen; `pace` stretches (above 1) or shortens the pauses. Goes on until cancelled."""
    for line in story.next:
        await pause(line["after"] * pace)
        await _happen(newsroom, story, line)
    for line in story.for_ever():
        await pause(ROLLING_SECONDS * pace)
        await newsroom.posts.publish(_WISH, story.slug, _new(line))


async def _be_read(newsroom: Newsroom, slug: Slug) -> None:
    """Invented readers look at the page, and some say what they think of it."""
    audience = newsroom.audience
    await asyncio.gather(*(audience.views.add(slug, page=True) for _ in range(_VIEWS)))
    said = [Vote(stars=4 if each % 10 == 0 else 5, helpful=each % 5 != 0) for each in range(_VOTES)]
    # Each from a network of its own, or there would be too many at once.
    votes = (
        audience.votes.cast(slug, f"{each:0>32}", vote, f"2001:db8:0:{each:x}::1") for each, vote in enumerate(said)
    )
    await asyncio.gather(*votes)


async def _happen(newsroom: Newsroom, story: Story, line: Tree) -> Done:
    slug, posts = story.slug, newsroom.posts
    if line["do"] == "key-points":
        return await newsroom.furniture.set_key_points(_WISH, slug, key_points(line["points"]))
    name = PostId(line["id"])
    match line["do"]:
        case "revise":
            return await posts.revise(_WISH, slug, name, _wording(line))
        case "correct":
            return await posts.correct(_WISH, slug, name, line["wrong"], line["right"], _wording(line))
        case "withdraw":
            return await posts.withdraw(_WISH, slug, name, line["reason"])
        case "pin":
            return await posts.pin(_WISH, slug, name)
        case "unpin":
            return await posts.unpin(_WISH, slug, name)
        case _:
            return await posts.publish(_WISH, slug, await _with_pictures(newsroom, line, _new(line)))


async def _with_pictures(newsroom: Newsroom, line: Tree, new: NewPost) -> NewPost:
    """`new`, with the pictures its line tells of drawn, taken in as any other, and shown."""
    shown = [await _taken_in(newsroom, each) for each in line.get("pictures", ())]
    return replace(new, body="\n\n".join([new.body, *shown]))


async def _taken_in(newsroom: Newsroom, picture: Tree) -> str:
    words = MediumWords(alt=picture["alt"], caption=picture["caption"], credit=picture["credit"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "harbour.jpg"
        await asyncio.to_thread(draw_harbour, path, picture["number"], dusk=picture["dusk"])
        arrived = await asyncio.to_thread(arrived_at, path, OPERATOR.id)
        row = await newsroom.media.media.upload(OPERATOR, arrived, words)
    return f"![{row.medium.alt}](media:{row.id})"


def _wording(line: Tree) -> Wording:
    return Wording(headline=line.get("headline"), body=line.get("body"))


def _new(line: Tree) -> NewPost:
    return NewPost(
        id=PostId(line["id"]) if "id" in line else None,
        headline=line.get("headline", ""),
        body=line["body"],
        label=label_of(line),
        bylines=bylines_of(line),
        key_event=line.get("key_event", False),
    )
