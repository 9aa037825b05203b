"""Canaries in what is kept of authors.

Knows how each is planted.
"""

from __future__ import annotations

from stoppress.actions.posts import NewPost
from stoppress.app.authors import use_authors
from stoppress.app.building import now
from stoppress.domain.authors import Author, AuthorLink
from stoppress.domain.facts import Byline
from stoppress.domain.identifiers import PostId
from stoppress.staff.permissions import OPERATOR
from tests.web.canary import FERRY, Canary, word
from tests.web.cast import WISH, House


async def an_author_who_is_not_public(house: House) -> Canary:
    """What somebody has begun to say of themselves. Bylines name them already."""
    said, slug = word("author"), "shy-author"
    author = Author(
        slug=slug,
        name=said,
        role=said,
        place=said,
        introduction=said,
        links=(AuthorLink(said, f"mailto:{said}@a.example"),),
    )
    authors = house.newsroom.authors
    await authors.put(author, OPERATOR.id, now(), f"picture {said}".encode())
    await use_authors(authors, house.press)
    signed = NewPost(id=PostId("signed"), body="Signed.", bylines=(Byline(name="A pen", author=slug),))
    await house.newsroom.posts.publish(WISH, FERRY, signed)
    picture = (await authors.find(slug)).picture
    return Canary(
        name="an author who is not public",
        words=[said.encode()],
        seen_by=frozenset({"administrator"}),
        known={"author": [slug], "picture": [f"{picture}.jpg"], "slug": [FERRY], "post": ["signed"]},
        shown_by="/desk/authors",
    )
