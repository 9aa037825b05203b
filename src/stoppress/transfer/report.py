"""The import report: what was found in a file, what was left out of it, and what a person should look at.

Knows the shape of the report (docs/reference/import-report.md), for programs and for people.
Does not know how anything was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Final

Scalar = str | int | float | None
Entry = dict[str, Scalar]
"""One line of the report. `what` says of which kind it is; docs/reference/import-report.md lists the rest."""


class Kind(StrEnum):
    """What was read."""

    TRANSCRIPT = "transcript"
    LINKED_DATA = "json-ld"
    EXPORT = "export"


class Finding(StrEnum):
    """The kinds of `details`: everything the import decided that somebody might want to know or undo."""

    CROSS_REFERENCE = "cross-reference"
    KEY_POINT = "key-point"
    CLAIM = "claim"
    FILM_CAPTION = "film-caption"
    PICTURE_CAPTION = "picture-caption"
    SOUND_CAPTION = "sound-caption"
    MEDIA = "media"
    POINTS_AT_MEDIA = "points-at-missing-media"
    SUSPECT = "suspect"
    MIDNIGHT = "midnight"
    TIME_AMBIGUOUS = "time-ambiguous"
    TIME_SKIPPED = "time-skipped"
    HEADLINE_TOO_LONG = "headline-too-long"
    ENCODING = "encoding"
    ZONE_ASSUMED = "zone-assumed"
    LANGUAGE_UNKNOWN = "language-unknown"
    PUBLISHER = "publisher"
    AUTHOR_IS_PUBLISHER = "author-is-publisher"
    MODIFIED = "modified"
    DUPLICATE = "duplicate"
    OLDER_VERSION = "older-version"
    HEADLINE_OF_THE_BLOG = "headline-of-the-blog"
    COVERAGE_END = "coverage-end"
    LINK_DROPPED = "link-dropped"
    MARKUP_DROPPED = "markup-dropped"
    LINKED_DATA_REPAIRED = "json-ld-repaired"
    LINKED_DATA_UNREADABLE = "json-ld-unreadable"
    LINKED_DATA_PASSED_OVER = "json-ld-passed-over"
    WORDS_ABSENT = "words-absent"
    SLUG_CHANGED = "slug-changed"


class Findings:
    """What an import comes across, collected in the order of the source."""

    def __init__(self) -> None:
        self.details: list[Entry] = []
        self.left_out: list[Entry] = []

    def tell(self, what: Finding, **particulars: Scalar) -> None:
        """Note something that was decided, inferred or noticed."""
        self.details.append({"what": what.value, **particulars})

    def leave_out(self, what: str, **particulars: Scalar) -> None:
        """Note something in the file that is not in the blog. `text` is verbatim, `value` a field's."""
        self.left_out.append({"what": what, **particulars})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import made of a file. Counts are of the blog as it will be; `labels` counts posts, `none` included."""

    kind: Kind
    slug: str
    headline: str
    posts: int
    key_points: int = 0
    key_points_linked: int = 0
    cross_references: int = 0
    cross_references_resolved: int = 0
    media_missing: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)
    bylines: int = 0
    left_out: tuple[Entry, ...] = ()
    details: tuple[Entry, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The report as `json.dumps` takes it."""
        return {
            **asdict(self),
            "kind": self.kind.value,
            "labels": dict(self.labels),
            "left_out": [dict(each) for each in self.left_out],
            "details": [dict(each) for each in self.details],
        }

    def as_text(self) -> str:
        """The report for a person: what was found, what was left out, what to look at."""
        lines = [f"“{self.headline}” ({self.kind.value}, to become {self.slug})", "", "Found:"]
        lines += [f"  {line}" for line in self._counts()]
        lines += ["", "Left out:"] + ([f"  {_left_out_line(each)}" for each in self.left_out] or ["  nothing"])
        lines += ["", "To look at:"] + ([f"  {_detail_line(each)}" for each in self.details] or ["  nothing"])
        return "\n".join(lines) + "\n"

    def _counts(self) -> list[str]:
        labelled = ", ".join(f"{count} {label}" for label, count in self.labels.items())
        return [
            f"{_count(self.posts, 'post')} ({labelled})" if labelled else _count(self.posts, "post"),
            _count(self.bylines, "byline"),
            f"{_count(self.key_points, 'key point')}, {self.key_points_linked} linked to a post",
            f"{_count(self.cross_references, 'cross-reference')}, {self.cross_references_resolved} resolved",
            f"{_count(self.media_missing, 'post')} whose pictures, film or sound are not in the file",
        ]


