"""What an import hands back: revisions, and the report on how they came about.

Knows the shapes that travel between the readers of one kind of file and whoever asked.
Does not know any kind of file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import Revision
from stoppress.domain.stored import Stored
from stoppress.transfer.report import Findings, Report


@dataclass(frozen=True, slots=True)
class Imported:
    """A blog, ready to be appended.

    `revisions` begin with `BlogOpened`; then come the posts, oldest first, then the rest. Their `at` never
    decreases, save in an export, whose log is kept as it was. `stored` and `by` are there for exports only:
    the same revisions as they were stored, byte for byte, and who appended each ("" when the export does not say).
    """

    slug: Slug
    revisions: tuple[Revision, ...]
    report: Report
    stored: tuple[Stored, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to be read, decoded, and what the person who imports it said about it."""

    text: str
    name: str
    date: dt.date | None
    timezone: ZoneInfo | None
    slug: Slug | None
    findings: Findings
