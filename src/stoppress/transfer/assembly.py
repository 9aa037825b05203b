"""Assembly: what was found on a page becomes a log of revisions and a report.

Knows how posts get ids, links and labels, and in which order an imported log happens.
Does not know from what kind of file anything came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stoppress.domain.facts import Byline, Claim, Description, KeyPoint, Label, PodcastPromo, Reporter
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.domain.normal import normal
from stoppress.domain.references import SCHEME
from stoppress.domain.revisions import (
    BlogOpened,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    PostPublished,
    Revision,
)
from stoppress.transfer.absent_media import SHOWN
from stoppress.transfer.claims import claim_in
from stoppress.transfer.commonmark import commonmark
from stoppress.transfer.cross_references import Place, Reference, Timeline, references_in
from stoppress.transfer.imported import Imported
from stoppress.transfer.labels import label_of
from stoppress.transfer.likeness import likenesses
from stoppress.transfer.naming import post_ids
from stoppress.transfer.passages import Block, Inline, Link, Text, paragraph, rewritten
from stoppress.transfer.report import Finding, Findings, Kind, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPost:
    """A post as it was found. `published_at` is in the blog's zone; `source_id` is what the source calls it, or ""."""

    published_at: datetime
    headline: str = ""
    blocks: tuple[Block, ...] = ()
    bylines: tuple[Byline, ...] = ()
    media_missing: bool = False
    source_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBlog:
    """A page as it was found: at least one post, oldest first, and what stood above them."""

    kind: Kind
    slug: Slug
    description: Description
    posts: tuple[FoundPost, ...]
    key_points: tuple[str, ...] = ()
    reporters: tuple[Reporter, ...] = ()
    promo: PodcastPromo | None = None


def assembled(found: FoundBlog, findings: Findings) -> Imported:
    """The log that makes this blog. Each revision happened when its post was published; the rest with the last."""
    posts = [_with_short_headline(each, findings) for each in found.posts]
    ids = post_ids(found.slug, [(each.published_at, each.headline, each.source_id) for each in posts])
    references = _References(
        Timeline([Place(each.published_at, name) for each, name in zip(posts, ids, strict=True)]), findings
    )
    published = [
        _published(each, name, references.resolved(each, index), findings)
        for index, (each, name) in enumerate(zip(posts, ids, strict=True))
    ]
    points = _key_points(found.key_points, published, findings)
    opened = BlogOpened(at=published[0].at, slug=found.slug, description=found.description)
    revisions = (opened, *published, *_furniture(found, points, published[-1].at))
    report = Report(
        kind=found.kind,
        slug=found.slug,
        headline=found.description.headline.text,
        posts=len(published),
        key_points=len(points),
        key_points_linked=sum(point.post is not None for point in points),
        cross_references=references.found,
        cross_references_resolved=references.found_posts,
        media_missing=sum(post.media_missing or label_of(post.headline) in SHOWN for post in posts),
        labels=label_counts([each.label for each in published]),
        bylines=sum(len(each.bylines) for each in published),
        left_out=tuple(findings.left_out),
        details=tuple(findings.details),
    )
    return Imported(found.slug, tuple(map(_in_normal_form, revisions)), report)


def label_counts(labels: Sequence[Label | None]) -> dict[str, int]:
    """How many posts carry each label, in alphabetical order, then how many carry none."""
    counted = Counter(label.value for label in labels if label is not None)
    return {**dict(sorted(counted.items())), "none": len(labels) - counted.total()}


def _in_normal_form(revision: Revision) -> Revision:
    """`revision` in normal form, unless its body is over the limit: admission will judge it as it stands.

    The formatter's time grows with the square of the lines (measured: 20,000 lines, 15 s).
    """
    if isinstance(revision, PostPublished) and len(revision.body) > DEFAULT_LIMITS.body:
        return revision
    return normal(revision)


class _References:
    """The cross-references of a page, counted and noted as they are resolved."""

    def __init__(self, timeline: Timeline, findings: Findings) -> None:
        self._timeline = timeline
        self._findings = findings
        self.found = 0
        self.found_posts = 0

    def resolved(self, post: FoundPost, index: int) -> tuple[Block, ...]:
        """The post's blocks with a link for every reference whose post is there; the others stay text."""

        def rewrite(text: str) -> tuple[Inline, ...]:
            pieces: list[Inline] = []
            start = 0
            for reference in references_in(text):
                target = self._meant(reference, post, index)
                if target is not None:
                    link = Link(SCHEME + target, (Text(reference.text),))
                    pieces += [Text(text[start : reference.start]), link]
                    start = reference.end
            return (*pieces, Text(text[start:]))

        return rewritten(post.blocks, rewrite)

    def _meant(self, reference: Reference, post: FoundPost, index: int) -> PostId | None:
        meant = self._timeline.meant(reference, index)
        target, reason = (meant.post, None) if isinstance(meant, Place) else (None, meant)
        self.found += 1
        self.found_posts += target is not None
        place = post.published_at.isoformat()
        self._findings.tell(Finding.CROSS_REFERENCE, post=place, text=reference.text, resolved=target, reason=reason)
        return target


def _with_short_headline(post: FoundPost, findings: Findings) -> FoundPost:
    if len(post.headline) <= DEFAULT_LIMITS.headline:
        return post
    place = post.published_at.isoformat()
    findings.tell(Finding.HEADLINE_TOO_LONG, post=place, limit=DEFAULT_LIMITS.headline)
    return replace(post, headline="", blocks=(paragraph(post.headline), *post.blocks))


def _published(post: FoundPost, name: PostId, blocks: Sequence[Block], findings: Findings) -> PostPublished:
    moment = post.published_at.astimezone(UTC)
    claim = claim_in(post.blocks)
    if claim is not None:
        _tell_claim(post, claim, findings)
    return PostPublished(
        at=moment,
        post=name,
        published_at=moment,
        headline=post.headline,
        body=commonmark(blocks),
        label=label_of(post.headline),
        bylines=post.bylines,
        claim=claim,
    )


def _tell_claim(post: FoundPost, claim: Claim, findings: Findings) -> None:
    place = post.published_at.isoformat()
    findings.tell(Finding.CLAIM, post=place, status=claim.status.value, text=claim.attribution)


def _key_points(texts: Sequence[str], posts: Sequence[PostPublished], findings: Findings) -> tuple[KeyPoint, ...]:
    points = []
    found = likenesses(texts, [each.headline for each in posts])
    for number, (text, likeness) in enumerate(zip(texts, found, strict=True), 1):
        candidate = None if likeness.post is None else posts[likeness.post]
        linked = candidate.post if candidate is not None and likeness.linked else None
        findings.tell(
            Finding.KEY_POINT,
            number=number,
            text=text,
            score=likeness.score,
            candidate=candidate.headline if candidate is not None else None,
            linked=linked,
        )
        points.append(KeyPoint(text=text, post=linked))
    return tuple(points)


def _furniture(found: FoundBlog, points: tuple[KeyPoint, ...], at: datetime) -> list[Revision]:
    revisions: list[Revision] = []
    if points:
        revisions.append(KeyPointsSet(at=at, points=points))
    if found.reporters:
        revisions.append(LiveReportingSet(at=at, reporters=found.reporters))
    if found.promo is not None:
        revisions.append(PodcastPromoSet(at=at, promo=found.promo))
    return revisions
