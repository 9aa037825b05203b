"""An edition: the current fold of one blog, and the pages and frames made of it.

Knows what has to be made anew after a revision, and keeps what has not.
Does not know where revisions come from (`press`), nor who reads.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.identifiers import Epoch, PostId, Seq
from stoppress.domain.revisions import BlogDescribed, PostWithdrawn
from stoppress.hub import events
from stoppress.hub.cursor import Cursor
from stoppress.hub.hub import Hub, Later, Pace, at_once
from stoppress.hub.remembered import Sent
from stoppress.journal.folds import Step
from stoppress.press.finished import finished
from stoppress.press.shelf import Shelf
from stoppress.press.steps import end_of_step, step
from stoppress.render.atom import CONTENT_TYPE as ATOM
from stoppress.render.atom import atom
from stoppress.render.feed import blog_feed
from stoppress.render.frame import Frame, make_frame
from stoppress.render.heads import Finished
from stoppress.render.linked_blog import UPDATES, own_addresses
from stoppress.render.linked_post import Addresses, post_node
from stoppress.render.page import blog_page, embedded_page, older_page, post_page
from stoppress.render.pieces import post_item
from stoppress.render.publication import Publication
from stoppress.render.view import FEED, View

REMEMBERED: Final = 500
"""How many frames back a stream can begin; further back it is told to load the page (DESIGN §5)."""

FEED_LIFE: Final = "public, max-age=60, s-maxage=5"
"""Programs that read feeds ask every few minutes, whatever they are told; ours is at hand."""

_POST_LIFE: Final = "public, max-age=0, s-maxage=5"
_PAGE_LIFE: Final = "public, max-age=0, s-maxage=1"


class Edition:
    """One blog at its newest sequence known here. `steps` led there, as many as are remembered."""

    def __init__(
        self,
        blog: Blog,
        steps: Iterable[Step],
        epoch: Epoch,
        publication: Publication,
        shelf: Shelf,
        later: Later = at_once,
        pace: Pace | None = None,
    ) -> None:
        self.blog = blog
        self._epoch = epoch
        self._publication = publication
        self._steps = deque(steps, maxlen=REMEMBERED)
        self._items: dict[PostId, tuple[Seq, Markup]] = {}
        self._nodes: dict[PostId, tuple[Seq, str]] = {}
        self._shelf = shelf
        self._later = later
        self._pace = pace
        self._holders = 0
        self._waiting = 0
        self.changed = asyncio.Event()
        self.hub = self._empty_hub()

    @property
    def head(self) -> Cursor:
        """Where the blog is now."""
        return Cursor(self._epoch, self.blog.seq)

    @property
    def is_needed(self) -> bool:
        """Whether somebody follows this blog's stream, or waits for something of it."""
        return len(self.hub) > 0 or self._holders > 0

    @property
    def readers(self) -> int:
        """How many read here: those on its stream, and those who wait for a step."""
        return len(self.hub) + self._waiting

    @contextmanager
    def awaited(self) -> Iterator[None]:
        """Somebody waits for a step: they read too."""
        self._waiting += 1
        try:
            yield
        finally:
            self._waiting -= 1

    @contextmanager
    def held(self) -> Iterator[None]:
        """Not to be forgotten while somebody works with it and waits in between."""
        self._holders += 1
        try:
            yield
        finally:
            self._holders -= 1

    def advance(self, steps: Sequence[Step]) -> None:
        """Go on to the last of `steps`, and tell everyone reading what happened."""
        if not steps:
            return
        blog = steps[-1].after
        # Frames come first: should one fail, nothing has changed and the next ring tries again.
        frames = [self._sent(self._frame(step, blog)) for step in steps]
        self.blog = blog
        self._steps.extend(steps)
        self._shelf.clear(blog.slug)
        if any(isinstance(step.revision, BlogDescribed) for step in steps):
            self._forget()
        self._take_back({step.revision.post for step in steps if isinstance(step.revision, PostWithdrawn)})
        self.hub.publish(frames)
        self._say_goodbye()

    def begin_again(self, blog: Blog, steps: Sequence[Step]) -> None:
        """Forget every word: some were removed from the log. `steps` are those remembered, read anew. (Law 10)"""
        frames = [self._sent(self._frame(step, blog)) for step in steps]
        self._forget()
        self._shelf.clear(blog.slug, final_too=True)
        self.blog = blog
        self._steps = deque(steps, maxlen=REMEMBERED)
        oldest, newest = self.hub.oldest, self.hub.newest
        if blog.seq - newest > len(self._steps):
            # More happened at once than is remembered: whoever reads has to load the page.
            reset = events.reset(self.head)
            self.hub.forget()
            self.hub.finish(lambda: reset)
            self.hub = self._empty_hub()
            self._tell_waiting()
            return
        self.hub.rewrite(each for each in frames if each.seq > oldest)
        self.hub.publish(each for each in frames if each.seq > newest)
        self._say_goodbye()

    def look_different(self) -> None:
        """Something that stands in every page and in no log is another one: make them again when they are asked for."""
        self._forget()
        self._shelf.clear(self.blog.slug)

    def has_at_hand(self, after: Seq) -> bool:
        """Whether every frame after `after` is made already, or can never be."""
        return self.hub.oldest <= after <= self.blog.seq or after < self.blog.seq - len(self._steps)

    def reaches(self, after: Seq) -> bool:
        """Whether every frame after `after` can be made."""
        return self.blog.seq - len(self._steps) <= after <= self.blog.seq

    def recall(self, after: Seq, most: int) -> None:
        """Have the hub remember up to `most` frames more, towards `after`."""
        oldest = self.hub.oldest
        wanted = [step for step in self._steps if after < step.after.seq <= oldest]
        self.hub.recall(self._sent(self._frame(step, self.blog)) for step in wanted[-most:])

    def page(self) -> Finished:
        """The reader page."""
        return self._kept("", self._blog_page, _PAGE_LIFE)

    def older(self, anchor: Post) -> Finished:
        """The page of posts next older than `anchor`."""
        return self._kept(f"before/{anchor.id}", lambda: self._older_page(anchor), _POST_LIFE)

    def post(self, post: Post) -> Finished:
        """A post's own page; 410 when it was taken back."""
        page = self._kept(f"p/{post.id}", lambda: post_page(self.blog, post, self._publication), _POST_LIFE)
        page.status = 200 if post.is_readable else 410
        return page

    def feed(self) -> Finished:
        """The newest posts as a feed."""
        kept = self._shelf.get(self.blog.slug, FEED)
        if kept is not None:
            return kept
        made = finished(atom(blog_feed(self.blog, self._publication)), FEED_LIFE, content_type=ATOM)
        return self._shelf.put(self.blog.slug, FEED, made)

    def step(self, after: Seq) -> Finished:
        """What came after `after`, whose frames the hub has at hand, as far as one step goes."""
        name = f"updates/{Cursor(self._epoch, after)}"
        kept = self._shelf.get(self.blog.slug, name)
        if kept is not None:
            return kept
        frames = self.hub.since(after, most=end_of_step(after) - after) or []
        made = step(Cursor(self._epoch, after), frames, ended=self.has_ended)
        # An empty one is made for whoever waited in vain; the next to ask shall wait as well.
        return self._shelf.put(self.blog.slug, name, made) if frames else made

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is to be expected on the stream."""
        return self.blog.coverage is Coverage.ENDED

    def _say_goodbye(self) -> None:
        if self.has_ended:
            farewell = events.ended(self.head)
            self.hub.finish(lambda: farewell)
        self._tell_waiting()

    def _tell_waiting(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    def _empty_hub(self) -> Hub:
        return Hub(at=self.blog.seq, remember=REMEMBERED, later=self._later, pace=self._pace)

    def _kept(self, name: str, make: Callable[[], bytes], life: str) -> Finished:
        kept = self._shelf.get(self.blog.slug, name)
        return kept or self._shelf.put(self.blog.slug, name, finished(make(), life))

    def embedded(self) -> bytes:
        """The reader page for a frame on another's page."""
        return self._blog_page(embedded=True)

    def _blog_page(self, *, embedded: bool = False) -> bytes:
        shown = self.blog.newest(self._publication.page_posts)
        view = View(self.blog, self._publication)
        # Only a post that looks different since is rendered anew, and only those on the page are kept.
        self._items = {post.id: self._item(post, view) for post in shown}
        items = [html for _, html in self._items.values()]
        if embedded:
            return embedded_page(self.blog, self._epoch, items, self._publication)
        readable = (post for post in self.blog.newest(UPDATES) if post.is_readable)
        addresses = own_addresses(self.blog, self._publication)
        self._nodes = {post.id: self._node(post, view, addresses) for post in readable}
        nodes = [node for _, node in self._nodes.values()]
        return blog_page(self.blog, self._epoch, items, nodes, self._publication)

    def _forget(self) -> None:
        self._items.clear()
        self._nodes.clear()

    def _item(self, post: Post, view: View) -> tuple[Seq, Markup]:
        kept = self._items.get(post.id)
        return kept if kept is not None and kept[0] == post.shown else (post.shown, post_item(post, view))

    def _node(self, post: Post, view: View, addresses: Addresses) -> tuple[Seq, str]:
        kept = self._nodes.get(post.id)
        return kept if kept is not None and kept[0] == post.shown else (post.shown, post_node(post, view, addresses))

    def _older_page(self, anchor: Post) -> bytes:
        view = View(self.blog, self._publication)
        shown = self.blog.before(anchor, self._publication.page_posts)
        return older_page(self.blog, anchor, [post_item(post, view) for post in shown], self._publication)

    def _take_back(self, withdrawn: set[PostId]) -> None:
        """Put tombstones in place of what the hub remembers of these posts. (DESIGN §10.2)"""
        if withdrawn:
            oldest, newest = self.hub.oldest, self.hub.newest
            kept = (step for step in self._steps if oldest < step.after.seq <= newest)
            frames = (self._frame(step, self.blog) for step in kept)
            self.hub.rewrite(self._sent(each) for each in frames if each.posts & withdrawn)
            self._shelf.clear(self.blog.slug, final_too=True)

    def _frame(self, step: Step, today: Blog) -> Frame:
        return make_frame(step.revision, step.before, step.after, today, self._publication)

    def _sent(self, frame: Frame) -> Sent:
        return Sent(frame.seq, frame.event(self._epoch))
