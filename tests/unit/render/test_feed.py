"""Feeds: what an entry says, by the letter of RFC 4287, whatever is written in a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.authors import Author
from stoppress.domain.blog import Blog
from stoppress.domain.facts import Byline, Claim, ClaimStatus, Description, Headline, Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId, Slug
from stoppress.domain.revisions import (
    BlogOpened,
    PostCorrected,
    PostPublished,
    PostWithdrawn,
    Revision,
)
from stoppress.render.atom import atom
from stoppress.render.author_page import author_line
from stoppress.render.authorship import Known
from stoppress.render.feed import POSTS, Feed, author_feed, blog_feed
from stoppress.render.publication import Publication

NOON = datetime(2031, 4, 5, 12, tzinfo=UTC)
ROSA = Author(slug="rosa-quay", name="Rosa Quay", role="Coast reporter", public=True)
ORIGIN = "https://courier.example:8443"
PUBLICATION = Publication(name="The Courier", origin=ORIGIN, authors=Known([ROSA]))
FERRY = f"{ORIGIN}/live/ferry"
SPACE = {"": "http://www.w3.org/2005/Atom"}


def blog_of(*more: Revision, language: str = "en") -> Blog:
    """A blog about a ferry."""
    description = Description(headline=Headline(text="Ferries stop"), standfirst="No boat leaves.", language=language)
    return fold([BlogOpened(at=NOON, slug=Slug("ferry"), description=description), *more])


def post(name: str, minute: int = 1, **said: object) -> Revision:
    """A post."""
    at = NOON + timedelta(minutes=minute)
    return PostPublished(at=at, post=PostId(name), published_at=at, **said)  # type: ignore[arg-type]


def read(feed: Feed) -> ET.Element:
    """The document, as whoever asked for it has it."""
    return ET.fromstring(atom(feed))


def text(node: ET.Element, path: str) -> str:
    """What stands in an element."""
    return node.findtext(path, "", SPACE)


def links(node: ET.Element) -> dict[str, str]:
    """Where it leads."""
    return {each.attrib["rel"]: each.attrib["href"] for each in node.findall("link", SPACE)}


def test_a_feed_by_the_letter() -> None:
    said = Byline(name="Rosa Quay", author="rosa-quay")
    blog = blog_of(
        post("p1", headline="Boats & gales", body="The *wind* rises.", label=Label.BREAKING, key_event=True),
        post("p2", 2, body="See [that](post:p1).", bylines=(said, Byline(name="Ben Okoro"))),
    )
    feed = read(blog_feed(blog, PUBLICATION))
    assert (text(feed, "id"), text(feed, "title")) == (FERRY, "Ferries stop - The Courier")
    assert (text(feed, "subtitle"), text(feed, "updated")) == ("No boat leaves.", "2031-04-05T12:02:00Z")
    assert links(feed) == {"self": f"{FERRY}/feed.atom", "alternate": FERRY}
    assert (text(feed, "author/name"), text(feed, "author/uri")) == ("The Courier", f"{ORIGIN}/")
    second, first = feed.findall("entry", SPACE)
    assert (text(first, "id"), text(first, "title")) == (f"{FERRY}/p/p1", "Boats & gales")
    assert links(first) == {"alternate": f"{FERRY}/p/p1"}
    assert (text(first, "published"), text(first, "updated")) == ("2031-04-05T12:01:00Z", "2031-04-05T12:01:00Z")
    assert [each.attrib["term"] for each in first.findall("category", SPACE)] == ["breaking", "key-event"]
    assert text(first, "content") == "<p>The <em>wind</em> rises.</p>\n"
    assert [text(each, "name") for each in second.findall("author", SPACE)] == ["Rosa Quay", "Ben Okoro"]
    assert [text(each, "uri") for each in second.findall("author", SPACE)] == [f"{ORIGIN}/author/rosa-quay", ""]
    # What leads to a post does so wherever the entry is read.
    assert f'href="{FERRY}/p/p1"' in text(second, "content")


def test_what_is_told_of_a_post_is_told_in_the_feed_too() -> None:
    blog = blog_of(
        post(
            "p1", body="Nobody is hurt.", claim=Claim(status=ClaimStatus.UNVERIFIED, attribution="By two passengers.")
        ),
        PostCorrected(at=NOON + timedelta(hours=1), post=PostId("p1"), wrong="four boats", right="five boats"),
    )
    (entry,) = read(blog_feed(blog, PUBLICATION)).findall("entry", SPACE)
    said = text(entry, "content")
    assert "By two passengers." in said
    assert "<del>four boats</del>" in said
    assert "<ins>five boats</ins>" in said
    assert text(entry, "updated") == "2031-04-05T13:00:00Z"


def test_what_was_taken_back_is_said_in_its_place() -> None:
    gone = PostWithdrawn(at=NOON + timedelta(hours=2), post=PostId("p1"), reason="It was another boat.")
    blog = blog_of(post("p1", headline="Boat sinks", body="Zqx."), post("p2", 2, body="Calm."), gone)
    feed = read(blog_feed(blog, PUBLICATION))
    calm, taken = feed.findall("entry", SPACE)
    assert (text(taken, "id"), text(taken, "title")) == (f"{FERRY}/p/p1", "This post was taken down")
    assert "It was another boat." in text(taken, "content")
    assert text(taken, "updated") == text(feed, "updated") == "2031-04-05T14:00:00Z"
    assert text(calm, "content") == "<p>Calm.</p>\n"
    assert "Zqx" not in atom(blog_feed(blog, PUBLICATION)).decode()


def test_it_speaks_the_blogs_language_and_has_the_newest() -> None:
    blog = blog_of(
        *(post(f"p{each}", each, body="Ruhe.", key_event=True) for each in range(1, POSTS + 3)), language="de"
    )
    feed = read(blog_feed(blog, PUBLICATION))
    entries = feed.findall("entry", SPACE)
    assert len(entries) == POSTS
    assert text(entries[0], "id") == f"{FERRY}/p/p{POSTS + 2}"
    assert entries[0].attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "de"
    assert [each.attrib["label"] for each in entries[0].findall("category", SPACE)] == ["Wichtiges Ereignis"]


def test_an_authors_feed_has_their_posts_of_all_blogs() -> None:
    blog = blog_of(
        post("p1", headline="Gales", body="They rise.", bylines=(Byline(name="Rosa Quay", author="rosa-quay"),))
    )
    line = author_line(blog, blog.posts[PostId("p1")], PUBLICATION)
    feed = read(author_feed(ROSA, [line], PUBLICATION))
    assert links(feed) == {"self": f"{ORIGIN}/author/rosa-quay/feed.atom", "alternate": f"{ORIGIN}/author/rosa-quay"}
    assert (text(feed, "author/name"), text(feed, "subtitle")) == ("Rosa Quay", "Coast reporter")
    (entry,) = feed.findall("entry", SPACE)
    # It is the same entry as in the blog's own feed, and says so.
    assert text(entry, "id") == f"{FERRY}/p/p1"
    assert (text(entry, "title"), text(entry, "summary")) == ("Gales", "They rise.")
    assert (text(entry, "source/id"), text(entry, "source/title")) == (FERRY, "Ferries stop")


def test_who_wrote_nothing_yet_has_a_feed() -> None:
    feed = read(author_feed(ROSA, [], PUBLICATION))
    assert text(feed, "updated") == "1970-01-01T00:00:00Z"
    assert feed.findall("entry", SPACE) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_written_it_is_well_formed(words: str, name: str) -> None:
    publication = Publication(name=name or "x", origin=ORIGIN)
    blog = blog_of(post("p1", headline=words, body=words, bylines=(Byline(name=name, author=""),)))
    feed = read(blog_feed(blog, publication))
    assert text(feed.findall("entry", SPACE)[0], "id") == f"{FERRY}/p/p1"
