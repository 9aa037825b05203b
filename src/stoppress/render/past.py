"""The page as it stood: a fold of then, seen with what may still be said today (DESIGN §10.2).

Knows whose words stand where. What happened is of then: which posts there were, in which order, which one was pinned,
who reported, what was a key event. Words are of today where the publication shows corrections only: a post with its
later words and corrections, and of key points, links and promos those that still stand; where it shows its full history
they are of then. What was taken back or removed is gone from either.
Does not know how a fold of then is come by (`press`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from rpds import HashTrieMap

from stoppress.domain.blog import Blog, Post, order_key, post_of
from stoppress.domain.identifiers import PostId
from stoppress.domain.order import Order
from stoppress.render.documents import PastDocument
from stoppress.render.moments import moment_after, moment_name
from stoppress.render.pieces import ABOVE, BELOW, post_item, region_html
from stoppress.render.publication import History, Publication
from stoppress.render.templating import document
from stoppress.render.titles import blog_headline, post_heading
from stoppress.render.view import View, blog_path

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A key event before or after: where the page is that has it, and what it says."""

    path: str
    at: datetime
    words: str


def as_it_stood(then: Blog, today: Blog, history: History) -> Blog:
    """`then`, an earlier fold of `today`, with the words that may be shown."""
    posts = HashTrieMap.convert({name: _post(post, today, then, history) for name, post in then.posts.items()})
    seen = replace(then, posts=posts)
    corrected = Order.of([key for key in today.corrected if (post := posts.get(post_of(key))) and post.corrections])
    pinned = then.pinned if then.pinned and posts[then.pinned].is_readable else None
    key_events = Order.of([each.order for each in then.at_keys(then.key_events) if posts[each.id].is_readable])
    seen = replace(seen, corrected=corrected, pinned=pinned, key_events=key_events)
    if history is History.FULL and then.description.headline.text:
        return seen
    return replace(
        seen,
        description=today.description,
        key_points=_still(then.key_points, today.key_points),
        related=_still(then.related, today.related),
        promo=then.promo if then.promo == today.promo else None,
    )


def past_page(then: Blog, today: Blog, moment: datetime, publication: Publication) -> bytes:
    """The page as it stood at `moment`, of which `then` is the fold."""
    seen = as_it_stood(then, today, publication.history)
    view = View(seen, publication)
    path = blog_path(today.slug)
    shown = [post for post in seen.newest(publication.page_posts) if not post.is_gone]
    last = shown[-1] if shown else None
    return document(
        PastDocument(
            publication=publication,
            language=today.description.language,
            view=view,
            path=path,
            canonical=publication.origin + path,
            headline=blog_headline(seen),
            moment=moment,
            local=f"{view.clock.local(moment):%Y-%m-%dT%H:%M}",
            before=_neighbour(today, view, moment, is_later=False),
            after=_neighbour(today, view, moment, is_later=True),
            regions_before=[(each.value, region_html(each, view)) for each in ABOVE if each.value != "state"],
            regions_after=[(each.value, region_html(each, view)) for each in BELOW],
            posts=[post_item(post, view) for post in shown],
            older=f"{path}/before/{last.id}" if last is not None and seen.next_older(last) is not None else None,
        )
    )


def _post(then: Post, today: Blog, blog: Blog, history: History) -> Post:
    now = today.posts[then.id]
    has_words = bool(then.headline or then.body)
    if not now.is_readable or not then.is_readable:
        seen = now
    elif history is History.FULL and has_words:
        # A file that no post shows today is no longer public.
        seen = replace(then, media=tuple(each for each in then.media if any(each.id == kept.id for kept in now.media)))
    else:
        seen = now
    links = tuple(name for name in seen.referred_to_by if name in blog.posts and today.posts[name].is_readable)
    return replace(seen, key_event=then.key_event, referred_to_by=links)


def _still(then: tuple[_Item, ...], today: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(each for each in then if each in today)


def _neighbour(today: Blog, view: View, moment: datetime, *, is_later: bool) -> Neighbour | None:
    """The key event next to `moment`, whose page is another than this."""
    place = order_key(moment, PostId(""))
    keys = today.key_events.up_from(place) if is_later else today.key_events.down_from(place)
    for post in today.at_keys(keys):
        at = moment_after(post.published_at)
        if post.is_readable and at != moment:
            name = moment_name(at)
            words = post_heading(post, View(today, view.publication))
            return Neighbour(path=f"{blog_path(today.slug)}/at/{name}", at=at, words=words)
    return None
