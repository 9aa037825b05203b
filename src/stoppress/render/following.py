"""The page about following a story: the same for everybody, with a script and without.

Knows its title.
Does not know who follows (`audience`).
"""

from __future__ import annotations

from stoppress.render.documents import FollowDocument
from stoppress.render.templating import document
from stoppress.render.titles import blog_title
from stoppress.render.view import FEED, View, blog_path


def follow_page(view: View, *, days: int) -> bytes:
    """The page; followers are kept for so many days after the end."""
    blog, publication = view.blog, view.publication
    return document(
        FollowDocument(
            publication=publication,
            language=view.language,
            view=view,
            path=blog_path(blog.slug),
            feed=f"{blog_path(blog.slug)}/{FEED}",
            title=f"{view.say('Ways to follow this story')} - {blog_title(blog, publication)}",
            days=days,
        )
    )
