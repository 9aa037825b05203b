"""What is shown: the files that a post or a hero lets readers have.

Knows every place in a fold that names a file. A withdrawn post has none left.
Does not know who asks for one.
"""

from __future__ import annotations

from collections.abc import Iterator

from stoppress.domain.blog import Blog, Post
from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Medium

MediaFile = tuple[MediaId, str]
"""A medium, and the name of one of its files."""


def files_of(post: Post | None) -> frozenset[MediaFile]:
    """The files a post shows."""
    if post is None:
        return frozenset()
    embedded = (each.picture for each in post.embeds if each.picture is not None)
    return frozenset(file for medium in (*post.media, *embedded) for file in _files(medium))


def files_of_hero(blog: Blog) -> frozenset[MediaFile]:
    """The files that stand above the key points."""
    hero = blog.description.hero
    return frozenset(_files(hero.medium)) if hero is not None and hero.medium is not None else frozenset()


def _files(medium: Medium) -> Iterator[MediaFile]:
    captions = (medium.captions,) if medium.captions is not None else ()
    yield from ((medium.id, each.name) for each in (*medium.renditions, *medium.still, *captions))
