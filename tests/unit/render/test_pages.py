"""Pages: the blog's, older posts, a post's own, the front page and a refusal's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.domain.blog import Blog
from stoppress.domain.effects import Region
from stoppress.domain.facts import Description, Headline, Hero, HeroKind, Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Seq, Slug
from stoppress.domain.revisions import BlogDescribed, CoverageEnded, CoveragePaused, PostPinned, Revision, WordsRemoved
from stoppress.render.lists import front_page
from stoppress.render.page import card, older_page, post_page, problem_page
from stoppress.render.pieces import post_item
from stoppress.render.view import View
from tests.contract.invented import START, log, opened, published, withdrawn
from tests.unit.render.printed import PUBLICATION, blog, page, parsed, texts, values

PATH = "/live/ferries-of-velmora"
HOSTILE = '"\'></title><script>alert(1)</script><i x="&amp;{{7*7}}'


def posts(count: int) -> Blog:
    """A blog of posts p-2, p-3 …"""
    return fold(log(count + 1))


def older(made: Blog, anchor: str) -> bytes:
    post = made.posts[PostId(anchor)]
    view = View(made, PUBLICATION)
    items = [post_item(each, view) for each in made.before(post, PUBLICATION.page_posts)]
    return older_page(made, post, items, PUBLICATION)


def own(made: Blog, name: str) -> bytes:
    return post_page(made, made.posts[PostId(name)], PUBLICATION)


def described(**parts: str) -> BlogDescribed:
    return BlogDescribed(at=START, description=Description(headline=Headline(**parts)))


def test_the_page_carries_its_own_cursor_stream_and_state() -> None:
    made = page(posts(2))
    assert values(made, "main", "data-live") == ["velmora2-3"]
    assert values(made, "main", "data-stream") == [f"{PATH}/stream"]
    assert values(made, "main", "data-state") == ["live"]
    assert values(page(blog(CoverageEnded(at=START))), "main", "data-state") == ["ended"]
    assert values(page(blog(CoveragePaused(at=START))), "main", "data-live") == ["velmora2-2"]


def test_a_key_event_without_a_headline_is_listed_by_what_it_says() -> None:
    made = page(
        blog(
            replace(published(2), headline="", body="The *last* boat " * 9, key_event=True, label=Label.BREAKING),
            replace(published(3), headline="", body="All are safe.", key_event=True),
            replace(published(4), headline="", body="---", key_event=True),
        )
    )
    untold, safe, breaking = texts(made, ".key-events li a > span")
    assert (untold[:8], safe) == ("Post at ", "All are safe.")
    assert breaking.startswith("Breaking: The last boat The last boat")
    assert breaking.endswith("…")


def test_the_script_gives_way_to_what_is_seen_first() -> None:
    assert values(page(posts(2)), "script[src]", "fetchpriority") == ["low"]
    assert values(own(posts(2), "p-2"), "script[src]", "fetchpriority") == ["low"]


def test_the_page_has_every_region_once_with_the_posts_among_them() -> None:
    regions = [str(each) for each in values(page(posts(1)), "[data-region]", "data-region")]
    assert sorted(regions) == sorted(each.value for each in Region)
    assert regions.index("pinned") < regions.index("related")


def test_a_blog_without_a_headline_is_called_live_in_its_own_language() -> None:
    made = page(blog(BlogDescribed(at=START, description=Description(headline=Headline(text=""), language="ar"))))
    assert texts(made, "title") == [f"{texts(made, 'h1')[0]} - {PUBLICATION.name}"]
    assert "Live" not in texts(made, "title")[0]


def test_a_page_without_posts_says_so_and_that_they_will_come() -> None:
    # Where there are some, its sheet hides the sentence.
    assert texts(page(posts(0)), "#posts + .none") == ["No posts yet. The first one will appear here by itself."]
    assert values(older(posts(4), "p-3"), ".none", "class") == []


def test_the_page_shows_the_newest_posts_newest_first() -> None:
    assert values(page(posts(5)), "#posts > li", "data-post") == ["p-6", "p-5", "p-4"]


@pytest.mark.parametrize(("count", "link"), [(0, []), (2, []), (3, []), (4, [f"{PATH}/before/p-3"])])
def test_the_page_links_older_posts_only_when_there_are_some(count: int, link: list[str]) -> None:
    made = page(posts(count))
    assert values(made, "a[rel=next]", "href") == link
    assert len(parsed(made).css("#posts[data-older]")) == len(link)
    assert parsed(made).css("a[rel=prev]") == []


def test_older_pages_lead_back_through_every_post_once() -> None:
    made = posts(8)
    document = page(made)
    seen = values(document, "#posts > li", "data-post")
    while links := values(document, "a[rel=next]", "href"):
        address = str(links[0])
        assert address.startswith(f"{PATH}/before/")
        document = older(made, address.rpartition("/")[2])
        seen += values(document, "#posts > li", "data-post")
    assert seen == [f"p-{number}" for number in range(9, 1, -1)]


def test_older_pages_begin_with_the_headline_and_not_with_the_hero_again() -> None:
    hero = Hero(kind=HeroKind.PICTURE, media="m" * 26, caption="The quay at dusk")
    shown = BlogDescribed(at=START, description=Description(headline=Headline(text="Ferries stop"), hero=hero))
    made = blog(*(published(number) for number in range(2, 7)), shown)
    assert texts(page(made), ".hero-words") == ["The quay at dusk"]
    document = older(made, "p-4")
    assert (texts(document, ".hero-words"), texts(document, "h1")) == ([], ["Ferries stop"])


def lacking(*numbers: int) -> Blog:
    """A blog of posts p-2 to p-9, of which these were removed by law and nothing said about it."""
    stored = log(9)
    for number in numbers:
        stored[number - 1] = replace(published(number), headline="", body="")
    named = tuple(PostId(f"p-{number}") for number in numbers)
    return fold([*stored, WordsRemoved(at=START, revisions=tuple(map(Seq, numbers)), posts=named)])


@pytest.mark.parametrize("lost", [(5,), (5, 6), (2, 3, 4), (7, 8, 9), (4, 5, 6, 7, 8), (2, 9)])
def test_older_pages_lead_past_posts_that_have_gone_altogether(lost: tuple[int, ...]) -> None:
    made = lacking(*lost)
    document = page(made)
    seen = values(document, "#posts > li", "data-post")
    while links := values(document, "a[rel=next]", "href"):
        document = older(made, str(links[0]).rpartition("/")[2])
        seen += values(document, "#posts > li", "data-post")
    assert seen == [f"p-{number}" for number in range(9, 1, -1) if number not in lost]
    assert card(made, PUBLICATION).posts == len(seen)


def test_no_page_links_to_a_post_that_has_gone_nor_tells_its_time() -> None:
    made = lacking(2, 5, 6)
    assert values(own(made, "p-7"), "nav a", "href") == [f"{PATH}/p/p-8", f"{PATH}/p/p-4"]
    assert values(own(made, "p-3"), "a[rel=next]", "href") == []
    assert not parsed(older(made, "p-7")).css("[href$=p-2], [href$=p-5], [href$=p-6]")
    # A page that was open before still has the address.
    assert f"{made.posts[PostId('p-5')].published_at:%H:%M:%S}" not in older(made, "p-5").decode()


@pytest.mark.parametrize(
    ("anchor", "links"),
    [
        ("p-10", {"Newest": "", "Older": "/before/p-7", "Oldest": "/before/p-5"}),
        ("p-7", {"Newest": "", "Newer": "/before/p-10", "Older": "/before/p-4"}),
        ("p-5", {"Newest": "", "Newer": "/before/p-8"}),
    ],
)
def test_an_older_page_leads_to_its_neighbours_and_both_ends(anchor: str, links: dict[str, str]) -> None:
    made = older(posts(10), anchor)
    found = zip(texts(made, "nav.pager a"), values(made, "nav.pager a", "href"), strict=True)
    assert dict(found) == {f"{name} posts": PATH + path for name, path in links.items()}


def test_an_older_page_of_what_has_ended_follows_nothing() -> None:
    assert values(older(posts(8), "p-5"), "main", "data-stream") == [f"{PATH}/stream"]
    ended = fold([*log(9), CoverageEnded(at=START)])
    assert values(older(ended, "p-5"), "main", "data-stream") == [None]


def test_an_older_page_is_not_live_and_leads_to_the_newest() -> None:
    made = older(posts(8), "p-5")
    assert values(made, "main", "data-live") == [None]
    assert values(made, "nav a[rel=prev]", "href") == [f"{PATH}/before/p-8"]
    assert values(made, ".newer a", "href") == [PATH]
    assert values(made, "link[rel=canonical]", "href") == [f"https://gazette.example{PATH}/before/p-5"]
    assert texts(made, "title")[0].startswith("Posts before 5 April 2031, 06:30:05")


def test_an_older_page_stays_as_it_is_when_posts_come_in() -> None:
    before, after = older(posts(8), "p-6"), older(posts(12), "p-6")
    assert texts(before, "#posts") == texts(after, "#posts")
    assert values(before, "#posts > li", "data-post") == ["p-5", "p-4", "p-3"]


def test_the_pin_stands_above_and_in_its_place_with_ids_that_differ() -> None:
    made = page(fold([*log(4), PostPinned(at=START, post=PostId("p-2"))]))
    assert values(made, "[data-region=pinned] article", "id") == ["pin-p-2"]
    ids = values(made, "[id]", "id")
    assert "post-p-2" in ids
    assert len(ids) == len(set(ids))


def test_the_title_is_for_search_and_the_share_card_is_short() -> None:
    made = page(blog(described(text="Ferries stop", kicker="Velmora", short="No ferries", search="Ferry strike")))
    assert texts(made, "title") == ["Ferry strike - The Velmora Gazette"]
    assert values(made, "meta[property='og:title']", "content") == ["No ferries"]
    assert texts(made, "h1") == ["Velmora: Ferries stop"]
    plain = page(blog(described(text="Ferries stop", kicker="Velmora")))
    assert texts(plain, "title") == ["Velmora: Ferries stop - The Velmora Gazette"]


def test_a_long_standfirst_is_cut_at_a_word_in_the_summary_and_whole_on_the_page() -> None:
    long = "Ferries at Velmora were late again today. " * 6
    description = Description(headline=Headline(text="x"), standfirst=long.strip())
    made = page(blog(BlogDescribed(at=START, description=description)))
    (summary,) = values(made, "meta[name=description]", "content")
    assert summary is not None
    assert len(summary) <= 160
    assert summary.endswith("…")
    assert long.startswith(f"{summary[:-1]} ")
    assert texts(made, ".standfirst") == [long.strip()]


def test_a_posts_own_page_names_both_addresses_and_its_neighbours() -> None:
    made = own(posts(4), "p-3")
    assert values(made, "link[rel=canonical]", "href") == [f"https://gazette.example{PATH}"]
    assert values(made, "meta[property='og:url']", "content") == [f"https://gazette.example{PATH}/p/p-3"]
    assert values(made, ".up a", "href") == [f"{PATH}#post-p-3"]
    assert values(made, "a[rel=prev]", "href") == [f"{PATH}/p/p-4"]
    assert values(made, "a[rel=next]", "href") == [f"{PATH}/p/p-2"]
    assert texts(made, "article h1") == ["Departures"]
    assert texts(made, "title") == ["Departures - Live: ferries-of-velmora - The Velmora Gazette"]
    assert values(made, "meta[name=description]", "content") == ["Ferry 3 has left Velmora."]
    assert values(made, "meta[name=robots]", "content") == ["max-image-preview:large"]
    assert parsed(made).css("[data-live]") == []


@pytest.mark.parametrize(("name", "links"), [("p-2", ["prev"]), ("p-4", ["next"])])
def test_the_first_and_the_last_post_have_one_neighbour(name: str, links: list[str]) -> None:
    assert values(own(posts(3), name), ".pager a", "rel") == links


def test_a_withdrawn_posts_page_says_so_and_is_not_to_be_found_by_search() -> None:
    made = own(fold([*log(2), withdrawn(2)]), "p-2")
    assert values(made, "meta[name=robots]", "content") == ["noindex"]
    assert texts(made, "article h1") == ["This post was taken down"]
    assert b"Ferry 2" in own(fold(log(2)), "p-2")
    assert b"Ferry 2" not in made
    assert b"Departures" not in made


def test_a_post_without_headline_is_named_by_its_words_or_its_time() -> None:
    assert texts(own(blog(replace(published(2), headline="")), "p-2"), "title")[0].startswith("Ferry 2 has left")
    bare = replace(published(2), headline="", body="***", label=Label.UPDATE)
    assert texts(own(blog(bare), "p-2"), "title")[0].startswith("Post at 06:30")


def front(*blogs: Blog) -> bytes:
    return front_page([card(each, PUBLICATION) for each in blogs], PUBLICATION)


def named(slug: str, minutes: int, *revisions: Revision) -> Blog:
    """A blog last updated so many minutes after the start."""
    at = START + timedelta(minutes=minutes)
    return fold([opened(Slug(slug)), *revisions, replace(described(text=slug), at=at)])


def listed(document: bytes, section: str) -> list[str]:
    return texts(document, f"section[aria-labelledby={section}] h3")


def test_the_front_page_lists_live_before_ended_and_each_by_its_last_update() -> None:
    document = front(
        named("a", 1),
        named("b", 9, CoverageEnded(at=START)),
        named("c", 5, CoveragePaused(at=START)),
        named("d", 3),
        named("e", 2, CoverageEnded(at=START)),
    )
    assert listed(document, "live-h") == ["c", "d", "a"]
    assert listed(document, "ended-h") == ["b", "e"]
    assert texts(document, "h2") == ["Live now", "Latest"]
    assert values(document, "section h3 a", "href") == [f"/live/{slug}" for slug in "cdabe"]


def test_the_front_page_has_no_heading_over_nothing() -> None:
    assert texts(front(named("a", 1)), "h2") == ["Live now"]
    assert texts(front(named("a", 1, CoverageEnded(at=START))), "h2") == ["Latest"]
    empty = front()
    assert texts(empty, "h2") == []
    assert texts(empty, "main p") == ["Nothing is being covered live at the moment."]


def test_a_card_counts_its_posts_and_tells_when_it_was_updated() -> None:
    assert "0 posts · updated 06:30, 5 April 2031" in texts(front(posts(0)), ".meta")[0]
    assert texts(front(posts(1)), ".meta")[0].startswith("1 post · updated")
    assert texts(front(named("a", 1, CoverageEnded(at=START))), ".meta")[0].startswith("Ended · 0 posts")


def test_a_refusals_page_shows_its_sentence_and_is_not_to_be_found_by_search() -> None:
    made = problem_page("No such page", "Check its address.", PUBLICATION)
    assert texts(made, "h1, main p") == ["No such page", "Check its address."]
    assert values(made, "meta[name=robots]", "content") == ["noindex"]


@pytest.mark.parametrize(
    ("part", "selector"),
    [("text", "h1"), ("kicker", ".kicker"), ("short", "meta[property='og:title']"), ("search", "title")],
)
def test_a_hostile_headline_is_text_on_every_page(part: str, selector: str) -> None:
    made = fold([*log(2), described(**{"text": "x", part: HOSTILE})])
    for document in (page(made), older(made, "p-2"), own(made, "p-2"), front(made)):
        assert parsed(document).css("i") == []
        assert b"<script>" not in document
    (said,) = texts(page(made), selector)
    (content,) = values(page(made), selector, "content")
    assert HOSTILE in (content or said)


def test_a_refusals_hostile_words_are_text() -> None:
    made = problem_page(HOSTILE, HOSTILE, PUBLICATION)
    assert texts(made, "h1, main p, title") == [HOSTILE, HOSTILE, HOSTILE]
    assert b"<script>" not in made
