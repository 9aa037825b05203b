"""Stories: random logs that could have happened, for the laws to hold over.

Knows how to draw a next revision for a blog as it stands; every kind of revision has to be among them.
Does not know any law.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog, Coverage
from stoppress.domain.facts import (
    Byline,
    Claim,
    ClaimStatus,
    Description,
    Duty,
    Headline,
    KeyPoint,
    Label,
    RelatedLink,
    Reporter,
)
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.media import Medium
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
    EpisodeFound,
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
    PromoPrepared,
    RelatedLinksSet,
    Revision,
    WordsRemoved,
)
from stoppress.domain.stored import restore, store
from tests.laws.exhibits import ADDRESSES, FEEDS, audio_of, embeds, episodes, heroes, media, media_of, promos, prose

SLUG = Slug("storm-over-harrowgate")
START = datetime(2031, 4, 5, 6, 30, tzinfo=UTC)

bodies = st.lists(
    st.one_of(prose, prose.map(lambda text: f"> {text}"), prose.map(lambda text: f"- {text}\n- and more")),
    min_size=1,
    max_size=3,
).map("\n\n".join)
AUTHORS = ("rosa-quay", "nobody-yet")
"""What bylines call those who write; the first has a page."""

bylines = st.lists(
    st.builds(
        Byline,
        name=prose,
        role=st.just("") | prose,
        place=st.just("") | prose,
        author=st.sampled_from(("", *AUTHORS)),
    ),
    max_size=2,
).map(tuple)
claims = st.none() | st.builds(Claim, status=st.sampled_from(ClaimStatus), attribution=st.just("") | prose)
labels = st.none() | st.sampled_from(Label)
descriptions = st.builds(
    Description,
    headline=st.builds(Headline, text=prose, kicker=st.just("") | prose, short=st.just("") | prose),
    standfirst=st.just("") | prose,
    hero=st.none() | heroes,
    sections=st.lists(prose, max_size=2).map(tuple),
    coverage_start=st.none() | st.just(START),
)
reporters = st.lists(
    st.builds(Reporter, name=prose, duty=st.sampled_from(Duty), author=st.sampled_from(("", *AUTHORS))), max_size=2
).map(tuple)
related_links = st.lists(st.builds(RelatedLink, title=prose, url=st.just("https://example.org/tides")), max_size=2).map(
    tuple
)


@st.composite
def logs(draw: DrawFn, *, most: int = 14, removals: bool = True) -> list[Revision]:
    """A log of one blog, opened first, as readers of the journal see it today.

    With `removals` it may hold legal removals; the words they name are gone from it, as they are from a journal.
    """
    at = START
    log: list[Revision] = [BlogOpened(at=at, slug=SLUG, description=draw(descriptions))]
    blog = fold(log)
    for _ in range(draw(st.integers(0, most))):
        at += timedelta(seconds=draw(st.integers(0, 90)))
        makers = _possible(blog, removals=removals)
        revision = draw(draw(st.sampled_from(makers))(blog, at))
        (revision,) = admit([revision], blog, backdated=True)
        log.append(revision)
        if isinstance(revision, WordsRemoved):
            log = [without_words(each) if Seq(n) in revision.revisions else each for n, each in enumerate(log, 1)]
            blog = fold(log)
        else:
            blog = fold([revision], onto=blog)
    return log


def without_words(revision: Revision) -> Revision:
    """`revision` as a journal gives it once its words were removed."""
    return restore(store(revision, lambda: b"salt").facts, {})


Maker = Callable[[Blog, datetime], SearchStrategy[Revision]]


def _possible(blog: Blog, *, removals: bool) -> list[Maker]:
    makers: list[Maker] = [_described, _reporting, _promo, _key_points, _related]
    readable = _readable(blog)
    if blog.coverage is not Coverage.ENDED:
        makers += [_published, _published, _published, _ended]
    makers += {
        Coverage.LIVE: [_paused],
        Coverage.PAUSED: [_resumed],
        Coverage.ENDED: [_reopened, _continued],
    }[blog.coverage]
    if readable:
        makers += [_revised, _corrected, _withdrawn, _pinned, _unpinned, _marked, _labelled, _signed, _claimed]
        makers += [_prepared, _filled]
    if blog.description.hero is not None and blog.description.hero.medium is not None:
        makers.append(_hero_prepared)
    if blog.promo is not None:
        makers.append(_episode_found)
        makers += [_promo_prepared] if blog.promo.audio is not None else []
    if removals:
        makers.append(_removed)
    return makers


def _readable(blog: Blog) -> list[PostId]:
    return [post.id for post in blog.oldest_first() if post.is_readable]


def _post(blog: Blog) -> SearchStrategy[PostId]:
    return st.sampled_from(_readable(blog))


def _body(blog: Blog, own: PostId | None) -> SearchStrategy[str]:
    names = [each.id for each in blog.oldest_first() if each.id != own]
    if not names:
        return bodies
    referring = st.tuples(bodies, st.sampled_from(names)).map(
        lambda pair: f"{pair[0]}\n\nMore in the [earlier post](post:{pair[1]})."
    )
    return bodies | referring


def _published(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    name = PostId(f"p{len(blog.posts) + 1}")
    made: SearchStrategy[Revision] = _showing(
        PostPublished,
        at=st.just(at),
        post=st.just(name),
        # A minute is shared on purpose, and some posts are dated back into the middle of the blog.
        published_at=st.sampled_from([at, START, at - timedelta(minutes=7)]),
        headline=prose,
        shown=_shown(blog, name),
        label=labels,
        bylines=bylines,
        key_event=st.booleans(),
        claim=claims,
    )
    return made


def _revised(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return _post(blog).flatmap(
        lambda name: _showing(PostRevised, at=st.just(at), post=st.just(name), headline=prose, shown=_shown(blog, name))
    )


def _shown(blog: Blog, own: PostId) -> SearchStrategy[tuple[str, tuple[Medium, ...]]]:
    """A body and the facts of the media it names."""
    plain = _body(blog, own).map(lambda body: (body, ()))
    addressed = st.tuples(bodies, st.sampled_from(ADDRESSES)).map(lambda pair: (f"{pair[0]}\n\n{pair[1]}", ()))
    pictured = st.tuples(_body(blog, own), media, prose).map(
        lambda drawn: (
            "\n\n".join([drawn[0], *(f'![{drawn[2]}](media:{each.id} "On the quay")' for each in drawn[1])]),
            drawn[1],
        )
    )
    return plain | plain | addressed | pictured


def _showing(kind: Any, *, shown: SearchStrategy[tuple[str, tuple[Medium, ...]]], **others: Any) -> Any:
    return shown.flatmap(lambda pair: st.builds(kind, body=st.just(pair[0]), media=st.just(pair[1]), **others))


def _prepared(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    showing = [(name, each.id) for name in _readable(blog) for each in blog.posts[name].media]
    if not showing:
        return _published_or_revised(blog, at)
    return st.sampled_from(showing).flatmap(
        lambda pair: st.builds(MediumPrepared, at=st.just(at), post=st.just(pair[0]), medium=media_of(pair[1]))
    )


def _published_or_revised(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return _revised(blog, at) if blog.coverage is Coverage.ENDED else _published(blog, at)


def _filled(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(EmbedFilled, at=st.just(at), post=_post(blog), embed=embeds)


def _hero_prepared(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    hero = blog.description.hero
    assert hero is not None
    assert hero.medium is not None
    return st.builds(HeroPrepared, at=st.just(at), medium=media_of(hero.medium.id))


def _corrected(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(PostCorrected, at=st.just(at), post=_post(blog), wrong=prose, right=prose)


def _withdrawn(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(PostWithdrawn, at=st.just(at), post=_post(blog), reason=prose, reason_shown=st.booleans())


def _pinned(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(PostPinned, at=st.just(at), post=_post(blog))


def _unpinned(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    if blog.pinned is None:
        return _pinned(blog, at)
    return st.just(PostUnpinned(at=at, post=blog.pinned))


def _marked(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(KeyEventMarked, at=st.just(at), post=_post(blog), marked=st.booleans())


def _labelled(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(PostLabelled, at=st.just(at), post=_post(blog), label=labels)


def _signed(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(BylinesSet, at=st.just(at), post=_post(blog), bylines=bylines)


def _claimed(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(ClaimStatusSet, at=st.just(at), post=_post(blog), claim=claims)


def _described(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(BlogDescribed, at=st.just(at), description=descriptions)


def _reporting(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(LiveReportingSet, at=st.just(at), reporters=reporters)


def _promo(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(PodcastPromoSet, at=st.just(at), promo=st.none() | promos)


def _promo_prepared(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    assert blog.promo is not None
    assert blog.promo.audio is not None
    return st.builds(PromoPrepared, at=st.just(at), medium=audio_of(blog.promo.audio.id))


def _episode_found(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(EpisodeFound, at=st.just(at), feed=st.sampled_from(FEEDS), episode=episodes)


def _key_points(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    points = st.builds(KeyPoint, text=prose)
    if blog.posts:
        names = st.sampled_from([post.id for post in blog.oldest_first()])
        points |= st.builds(KeyPoint, text=prose, post=names)
    return st.builds(KeyPointsSet, at=st.just(at), points=st.lists(points, max_size=3).map(tuple))


def _related(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(RelatedLinksSet, at=st.just(at), links=related_links)


def _paused(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(CoveragePaused, at=st.just(at), note=st.just("") | prose)


def _resumed(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.just(CoverageResumed(at=at))


def _ended(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.just(CoverageEnded(at=at))


def _reopened(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.just(CoverageReopened(at=at))


def _continued(_blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    return st.builds(CoverageContinued, at=st.just(at), blog=st.just(Slug("the-day-after")), headline=prose)


def _removed(blog: Blog, at: datetime) -> SearchStrategy[Revision]:
    spans = st.tuples(st.integers(1, blog.seq), st.integers(1, blog.seq)).map(sorted)
    return st.tuples(spans, st.just("") | prose).map(
        lambda drawn: WordsRemoved(
            at=at,
            revisions=tuple(Seq(n) for n in range(drawn[0][0], drawn[0][1] + 1)),
            posts=tuple(post.id for post in blog.oldest_first()),
            notice=drawn[1],
        )
    )