_SENTENCES: Final[dict[Finding, str]] = {
    Finding.CROSS_REFERENCE: "{post}: “{text}” {outcome}",
    Finding.KEY_POINT: "key point {number} “{text}”: likeness {score} with “{candidate}”, linked to {linked}",
    Finding.CLAIM: "{post}: taken as unverified because of “{text}”",
    Finding.FILM_CAPTION: "{post}: caption of a film that is not in the file: “{text}”",
    Finding.PICTURE_CAPTION: "{post}: caption of pictures that are not in the file: “{text}”",
    Finding.SOUND_CAPTION: "{post}: caption of a recording that is not in the file: “{text}”",
    Finding.MEDIA: "{post}: {kind} not taken over: {value}",
    Finding.POINTS_AT_MEDIA: "{post}: points at something that is not in the file: “{text}”",
    Finding.SUSPECT: "{where}: a space may be missing in “{text}” (“{reads}”?)",
    Finding.MIDNIGHT: "line {line}: {below} is taken as the day before {above}",
    Finding.TIME_AMBIGUOUS: "line {line}: the clock showed this time twice that night; taken as {post}",
    Finding.TIME_SKIPPED: "line {line}: the clock skipped {text} that night; taken as {post}",
    Finding.HEADLINE_TOO_LONG: "{post}: the headline is longer than {limit} characters; it begins the body instead",
    Finding.ENCODING: "the file is not UTF-8; read as {text}",
    Finding.ZONE_ASSUMED: "no time zone was given: {reason}",
    Finding.LANGUAGE_UNKNOWN: "the language “{text}” is not a BCP 47 tag; taken as {taken}",
    Finding.PUBLISHER: "published by {text}",
    Finding.AUTHOR_IS_PUBLISHER: "{post}: “{text}” is the publication itself and signs nothing",
    Finding.MODIFIED: "{post}: last changed {value}; only the last wording is in the file",
    Finding.DUPLICATE: "{post}: was there more than once; taken once",
    Finding.OLDER_VERSION: "{post}: an older wording with the same id was passed over",
    Finding.HEADLINE_OF_THE_BLOG: "{post}: bears the headline of the whole page; taken as having none",
    Finding.COVERAGE_END: "coverage is said to end {value}; the blog stays live until you end it",
    Finding.LINK_DROPPED: "{post}: the link at “{text}” was not taken over: {value}",
    Finding.MARKUP_DROPPED: "{post}: kept as plain text, its markup could not be kept: “{text}”",
    Finding.LINKED_DATA_REPAIRED: "line {line}: the JSON-LD was broken; read after a repair ({reason})",
    Finding.LINKED_DATA_UNREADABLE: "line {line}: the JSON-LD is broken beyond repair ({reason})",
    Finding.LINKED_DATA_PASSED_OVER: "a second LiveBlogPosting with {count} updates was passed over: “{text}”",
    Finding.WORDS_ABSENT: "revision {seq}: the words of {field} are not in the export ({reason})",
    Finding.SLUG_CHANGED: "the blog was called {text}",
}


class _Blanks(dict[str, Scalar]):
    def __missing__(self, key: str) -> str:
        return "?"


def _detail_line(entry: Entry) -> str:
    shown = {name: "no post" if value is None else value for name, value in entry.items()}
    if entry["what"] == Finding.CROSS_REFERENCE.value:
        shown["outcome"] = f"links to {entry['resolved']}" if entry["resolved"] else f"stays text: {entry['reason']}"
    return _SENTENCES[Finding(str(entry["what"]))].format_map(_Blanks(shown)).strip()


def _left_out_line(entry: Entry) -> str:
    said = entry.get("text", entry.get("value"))
    place = f"line {entry['line']}: " if "line" in entry else f"{entry['post']}: " if "post" in entry else ""
    return f"{place}{entry['what']}" + (f" “{said}”" if said else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
