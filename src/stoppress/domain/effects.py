"""Which places of the page a revision changes.

Knows the closed list of regions (DESIGN §10.3) and, for each revision, the posts and regions to show anew.
Does not know what they look like. Forgetting one turns law 2 red.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

from stoppress.domain.blog import Blog
from stoppress.domain.identifiers import PostId
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    BylinesSet,
    ClaimStatusSet,
    CoverageContinued,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    EmbedFilled,
    HeroPrepared,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
    MediumPrepared,
    PodcastPromoSet,
    PostCorrected,
    PostLabelled,
    PostPinned,
    PostPublished,
    PostRevised,
    PostUnpinned,
    PostWithdrawn,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)


class Region(StrEnum):
    """A place of the page that is not a post."""

    HEAD = "head"
    STATE = "state"
    KEY_POINTS = "key-points"
    PINNED = "pinned"
    REPORTING = "reporting"
    RELATED = "related"


EVERYTHING: Final = frozenset(Region)

# "Updated 14:05" stands in the state region, and every revision updates the blog.
_ALWAYS: Final = frozenset({Region.STATE})


@dataclass(frozen=True, slots=True)
class Effects:
    """The posts and regions to show anew, the post it happened to first.

    `everything` means that each post looks different (another zone or language): load the page anew.
    """

    posts: tuple[PostId, ...] = ()
    regions: frozenset[Region] = _ALWAYS
    everything: bool = False


def effects(revision: Revision, before: Blog, after: Blog) -> Effects:
    """What `revision` changed on the page, given the fold before it and after it."""
    match revision:
        case BlogOpened() | BlogDescribed():
            return Effects(regions=EVERYTHING, everything=_looks_different(before, after))
        case HeroPrepared():
            return Effects(regions=_ALWAYS | {Region.HEAD})
        case LiveReportingSet() | PodcastPromoSet():
            return Effects(regions=_ALWAYS | {Region.REPORTING})
        case KeyPointsSet():
            return Effects(regions=_ALWAYS | {Region.KEY_POINTS})
        case RelatedLinksSet():
            return Effects(regions=_ALWAYS | {Region.RELATED})
        case CoveragePaused() | CoverageResumed() | CoverageEnded() | CoverageReopened() | CoverageContinued():
            return Effects()
        case WordsRemoved():
            return Effects(_with_references(revision.posts, before, after), EVERYTHING)
        case (
            PostPublished()
            | PostRevised()
            | PostCorrected()
            | PostWithdrawn()
            | PostPinned()
            | PostUnpinned()
            | KeyEventMarked()
            | PostLabelled()
            | BylinesSet()
            | ClaimStatusSet()
            | MediumPrepared()
            | EmbedFilled()
        ):
            return _post_effects(revision.post, before, after)
        case _:
            assert_never(revision)


def _post_effects(name: PostId, before: Blog, after: Blog) -> Effects:
    regions = set(_ALWAYS)
    old, new = before.posts.get(name), after.posts[name]
    posts = _with_references((name,), before, after)
    if before.pinned != after.pinned or after.pinned in posts:
        regions.add(Region.PINNED)
    if (old is not None and old.key_event) or new.key_event or _is_linked(name, after):
        regions.add(Region.KEY_POINTS)
    if (old is not None and old.corrections) or new.corrections:
        regions.add(Region.RELATED)
    return Effects(posts, frozenset(regions))


def _looks_different(before: Blog, after: Blog) -> bool:
    """Whether something changed that is written into every post: the zone, the language, the first day."""
    old, new = before.description, after.description
    return before.seq > 0 and (old.timezone, old.language, old.coverage_start) != (
        new.timezone,
        new.language,
        new.coverage_start,
    )


def _is_linked(name: PostId, blog: Blog) -> bool:
    return any(point.post == name for point in blog.key_points)


def _with_references(names: tuple[PostId, ...], before: Blog, after: Blog) -> tuple[PostId, ...]:
    """`names`, and the posts at the other end of a reference that came or went."""
    reached = list(names)
    for name in names:
        old, new = before.posts.get(name), after.posts.get(name)
        was = old.refers_to if old is not None else ()
        now = new.refers_to if new is not None else ()
        reached += [each for each in (*was, *now) if (each in was) != (each in now) and each in after.posts]
    return tuple(dict.fromkeys(reached))
