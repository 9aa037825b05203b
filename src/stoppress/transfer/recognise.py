"""Recognises what kind of file it is given, and has it read.

Knows the first signs of each kind.
Does not know any kind closely (`transcript`, `linked_data`, `export`).
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from stoppress.domain.identifiers import SLUG_LIMIT, Slug, is_slug
from stoppress.errors import ImportUnrecognised, InputInvalid
from stoppress.transfer.export import is_export, read_export
from stoppress.transfer.imported import Imported, Source
from stoppress.transfer.linked_data import read_json, read_page
from stoppress.transfer.linked_data_scripts import parsed
from stoppress.transfer.report import Findings
from stoppress.transfer.transcript import read_transcript
from stoppress.transfer.unpacking import decoded, unpacked


def read_blog(content: bytes, *, name: str, date: dt.date | None, timezone: str | None, slug: str | None) -> Imported:
    """The blog that the file `name` holds, gzipped or not.

    `date` is that of the newest post and needed for transcripts; `timezone` is an IANA name, needed for
    transcripts and for JSON-LD whose times bear no offset; `slug` replaces the one made from the headline.
    Raises ImportUnrecognised when the file is nothing that can be read or is damaged, InputInvalid when one of
    the other three is wrong or missing.
    """
    findings = Findings()
    source = Source(
        text=decoded(unpacked(content, name), name, findings),
        name=name,
        date=date,
        timezone=_zone(timezone),
        slug=_slug(slug),
        findings=findings,
    )
    start = source.text.lstrip()[:1]
    if not start:
        raise ImportUnrecognised(file=name, problem="it is empty")
    if start in "{[":
        return _read_json(source)
    if start == "<" or "application/ld+json" in source.text:
        return read_page(source)
    return read_transcript(source)


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return None if name is None else ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise InputInvalid(field="timezone", problem="write an IANA name such as “Europe/London”.") from problem


def _slug(slug: str | None) -> Slug | None:
    if slug is not None and not is_slug(slug):
        problem = f"use lower-case letters and digits, in groups joined by hyphens, at most {SLUG_LIMIT} characters."
        raise InputInvalid(field="slug", problem=problem)
    return None if slug is None else Slug(slug)


def _read_json(source: Source) -> Imported:
    tree, trouble = parsed(source.text)
    if tree is None:
        # A transcript may begin with a bracket: "[LIVE] Storm over …".
        if source.text.lstrip().startswith("["):
            return read_transcript(source)
        problem = f"it begins like JSON but cannot be read as such ({trouble})"
        raise ImportUnrecognised(file=source.name, problem=problem)
    if is_export(tree):
        if trouble:
            problem = f"the export is damaged ({trouble}). Export the blog again"
            raise ImportUnrecognised(file=source.name, problem=problem)
        return read_export(tree, source)
    return read_json(tree, trouble, source)
