"""Exhibits: what stands in a body beside its prose, and what a post may show."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain import rules
from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog
from stoppress.domain.body import normal_form
from stoppress.domain.exhibits import (
    Address,
    Exhibit,
    Prose,
    Row,
    addresses,
    media_named,
    media_within_prose,
    stretches,
)
from stoppress.domain.facts import Description, Headline, Hero, HeroKind
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import MediaId, PostId
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition
from stoppress.domain.revisions import BlogDescribed, EmbedFilled, HeroPrepared, MediumPrepared, PostRevised
from stoppress.domain.rules import Wording
from stoppress.errors import InputInvalid
from stoppress.errors.media import MediaUnknown
from tests.contract.invented import START, log, withdrawn

QUAY, BOAT = MediaId("q" * 26), MediaId("b" * 26)
POST = PostId("p-2")
FILM = "https://video.example/watch?v=__a_b__"


def medium(name: MediaId, **facts: object) -> Medium:
    return replace(Medium(id=name, kind=MediumKind.PICTURE), **facts)  # type: ignore[arg-type]


def showing(*media: Medium, body: str | None = None) -> PostRevised:
    words = "\n\n".join(f"![a](media:{each.id})" for each in media) if body is None else body
    return PostRevised(at=START, post=POST, headline="Departures", body=words, media=media)


def after(*revisions: PostRevised | MediumPrepared | EmbedFilled) -> Blog:
    blog = fold(log(3))
    return fold(admit(revisions, blog), onto=blog)


def test_media_that_touch_are_one_row_and_prose_ends_it() -> None:
    body = (
        f'Ashore.\n\n![A *quay*](media:{QUAY} "At dawn") ![](media:{BOAT})\n\n![](media:x)\n\nAfloat.\n\n![](media:y)'
    )
    prose, row, more, last = stretches(body)
    assert isinstance(prose, Prose)
    assert row == Row((Exhibit(QUAY, "A quay", "At dawn"), Exhibit(BOAT, "", ""), Exhibit(MediaId("x"), "", "")))
    assert isinstance(more, Prose)
    assert last == Row((Exhibit(MediaId("y"), "", ""),))
    assert media_named(f"{body}\n\n![again](media:{BOAT})") == (QUAY, BOAT, "x", "y")


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (FILM, (FILM,)),
        (f"<{FILM}>", (FILM,)),
        ("https://x.example/a\\*b", ("https://x.example/a*b",)),
        ("https://x.example/?a=1&copy=2", ("https://x.example/?a=1&copy=2",)),
        (f"{FILM}\n\n{FILM}", (FILM,)),
        (f"See {FILM}", ()),
        (f"- {FILM}", ()),
        (f"> {FILM}", ()),
        (f"`{FILM}`", ()),
        (f"[{FILM}](https://elsewhere.example/)", ()),
        ("[words](https://x.example/)", ()),
        ("javascript:alert(1)", ()),
        ("https://user:word@x.example/", ()),
        ("mailto:quay@x.example", ()),
    ],
)
def test_an_address_counts_where_it_is_all_a_paragraph_says(body: str, found: tuple[str, ...]) -> None:
    assert addresses(body) == found
    assert addresses(normal_form(body)) == found


@given(st.lists(st.sampled_from(["Words.", FILM, f"![a](media:{QUAY})", "- a\n- b", "# Head"]), max_size=6))
def test_nothing_of_a_body_is_lost(paragraphs: list[str]) -> None:
    body = "\n\n".join(paragraphs)
    found = list(stretches(body))
    assert not any(isinstance(one, Row) and isinstance(other, Row) for one, other in pairwise(found))
    assert sum(len(each.exhibits) for each in found if isinstance(each, Row)) == body.count("media:")
    assert sum(isinstance(each, Address) for each in found) == body.count(FILM)
    words = "".join(token.content for each in found if isinstance(each, Prose) for token in each.tokens)
    assert words.count("Words.") == body.count("Words.")


@pytest.mark.parametrize("body", [f"a ![b](media:{QUAY})", f"- ![b](media:{QUAY})", f"> ![b](media:{QUAY})"])
def test_media_within_prose_are_refused_with_what_to_do(body: str) -> None:
    assert media_within_prose(body)
    with pytest.raises(InputInvalid, match="a line of their own"):
        after(showing(body=body))


def test_a_post_shows_just_what_its_body_names() -> None:
    with pytest.raises(MediaUnknown) as refusal:
        after(showing(body=f"![a](media:{QUAY})"))
    assert refusal.value.facts == {"media": QUAY}
    with pytest.raises(InputInvalid):
        after(replace(showing(medium(QUAY)), media=(medium(QUAY), medium(BOAT))))
    with pytest.raises(MediaUnknown):
        after(showing(medium(MediaId("../../etc"))))
    assert after(showing(medium(QUAY), medium(BOAT))).posts[POST].media == (medium(QUAY), medium(BOAT))


@pytest.mark.parametrize(
    "facts",
    [
        {"colour": "red"},
        {"colour": "#12345G"},
        {"renditions": (Rendition(format=Format.JPEG, name="../x.jpg", size=1),)},
        {"renditions": (Rendition(format=Format.JPEG, name=f"{'f' * 26}.svg", size=1),)},
        {"captions": Rendition(format=Format.VTT, name=f"{'f' * 26}.html", size=1)},
    ],
)
def test_facts_that_no_workshop_of_ours_makes_are_refused(facts: dict[str, object]) -> None:
    with pytest.raises(InputInvalid):
        after(showing(medium(QUAY, **facts)))


def test_what_is_known_later_is_shown_and_leaves_the_version_alone() -> None:
    ready = medium(QUAY, is_ready=True, width=4000)
    before = after(showing(medium(QUAY), medium(BOAT)))
    (prepared,) = rules.prepare(before, [POST, PostId("p-3"), PostId("gone")], ready, START)
    blog = fold(admit([prepared], before), onto=before)
    post = blog.posts[POST]
    assert post.media == (ready, medium(BOAT))
    assert post.touched == before.posts[POST].touched
    assert post.shown == blog.seq
    assert rules.prepare(blog, [POST], ready, START) == ()
    with pytest.raises(MediaUnknown):
        admit([MediumPrepared(at=START, post=PostId("p-3"), medium=ready)], before)


def test_a_revised_body_keeps_what_it_still_shows() -> None:
    blog = after(showing(medium(QUAY), medium(BOAT)))
    wish = Wording(body=f"![](media:{BOAT})\n\n![](media:{'n' * 26})", media=(medium(MediaId("n" * 26)),))
    (revised,) = rules.revise(blog, POST, wish, START)
    assert isinstance(revised, PostRevised)
    assert [each.id for each in revised.media] == [BOAT, "n" * 26]
    (words_only,) = rules.revise(blog, POST, Wording(headline="Late"), START)
    assert isinstance(words_only, PostRevised)
    assert words_only.media == blog.posts[POST].media


def test_an_embed_stays_as_long_as_its_address_stands_there() -> None:
    embed = Embed(address=FILM, provider="video", key="__a_b__", title="A quay")
    blog = after(showing(body=FILM))
    (filled,) = rules.fill(blog, POST, embed, START)
    blog = fold(admit([filled], blog), onto=blog)
    assert blog.posts[POST].embeds == (embed,)
    assert rules.fill(blog, POST, embed, START) == ()
    gone = replace(embed, is_gone=True)
    assert fold(rules.fill(blog, POST, gone, START), onto=blog).posts[POST].embeds == (gone,)
    assert fold([showing(body=f"Words.\n\n{FILM}")], onto=blog).posts[POST].embeds == (embed,)
    elsewhere = fold([showing(body="Words.")], onto=blog)
    assert elsewhere.posts[POST].embeds == ()
    assert rules.fill(elsewhere, POST, embed, START) == ()
    # Decided on before the post was changed: it has happened, and shows nothing.
    assert fold([filled], onto=elsewhere).posts[POST].embeds == ()


def test_a_withdrawn_post_shows_nothing_and_takes_nothing_more() -> None:
    blog = after(showing(medium(QUAY), body=f"![a](media:{QUAY})\n\n{FILM}"))
    blog = fold([withdrawn(2)], onto=blog)
    assert blog.posts[POST].media == ()
    assert rules.prepare(blog, [POST], medium(QUAY, width=9), START) == ()
    assert rules.fill(blog, POST, Embed(address=FILM, provider="v", key="k"), START) == ()


def test_a_hero_is_prepared_where_it_is_the_same_medium() -> None:
    described = BlogDescribed(
        at=START,
        description=Description(
            headline=Headline(text="Ferries"), hero=Hero(kind=HeroKind.PICTURE, media=QUAY, medium=medium(QUAY))
        ),
    )
    blog = fold(admit([described], fold(log(3))), onto=fold(log(3)))
    ready = medium(QUAY, is_ready=True)
    decided = rules.prepare(blog, [], ready, START)
    assert decided == (HeroPrepared(at=START, medium=ready),)
    hero = fold(admit(decided, blog), onto=blog).description.hero
    assert hero is not None
    assert hero.medium == ready
    assert rules.prepare(blog, [], medium(BOAT, is_ready=True), START) == ()
    with pytest.raises(MediaUnknown):
        admit([HeroPrepared(at=START, medium=medium(BOAT))], blog)


@pytest.mark.parametrize("address", ["", "rtmp://live.example/a", "media:x", "javascript:alert(1)"])
def test_a_live_stream_has_a_web_address(address: str) -> None:
    hero = Hero(kind=HeroKind.LIVE_STREAM, media=address)
    wished = BlogDescribed(at=START, description=Description(headline=Headline(text="Ferries"), hero=hero))
    with pytest.raises(InputInvalid, match="live stream"):
        admit([wished], fold(log(3)))
