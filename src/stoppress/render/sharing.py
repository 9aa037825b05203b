"""Sharing: what search engines, and whoever shares a link, are told of a page (READER SD6, SD7).

Knows a page's one canonical address, its title, times and picture.
Does not know linked data closely (`linked_blog.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from stoppress.domain.blog import Post
from stoppress.domain.identifiers import is_rehearsal
from stoppress.render.linked_blog import blog_graph, own_addresses, page_graph
from stoppress.render.linked_post import changed_at
from stoppress.render.share_card import HEIGHT, WIDTH, CardWords, blog_words, post_words
from stoppress.render.titles import blog_headline, blog_summary, post_heading, post_summary
from stoppress.render.view import FEED, View, blog_path


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where a share card is, and its size in pixels. Its address is another with every word on it."""

    address: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """`canonical` is the page to be found, `address` the one to be shared; times are ISO 8601 with an offset.

    `feed` has the blog's posts; "" for a blog that nobody is led to.
    """

    title: str
    description: str
    canonical: str
    address: str
    card: CardPlace
    published: str
    modified: str
    sections: tuple[str, ...]
    graph: Markup
    feed: str = ""
    is_indexed: bool = True


def blog_sharing(view: View, nodes: list[str]) -> Sharing:
    """Of the blog's page; `nodes` are its newest posts as linked data."""
    addresses = own_addresses(view.blog, view.publication)
    return _sharing(view, addresses.blog, blog_graph(view, nodes, addresses))


def older_sharing(view: View, address: str, posts: list[Post]) -> Sharing:
    """Of an older page, which is its own canonical."""
    return _sharing(view, address, page_graph(view, address, posts, own_addresses(view.blog, view.publication)))


def post_sharing(view: View, post: Post) -> Sharing:
    """Of a post's own page: found under the blog's address, shared under its own."""
    blog, publication = view.blog, view.publication
    addresses = own_addresses(blog, publication)
    address = addresses.post(post.id)
    return Sharing(
        title=post_heading(post, view),
        description=post_summary(post, view),
        canonical=addresses.blog,
        address=address,
        card=_card(f"{address}/card.png", post_words(blog, post, publication)),
        published=view.clock.machine(post.published_at),
        modified=view.clock.machine(changed_at(post)),
        sections=blog.description.sections,
        graph=page_graph(view, address, [post], addresses),
        feed=_feed(view),
        is_indexed=post.is_readable and not is_rehearsal(blog.slug),
    )


def _sharing(view: View, address: str, graph: Markup) -> Sharing:
    blog, publication = view.blog, view.publication
    card = f"{publication.origin}{blog_path(blog.slug)}/card.png"
    return Sharing(
        title=blog.description.headline.short or blog_headline(blog),
        description=blog_summary(blog),
        canonical=address,
        address=address,
        card=_card(card, blog_words(blog, publication)),
        published=view.clock.machine(blog.opened_at),
        modified=view.clock.machine(blog.updated_at),
        sections=blog.description.sections,
        graph=graph,
        feed=_feed(view),
        is_indexed=not is_rehearsal(blog.slug),
    )


def _feed(view: View) -> str:
    blog = view.blog
    return "" if is_rehearsal(blog.slug) else f"{view.publication.origin}{blog_path(blog.slug)}/{FEED}"


def _card(address: str, words: CardWords) -> CardPlace:
    # What others have kept under one address they ask for again under another.
    return CardPlace(f"{address}?v={words.version}")
