"""History: what was changed of a blog or of a post, as readers are told.

Knows a word for everything that can happen, and which words stand before and after.
Does not know which changes are told of (`domain.changes`), nor how a log is read (`press`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.blog import Blog, Post
from stoppress.domain.changes import Change, Version, told_removed
from stoppress.domain.facts import ClaimStatus, Description
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import (
    BlogDescribed,
    BylinesSet,
    ClaimStatusSet,
    CoverageContinued,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    KeyEventMarked,
    KeyPointsSet,
    LiveReportingSet,
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
from stoppress.render.body import body_html
from stoppress.render.differences import Mark, Stretch, beginning, differences
from stoppress.render.documents import HistoryDocument
from stoppress.render.publication import History, Publication
from stoppress.render.templating import document
from stoppress.render.titles import blog_headline, blog_title
from stoppress.render.view import View, blog_path
from stoppress.render.words import marked

LINKED: Final = 20
"""So many posts are named where words of many were removed at once."""

_HAPPENED: Final[dict[type[Revision], str]] = {
    PostPublished: marked("Published"),
    PostRevised: marked("Edited"),
    PostCorrected: marked("Correction"),
    PostWithdrawn: marked("Taken down"),
    PostLabelled: marked("Label changed"),
    BylinesSet: marked("Byline changed"),
    PostPinned: marked("Pinned to the top"),
    PostUnpinned: marked("No longer pinned"),
    BlogDescribed: marked("Headline or description of the page changed"),
    KeyPointsSet: marked("Key points changed"),
    RelatedLinksSet: marked("Related links changed"),
    PodcastPromoSet: marked("Podcast changed"),
    LiveReportingSet: marked("Others report live"),
    CoveragePaused: marked("Coverage paused"),
    CoverageResumed: marked("Coverage resumed"),
    CoverageEnded: marked("Coverage ended"),
    CoverageReopened: marked("Coverage resumed"),
    CoverageContinued: marked("Coverage continues on another page"),
    WordsRemoved: marked("Words removed"),
}
_KEY: Final = {True: marked("Made a key event"), False: marked("No longer a key event")}
_CLAIM: Final = {
    ClaimStatus.UNVERIFIED: marked("Marked as unverified"),
    ClaimStatus.CONFIRMED: marked("Marked as confirmed"),
}
_NO_CLAIM: Final = marked("No longer marked as unverified")


@dataclass(frozen=True, slots=True)
class Compared:
    """One text before and after: its name, and its stretches."""

    name: str
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One change as it is told. `posts` are those it is about; `note` is a sentence about it.

    `wrong` and `right` are a correction's; `texts` are what changed, word by word.
    """

    seq: Seq
    at: datetime
    happened: str
    posts: Sequence[Post] = ()
    note: str = ""
    wrong: str = ""
    right: str = ""
    texts: Sequence[Compared] = field(default=())


def entry(change: Change, view: View) -> Entry:
    """A change, told."""
    revision = change.revision
    happened = view.say(_happened(revision))
    told = Entry(seq=change.seq, at=revision.at, happened=happened, posts=_about(revision, view.blog))
    hidden = view.say("These words are not shown.")
    match revision:
        case PostWithdrawn() | WordsRemoved():
            return _with(told, note=_reason(told.posts))
        case PostCorrected():
            wrong, right = beginning(revision.wrong), beginning(revision.right)
            return _with(told, wrong=wrong, right=right, note="" if wrong or right else hidden)
        case PostPublished() if view.publication.history is not History.FULL:
            return told
        case PostPublished() | PostRevised() | BlogDescribed() if not change.kept:
            return _with(told, note=hidden)
        case PostPublished():
            return _with(told, texts=_first(revision, view))
        case PostRevised():
            texts = _replaced(change.before, revision, view)
            same = view.say("The words are the same; what is shown with them was changed.")
            return _with(told, texts=texts, note="" if texts else same)
        case BlogDescribed():
            was = change.before if isinstance(change.before, Description) else None
            return _with(told, texts=_described(was, revision.description, view))
        case _:
            return told


def _happened(revision: Revision) -> str:
    match revision:
        case KeyEventMarked():
            return _KEY[revision.marked]
        case ClaimStatusSet():
            return _CLAIM[revision.claim.status] if revision.claim is not None else _NO_CLAIM
        case _:
            return _HAPPENED[type(revision)]


def history_page(
    blog: Blog,
    post: PostId | None,
    entries: Sequence[Entry],
    older: Seq | None,
    until: Seq | None,
    publication: Publication,
) -> bytes:
    """The page of these changes, newest first; `older` is where the page before begins, `until` where this one does."""
    view = View(blog, publication)
    page = blog_path(blog.slug)
    about = blog.posts[post] if post is not None else None
    own = view.post_path(about) if about is not None else page
    heading = view.say("What was changed in this post") if about is not None else view.say("What was changed")
    return document(
        HistoryDocument(
            publication=publication,
            language=view.language,
            view=view,
            path=page,
            own=own,
            title=f"{heading} - {blog_title(blog, publication)}",
            heading=heading,
            headline=blog_headline(blog),
            post=about,
            entries=entries,
            full=publication.history is History.FULL,
            newest=until is None,
            older=f"{own}/history/before/{older}" if older is not None else "",
        )
    )


def _with(told: Entry, *, note: str = "", wrong: str = "", right: str = "", texts: Sequence[Compared] = ()) -> Entry:
    return Entry(
        seq=told.seq,
        at=told.at,
        happened=told.happened,
        posts=told.posts,
        note=note,
        wrong=wrong,
        right=right,
        texts=texts,
    )


def _about(revision: Revision, today: Blog) -> Sequence[Post]:
    if isinstance(revision, WordsRemoved):
        return told_removed(revision, today)[:LINKED]
    name = getattr(revision, "post", None)
    return (today.posts[name],) if name is not None else ()


def _reason(posts: Sequence[Post]) -> str:
    """What the page says today of why the words are not there."""
    for post in posts:
        if post.withdrawal is not None:
            return post.withdrawal.reason
        if post.removal is not None:
            return post.removal.notice
    return ""


def _first(revision: PostPublished, view: View) -> Sequence[Compared]:
    known = ((view.say("Headline"), revision.headline), (view.say("Text"), _text(revision, view)))
    return [Compared(name, (Stretch(Mark.KEPT, beginning(words)),)) for name, words in known if words]


def _replaced(was: Version | Description | None, now: Version, view: View) -> Sequence[Compared]:
    if not isinstance(was, PostPublished | PostRevised):
        return ()
    return _texts(
        (view.say("Headline"), was.headline, now.headline),
        (view.say("Text"), _text(was, view), _text(now, view)),
    )


def _described(was: Description | None, now: Description, view: View) -> Sequence[Compared]:
    if was is None:
        return ()
    headlines = [": ".join(filter(None, (each.headline.kicker, each.headline.text))) for each in (was, now)]
    return _texts(
        (view.say("Headline"), headlines[0], headlines[1]),
        (view.say("Standfirst"), was.standfirst, now.standfirst),
    )


def _texts(*known: tuple[str, str, str]) -> Sequence[Compared]:
    return [Compared(name, found) for name, was, now in known if (found := differences(was, now))]


def _text(version: Version, view: View) -> str:
    """What a version says, a line for each paragraph."""
    made = body_html(version.body, view.blog.slug, version.media, (), view.publication.media, view.clock)
    body = LexborHTMLParser(made).body
    blocks = body.iter() if body is not None else ()
    lines = (" ".join(each.text(separator=" ").split()) for each in blocks)
    return "\n".join(filter(None, lines))
