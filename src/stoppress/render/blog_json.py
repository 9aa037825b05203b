"""A blog as JSON: the fold for programs, as the API gives it.

Knows which facts of a blog are public, and their names outside (docs/reference/api.md).
Does not know HTTP. It is a surface like the page: withdrawn words are not in it. (Laws 6 and 10)
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from stoppress.domain.blog import Blog, Post
from stoppress.domain.facts import Byline, Episode, KeyPoint, PodcastPromo, Reporter
from stoppress.domain.media import Embed, Medium, Rendition
from stoppress.render.body import body_html, post_path
from stoppress.render.figures import TYPES
from stoppress.render.publication import Publication
from stoppress.render.view import blog_path, clock_of

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
        "coverage_start": written(description.coverage_start) if description.coverage_start else None,
        "planned_end": written(description.planned_end) if description.planned_end else None,
        "coverage": blog.coverage.value,
        "pause_note": blog.pause_note,
        "opened_at": written(blog.opened_at),
        "updated_at": written(blog.updated_at),
        "continues_in": blog.continues_in,
        "continued_from": blog.continued_from,
        "live_reporting": [_reporter(each) for each in blog.reporting],
        "podcast_promo": _promo(blog.promo, publication) if blog.promo else None,
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
        "body_html": str(
            body_html(post.body, blog.slug, post.media, post.embeds, publication.media, clock_of(blog, publication))
        ),
        "label": post.label.value if post.label else None,
        "bylines": [_byline(each) for each in post.bylines],
        "key_event": post.key_event,
        "claim": {"status": claim.status.value, "attribution": claim.attribution} if claim else None,
        "revised_at": written(post.revised_at) if post.revised_at else None,
        "corrections": [
            {"at": written(each.at), "wrong": each.wrong, "right": each.right} for each in post.corrections
        ],
        "media": [medium_tree(each, publication) for each in post.media],
        "embeds": [_embed(each, publication) for each in post.embeds],
        "refers_to": list(post.refers_to),
        "referred_to_by": list(post.referred_to_by),
    }


def medium_tree(medium: Medium, publication: Publication) -> Tree:
    """A picture, film or sound with the addresses of its files; `ready` is false while more are being made."""
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
        "transcript": medium.transcript,
        "ready": medium.is_ready,
        "files": [_file(each, medium, publication) for each in medium.renditions],
        "still": [_file(each, medium, publication) for each in medium.still],
        "captions": _file(medium.captions, medium, publication) if medium.captions else None,
    }


def _file(file: Rendition, medium: Medium, publication: Publication) -> Tree:
    address = publication.media.address(medium, file)
    return {"type": TYPES[file.format], "width": file.width, "bytes": file.size, "url": address}


def _embed(embed: Embed, publication: Publication) -> Tree:
    return {
        "url": embed.address,
        "provider": embed.provider,
        "title": embed.title,
        "author": embed.author,
        "text": embed.text,
        "posted_at": written(embed.posted_at) if embed.posted_at else None,
        "picture": medium_tree(embed.picture, publication) if embed.picture else None,
        "gone": embed.is_gone,
    }


def _promo(promo: PodcastPromo, publication: Publication) -> Tree:
    return {
        "text": promo.text,
        "url": promo.url,
        "audio": medium_tree(promo.audio, publication) if promo.audio else None,
        "feed": promo.feed,
        "episode": _episode(promo.episode) if promo.episode else None,
        "follow": [{"name": each.name, "url": each.address} for each in promo.follow],
    }


def _episode(episode: Episode) -> Tree:
    return {
        "show": episode.show,
        "title": episode.title,
        "audio": episode.audio,
        "url": episode.page,
        "milliseconds": episode.milliseconds,
        "bytes": episode.size,
        "published_at": written(episode.published_at) if episode.published_at else None,
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
