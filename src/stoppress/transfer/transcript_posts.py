"""The posts of a transcript: headline, bylines and paragraphs of what stands under one stamp.

Knows which line is a headline, and that a caption without its player is nothing to read.
Does not know the other posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from stoppress.domain.facts import Byline
from stoppress.transfer.absent_media import caption_kind, points_at_media
from stoppress.transfer.assembly import FoundPost
from stoppress.transfer.boilerplate import is_prompt
from stoppress.transfer.bylines import bylines_of
from stoppress.transfer.labels import prefix_of
from stoppress.transfer.passages import paragraph
from stoppress.transfer.report import Entry, Finding, Findings
from stoppress.transfer.transcript_lines import Passage, Stamped

HEADLINE_LENGTH: Final = 160
"""A longer first line is a paragraph. The longest headlines of live pages measured have about 110 characters."""

_CLOSING: Final = "\"'”’)]"


def post_of(stamped: Stamped, moment: datetime, findings: Findings) -> FoundPost | None:
    """The post under one stamp, or None (noted) if nothing stands there."""
    passages = _paragraphs(stamped, findings)
    headline, bylines, rest = _headed(passages)
    body, captioned = _without_captions(rest, moment, findings, keep_one=not headline)
    if not headline and not body:
        findings.leave_out("time without a post", text=f"{stamped.stamp}", line=stamped.line)
        return None
    for passage in body:
        if points_at_media(passage.text):
            findings.tell(Finding.POINTS_AT_MEDIA, post=moment.isoformat(), text=passage.text, line=passage.line)
    return FoundPost(
        published_at=moment,
        headline=headline,
        blocks=tuple(paragraph(passage.text) for passage in body),
        bylines=bylines,
        media_missing=captioned,
    )


def _paragraphs(stamped: Stamped, findings: Findings) -> list[Passage]:
    """The post's paragraphs: what blank lines part, or where there are none, its lines."""
    passages = stamped.passages
    if len(passages) == 1:
        passages = tuple(Passage((line,)) for line in passages[0].lines)
    for prompt in filter(_is_prompt, passages):
        findings.leave_out("question prompt", text=prompt.text, line=prompt.line)
    return [each for each in passages if not _is_prompt(each)]


def _is_prompt(passage: Passage) -> bool:
    return is_prompt(passage.text)


def _headed(passages: Sequence[Passage]) -> tuple[str, tuple[Byline, ...], Sequence[Passage]]:
    """Headline and bylines, each possibly missing, and the paragraphs that remain."""
    if not passages:
        return "", (), ()
    if bylines := _signed(passages[0]):
        return "", bylines, passages[1:]
    bylines = _signed(passages[1]) if len(passages) > 1 else ()
    if bylines or _is_headline(passages[0], alone=len(passages) == 1):
        return passages[0].text.replace("\n", " "), bylines, passages[2 if bylines else 1 :]
    return "", (), passages


def _signed(passage: Passage) -> tuple[Byline, ...]:
    return bylines_of(passage.text) if len(passage.lines) == 1 else ()


def _is_headline(passage: Passage, *, alone: bool) -> bool:
    """Whether a first line is a headline: short, on one line, and not a sentence with its full stop."""
    text = passage.text
    if len(passage.lines) > 1 or len(text) > HEADLINE_LENGTH:
        return False
    if prefix_of(text):
        return True
    end = text.rstrip(_CLOSING)
    if end.endswith(("...", "…")):
        return not alone
    return not end.endswith((".", ":", ";", ",", "!", "?") if alone else (".", ":", ";", ","))


def _without_captions(
    passages: Sequence[Passage], moment: datetime, findings: Findings, *, keep_one: bool
) -> tuple[list[Passage], bool]:
    """The paragraphs that are not captions of what is missing, and whether any was. One stays where all are."""
    kept: list[Passage] = []
    for index, passage in enumerate(passages):
        kind = caption_kind(passage.text)
        if kind is None or (keep_one and not kept and index == len(passages) - 1):
            kept.append(passage)
            continue
        place: Entry = {"post": moment.isoformat(), "line": passage.line}
        findings.tell(kind, text=passage.text, **place)
        findings.leave_out(kind.value.replace("-", " "), text=passage.text, **place)
    return kept, len(kept) < len(passages)
