"""Bulk: one thing done to several posts, each by a revision of its own, with what became of each.

Knows that one post which refuses keeps no other waiting, and that the same press twice is one revision a post.
Does not know rules; it asks the other actions.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from stoppress.actions.actions import Done
from stoppress.actions.furniture import Furniture
from stoppress.actions.posts import Posts
from stoppress.actions.undoing import Span, appended
from stoppress.actions.wish import Wish
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.rules import Wording
from stoppress.errors import BlogUnknown, NotAllowed, StoppressError, StorageFull, StorageUnavailable, TooMany
from stoppress.staff.permissions import Verb

BULK_LIMIT: Final = 100
"""Posts that something is done to at once."""


class Act(StrEnum):
    """What can be done to several posts."""

    KEY_EVENT = "key-event"
    NO_KEY_EVENT = "no-key-event"
    LABEL = "label"
    KEY_POINTS = "key-points"
    TAKE_DOWN = "take-down"


VERBS: Final[Mapping[Act, Verb]] = MappingProxyType(
    {
        Act.KEY_EVENT: Verb.REVISE_POST,
        Act.NO_KEY_EVENT: Verb.REVISE_POST,
        Act.LABEL: Verb.REVISE_POST,
        Act.KEY_POINTS: Verb.SET_KEY_POINTS,
        Act.TAKE_DOWN: Verb.WITHDRAW_POST,
    }
)
"""What each takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done: `label` with LABEL, `reason` and whether readers are told it with TAKE_DOWN."""

    act: Act
    label: Label | None = None
    reason: str = ""
    reason_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one post: `span` what was appended, None where it was so already; `problem` why it was refused.

    `denied` is set where this person may not do it.
    """

    post: PostId
    span: Span | None = None
    problem: str = ""
    denied: NotAllowed | None = None


class Bulk:
    """The action."""

    def __init__(self, posts: Posts, furniture: Furniture) -> None:
        self._posts = posts
        self._furniture = furniture

    async def do(self, wish: Wish, slug: Slug, posts: Sequence[PostId], order: Order) -> list[Outcome]:
        """Do it to each of these posts, one after the other, whatever becomes of the others.

        Raises TooMany; NotAllowed where this person may do it to none of them; BlogUnknown where this person may not know of the blog; what the database raises, after which the
        same asked again under the same key goes on where it was cut off.
        """
        if len(posts) > BULK_LIMIT:
            raise TooMany(field="posts", count=len(posts), limit=BULK_LIMIT)
        deed = self._deed(order)
        outcomes = [await self._done(wish, slug, post, deed) for post in dict.fromkeys(posts)]
        denied = [each.denied for each in outcomes if each.denied is not None]
        if denied and len(denied) == len(outcomes):
            raise denied[0]
        return outcomes

    async def _done(self, wish: Wish, slug: Slug, post: PostId, deed: Deed) -> Outcome:
        # Each has a key of its own: under one they would be one revision.
        own = replace(wish, version=None, key=_own(wish.key, post))
        try:
            return Outcome(post=post, span=appended(await deed(own, slug, post)))
        except (BlogUnknown, StorageUnavailable, StorageFull):
            raise
        except StoppressError as problem:
            denied = problem if isinstance(problem, NotAllowed) else None
            return Outcome(post=post, problem=str(problem), denied=denied)

    def _deed(self, order: Order) -> Deed:
        match order.act:
            case Act.KEY_POINTS:
                return self._furniture.make_key_point
            case Act.TAKE_DOWN:
                return lambda wish, slug, post: self._posts.withdraw(
                    wish, slug, post, order.reason, reason_shown=order.reason_shown
                )
            case Act.LABEL:
                wording = Wording(label=(order.label,))
            case Act.KEY_EVENT | Act.NO_KEY_EVENT:
                wording = Wording(key_event=order.act is Act.KEY_EVENT)
        return lambda wish, slug, post: self._posts.revise(wish, slug, post, wording)


Deed = Callable[[Wish, Slug, PostId], Awaitable[Done]]


def _own(key: str, post: PostId) -> str:
    return f"each-{sha256(f'{key} {post}'.encode('utf-8', 'surrogatepass')).hexdigest()}" if key else ""
