"""Pages: a fold as the documents readers load.

Knows what stands on the blog's page, on older pages and on a post's own page.
Does not know how a page is kept, compressed or sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Blog, Coverage, Post
from stoppress.domain.identifiers import Epoch, Slug
from stoppress.render.clock import Clock
from stoppress.render.documents import BlogDocument, PostDocument, ProblemDocument
from stoppress.render.paging import Paging, paging
from stoppress.render.pieces import ABOVE, BELOW, region_html
from stoppress.render.publication import Publication
from stoppress.render.sharing import Sharing, blog_sharing, older_sharing, post_sharing
from stoppress.render.templating import document
from stoppress.render.titles import blog_headline, blog_title, post_heading
from stoppress.render.view import View, blog_path, clock_of

_WHOLE: Final = "document.html.j2"
_BARE: Final = "bare.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A blog as the front page lists it, and the desk; `reporting` names who holds it now."""

    slug: Slug
    headline: str
    standfirst: str
    coverage: Coverage
    posts: int
    updated_at: datetime
    clock: Clock
    last_post: datetime | None = None
    reporting: str = ""
    opened_at: datetime = datetime.min.replace(tzinfo=UTC)
    sections: tuple[str, ...] = ()


def card(blog: Blog, publication: Publication) -> Card:
    """The front page's line about `blog`."""
    newest = blog.newest(1)
    return Card(
        slug=blog.slug,
        headline=blog_headline(blog),
        standfirst=blog.description.standfirst,
        coverage=blog.coverage,
        posts=blog.places,
        updated_at=blog.updated_at,
        clock=clock_of(blog, publication),
        last_post=newest[0].published_at if newest else None,
        reporting=", ".join(each.name for each in blog.reporting if each.name),
        opened_at=blog.opened_at,
        sections=tuple(filter(None, blog.description.sections)),
    )


def blog_page(
    blog: Blog,
    epoch: Epoch,
    posts: Sequence[Markup],
    nodes: Sequence[str],
    publication: Publication,
    *,
    still: bool = False,
) -> bytes:
    """The reader page; `posts` are the newest ones as items, newest first. It carries its own cursor.

    `nodes` are the newest posts as linked data, `linked_blog.UPDATES` of them. One that is `still` asks no server anything.
    """
    view = View(blog, publication)
    shown = blog.newest(publication.page_posts)
    around = paging(blog, blog_path(blog.slug), shown, publication.page_posts)
    return document(_live(view, epoch, posts, blog_sharing(view, list(nodes)), around, still=still))


def embedded_page(blog: Blog, epoch: Epoch, posts: Sequence[Markup], publication: Publication) -> bytes:
    """The same for a frame on another's page: nothing leads on within the frame, and search engines leave it alone."""
    view = View(blog, publication)
    return document(_live(view, epoch, posts, None, Paging(), embedded=True))


def older_page(
    blog: Blog, anchor: Post, posts: Sequence[Markup], publication: Publication, *, still: bool = False
) -> bytes:
    """The page of posts next older than `anchor`. It never gains a post at its top (READER PL10)."""
    view = View(blog, publication)
    path = blog_path(blog.slug)
    shown = blog.before(anchor, publication.page_posts)
    address = f"{path}/before/{anchor.id}"
    # A post that has gone altogether leaves no trace, its time included; pages opened before still link to it.
    before = view.say("Posts before %(moment)s") % {"moment": view.clock.exact(anchor.published_at)}
    heading = view.say("Older posts") if anchor.is_gone else before
    return document(
        BlogDocument(
            publication=publication,
            language=view.language,
            shell=_WHOLE,
            view=view,
            path=path,
            title=f"{heading} - {blog_title(blog, publication)}",
            told=older_sharing(view, publication.origin + address, list(shown)),
            live=False,
            stream=None if still or blog.coverage is Coverage.ENDED else f"{path}/stream",
            regions_before=[(ABOVE[0].value, region_html(ABOVE[0], View(_without_hero(blog), publication)))],
            regions_after=[],
            posts_heading=heading,
            posts=[item for item in posts if item],
            paging=paging(blog, path, shown, publication.page_posts, anchor),
            still=still,
        )
    )


def _without_hero(blog: Blog) -> Blog:
    """Whoever goes on to older posts has seen it, and would have to go past it on every page."""
    return replace(blog, description=replace(blog.description, hero=None))


def post_page(
    blog: Blog,
    post: Post,
    publication: Publication,
    *,
    embedded: bool = False,
    still: bool = False,
    stands_at: str = "",
) -> bytes:
    """A post's own page, for ever, or that page for a frame. A withdrawn one tells its place and the reason.

    `stands_at` is the path of the page among others that has it, where that cannot be any.
    """
    view = View(blog, publication)
    return document(
        PostDocument(
            publication=publication,
            language=view.language,
            shell=_BARE if embedded else _WHOLE,
            view=view,
            path=blog_path(blog.slug),
            post=post,
            in_stream=f"{stands_at or _page_with(blog, post, publication)}#post-{post.id}",
            headline=blog_headline(blog),
            title=f"{post_heading(post, view)} - {blog_title(blog, publication)}",
            told=None if embedded else post_sharing(view, post),
            newer=None if embedded else blog.next_newer(post),
            older=None if embedded else blog.next_older(post),
            still=still,
        )
    )


def _page_with(blog: Blog, post: Post, publication: Publication) -> str:
    """The path of a page where `post` stands with those around it: the newest, or else the one it is first on."""
    path = blog_path(blog.slug)
    newer = None if post in blog.newest(publication.page_posts) else blog.next_newer(post)
    return path if newer is None else f"{path}/before/{newer.id}"


def problem_page(title: str, message: str, publication: Publication) -> bytes:
    """A refusal as a person sees it in a browser."""
    return document(
        ProblemDocument(publication=publication, language=publication.language, title=title, message=message)
    )


def _live(
    view: View,
    epoch: Epoch,
    posts: Sequence[Markup],
    told: Sharing | None,
    around: Paging,
    *,
    embedded: bool = False,
    still: bool = False,
) -> BlogDocument:
    blog = view.blog
    return BlogDocument(
        publication=view.publication,
        language=view.language,
        shell=_BARE if embedded else _WHOLE,
        view=view,
        path=blog_path(blog.slug),
        title=blog_title(blog, view.publication),
        told=told,
        live=True,
        cursor=f"{epoch}-{blog.seq}",
        state=blog.coverage.value,
        regions_before=[(region.value, region_html(region, view)) for region in ABOVE],
        regions_after=[(region.value, region_html(region, view)) for region in BELOW],
        posts_heading=view.say("Live updates"),
        posts=[item for item in posts if item],
        paging=around,
        embedded=embedded,
        still=still,
    )
