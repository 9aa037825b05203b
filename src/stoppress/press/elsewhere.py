"""Elsewhere: a blog as other people's pages carry it.

Knows which pages are made for them, and that each is kept until something happens to the blog.
Does not know requests.
"""

from __future__ import annotations

from typing import Final

from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import Slug
from stoppress.press.edition import Edition
from stoppress.press.finished import finished
from stoppress.press.kept import Kept
from stoppress.render.heads import Finished
from stoppress.render.hosted import carried, fragment
from stoppress.render.oembed import as_json, as_xml, oembed
from stoppress.render.page import post_page
from stoppress.render.publication import Publication

KEPT: Final = 128
"""Fragments kept, and pages for frames. Whoever invents hosts pushes other fragments out and nothing else."""

_PAGE_LIFE: Final = "public, max-age=0, s-maxage=1"
_POST_LIFE: Final = "public, max-age=0, s-maxage=5"
_OEMBED_LIFE: Final = "public, max-age=300, s-maxage=60"


class Elsewhere:
    """Belongs to one event loop."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._carried = carried(publication)
        self._frames = Kept(KEPT)
        self._fragments = Kept(KEPT)

    def blog(self, edition: Edition) -> Finished:
        """A blog's page for a frame."""
        blog = edition.blog
        kept = self._frames.get(blog.slug, "embed", blog.seq)
        return kept or self._frames.put(blog.slug, "embed", blog.seq, finished(edition.embedded(), _PAGE_LIFE))

    def post(self, blog: Blog, post: Post) -> Finished:
        """A post's own page for a frame."""
        page = finished(post_page(blog, post, self._publication, embedded=True), _POST_LIFE)
        page.status = 200 if post.is_readable else 410
        return page

    def fragment(self, blog: Blog, host: str, count: int) -> Finished:
        """A blog for a host's page."""
        name = f"{count} {host}"
        kept = self._fragments.get(blog.slug, name, blog.seq)
        if kept is not None:
            return kept
        made = fragment(blog, host, count, self._carried)
        return self._fragments.put(blog.slug, name, blog.seq, finished(made, _PAGE_LIFE))

    def oembed(self, blog: Blog, post: Post | None, most: tuple[int, int], *, xml: bool) -> Finished:
        """What other sites are told of a blog, or a post."""
        answer = oembed(blog, post, self._publication, most)
        kind = "text/xml; charset=utf-8" if xml else "application/json"
        return finished(as_xml(answer) if xml else as_json(answer), _OEMBED_LIFE, content_type=kind)

    def forget(self, slug: Slug) -> None:
        """Something happened to this blog."""
        self._frames.forget(slug)
        self._fragments.forget(slug)

    def forget_all(self) -> None:
        """Every page looks different now."""
        self._frames.clear()
        self._fragments.clear()
