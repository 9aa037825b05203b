"""Documents: what each template of a whole document is given. Templates of a newsroom's own are given the same.

Knows names and types; docs/reference/templates.md is made from them, and a test compares them with what our templates use.
Does not know what any template makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from markupsafe import Markup

from stoppress.domain.blog import Post
from stoppress.render.paging import Paging
from stoppress.render.publication import Publication
from stoppress.render.view import View

if TYPE_CHECKING:
    from stoppress.domain.authors import Author
    from stoppress.render.asks import Asked
    from stoppress.render.author_page import AuthorLine
    from stoppress.render.history import Entry
    from stoppress.render.information import Information
    from stoppress.render.lists import SectionLink
    from stoppress.render.opinion import Figures
    from stoppress.render.page import Card
    from stoppress.render.past import Neighbour
    from stoppress.render.questions import AskForm, Typed
    from stoppress.render.sharing import Sharing

Regions = Sequence[tuple[str, Markup]]
"""Regions of the page by name, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every document has: the publication, and the language of what stands in it (BCP 47)."""

    template: ClassVar[str]
    publication: Publication
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogDocument(Document):
    """A blog's page (`live`) and its older pages.

    `shell` is the template around it; `embedded` in a frame on another's page, `still` as a file that asks no server.
    `cursor`, `state` are the place and the coverage of a live page; `stream` is what an older page follows.
    """

    template: ClassVar[str] = "blog.html.j2"
    shell: str
    view: View
    path: str
    title: str
    told: Sharing | None
    live: bool
    cursor: str = ""
    state: str = ""
    stream: str | None = None
    regions_before: Regions
    posts_heading: str
    posts: Sequence[Markup]
    regions_after: Regions
    paging: Paging
    embedded: bool = False
    still: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostDocument(Document):
    """A post's own page, with the posts next to it; `in_stream` is where it stands among all others."""

    template: ClassVar[str] = "post_page.html.j2"
    shell: str
    view: View
    path: str
    post: Post
    in_stream: str
    headline: str
    title: str
    told: Sharing | None
    newer: Post | None
    older: Post | None
    still: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDocument(Document):
    """A page as it stood at `moment`; `local` is that moment as a form has it."""

    template: ClassVar[str] = "past.html.j2"
    view: View
    path: str
    canonical: str
    headline: str
    moment: datetime
    local: str
    before: Neighbour | None
    after: Neighbour | None
    regions_before: Regions
    regions_after: Regions
    posts: Sequence[Markup]
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryDocument(Document):
    """What was changed of a blog, or of `post`; `own` is the address of that. `full` is whether every edit is told of.

    `newest` is whether it is the first page of it, `older` where the next is, "" where there is none.
    """

    template: ClassVar[str] = "history.html.j2"
    view: View
    path: str
    own: str
    title: str
    heading: str
    headline: str
    post: Post | None
    entries: Sequence[Entry]
    full: bool
    newest: bool
    older: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesDocument(Document):
    """What readers say of a blog's page, and how one can say it oneself; `thanks` where somebody has just done so.

    `graph` is linked data, where there is an average that is shown.
    """

    template: ClassVar[str] = "votes.html.j2"
    view: View
    path: str
    title: str
    asked: Asked
    figures: Figures
    thanks: bool
    days: int
    graph: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDocument(Document):
    """How a story can be followed, and what is kept of those who do."""

    template: ClassVar[str] = "following.html.j2"
    view: View
    path: str
    title: str
    feed: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDocument(Document):
    """The front page: what is live, what is most read, what has ended lately (`more` where there is more of it)."""

    template: ClassVar[str] = "front.html.j2"
    live: Sequence[Card]
    top: Sequence[Card]
    ended: Sequence[Card]
    more: bool
    sections: Sequence[SectionLink]
    authors: Sequence[Author]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDocument(Document):
    """Blogs of one kind, those that began last first. `path` is the list's address, `canonical` this page's."""

    template: ClassVar[str] = "list.html.j2"
    heading: str
    path: str
    canonical: str
    cards: Sequence[Card]
    newest: bool
    older: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorDocument(Document):
    """An author's page. `older` is where the next older posts are, "" where there are none; `graph` is linked data."""

    template: ClassVar[str] = "author.html.j2"
    author: Author
    title: str
    canonical: str
    feed: str
    lines: Sequence[AuthorLine]
    blogs: Sequence[Card]
    newest: bool
    older: str
    graph: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationDocument(Document):
    """Who makes a blog's page, since when, and when it was last updated; `told` is what readers say of it, if that is told."""

    template: ClassVar[str] = "information.html.j2"
    view: View
    path: str
    title: str
    facts: Information
    told: Figures | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDocument(Document):
    """A refusal, as a person sees it."""

    template: ClassVar[str] = "problem.html.j2"
    title: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FragmentDocument(Document):
    """A blog in a host's page; `graph` is linked data where a host is told of."""

    template: ClassVar[str] = "fragment.html.j2"
    path: str
    regions: Regions
    posts: Sequence[Markup]
    graph: Markup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFormDocument(Document):
    """The form with which readers ask; `typed` is what was not taken, and why."""

    template: ClassVar[str] = "question_form.html.j2"
    view: View
    path: str
    title: str
    form: AskForm
    typed: Typed


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDocument(Document):
    """How a reader's question stands, for that reader: `said` in a sentence, `post` with the answer if it is answered."""

    template: ClassVar[str] = "question_asked.html.j2"
    view: View
    path: str
    title: str
    said: str
    is_answered: bool
    post: Post | None
    text: str


DOCUMENTS = (
    BlogDocument,
    PostDocument,
    PastDocument,
    HistoryDocument,
    VotesDocument,
    FrontDocument,
    ListDocument,
    AuthorDocument,
    InformationDocument,
    ProblemDocument,
    FragmentDocument,
    QuestionFormDocument,
    QuestionDocument,
)
"""All of them."""
