"""The updates of a LiveBlogPosting as posts, oldest first.

Knows the properties publishers use for an update's time, words, authors and pictures, and which updates are one.
Does not know the blog's own properties (`linked_data`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from stoppress.domain.facts import Byline
from stoppress.transfer.assembly import FoundPost
from stoppress.transfer.entities import line_of
from stoppress.transfer.html_body import HTML_LIMIT, Body, body_of
from stoppress.transfer.linked_data_nodes import Graph, Node
from stoppress.transfer.linked_data_people import bylines_for
from stoppress.transfer.linked_data_times import Clock
from stoppress.transfer.report import Finding, Findings

# In the order in which they are believed.
_PUBLISHED: Final = ("datePublished", "dateCreated", "uploadDate", "dateModified")
_WORDS: Final = ("articleBody", "text", "description")
_MEDIA: Final = {
    "image": "picture",
    "thumbnailUrl": "picture",
    "video": "film",
    "audio": "sound",
    "associatedMedia": "media",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is known of the blog when its updates are read: their own properties are told apart from its."""

    graph: Graph
    clock: Clock
    headline: str
    addresses: frozenset[str]
    pictures: frozenset[str]
    publisher: str
    address: str
    findings: Findings


@dataclass(frozen=True, slots=True)
class _Update:
    post: FoundPost
    modified: datetime | None
    body: Body
    media: tuple[tuple[str, str], ...]
    publisher: str
    bears_blogs_headline: bool


def posts_of(page: Page, updates: Sequence[Node]) -> list[FoundPost]:
    """The posts, oldest first; those of one moment stay in the order of the page."""
    read = [update for node in updates if (update := _read(page, node)) is not None]
    # Newest first is the custom, also where all updates bear the same time.
    if read and read[0].post.published_at >= read[-1].post.published_at:
        read.reverse()
    once = sorted(_once(page, read), key=lambda update: update.post.published_at)
    for update in once:
        _tell(page, update)
    return [update.post for update in once]


def _read(page: Page, node: Node) -> _Update | None:
    """One update, or None (noted) if it has no time or says nothing."""
    headline = line_of(page.graph.text(node.get("headline")) or page.graph.text(node.get("name")))
    bears_blogs = bool(headline) and headline == page.headline
    moment = next((found for name in _PUBLISHED if (found := _moment(page, node, name))), None)
    if moment is None:
        page.findings.leave_out("update without a time", text=headline or "no headline")
        return None
    body = _body(page, node, moment)
    media = _media(page, node, body)
    if not body.blocks and (bears_blogs or not headline):
        page.findings.leave_out("empty update", post=moment.isoformat(), text=headline)
        return None
    bylines, publisher = _bylines(page, node)
    post = FoundPost(
        published_at=moment,
        headline="" if bears_blogs else headline,
        blocks=body.blocks,
        bylines=bylines,
        media_missing=bool(media),
        source_id=_source_id(page, node),
    )
    return _Update(post, _moment(page, node, "dateModified"), body, media, publisher, bears_blogs)


def _moment(page: Page, node: Node, name: str) -> datetime | None:
    text = page.graph.text(node.get(name))
    return page.clock.moment(text) if text else None


def _body(page: Page, node: Node, moment: datetime) -> Body:
    text = next((found for name in _WORDS if (found := page.graph.text(node.get(name)))), "")
    if len(text) > HTML_LIMIT:
        page.findings.leave_out("body over the limit", post=moment.isoformat(), value=len(text))
        return Body()
    return body_of(text, page.address)


def _bylines(page: Page, node: Node) -> tuple[tuple[Byline, ...], str]:
    author = next((node[name] for name in ("author", "creator") if node.get(name)), None)
    return bylines_for(page.graph, author, page.publisher)


def _source_id(page: Page, node: Node) -> str:
    """What the source calls the update. An address that all of them share, such as the page's own, is no name."""
    for name in ("@id", "identifier", "url", "mainEntityOfPage"):
        found = page.graph.text(node.get(name), "value", "@id", "url")
        if found and found not in page.addresses:
            return found
    return ""


def _media(page: Page, node: Node, body: Body) -> tuple[tuple[str, str], ...]:
    """The update's pictures, films and sound as (kind, address), without the picture every update repeats."""
    found = [(each.kind, each.address or each.caption) for each in body.media]
    for name, kind in _MEDIA.items():
        for value in page.graph.listed(node.get(name)):
            address = page.graph.text(value, "contentUrl", "url", "embedUrl", "@id", "name")
            if address and address not in page.pictures:
                found.append((kind, address))
    return tuple(dict.fromkeys(found))


def _once(page: Page, updates: Iterable[_Update]) -> list[_Update]:
    """Every update once: of several with one id the last modified, of several without an id one of equals."""
    kept: dict[object, _Update] = {}
    for update in updates:
        post = update.post
        key = post.source_id or (post.published_at, post.headline, post.blocks)
        known = kept.get(key)
        if known is None:
            kept[key] = update
            continue
        same = replace(known.post, source_id="") == replace(post, source_id="")
        kind = Finding.DUPLICATE if same else Finding.OLDER_VERSION
        page.findings.tell(kind, post=post.published_at.isoformat(), text=post.headline, id=post.source_id or None)
        if _version(update) > _version(known):
            kept[key] = update
    return list(kept.values())


def _version(update: _Update) -> datetime:
    return update.modified or update.post.published_at


def _tell(page: Page, update: _Update) -> None:
    """Note what of an update is not as it was."""
    tell, post = page.findings.tell, update.post.published_at.isoformat()
    if update.bears_blogs_headline:
        tell(Finding.HEADLINE_OF_THE_BLOG, post=post)
    if update.publisher:
        tell(Finding.AUTHOR_IS_PUBLISHER, post=post, text=update.publisher)
    if update.modified is not None and update.modified > update.post.published_at:
        tell(Finding.MODIFIED, post=post, value=update.modified.isoformat())
    for kind, address in update.media:
        tell(Finding.MEDIA, post=post, kind=kind, value=address)
        page.findings.leave_out(kind, post=post, value=address)
    for medium in update.body.media:
        if medium.caption:
            page.findings.leave_out(f"{medium.kind} caption", post=post, text=medium.caption)
    for text, address in update.body.links:
        tell(Finding.LINK_DROPPED, post=post, text=text, value=address)
    for row in update.body.tables:
        tell(Finding.MARKUP_DROPPED, post=post, text=row)
