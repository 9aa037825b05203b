"""A blog as JSON: the fold for programs, as the API gives it.

Knows which facts of a blog are public, and their names outside (docs/reference/api.md).
Does not know HTTP. It is a surface like the page: withdrawn words are not in it. (Laws 6 and 10)
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from stoppress.domain.blog import Blog, Post
from stoppress.domain.facts import Byline, KeyPoint, Reporter
from stoppress.domain.media import Medium
from stoppress.render.body import body_html, post_path
from stoppress.render.figures import TYPES
from stoppress.render.publication import Publication
from stoppress.render.view import blog_path

Tree = dict[str, Any]


def blog_tree(blog: Blog, publication: Publication) -> Tree:
    """The whole fold: `seq` and posts newest first. Texts are CommonMark where a post's body is."""
    description = blog.description
    return {
        "slug": blog.slug,
        "url": publication.origin + blog_path(blog.slug),
        "seq": blog.seq,
        "headline": description.headline.text,
        "kicker": description.headline.kicker,
        "short_headline": description.headline.short,
        "search_headline": description.headline.search,
        "standfirst": description.standfirst,
        "language": description.language,
        "timezone": description.timezone,
        "sections": list(description.sections),
        "coverage": blog.coverage.value,
        "opened_at": written(blog.opened_at),
        "updated_at": written(blog.updated_at),
        "continues_in": blog.continues_in,
        "continued_from": blog.continued_from,
        "live_reporting": [_reporter(each) for each in blog.reporting],
        "podcast_promo": {"text": blog.promo.text, "url": blog.promo.url} if blog.promo else None,
        "key_points": [_key_point(each) for each in blog.key_points if each.text],
        "pinned": blog.pinned,
        "related": [{"title": each.title, "url": each.url} for each in blog.related if each.title],
        "posts": [post_tree(each, blog, publication) for each in blog.newest(len(blog.order)) if not each.is_gone],
    }


def post_tree(post: Post, blog: Blog, publication: Publication) -> Tree:
    """One post. A withdrawn one tells when and why, and has no words."""
    tree: Tree = {
        "id": post.id,
        "url": publication.origin + post_path(blog.slug, post.id),
        "version": post.touched,
        "published_at": written(post.published_at),
        "state": "published" if post.is_readable else "withdrawn" if post.withdrawal else "removed",
    }
    if post.withdrawal is not None:
        return {**tree, "withdrawn_at": written(post.withdrawal.at), "reason": post.withdrawal.reason}
    if post.removal is not None:
        return {**tree, "removed_at": written(post.removal.at), "notice": post.removal.notice}
    return {**tree, **_words(post, blog, publication)}


def _words(post: Post, blog: Blog, publication: Publication) -> Tree:
    claim = post.claim
    return {
        "headline": post.headline,
        "body": post.body,
        "body_html": str(body_html(post.body, blog.slug, post.media, post.embeds, publication.media)),
        "label": post.label.value if post.label else None,
        "bylines": [_byline(each) for each in post.bylines],
        "key_event": post.key_event,
        "claim": {"status": claim.status.value, "attribution": claim.attribution} if claim else None,
        "revised_at": written(post.revised_at) if post.revised_at else None,
        "corrections": [
            {"at": written(each.at), "wrong": each.wrong, "right": each.right} for each in post.corrections
        ],
        "media": [medium_tree(each, publication) for each in post.media],
        "refers_to": list(post.refers_to),
        "referred_to_by": list(post.referred_to_by),
    }


def medium_tree(medium: Medium, publication: Publication) -> Tree:
    """A picture, film or sound with the addresses of its files; `ready` is false while more are being made."""
    place = publication.media
    return {
        "id": medium.id,
        "kind": medium.kind.value,
        "width": medium.width,
        "height": medium.height,
        "milliseconds": medium.milliseconds,
        "alt": medium.alt,
        "caption": medium.caption,
        "credit": medium.credit,
        "licence": medium.licence,
        "ready": medium.is_ready,
        "files": [
            {"type": TYPES[each.format], "width": each.width, "bytes": each.size, "url": place.address(medium, each)}
            for each in medium.renditions
        ],
    }


def _byline(byline: Byline) -> Tree:
    return {"name": byline.name, "role": byline.role, "place": byline.place, "author": byline.author}


def _reporter(reporter: Reporter) -> Tree:
    return {"name": reporter.name, "author": reporter.author, "duty": reporter.duty.value}


def _key_point(point: KeyPoint) -> Tree:
    return {"text": point.text, "post": point.post, "url": point.url}


def written(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
