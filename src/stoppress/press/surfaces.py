"""Surfaces: every place where this process shows a blog, to be asked one by one after words were removed.

Knows all that the press makes of a blog: pages, frames, steps, the past, and what other sites are given.
Does not know what is looked for, nor other processes: those hear the same bell.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.errors import NotYetBegun, PostUnknown
from stoppress.hub.cursor import Cursor
from stoppress.press.edition import REMEMBERED
from stoppress.press.press import Press
from stoppress.render.blog_json import blog_tree
from stoppress.render.information import information_page
from stoppress.render.lists import ListName
from stoppress.render.moments import moment_after, moment_name
from stoppress.render.publication import Publication
from stoppress.render.share_card import blog_words, post_words

# Steps of 32 revisions from the oldest frame that can be made to the newest.
_STEPS: Final = 2 * REMEMBERED // 32

# A page of the past costs as much as the log is long; what was removed over more moments is asked for at some of them.
_MOMENTS: Final = 12

_FRAGMENT: Final = 50

Look = Callable[[], Awaitable[bytes | None]]
"""What is shown there now; None where there is no such thing."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place, and how to look there. `kind` is what sort of place it is, `name` which one, if there are several."""

    kind: str
    name: str
    look: Look


class Surfaces:
    """The places of one press. Everything raises BlogUnknown, StorageUnavailable, PastBusy."""

    def __init__(self, press: Press, publication: Publication) -> None:
        self._press = press
        self._publication = publication

    async def of(self, slug: Slug, posts: Sequence[PostId], since: Seq, moments: Sequence[datetime]) -> list[Place]:
        """Where to look for what was said in `posts`, in revisions from `since` on, and stood there at `moments`."""
        blog = await self._press.current(slug)
        known = [blog.posts[each] for each in posts if each in blog.posts]
        newer = [(each.id, above.id) for each in known if (above := blog.next_newer(each)) is not None]
        after = Seq(max(0, min(since - 1, blog.seq), blog.seq - REMEMBERED))
        return [
            Place("page", "", partial(self._page, slug)),
            *(Place("older page", name, partial(self._older, slug, anchor)) for name, anchor in newer),
            *(Place("post page", each.id, partial(self._post, slug, each.id)) for each in known),
            Place("stream replay", "", partial(self._replay, slug, after)),
            Place("updates steps", "", partial(self._steps, slug, after)),
            *(Place("time machine", name, partial(self._past, slug, name)) for name in _named(moments)),
            Place("history", "", partial(self._history, slug, None)),
            *(Place("history", each.id, partial(self._history, slug, each.id)) for each in known),
            Place("API", "", partial(self._tree, slug)),
            Place("front page", "", self._front),
            Place("lists", "", self._lists),
            Place("information", "", partial(self._information, slug)),
            Place("author pages", "", self._authors),
            Place("other sites", "", partial(self._elsewhere, slug)),
            *(Place("other sites", each.id, partial(self._embedded_post, slug, each.id)) for each in known),
            Place("share cards", "", partial(self._cards, slug)),
            Place("feeds", "", partial(self._feeds, slug)),
        ]

    async def _page(self, slug: Slug) -> bytes:
        return (await self._press.page(slug)).body

    async def _older(self, slug: Slug, anchor: PostId) -> bytes:
        return (await self._press.older(slug, anchor)).body

    async def _post(self, slug: Slug, name: PostId) -> bytes | None:
        try:
            return (await self._press.post(slug, name)).body
        except PostUnknown:
            return None

    async def _replay(self, slug: Slug, after: Seq) -> bytes:
        listener = _Listener()
        await self._press.readers.join(slug, listener, Cursor(self._press.epoch, after))
        self._press.readers.leave(slug, listener)
        return b"".join(listener.told)

    async def _steps(self, slug: Slug, after: Seq) -> bytes:
        place, told = str(Cursor(self._press.epoch, after)), b""
        for _ in range(_STEPS):
            step = (await self._press.readers.step(slug, place, wait=0)).body
            told += step
            further = json.loads(step)["to"]
            if further == place:
                break
            place = further
        return told

    async def _past(self, slug: Slug, name: str) -> bytes | None:
        try:
            _, page = await self._press.past(slug, name)
        except NotYetBegun:
            return None
        return page.body if page is not None else None

    async def _history(self, slug: Slug, name: PostId | None) -> bytes | None:
        try:
            return (await self._press.history(slug, name)).body
        except PostUnknown:
            return None

    async def _tree(self, slug: Slug) -> bytes:
        tree = blog_tree(await self._press.current(slug), self._publication)
        return json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")

    async def _front(self) -> bytes:
        return (await self._press.front()).body

    async def _lists(self) -> bytes:
        lists = self._press.lists
        islands = [(await lists.island(each)).body for each in ListName]
        return b"\n".join([*islands, (await lists.latest(None)).body])

    async def _information(self, slug: Slug) -> bytes:
        return information_page(await self._press.current(slug), self._publication)

    async def _authors(self) -> bytes:
        known = self._press.publication.authors.everybody()
        return b"\n".join([(await self._press.bylines.page(each.slug)).body for each in known])

    async def _feeds(self, slug: Slug) -> bytes:
        known = self._press.publication.authors.everybody()
        authors = [(await self._press.bylines.feed(each.slug)).body for each in known]
        return b"\n".join([(await self._press.feed(slug)).body, *authors])

    async def _elsewhere(self, slug: Slug) -> bytes:
        made = [
            await self._press.embedded(slug),
            await self._press.fragment(slug, "", _FRAGMENT),
            await self._press.oembed(slug, None, (0, 0), xml=False),
        ]
        return b"\n".join(each.body for each in made)

    async def _embedded_post(self, slug: Slug, name: PostId) -> bytes | None:
        try:
            return (await self._press.embedded_post(slug, name)).body
        except PostUnknown:
            return None

    async def _cards(self, slug: Slug) -> bytes:
        blog = await self._press.current(slug)
        cards = [blog_words(blog, self._publication)]
        cards += [post_words(blog, each, self._publication) for each in blog.oldest_first()]
        return "\n".join(text for card in cards for text in card.texts).encode("utf-8", "replace")


class _Listener:
    """Somebody on a stream who goes at once."""

    def __init__(self) -> None:
        self.told: list[bytes] = []

    def write(self, payload: bytes) -> None:
        """See `hub.Reader`."""
        self.told.append(payload)

    def finish(self, farewell: bytes) -> None:
        """See `hub.Reader`."""
        self.told.append(farewell)

    def cut(self) -> None:
        """See `hub.Reader`."""


def _named(moments: Sequence[datetime]) -> list[str]:
    """The names of at most `_MOMENTS` moments, first and last among them."""
    names = sorted({moment_name(moment_after(each)) for each in moments})
    if len(names) <= _MOMENTS:
        return names
    return [names[at * (len(names) - 1) // (_MOMENTS - 1)] for at in range(_MOMENTS)]
