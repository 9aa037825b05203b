"""Blogs of a few posts, and what stands in the HTML made of them.

Knows how to fold a post and the revisions that follow it, and how a browser reads a piece.
Does not know what any template says.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from stoppress.domain.blog import Blog
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch, PostId
from stoppress.domain.revisions import Revision
from stoppress.render.page import blog_page
from stoppress.render.pieces import post_item
from stoppress.render.publication import Publication
from stoppress.render.view import View
from tests.contract.invented import opened

EPOCH = Epoch("velmora2")
PUBLICATION = Publication(name="The Velmora Gazette", origin="https://gazette.example", page_posts=3)


def blog(*revisions: Revision) -> Blog:
    """A blog opened, and what followed."""
    return fold([opened(), *revisions])


def item(name: str, *revisions: Revision, publication: Publication = PUBLICATION) -> str:
    """The HTML of one post of `blog(*revisions)`."""
    made = blog(*revisions)
    return str(post_item(made.posts[PostId(name)], View(made, publication)))


def page(made: Blog, publication: Publication = PUBLICATION) -> bytes:
    """The reader page of a blog."""
    view = View(made, publication)
    items = [post_item(post, view) for post in made.newest(publication.page_posts)]
    return blog_page(made, EPOCH, items, [], publication)


def parsed(html: str | bytes) -> LexborHTMLParser:
    """The tree a browser makes of it."""
    return LexborHTMLParser(html)


def texts(html: str | bytes, selector: str) -> list[str]:
    """The text of each element that matches, on one line."""
    return [_line(node) for node in parsed(html).css(selector)]


def values(html: str | bytes, selector: str, attribute: str) -> list[str | None]:
    """An attribute of each element that matches."""
    return [node.attributes.get(attribute) for node in parsed(html).css(selector)]


def _line(node: LexborNode) -> str:
    return " ".join(node.text().split())
