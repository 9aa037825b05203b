"""Titles and summaries: the one-line forms of a blog or a post.

Knows what a browser tab, a search engine and a share card say.
Does not know where they stand.
"""

from __future__ import annotations

from stoppress.domain.blog import Blog, Post
from stoppress.render.excerpts import HEADING_LENGTH, cut, text_of
from stoppress.render.publication import Publication
from stoppress.render.view import View
from stoppress.render.words import spoken, words


def blog_headline(blog: Blog) -> str:
    """The headline with its kicker."""
    headline = blog.description.headline
    whole = f"{headline.kicker}: {headline.text}" if headline.kicker else headline.text
    return whole or words(spoken(blog.description.language)).gettext("Live")


def blog_title(blog: Blog, publication: Publication) -> str:
    """The document title of a blog's page."""
    headline = blog.description.headline
    return f"{headline.search or blog_headline(blog)} - {publication.name}"


def blog_summary(blog: Blog) -> str:
    """The standfirst, or the first key points."""
    points = "; ".join(point.text for point in blog.key_points[:3] if point.text)
    return cut(blog.description.standfirst or points or blog_headline(blog))


def post_heading(post: Post, view: View) -> str:
    """The post's headline, or what stands for one."""
    if post.withdrawal is not None:
        return view.say("This post was taken down")
    if not post.is_readable:
        return view.say("The words of this post were removed")
    if post.headline or (said := cut(plain_text(post, view), HEADING_LENGTH)):
        return post.headline or said
    return view.say("Post at %(time)s") % {"time": view.clock.time(post.published_at)}


def post_summary(post: Post, view: View) -> str:
    """The beginning of what the post says."""
    return cut(plain_text(post, view)) or post_heading(post, view)


def plain_text(post: Post, view: View) -> str:
    """The body without any markup, on one line."""
    return text_of(view.body(post))
