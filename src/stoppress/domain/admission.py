"""Admission: what may be appended to a blog's log.

Knows every rule a revision has to meet, given the blog as it stands, and turns it into normal form.
Does not know who asks (`staff`), nor how revisions come about (`rules`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from stoppress.domain.admission_media import admit_hero, admit_prepared
from stoppress.domain.admission_posts import admit_post
from stoppress.domain.blog import BLANK, Blog, Coverage
from stoppress.domain.checks import address, at_most, is_language, is_timezone, not_over, said
from stoppress.domain.facts import Description, KeyPoint
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import RESERVED, is_slug
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.domain.normal import normal
from stoppress.domain.promos import admit_episode, admit_promo
from stoppress.domain.revisions import (
    BlogDescribed,
    BlogOpened,
    BlogRevision,
    CoverageContinued,
    CoverageEnded,
    CoveragePaused,
    CoverageReopened,
    CoverageResumed,
    EpisodeFound,
    HeroPrepared,
    KeyPointsSet,
    LiveReportingSet,
    PodcastPromoSet,
    PostRevision,
    PromoPrepared,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)
from stoppress.errors import BlogExists, BlogUnknown, CoverageUnsuitable, InputInvalid, PostUnknown, ReferenceUnknown


def admit(
    revisions: Iterable[Revision], blog: Blog = BLANK, *, limits: Limits = DEFAULT_LIMITS, backdated: bool = False
) -> tuple[Revision, ...]:
    """The revisions in normal form, as they may be appended to `blog` in this order.

    `backdated` lets posts bear any earlier time, as imports do (DESIGN §10.9). Raises the refusal that says
    what is wrong; nothing has happened then.
    """
    admitted = []
    for each in revisions:
        revision = normal(each)
        _check(revision, blog, limits, backdated=backdated)
        blog = fold([revision], onto=blog)
        admitted.append(revision)
    return tuple(admitted)


def _check(revision: Revision, blog: Blog, limits: Limits, *, backdated: bool) -> None:
    if isinstance(revision, BlogOpened) != (blog.seq == 0):
        raise BlogUnknown(blog=blog.slug) if blog.seq == 0 else BlogExists(blog=blog.slug)
    if isinstance(revision, PostRevision):
        admit_post(revision, blog, limits, backdated=backdated)
    else:
        _admit_furniture(revision, blog, limits)


def _admit_furniture(revision: BlogRevision, blog: Blog, limits: Limits) -> None:
    match revision:
        case BlogOpened():
            _slug("slug", revision.slug)
            if revision.slug in RESERVED:
                raise InputInvalid(field="slug", problem=f"no blog can be called “{revision.slug}”; choose another.")
            if revision.continued_from is not None:
                _slug("continued from", revision.continued_from)
            _description(revision.description, limits)
        case BlogDescribed():
            _description(revision.description, limits)
        case HeroPrepared():
            hero = blog.description.hero
            admit_prepared(revision.medium, () if hero is None else hero.shown, limits)
        case LiveReportingSet():
            at_most("reporters", len(revision.reporters), limits.bylines)
            for reporter in revision.reporters:
                said("reporter", reporter.name, limits.byline)
                not_over("reporter author", reporter.author, limits.byline)
        case PodcastPromoSet():
            if revision.promo is not None:
                admit_promo(revision.promo, limits)
        case PromoPrepared():
            audio = blog.promo.audio if blog.promo is not None else None
            admit_prepared(revision.medium, () if audio is None else (audio,), limits)
        case EpisodeFound():
            admit_episode(revision.episode, limits)
        case KeyPointsSet():
            _key_points(revision.points, blog, limits)
        case RelatedLinksSet():
            at_most("links", len(revision.links), limits.links)
            for link in revision.links:
                said("link title", link.title, limits.headline)
                said("link address", link.url, limits.address)
                address("link", link.url, limits.address)
        case WordsRemoved():
            not_over("notice", revision.notice, limits.reason)
            if not revision.revisions or not all(0 < seq <= blog.seq for seq in revision.revisions):
                raise InputInvalid(field="revisions", problem=f"name revisions between 1 and {blog.seq}.")
            for name in revision.posts:
                if name not in blog.posts:
                    raise PostUnknown(post=name)
        case CoveragePaused() | CoverageResumed() | CoverageEnded() | CoverageReopened() | CoverageContinued():
            _coverage(revision, blog, limits)
        case _:
            assert_never(revision)


def _coverage(
    revision: CoveragePaused | CoverageResumed | CoverageEnded | CoverageReopened | CoverageContinued,
    blog: Blog,
    limits: Limits,
) -> None:
    match revision:
        case CoveragePaused():
            fits = blog.coverage is Coverage.LIVE
            not_over("note", revision.note, limits.reason)
        case CoverageResumed():
            fits = blog.coverage is Coverage.PAUSED
        case CoverageEnded():
            fits = blog.coverage is not Coverage.ENDED
        case CoverageReopened():
            fits = blog.coverage is Coverage.ENDED
        case CoverageContinued():
            # A blog that has ended already may still say where the story goes on.
            fits = revision.blog != blog.slug
            _slug("blog", revision.blog)
            said("headline", revision.headline, limits.headline)
        case _:
            assert_never(revision)
    if not fits:
        raise CoverageUnsuitable(coverage=blog.coverage.value)


def _description(description: Description, limits: Limits) -> None:
    headline = description.headline
    said("headline", headline.text, limits.headline)
    for name, text in (("kicker", headline.kicker), ("short", headline.short), ("search", headline.search)):
        not_over(f"headline {name}", text, limits.headline)
    not_over("standfirst", description.standfirst, limits.standfirst)
    at_most("sections", len(description.sections), limits.sections)
    for section in description.sections:
        said("section", section, limits.section)
    hero = description.hero
    if hero is not None:
        for name, text in (("alt", hero.alt), ("caption", hero.caption), ("credit", hero.credit)):
            not_over(f"hero {name}", text, limits.caption)
        admit_hero(hero, limits)
    if not is_language(description.language):
        raise InputInvalid(field="language", problem="write a BCP 47 tag such as “en” or “de-AT”.")
    if not is_timezone(description.timezone):
        raise InputInvalid(field="timezone", problem="write an IANA name such as “Europe/London”.")


def _key_points(points: tuple[KeyPoint, ...], blog: Blog, limits: Limits) -> None:
    at_most("key points", len(points), limits.key_points)
    for point in points:
        said("key point", point.text, limits.key_point)
        address("key point", point.url, limits.address)
        if point.post is not None and point.url:
            raise InputInvalid(field="key point", problem="link it to a post or to an address, not to both.")
        if point.post is not None and point.post not in blog.posts:
            raise ReferenceUnknown(field="A key point", post=point.post)


def _slug(field: str, slug: str) -> None:
    if not is_slug(slug):
        problem = "use lower-case letters and digits, in groups joined by hyphens, at most 100 characters."
        raise InputInvalid(field=field, problem=problem)
