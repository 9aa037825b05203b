"""Law 10 in the past: no page as it stood shows what was taken back since.

Under *corrections only* none shows words that were replaced. Where nothing has happened since, it shows what the page
showed (law 6).
"""

from __future__ import annotations

import pytest
from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.blog import Post
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch
from stoppress.domain.revisions import PostPublished, PostRevised, PostWithdrawn, Revision
from stoppress.render.page import blog_page
from stoppress.render.past import as_it_stood, past_page
from stoppress.render.pieces import post_item
from stoppress.render.publication import History, Publication
from stoppress.render.view import View
from tests.laws.stories import START, logs
from tests.laws.test_law_10_private import canary, with_canary

BOTH = [Publication(page_posts=4, history=each) for each in History]


@pytest.mark.parametrize("publication", BOTH, ids=[each.history.value for each in BOTH])
@given(logs(removals=False, most=8))
def test_what_was_taken_back_is_on_no_page_of_the_past(publication: Publication, log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    gone = {each.post for each in log if isinstance(each, PostWithdrawn)} | set(readable)
    today = fold([*log, *(PostWithdrawn(at=START, post=name) for name in readable)])
    for length in range(1, len(log) + 1):
        then = fold(log[:length])
        before = past_page(then, fold(log), START, publication)
        after = past_page(then, today, START, publication)
        assert not [name for name in gone if canary(name) in after]
        # Vacuity: as long as it says its word, then and now, the newest post is there with it.
        for post in then.newest(1):
            words = (post.headline, fold(log).posts[post.id].headline)
            assert set(words) != {canary(post.id).decode()} or canary(post.id) in before


@given(logs(removals=False, most=8))
def test_words_that_were_replaced_are_not_shown_unless_the_newsroom_shows_its_history(log: list[Revision]) -> None:
    corrections, full = BOTH
    first = fold(log)
    written = [post for post in first.newest(4) if post.is_readable]
    changes = [
        PostRevised(at=START, post=post.id, headline="Later words", body="Said later.", media=post.media)
        for post in written
    ]
    today = fold(changes, onto=first)
    kept = past_page(first, today, START, corrections).decode()
    shown = past_page(first, today, START, full).decode()
    assert _posts(kept) == {post.id: "Said later." for post in written} | _others(kept, written)
    assert _posts(shown) == _posts(_page(log, full))


@given(logs(removals=False, most=10))
def test_a_page_of_the_past_shows_what_stood_there(log: list[Revision]) -> None:
    for publication in BOTH:
        blog = fold(log)
        made = past_page(blog, blog, START, publication).decode()
        assert _posts(made) == _posts(_page(log, publication))
        tree, page = LexborHTMLParser(made), LexborHTMLParser(_page(log, publication))
        for region in ("head", "key-points", "reporting", "related"):
            (found,), (there,) = (each.css(f"[data-region={region}]") for each in (tree, page))
            assert found.html == there.html


@given(logs(removals=False, most=10))
def test_a_post_is_not_there_before_it_was_published(log: list[Revision]) -> None:
    today = fold(log)
    for length in range(1, len(log)):
        then = fold(log[:length])
        later = {each.post for each in log[length:] if isinstance(each, PostPublished)}
        seen = as_it_stood(then, today, History.CORRECTIONS)
        assert not later & set(seen.posts)
        assert not [post for post in seen.oldest_first() if later & set(post.referred_to_by)]


def _page(log: list[Revision], publication: Publication) -> str:
    blog = fold(log)
    view = View(blog, publication)
    items = [post_item(post, view) for post in blog.newest(publication.page_posts)]
    return blog_page(blog, Epoch("velmora2"), items, [], publication).decode()


def _posts(html: str) -> dict[str, str]:
    """The words of each post in the list."""
    found = {}
    for item in LexborHTMLParser(html).css("#posts > li"):
        body = item.css_first(".body")
        found[str(item.attributes["data-post"])] = body.text(strip=True) if body is not None else ""
    return found


def _others(html: str, written: list[Post]) -> dict[str, str]:
    names = {post.id for post in written}
    return {name: words for name, words in _posts(html).items() if name not in names}
