"""Undo: what somebody did to published posts or to what stands around them is made as it was, by revisions of its own.

Knows which right each takes: the one that doing it took. Nothing is undone over words that were removed by law since.
Does not know what follows from what (`domain.undoing`), nor what is offered to whom (`web`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from stoppress.actions.actions import Actions, Asked, Done
from stoppress.actions.showing import Showing
from stoppress.actions.wish import Wish
from stoppress.domain.identifiers import MediaId, Seq, Slug
from stoppress.domain.media import Medium
from stoppress.domain.revisions import (
    BlogDescribed,
    BylinesSet,
    ClaimStatusSet,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
    PostLabelled,
    PostPinned,
    PostRevised,
    PostUnpinned,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)
from stoppress.domain.undoing import Deed, media_again, undo
from stoppress.errors import InputInvalid
from stoppress.errors.undoing import NotUndoable
from stoppress.journal.folds import Step, go_on, opened
from stoppress.journal.journal import Journal
from stoppress.staff.permissions import Verb

MOST: Final = 50
"""Revisions that are undone at once: more is no press of a button but somebody's work."""

RIGHTS: Final[Mapping[type[Revision], tuple[Verb, ...]]] = MappingProxyType(
    {
        PostRevised: (Verb.REVISE_POST,),
        PostLabelled: (Verb.REVISE_POST,),
        BylinesSet: (Verb.REVISE_POST,),
        ClaimStatusSet: (Verb.REVISE_POST,),
        KeyEventMarked: (Verb.REVISE_POST,),
        PostPinned: (Verb.PIN_POST,),
        PostUnpinned: (Verb.PIN_POST,),
        KeyPointsSet: (Verb.SET_KEY_POINTS,),
        LiveReportingSet: (Verb.SET_LIVE_REPORTING,),
        RelatedLinksSet: (Verb.SET_RELATED,),
        BlogDescribed: (Verb.DESCRIBE_BLOG, Verb.SET_HERO),
        CoveragePaused: (Verb.RESUME_COVERAGE,),
        CoverageResumed: (Verb.PAUSE_COVERAGE,),
        CoverageEnded: (Verb.REOPEN_COVERAGE,),
        CoverageReopened: (Verb.END_COVERAGE,),
    }
)
"""What undoing each kind takes."""


@dataclass(frozen=True, slots=True)
class Span:
    """The revisions that one press appended: from `first` to `last`."""

    first: Seq
    last: Seq


class Undo:
    """The action."""

    def __init__(self, actions: Actions, journal: Journal, showing: Showing) -> None:
        self._actions = actions
        self._journal = journal
        self._showing = showing

    async def undo(self, wish: Wish, slug: Slug, span: Span) -> Done:
        """Make what was done in `span` undone. Raises NotUndoable, ChangedSince, PostIsWithdrawn, PostIsRemoved, InputInvalid."""
        await self._actions.require(wish.person, Asked(verb=Verb.READ_BLOG, slug=slug))
        deeds = await self._deeds(slug, span)
        asked = [asked for deed in deeds for asked in _asked(slug, span, deed.revision)]
        for each in asked:
            await self._actions.require(wish.person, each)
        known = await self._media(slug, deeds)
        at = self._actions.now()
        done = await self._actions.carry_out(wish, asked[0], lambda blog: undo(deeds, blog, known, at))
        await self._showing.settle(known.values())
        return done

    async def _deeds(self, slug: Slug, span: Span) -> Sequence[Deed]:
        head = (await self._actions.blog(slug)).seq
        # The first revision opened the blog, and before it there is nothing.
        if not 1 < span.first <= span.last <= head or span.last - span.first >= MOST:
            raise InputInvalid(field="what to undo", problem="reload the page, then try again.")
        deeds: list[Deed] = []
        removed = False

        def follow(step: Step) -> None:
            nonlocal removed
            if span.first <= step.after.seq <= span.last:
                deeds.append(Deed(step.before, step.revision))
            removed = removed or (step.after.seq >= span.first and isinstance(step.revision, WordsRemoved))

        blog, _ = await opened(self._journal, slug, at_most=Seq(span.first - 1))
        await go_on(self._journal, slug, blog, follow)
        if removed:
            raise NotUndoable(instead="words were removed by law since. Look at it as it is, and set it anew.")
        return deeds

    async def _media(self, slug: Slug, deeds: Sequence[Deed]) -> Mapping[str, Medium]:
        """The facts of what will be shown again, as far as it is still kept; the use is noted."""
        found: dict[str, Medium] = {}
        for deed in deeds:
            if isinstance(deed.revision, PostRevised):
                then = deed.before.posts[deed.revision.post]
                found |= {each.id: each for each in await self._showing.facts(then.body, slug, then.id)}
        for name, _ in media_again(deeds):
            around = await self._showing.around(MediaId(name), slug)
            found |= {name: around} if around is not None else {}
        return found


def appended(done: Done) -> Span | None:
    """What an action appended, if anything."""
    return Span(done.first, done.seq) if done.first is not None else None


def _asked(slug: Slug, span: Span, revision: Revision) -> Sequence[Asked]:
    # Of what cannot be undone whoever may read is told why.
    rights = RIGHTS.get(type(revision), (Verb.READ_BLOG,))
    post = getattr(revision, "post", None)
    content = ("undo", span.first, span.last)
    return [Asked(verb=verb, slug=slug, post=post, content=content, thing=f"{slug}/undo") for verb in rights]
