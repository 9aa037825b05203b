"""Alerts as bytes: what a browser is told of a post in a story that its reader follows.

Knows the shape that browsers show without any script of ours (Declarative Web Push: `web_push` is 8030), and that a push service
takes little. What a post says by now is what is told, and nothing of one that was taken back.
Does not know who is told, nor how it is sent (`wire`).
"""

from __future__ import annotations

import json
from typing import Final

from stoppress.domain.blog import Blog, Post
from stoppress.domain.facts import Label
from stoppress.render.excerpts import cut
from stoppress.render.publication import Publication
from stoppress.render.titles import blog_headline, post_heading
from stoppress.render.view import LABEL_WORDS, View, blog_path
from stoppress.render.words import direction

DECLARATIVE: Final = 8030
"""RFC 8030's number, by which a browser knows the shape."""

_TITLE_LENGTH: Final = 100
_BODY_LENGTH: Final = 180


def post_alert(blog: Blog, post: Post, publication: Publication, tag: str) -> bytes:
    """What is told of a readable post. A notice of the same `tag` is replaced on the screen."""
    view = View(blog, publication)
    heading = post_heading(post, view)
    said = f"{view.say(LABEL_WORDS[Label.BREAKING])}: {heading}" if post.label is Label.BREAKING else heading
    return _told(view, said, f"#post-{post.id}", tag)


def end_alert(blog: Blog, publication: Publication, tag: str) -> bytes:
    """What is told when coverage has ended: the last there is."""
    view = View(blog, publication)
    return _told(view, view.say("Coverage has ended. You are told nothing more of this story."), "", tag)


def _told(view: View, said: str, place: str, tag: str) -> bytes:
    headline = view.blog.description.headline
    notification = {
        "title": cut(headline.short or blog_headline(view.blog), _TITLE_LENGTH),
        "body": cut(said, _BODY_LENGTH),
        "navigate": f"{view.publication.origin}{blog_path(view.blog.slug)}{place}",
        "tag": tag,
        "lang": view.language,
        "dir": direction(view.language),
    }
    tree = {"web_push": DECLARATIVE, "notification": notification}
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
