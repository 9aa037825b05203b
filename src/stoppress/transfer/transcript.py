"""Transcripts: a live page copied as plain text, posts newest first under `HH:MM:SS` lines.

Knows how the parts of one fit together.
Does not know any part closely: `transcript_top`, `transcript_posts`, `transcript_times`, `boilerplate`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from stoppress.domain.facts import Description, Headline
from stoppress.errors import ImportUnrecognised, InputInvalid
from stoppress.transfer.assembly import FoundBlog, FoundPost, assembled
from stoppress.transfer.boilerplate import footer_start, leave_out_footer
from stoppress.transfer.imported import Imported, Source
from stoppress.transfer.naming import slug_of
from stoppress.transfer.passages import said
from stoppress.transfer.report import Kind
from stoppress.transfer.suspects import tell_suspects
from stoppress.transfer.transcript_lines import Pages, Stamped, pages
from stoppress.transfer.transcript_posts import post_of
from stoppress.transfer.transcript_times import moments
from stoppress.transfer.transcript_top import Top, top_of

# Outside these years zone databases say nothing useful, and neither did live blogs.
_YEARS: Final = range(1970, 2200)


def read_transcript(source: Source) -> Imported:
    """The blog a transcript holds.

    Raises ImportUnrecognised for text that is none, InputInvalid where date or zone are missing.
    """
    found = pages(source.text)
    if not found.posts:
        raise ImportUnrecognised(
            file=source.name, problem="it has no line that consists of a time such as 13:45:01 or 13:45"
        )
    date, zone = _when(source)
    top = top_of(found.above, source.findings)
    if not top.headline:
        raise ImportUnrecognised(
            file=source.name, problem="its first line is not a headline; put the page's headline there"
        )
    posts = _posts(found, top.headline, date, zone, source)
    if not posts:
        raise ImportUnrecognised(file=source.name, problem="it has times, but nothing stands below any of them")
    tell_suspects(_passages(top, posts), source.findings)
    blog = FoundBlog(
        kind=Kind.TRANSCRIPT,
        slug=source.slug or slug_of(top.headline),
        description=Description(headline=Headline(text=top.headline), standfirst=top.standfirst, timezone=zone.key),
        posts=tuple(posts),
        key_points=tuple(point.text for point in top.key_points),
        reporters=top.reporters,
        promo=top.promo,
    )
    return assembled(blog, source.findings)


def _when(source: Source) -> tuple[dt.date, ZoneInfo]:
    if source.date is None:
        problem = "a transcript's times have no date. Give the date of its newest post, such as --date 2031-04-05."
        raise InputInvalid(field="date", problem=problem)
    if source.date.year not in _YEARS:
        problem = f"give the date of the newest post, in a year from {_YEARS[0]} to {_YEARS[-1]}."
        raise InputInvalid(field="date", problem=problem)
    if source.timezone is None:
        problem = "a transcript's times have no zone. Give the page's own, such as --timezone Europe/London."
        raise InputInvalid(field="timezone", problem=problem)
    return source.date, source.timezone


def _posts(found: Pages, headline: str, date: dt.date, zone: ZoneInfo, source: Source) -> list[FoundPost]:
    """The posts, oldest first; below the last of them the footer is cut off."""
    last = found.posts[-1]
    end = footer_start(last.passages, headline)
    stamped = (*found.posts[:-1], replace(last, passages=last.passages[:end]))
    posts = _each_post(stamped, moments(stamped, date, zone, source.findings), source)
    posts.reverse()
    leave_out_footer(last.passages[end:], headline, source.findings)
    return posts


def _each_post(stamped: Sequence[Stamped], times: Sequence[dt.datetime], source: Source) -> list[FoundPost]:
    pairs = zip(stamped, times, strict=True)
    return [post for each, at in pairs if (post := post_of(each, at, source.findings)) is not None]


def _passages(top: Top, posts: Sequence[FoundPost]) -> Iterator[tuple[str, str]]:
    """Everything a person wrote, and where it stands."""
    yield "headline", top.headline
    yield "standfirst", top.standfirst
    for number, point in enumerate(top.key_points, 1):
        yield f"key point {number}", point.text
    if top.promo is not None:
        yield "podcast promo", top.promo.text
    for post in posts:
        where = f"post {post.published_at.isoformat()}"
        yield where, post.headline
        for text in said(post.blocks):
            yield where, text
