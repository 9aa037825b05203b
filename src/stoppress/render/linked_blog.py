"""A blog as linked data: the LiveBlogPosting, and the NewsArticle of the same page (READER SD1 to SD5).

Knows what search engines are told about a blog, and that nothing in it moves with the clock: `datePublished` and
`coverageStartTime` stay, and there is no `coverageEndTime` before there is an end.
Does not know one post closely (`linked_post.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.facts import Byline, Duty, HeroKind
from stoppress.domain.media import MediumKind
from stoppress.render.body import post_path
from stoppress.render.excerpts import cut
from stoppress.render.json_in_html import json_in_html
from stoppress.render.linked_post import (
    HEADLINE_LENGTH,
    Addresses,
    Node,
    absolute,
    authors,
    moment,
    organisation,
    post_node,
)
from stoppress.render.logo import LOGO_HEIGHT, LOGO_PATH, LOGO_WIDTH
from stoppress.render.publication import Publication
from stoppress.render.share_card import SHAPES, blog_words
from stoppress.render.titles import blog_headline, blog_summary
from stoppress.render.view import View, blog_path, first_day

UPDATES: Final = 50
"""So many posts are told of, the newest: the rest is on older pages, and the answer stays small."""

_CONTEXT: Final = "https://schema.org"


def own_addresses(blog: Blog, publication: Publication) -> Addresses:
    """Where a blog and its posts are at home."""
    path = publication.origin + blog_path(blog.slug)
    return Addresses(blog=path, posts=f"{publication.origin}{post_path(blog.slug, '')}")


def blog_graph(view: View, nodes: Sequence[str], addresses: Addresses) -> Markup:
    """All that is said in the head of the blog's page; `nodes` are its newest posts as `post_node` writes them."""
    shared = _shared(view, addresses)
    live = {"@type": "LiveBlogPosting", "@id": f"{addresses.blog}#live", **shared, **_coverage(view)}
    article = {"@type": "NewsArticle", "@id": f"{addresses.blog}#article", **shared}
    updates = f'{json_in_html(live)[:-1]},"liveBlogUpdate":[{",".join(nodes)}]}}'
    return _graph(updates, json_in_html(article))


def page_graph(view: View, address: str, posts: Sequence[Post], addresses: Addresses) -> Markup:
    """In the head of an older page, or of a post's: the posts on it, and what they are part of."""
    whole: Node = {"@type": "LiveBlogPosting", "@id": f"{addresses.blog}#live", "url": addresses.blog}
    page: Node = {"@type": "WebPage", "@id": address, "url": address, "isPartOf": whole}
    readable = [post_node(each, view, addresses) for each in posts if each.is_readable]
    return _graph(json_in_html(page), *readable)


def _graph(*nodes: str) -> Markup:
    # Every node is written so that it may stand in a script element.
    return Markup('{"@context":"%s","@graph":[%s]}') % (_CONTEXT, Markup(",".join(nodes)))  # noqa: S704


def _shared(view: View, addresses: Addresses) -> Node:
    blog, publication = view.blog, view.publication
    headline = blog.description.headline
    return {
        "url": addresses.blog,
        "mainEntityOfPage": addresses.blog,
        "headline": cut(headline.search or blog_headline(blog), HEADLINE_LENGTH),
        "description": blog_summary(blog),
        "datePublished": moment(view, blog.opened_at),
        "dateModified": moment(view, max(blog.updated_at, *_newest_times(blog))),
        "author": authors(_reporters(blog), publication),
        "publisher": organisation(publication) | {"logo": _logo(publication)},
        "image": _images(view),
        "inLanguage": blog.description.language,
        "isAccessibleForFree": True,
        "articleSection": list(blog.description.sections),
        **_video(view),
    }


def _newest_times(blog: Blog) -> list[datetime]:
    # A post may bear a time some minutes ahead of the revision it came with (DESIGN §10.9).
    return [each.published_at for each in blog.newest(1)] or [blog.updated_at]


def _coverage(view: View) -> Node:
    blog = view.blog
    start: Node = {"coverageStartTime": moment(view, first_day(blog))}
    return start | ({"coverageEndTime": moment(view, blog.coverage_since)} if blog.coverage is Coverage.ENDED else {})


def _reporters(blog: Blog) -> list[Byline]:
    held = [each for each in blog.reporting if each.duty is Duty.REPORTING and each.name]
    return [Byline(name=each.name, author=each.author) for each in held]


def _logo(publication: Publication) -> Node:
    return {
        "@type": "ImageObject",
        "url": f"{publication.origin}{LOGO_PATH}",
        "width": LOGO_WIDTH,
        "height": LOGO_HEIGHT,
    }


def _images(view: View) -> list[str]:
    """The hero, and the share card in the three shapes search engines cut to."""
    hero = view.hero()
    own = [absolute(hero.largest, view.publication)] if hero is not None and hero.kind is MediumKind.PICTURE else []
    return own + cards(view)


def cards(view: View) -> list[str]:
    """The share card of the blog in every shape but the usual one."""
    path = view.publication.origin + blog_path(view.blog.slug)
    version = blog_words(view.blog, view.publication).version
    return [f"{path}/card-{shape}.png?v={version}" for shape in SHAPES if shape]


def _video(view: View) -> Node:
    """A live stream above the posts: while it runs it is a broadcast."""
    hero = view.blog.description.hero
    stream = view.live_stream()
    if hero is None or hero.kind is not HeroKind.LIVE_STREAM or stream is None:
        return {}
    start = moment(view, first_day(view.blog))
    is_live = view.blog.coverage is not Coverage.ENDED
    thumbnail = absolute(stream.poster.shown, view.publication) if stream.poster else cards(view)[0]
    broadcast: Node = {"@type": "BroadcastEvent", "isLiveBroadcast": is_live, "startDate": start}
    end: Node = {} if is_live else {"endDate": moment(view, view.blog.coverage_since)}
    return {
        "video": {
            "@type": "VideoObject",
            "name": cut(stream.title, HEADLINE_LENGTH),
            "description": stream.caption or stream.title,
            "thumbnailUrl": [thumbnail],
            "uploadDate": start,
            "embedUrl": view.publication.origin + blog_path(view.blog.slug),
            "publication": broadcast | end,
        }
    }
