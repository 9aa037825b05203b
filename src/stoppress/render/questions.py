"""Questions: the pages on which readers ask, and on which they see what has become of it.

Knows what stands there, for whoever has a script and whoever has none.
Does not know questions, nor who may send one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stoppress.domain.blog import Blog, Post
from stoppress.render.documents import QuestionDocument, QuestionFormDocument
from stoppress.render.publication import Publication
from stoppress.render.templating import document
from stoppress.render.titles import blog_title
from stoppress.render.view import View, blog_path
from stoppress.render.words import marked


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForm:
    """How the form stands. `hours` are when it is open, where that is said; `challenge` and `bits` are for the script."""

    takes: bool
    call: str = ""
    hours: tuple[str, str] | None = None
    challenge: str = ""
    bits: int = 0
    text_limit: int = 1_000
    name_limit: int = 60
    days: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed that was not taken, and why."""

    text: str = ""
    name: str = ""
    place: str = ""
    problem: str = ""


class Standing(StrEnum):
    """How somebody's question stands, as they are told."""

    KEPT = "kept"
    ANSWERED = "answered"
    LEFT = "left"
    GONE = "gone"


_SAID: Final = {
    Standing.KEPT: marked("The newsroom has it. Nobody else sees it unless the newsroom publishes it."),
    Standing.ANSWERED: marked("Your question is answered."),
    Standing.LEFT: marked("The newsroom does not take this one up. Thank you for sending it."),
    Standing.GONE: marked("Your question was answered, and the answer was taken down."),
}

NOTHING_TYPED: Final = Typed()


def ask_page(blog: Blog, form: AskForm, publication: Publication, typed: Typed = NOTHING_TYPED) -> bytes:
    """The page with the form, which a script takes out of it to show it on the live page."""
    view = View(blog, publication)
    return document(
        QuestionFormDocument(
            publication=publication,
            language=view.language,
            view=view,
            path=blog_path(blog.slug),
            title=f"{view.say('Ask a question or make a comment')} - {blog_title(blog, publication)}",
            form=form,
            typed=typed,
        )
    )


def asked_page(blog: Blog, standing: Standing, post: Post | None, text: str, publication: Publication) -> bytes:
    """The page of one question, for whoever sent it: `text` is what they sent, `post` has the answer."""
    view = View(blog, publication)
    return document(
        QuestionDocument(
            publication=publication,
            language=view.language,
            view=view,
            path=blog_path(blog.slug),
            title=f"{view.say('Your question')} - {blog_title(blog, publication)}",
            said=view.say(_SAID[standing]),
            is_answered=standing is Standing.ANSWERED,
            post=post,
            text=text,
        )
    )


def asked_tree(blog: Blog, standing: Standing, post: Post | None, publication: Publication) -> dict[str, str]:
    """The same for a script, in words it can show."""
    view = View(blog, publication)
    tree = {"standing": standing.value, "said": view.say(_SAID[standing])}
    if standing is Standing.ANSWERED and post is not None:
        tree |= {"post": post.id, "href": view.post_path(post), "link": view.say("Read the answer")}
    return tree
