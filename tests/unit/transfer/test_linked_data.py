"""LiveBlogPosting JSON-LD as publishers write it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stoppress.domain.facts import Byline, Label
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.errors import ImportUnrecognised
from stoppress.transfer.html_body import HTML_LIMIT
from tests.unit.transfer.reading import details, folded, left_out, page, posts

Node = dict[str, Any]


def update(number: int = 1, **properties: object) -> Node:
    """An update of 09:0`number`, as written by a publisher with good habits."""
    return {
        "@type": "BlogPosting",
        "@id": f"https://example.org/live#p{number}",
        "headline": f"Bell {number}",
        "datePublished": f"2031-04-05T09:{number:02}:00+01:00",
        "articleBody": f"<p>It rang {number} times.</p>",
        **properties,
    }


def blog(*updates: Node, **properties: object) -> Node:
    return {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": "Fog over Ellery",
        "liveBlogUpdate": list(updates),
        **properties,
    }


def html(*trees: object) -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(tree)}</script>\n' for tree in trees)
    return f"<!doctype html><html><head><title>Fog - The Courier</title>{scripts}</head></html>"


LIVE = blog(update(2), update(1))


@pytest.mark.parametrize(
    "tree",
    [
        LIVE,
        [LIVE],
        {"@graph": [{"@type": "WebSite"}, LIVE]},
        {"@type": "WebPage", "mainEntity": LIVE},
        {**LIVE, "@type": ["NewsArticle", "LiveBlogPosting"]},
        {**LIVE, "@type": "schema:LiveBlogPosting"},
        {**LIVE, "@type": "http://schema.org/LiveBlogPosting"},
        {"@graph": [{**LIVE, "liveBlogUpdate": [{"@id": update(n)["@id"]} for n in (1, 2)]}, update(1), update(2)]},
    ],
)
def test_the_live_blog_is_found_wherever_it_stands(tree: object) -> None:
    for imported in (page(html({"@type": "BreadcrumbList"}, tree)), page(json.dumps(tree))):
        assert imported.report.kind == "json-ld"
        assert [each.headline for each in posts(imported)] == ["Bell 1", "Bell 2"]
        assert [f"{each.published_at:%H:%M}" for each in posts(imported)] == ["08:01", "08:02"]
        assert posts(imported)[0].body == "It rang 1 times."


def test_a_single_update_may_stand_without_a_list() -> None:
    assert page(html({**LIVE, "liveBlogUpdate": update(1)})).report.posts == 1


def test_the_blog_with_the_most_updates_is_taken_and_the_other_told() -> None:
    imported = page(html(blog(update(1), headline="Yesterday"), LIVE))
    assert imported.report.headline == "Fog over Ellery"
    assert [(each["text"], each["count"]) for each in details(imported, "json-ld-passed-over")] == [("Yesterday", 1)]


def test_the_blogs_own_properties_are_taken_over() -> None:
    imported = page(
        html(
            {
                **LIVE,
                "headline": "Fog &amp;amp; bells",
                "description": "All <b>the</b> bells",
                "inLanguage": "en_GB",
                "publisher": {"@type": "Organization", "name": "The Courier"},
                "coverageStartTime": "2031-04-05T06:00:00Z",
                "coverageEndTime": "2031-04-05T08:00:00Z",
            }
        )
    )
    description = folded(imported).description
    assert description.headline.text == "Fog & bells"
    assert (description.standfirst, description.language) == ("All the bells", "en-GB")
    assert description.timezone == "Europe/London"
    assert f"{description.coverage_start:%H:%M}" == "06:00"
    assert f"{description.planned_end:%H:%M}" == "08:00"
    assert folded(imported).coverage == "live"
    assert [each["value"] for each in details(imported, "coverage-end")] == ["2031-04-05T09:00:00+01:00"]
    assert [each["text"] for each in details(imported, "publisher")] == ["The Courier"]
    assert imported.slug == "fog-bells"


def test_a_blog_without_a_headline_gets_the_pages_title() -> None:
    assert page(html(blog(update(1), headline=""))).report.headline == "Fog - The Courier"
    with pytest.raises(ImportUnrecognised, match="no headline"):
        page(json.dumps(blog(update(1), headline=None)))


def test_an_unknown_language_and_a_long_description_are_told() -> None:
    long = "x" * (DEFAULT_LIMITS.standfirst + 1)
    imported = page(html({**LIVE, "inLanguage": "Harrowgatish!", "description": long}))
    assert folded(imported).description.language == "en"
    assert len(details(imported, "language-unknown")) == len(left_out(imported, "description over the limit")) == 1
    assert folded(page(html({**LIVE, "description": long[:-1]}))).description.standfirst == long[:-1]


@pytest.mark.parametrize(
    ("author", "bylines"),
    [
        ("Jo Wren", [Byline(name="Jo Wren")]),
        ("By Jo Wren and Sam Pike", [Byline(name="Jo Wren"), Byline(name="Sam Pike")]),
        ("the desk", [Byline(name="the desk")]),
        ({"name": "Jo Wren"}, [Byline(name="Jo Wren")]),
        (
            {"name": "Jo Wren", "url": "https://example.org/profile/jo-wren/", "jobTitle": "Coast &amp; tide editor"},
            [Byline(name="Jo Wren", role="Coast & tide editor", author="jo-wren")],
        ),
        ({"name": "Jo Wren", "url": "https://example.org/staff/4711"}, [Byline(name="Jo Wren")]),
        ({"name": "Jo Wren", "url": "https://[x/jo-wren"}, [Byline(name="Jo Wren")]),
        ([{"name": "Jo Wren"}, "Sam Pike", {"name": "Jo Wren"}], [Byline(name="Jo Wren"), Byline(name="Sam Pike")]),
        ({"@id": "#jo"}, [Byline(name="Jo Wren", role="reporter")]),
        ({"@type": "Organization", "name": "Tidewire"}, [Byline(name="Tidewire")]),
        ({"@type": "Organization", "name": "The Courier"}, []),
        ({"name": "x" * 101}, []),
        ([7, None, {}, [], {"name": 7}], []),
    ],
)
def test_authors_become_bylines(author: object, bylines: list[Byline]) -> None:
    jo = {"@id": "#jo", "@type": "Person", "name": "Jo Wren", "jobTitle": ["reporter"]}
    imported = page(html(blog(update(1, author=author), publisher={"name": "The Courier"}), jo))
    assert list(posts(imported)[0].bylines) == bylines
    folded(imported)


def test_the_publication_signs_nothing_and_that_is_told() -> None:
    imported = page(html(blog(update(1, author={"name": "The Courier"}), publisher={"name": "The Courier"})))
    assert len(details(imported, "author-is-publisher")) == 1


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2031-04-05T09:41:07+01:00", "08:41:07"),
        ("2031-04-05T09:41:07.000Z", "09:41:07"),
        ("2031-04-05T09:41:07+0100", "08:41:07"),
        ("2031-04-05T09:41:07 +01:00", "08:41:07"),
        ("2031-04-05 09:41:07", "08:41:07"),
        ("2031-04-05T09:41:07", "08:41:07"),
        ("2031-04-05", "23:00:00"),
        ("Sat, 05 Apr 2031 09:41:07 +0100", "08:41:07"),
    ],
)
def test_times_are_read_with_and_without_a_zone(written: str, moment: str) -> None:
    (post,) = posts(page(html(blog(update(1, datePublished=written)))))
    assert f"{post.published_at:%H:%M:%S}" == moment


def test_a_zone_that_had_to_be_assumed_is_told() -> None:
    imported = page(html(blog(update(1, datePublished="2031-04-05T09:41:07"))), zone=None)
    assert f"{posts(imported)[0].published_at:%H:%M}" == "09:41"
    assert [each["times"] for each in details(imported, "zone-assumed")] == [1]
    assert [each["times"] for each in details(page(html(LIVE), zone=None), "zone-assumed")] == [0]
    assert details(page(html(LIVE)), "zone-assumed") == []


@pytest.mark.parametrize("time", [None, "", "soon", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", 7, "1" * 61])
def test_an_update_without_a_time_is_left_out(time: object) -> None:
    imported = page(html(blog(update(1), update(2, datePublished=time))))
    assert imported.report.posts == 1
    assert [each["text"] for each in left_out(imported, "update without a time")] == ["Bell 2"]


def test_later_changes_are_told() -> None:
    changed = "2031-04-05T11:00:00+01:00"
    imported = page(html(blog(update(1, dateModified=changed), update(2, dateModified=update(2)["datePublished"]))))
    assert [each["value"] for each in details(imported, "modified")] == [changed]


def test_a_missing_headline_is_no_trouble_and_an_empty_update_is_left_out() -> None:
    imported = page(html(blog(update(1, headline=None), update(2, headline=None, articleBody=""))))
    assert posts(imported)[0].headline == ""
    assert len(left_out(imported, "empty update")) == 1


def test_the_pages_headline_on_an_update_is_none() -> None:
    imported = page(html(blog(update(1, headline="Fog over Ellery"))))
    assert posts(imported)[0].headline == ""
    assert len(details(imported, "headline-of-the-blog")) == 1


def test_a_headline_over_the_limit_begins_the_body() -> None:
    limit = DEFAULT_LIMITS.headline
    short, long = "x" * limit, "y" * (limit + 1)
    imported = page(html(blog(update(1, headline=short), update(2, headline=long))))
    assert [each.headline for each in posts(imported)] == [short, ""]
    assert posts(imported)[1].body.startswith(long + "\n\n")
    assert len(details(imported, "headline-too-long")) == 1
    folded(imported)


def test_a_body_over_the_limit_is_left_out() -> None:
    fits, over = "<p>" + "x" * (HTML_LIMIT - 3), "<p>" + "x" * (HTML_LIMIT - 2)
    imported = page(html(blog(update(1, articleBody=fits), update(2, articleBody=over))))
    assert [bool(each.body) for each in posts(imported)] == [True, False]
    assert [each["value"] for each in left_out(imported, "body over the limit")] == [HTML_LIMIT + 1]


def test_the_same_update_twice_is_one() -> None:
    without_id = update(3)
    del without_id["@id"]
    imported = page(html(blog(update(1), update(1), without_id, without_id)))
    assert imported.report.posts == 2
    assert len(details(imported, "duplicate")) == 2


def test_of_two_wordings_the_one_modified_last_is_taken() -> None:
    old = update(1, articleBody="Old", dateModified="2031-04-05T09:05:00+01:00")
    new = update(1, articleBody="New", dateModified="2031-04-05T09:06:00+01:00")
    for updates in ((old, new), (new, old)):
        imported = page(html(blog(*updates)))
        assert [each.body for each in posts(imported)] == ["New"]
        assert len(details(imported, "older-version")) == 1


def test_the_pages_address_on_every_update_is_no_id() -> None:
    address = "https://example.org/live"
    updates = [update(n, **{"@id": address, "url": address}) for n in (1, 2)]
    assert page(html(blog(*updates, url=address))).report.posts == 2


def test_a_post_with_an_id_keeps_its_name_when_its_headline_changes() -> None:
    before, after = (page(html(blog(update(1, headline=headline)))) for headline in ("Bell", "Bells"))
    assert posts(before)[0].post == posts(after)[0].post


def test_updates_of_one_time_keep_their_order_newest_first() -> None:
    same = [update(n, datePublished="2031-04-05T09:41:07Z") for n in range(9, 0, -1)]
    headlines = [post.headline for post in folded(page(html(blog(*same)))).oldest_first()]
    assert headlines == [f"Bell {n}" for n in range(1, 10)]


def test_hundreds_of_updates_are_read() -> None:
    times = [f"2031-04-05T{n // 60:02}:{n % 60:02}:00Z" for n in range(300)]
    updates = [update(1, **{"@id": time, "datePublished": time, "articleBody": "x"}) for time in times]
    assert page(html(blog(*updates))).report.posts == 300


def test_media_are_counted_by_post_without_the_picture_every_update_repeats() -> None:
    own = {"@type": "ImageObject", "url": "https://example.org/own.jpg"}
    hero = "https://example.org/hero.jpg"
    updates = [
        update(1, image=[hero]),
        update(2, image=[hero, own], articleBody='<p>x</p><img src="https://example.org/own.jpg">'),
        update(3, video={"@type": "VideoObject", "contentUrl": "https://example.org/v.mp4"}),
        update(4, headline="Watch: The bell"),
        update(5, articleBody='<figure><img src="a.jpg"><figcaption>The bell</figcaption></figure><p>x</p>'),
    ]
    imported = page(html(blog(*updates, image=hero)))
    assert imported.report.media_missing == 4
    assert [(each["kind"], each["value"]) for each in details(imported, "media")] == [
        ("picture", "https://example.org/own.jpg"),
        ("film", "https://example.org/v.mp4"),
        ("picture", "a.jpg"),
    ]
    assert [each["text"] for each in left_out(imported, "picture caption")] == ["The bell"]
    assert [each["value"] for each in left_out(imported, "picture of the page")] == [hero]


def test_labels_claims_and_references_are_read_as_in_transcripts() -> None:
    body = "<p>It rang (<b>see 9.01am post</b>). We could not verify it.</p>"
    imported = page(html(blog(update(1), update(2, headline="Breaking:Bell", articleBody=body))))
    post = posts(imported)[1]
    assert post.label is Label.BREAKING
    assert post.claim is not None
    assert f"](post:{posts(imported)[0].post})" in post.body
    assert imported.report.cross_references_resolved == 1
    folded(imported)


def test_what_could_not_be_kept_of_a_body_is_told() -> None:
    body = '<p><a href="javascript:x">link</a></p><table><tr><td>Tide</td></tr></table>'
    imported = page(html(blog(update(1, articleBody=body))))
    assert len(details(imported, "link-dropped")) == len(details(imported, "markup-dropped")) == 1


def test_a_page_with_nothing_to_import_says_so() -> None:
    with pytest.raises(ImportUnrecognised, match="no update with a time and words"):
        page(html(blog()))
    with pytest.raises(ImportUnrecognised, match="save the page's source"):
        page(html({"@type": "NewsArticle"}))
    with pytest.raises(ImportUnrecognised, match="broken beyond repair"):
        page('<script type="application/ld+json">{"@type": LiveBlogPosting</script>')
