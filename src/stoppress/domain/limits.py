"""How much of anything a blog takes.

Knows every limit on what people write; each can be set by the operator (DESIGN §10.12, RELIABILITY (d)).
Does not know who enforces them (`admission`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Counts are characters (code points) for texts and items for lists."""

    headline: int = 300
    body: int = 20_000
    body_links: int = 50
    body_nesting: int = 20
    body_media: int = 20
    body_embeds: int = 20
    key_point: int = 300
    key_points: int = 30
    standfirst: int = 1_000
    byline: int = 100
    bylines: int = 10
    caption: int = 1_000
    transcript: int = 100_000
    renditions: int = 64
    embed: int = 1_000
    correction: int = 1_000
    reason: int = 1_000
    attribution: int = 1_000
    section: int = 50
    sections: int = 30
    links: int = 30
    address: int = 2_000
    ahead: timedelta = timedelta(minutes=5)
    behind: timedelta = timedelta(minutes=5)


DEFAULT_LIMITS = Limits()
