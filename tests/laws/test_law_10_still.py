"""Law 10 in pages written out: what was taken back is in none of them. Law 6: they have what the blog's pages have."""

from __future__ import annotations

from hypothesis import given
from selectolax.lexbor import LexborHTMLParser

from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch
from stoppress.domain.revisions import PostWithdrawn, Revision
from stoppress.press.still import Still
from stoppress.render.publication import Publication
from tests.laws.stories import START, logs
from tests.laws.test_law_10_private import canary, with_canary

PUBLICATION = Publication(page_posts=3)
EPOCH = Epoch("velmora2")


@given(logs(removals=False, most=10))
def test_what_was_taken_back_is_in_no_file(log: list[Revision]) -> None:
    log = [with_canary(each) for each in log]
    readable = [post.id for post in fold(log).oldest_first() if post.is_readable]
    said = [post.id for post in fold(log).oldest_first() if canary(post.id).decode() == post.headline]
    gone = {each.post for each in log if isinstance(each, PostWithdrawn)} | set(readable)
    before = dict(Still(fold(log), EPOCH, PUBLICATION).pages())
    # Vacuity: every word that is still said is somewhere.
    assert all(any(canary(name) in page for page in before.values()) for name in said)
    after = Still(fold([*log, *(PostWithdrawn(at=START, post=name) for name in readable)]), EPOCH, PUBLICATION).pages()
    for name, page in after:
        assert not [each for each in gone if canary(each) in page], name


@given(logs(most=10))
def test_every_post_is_there_and_every_page_that_is_linked(log: list[Revision]) -> None:
    blog = fold(log)
    pages = dict(Still(blog, EPOCH, PUBLICATION).pages())
    own = f"/live/{blog.slug}"
    linked = {
        str(each.attributes["href"]).partition("#")[0]
        for page in pages.values()
        for each in LexborHTMLParser(page.decode()).css("a[href]")
    }
    # A link to a post that has gone altogether leads nowhere on the site either.
    gone = {f"{own}/p/{post.id}" for post in blog.oldest_first() if post.is_gone}
    inside = {each for each in linked - gone if each == own or each.startswith(f"{own}/")}
    assert not [each for each in inside if f"{each.lstrip('/')}/index.html" not in pages]
    for post in blog.oldest_first():
        assert (f"live/{blog.slug}/p/{post.id}/index.html" in pages) is not post.is_gone
    for name, page in pages.items():
        for link in LexborHTMLParser(page.decode()).css(".up a"):
            there, _, place = str(link.attributes["href"]).partition("#")
            assert f'id="{place}"'.encode() in pages[f"{there.lstrip('/')}/index.html"], name
    assert not [name for name, page in pages.items() if b"data-stream" in page or b"data-live" in page]
