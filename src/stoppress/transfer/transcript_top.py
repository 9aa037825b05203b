"""The top of a transcript: headline, standfirst, key points, live reporting, podcast promo.

Knows what each of them looks like, and that only what is left is a key point.
Does not know posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from stoppress.domain.facts import PodcastPromo, Reporter
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.transfer.boilerplate import is_prompt, without_year
from stoppress.transfer.bylines import reporters_of
from stoppress.transfer.report import Findings
from stoppress.transfer.transcript_lines import Line, Passage

_HEADING: Final = re.compile(r"key (?:points|events|moments) ?:?\Z", re.IGNORECASE)
_BULLET: Final = re.compile(r"(?:[•●▪◦‣·][ \t\xa0]*|[*–-][ \t\xa0]+)(?=\S)")
_PROMO: Final = re.compile(r"(?:listen to|🎧)", re.IGNORECASE)
_PODCASTS: Final = re.compile(r"get your podcasts|podcast", re.IGNORECASE)
_SENTENCE_ENDS: Final = (".", "!", "?", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """What stands above the posts."""

    headline: str = ""
    standfirst: str = ""
    key_points: tuple[Line, ...] = ()
    reporters: tuple[Reporter, ...] = ()
    promo: PodcastPromo | None = None


def top_of(passages: Sequence[Passage], findings: Findings) -> Top:
    """What the passages above the first stamp say. What is none of these things is noted as left out."""
    lines = [line for passage in passages for line in _unwrapped(passage)]
    if not lines or _HEADING.match(lines[0].text):
        return Top()
    headline, year = without_year(" ".join(lines[0].text.split()))
    if year:
        findings.leave_out("year in brackets", text=year, line=lines[0].number)
    heading = next((index for index, line in enumerate(lines) if _HEADING.match(line.text)), len(lines))
    before, after = lines[1:heading], lines[heading + 1 :]
    # Where one point has a bullet all have, and a line without one is something else.
    bulleted = any(_BULLET.match(line.text) for line in after)
    top = Top(headline=headline)
    for line in before:
        top = _furnished(top, line) or _introduced(top, line, findings)
    for line in after:
        top = _furnished(top, line) or _listed(top, line, findings, bulleted=bulleted)
    return top


def _furnished(top: Top, line: Line) -> Top | None:
    """`top` with its live reporting or promo, if that is what the line is."""
    text = _unbulleted(line.text)
    if not top.reporters and (reporters := reporters_of(text)):
        return replace(top, reporters=reporters)
    if top.promo is None and _PROMO.match(text) and _PODCASTS.search(text):
        return replace(top, promo=PodcastPromo(text=text))
    return None


def _introduced(top: Top, line: Line, findings: Findings) -> Top:
    """`top` with one more sentence of its standfirst, if the line can be that."""
    longer = f"{top.standfirst} {line.text}".strip()
    if line.text.endswith(_SENTENCE_ENDS) and len(longer) <= DEFAULT_LIMITS.standfirst:
        return replace(top, standfirst=longer)
    return _passed_over(top, line, findings)


def _listed(top: Top, line: Line, findings: Findings, *, bulleted: bool) -> Top:
    """`top` with one more key point, if the line can be that."""
    text = _unbulleted(line.text)
    if is_prompt(text) or (bulleted and text == line.text):
        return _passed_over(top, line, findings)
    return replace(top, key_points=(*top.key_points, Line(line.number, text)))


def _passed_over(top: Top, line: Line, findings: Findings) -> Top:
    what = "question prompt" if is_prompt(_unbulleted(line.text)) else "above the posts"
    findings.leave_out(what, text=line.text, line=line.number)
    return top


def _unbulleted(text: str) -> str:
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def _unwrapped(passage: Passage) -> Iterator[Line]:
    """The lines of a passage; one without a bullet under one that has one goes on with it."""
    current: Line | None = None
    for line in passage.lines:
        if current is not None and _BULLET.match(current.text) and not _begins(line.text):
            current = Line(current.number, f"{current.text} {line.text}")
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _begins(text: str) -> bool:
    """Whether a line begins something of its own."""
    return bool(
        _BULLET.match(text) or _HEADING.match(text) or _PROMO.match(text) or reporters_of(text) or is_prompt(text)
    )
