"""Frames: one revision as the bytes every open page is sent.

Knows `{v, seq, kind, changes}` (DESIGN §10.3, golden files in docs/contracts/) and how an event stream writes it.
Does not know who is reading.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from stoppress.domain.blog import Blog, Post
from stoppress.domain.effects import Effects, Region, effects
from stoppress.domain.identifiers import Epoch, PostId, Seq
from stoppress.domain.revisions import PostPublished, Revision
from stoppress.domain.stored import kind_of
from stoppress.domain.today import with_todays_words
from stoppress.render.pieces import post_item, region_html
from stoppress.render.publication import Publication
from stoppress.render.titles import blog_title
from stoppress.render.view import View

VERSION: Final = 1
EVENT: Final = "revision"

# More than any publication lists of key events or corrections.
QUOTED: Final = 50

Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """One revision for streams and polls. `json` is the frame itself, `posts` those it shows anything of."""

    seq: Seq
    json: bytes
    posts: frozenset[PostId]

    def event(self, epoch: Epoch) -> bytes:
        """The frame as a server-sent event (HTML Standard §9.2.6); JSON has no line ends, so one data line is enough."""
        return b"id: %s-%d\nevent: %s\ndata: %s\n\n" % (epoch.encode(), self.seq, EVENT.encode(), self.json)


def make_frame(revision: Revision, before: Blog, after: Blog, today: Blog, publication: Publication) -> Frame:
    """The frame of `revision`, made from the fold at its sequence, with today's words. (Laws 2 and 10)"""
    touched = effects(revision, before, after)
    shown = with_todays_words(after, today)
    view = View(shown, publication)
    changes = [{"op": "reload"}] if touched.everything else []
    changes += [*_post_changes(revision, touched, view), *_region_changes(touched, view)]
    if Region.HEAD in touched.regions:
        changes.append({"op": "title", "text": blog_title(shown, publication)})
    tree = {"v": VERSION, "seq": after.seq, "kind": kind_of(revision), "changes": changes}
    return Frame(after.seq, _json(tree), _named(touched, after))


def _post_changes(revision: Revision, touched: Effects, view: View) -> list[Change]:
    published = revision.post if isinstance(revision, PostPublished) else None
    return [_post_change(view.blog.posts[name], view, is_new=name == published) for name in touched.posts]


def _post_change(post: Post, view: View, *, is_new: bool) -> Change:
    if post.is_gone:
        return {"op": "remove", "post": post.id}
    # "place" inserts where the page lacks the post, "replace" leaves such a page alone: it shows newer ones.
    op = "place" if is_new else "replace"
    return {"op": op, "post": post.id, "order": post.order, "html": post_item(post, view)}


def _region_changes(touched: Effects, view: View) -> list[Change]:
    return [
        {"op": "replace", "region": region.value, "html": region_html(region, view)}
        for region in Region
        if region in touched.regions
    ]


def _named(touched: Effects, after: Blog) -> frozenset[PostId]:
    """Every post the frame shows something of, as the blog was then: should one be withdrawn, it is made anew."""
    names = set(touched.posts)
    if Region.PINNED in touched.regions and after.pinned is not None:
        names.add(after.pinned)
    for each in tuple(names):
        names.update(after.posts[each].referred_to_by)
    if Region.KEY_POINTS in touched.regions:
        names.update(point.post for point in after.key_points if point.post is not None)
        names.update(post.id for post in after.at_keys(after.key_events.newest(QUOTED)))
    if Region.RELATED in touched.regions:
        names.update(post.id for post in after.at_keys(after.corrected.newest(QUOTED)))
    return frozenset(names)


def _json(tree: Change) -> bytes:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
