"""Still: a blog as a set of pages that any web server can hold.

Knows every page of it and what each is written as: where an address is a folder, its page is the folder's `index.html`.
All that these pages link to within the blog is among them, and none of them follows a stream.
Does not know files (`cli`), nor what a page says (`render`).
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import Epoch, PostId
from stoppress.domain.shown import MediaFile, files_of, files_of_furniture
from stoppress.render.linked_blog import UPDATES, own_addresses
from stoppress.render.linked_post import post_node
from stoppress.render.logo import LOGO_PATH, draw_logo
from stoppress.render.page import blog_page, older_page, post_page
from stoppress.render.paging import paging
from stoppress.render.pieces import post_item
from stoppress.render.publication import Publication
from stoppress.render.share_card import SHAPES, blog_words, draw, post_words
from stoppress.render.view import View, blog_path

# Our own markup alone: values stand in double quotes.
_LINK: Final = re.compile(r'( href=")(/[^"]*)')
_HERE: Final = ("/static/", "/theme/", "/media/")

StillFile = tuple[str, bytes]
"""Where a file stands below the site's root, and what is in it."""


class Still:
    """The pages of one fold."""

    def __init__(self, blog: Blog, epoch: Epoch, publication: Publication) -> None:
        self._blog = blog
        self._epoch = epoch
        # A file takes no questions, and what was changed is no part of the set.
        self._publication = replace(publication, questions=False, tells_changes=False)
        self._view = View(blog, self._publication)
        self._path = blog_path(blog.slug)
        self._stands_at: dict[PostId, str] = {}

    def pages(self) -> Iterator[StillFile]:
        """Every page, made when it is asked for; the first is the blog's own."""
        yield self._index(self._path, self._first())
        yield from self._older()
        for post in self._posts():
            at = self._stands_at.get(post.id, self._path)
            page = post_page(self._blog, post, self._publication, still=True, stands_at=at)
            yield self._index(self._view.post_path(post), page)

    def pictures(self) -> Iterator[StillFile]:
        """Every share card, and the logo; each takes about a tenth of a second."""
        yield LOGO_PATH.lstrip("/"), draw_logo(self._publication)
        words = blog_words(self._blog, self._publication)
        for shape in SHAPES:
            name = f"card-{shape}.png" if shape else "card.png"
            yield f"{self._path}/{name}".lstrip("/"), draw(words, shape)
        for post in self._posts():
            card = draw(post_words(self._blog, post, self._publication))
            yield f"{self._view.post_path(post)}/card.png".lstrip("/"), card

    def media(self) -> frozenset[MediaFile]:
        """The files of pictures, films and sounds that the pages show."""
        shown = (files_of(post) for post in self._posts() if post.is_readable)
        return files_of_furniture(self._blog).union(*shown)

    def _posts(self) -> Iterator[Post]:
        return (post for post in self._blog.oldest_first() if not post.is_gone)

    def _first(self) -> bytes:
        newest = self._blog.newest(self._publication.page_posts)
        items = self._items(newest, self._path)
        addresses = own_addresses(self._blog, self._publication)
        told = [post for post in self._blog.newest(UPDATES) if post.is_readable]
        nodes = [post_node(post, self._view, addresses) for post in told]
        return blog_page(self._blog, self._epoch, items, nodes, self._publication, still=True)

    def _older(self) -> Iterator[StillFile]:
        """Pages are anchored on posts: which there are is found by following their links."""
        length = self._publication.page_posts
        newest = self._blog.newest(length)
        ahead = deque(_anchors(self._blog, self._path, newest, length, None))
        seen = set(ahead)
        while ahead:
            anchor = self._blog.posts[ahead.popleft()]
            shown = self._blog.before(anchor, length)
            path = f"{self._path}/before/{anchor.id}"
            items = self._items(shown, path)
            yield self._index(path, older_page(self._blog, anchor, items, self._publication, still=True))
            found = [each for each in _anchors(self._blog, self._path, shown, length, anchor) if each not in seen]
            seen.update(found)
            ahead.extend(found)

    def _items(self, shown: tuple[Post, ...], path: str) -> list[Markup]:
        for post in shown:
            self._stands_at.setdefault(post.id, path)
        return [post_item(post, self._view) for post in shown]

    def _index(self, path: str, page: bytes) -> StillFile:
        # Front page, sections and other blogs are not of this set.
        whole = _LINK.sub(lambda found: found[1] + self._led(found[2]), page.decode())
        return f"{path.lstrip('/')}/index.html", whole.encode()

    def _led(self, address: str) -> str:
        is_here = address.startswith((*_HERE, f"{self._path}/", f"{self._path}#")) or address == self._path
        return address if is_here else self._publication.origin + address


def _anchors(blog: Blog, path: str, shown: tuple[Post, ...], length: int, anchor: Post | None) -> list[PostId]:
    around = paging(blog, path, shown, length, anchor)
    before = f"{path}/before/"
    links = (around.newer, around.older, around.oldest)
    return [PostId(each.removeprefix(before)) for each in links if each is not None and each.startswith(before)]
