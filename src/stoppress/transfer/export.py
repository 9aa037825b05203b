"""Stoppress's own export: a blog's whole log as one JSON document, and back. (Law 9)

Knows the document's shape (docs/reference/import-report.md has it) and how damage shows.
Does not know where the log is kept; facts pass through byte for byte.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields
from typing import Any, Final

import rfc8785

from stoppress.domain.admission import admit
from stoppress.domain.blog import Blog
from stoppress.domain.codec import read
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch, Seq, Slug, is_slug
from stoppress.domain.limits import DEFAULT_LIMITS, Limits
from stoppress.domain.revisions import BlogOpened, Revision, WordsRemoved
from stoppress.domain.stored import KINDS, Stored, StoredWords, broken_words, restore
from stoppress.errors import ImportUnrecognised, StoppressError, StoredRevisionUnreadable
from stoppress.transfer.absent_media import SHOWN
from stoppress.transfer.assembly import label_counts
from stoppress.transfer.imported import Imported, Source
from stoppress.transfer.report import Finding, Findings, Kind, Report
from stoppress.transfer.stand_ins import with_stand_ins

VERSION: Final = 1
_MARK: Final = "stoppress_export"

# How a body refers to pictures, film and sound (DESIGN §5); an export holds the reference, not the file.
_MEDIA: Final = "](media:"

# What reading a damaged document runs into, besides what is checked for.
_SHAPE_TROUBLES: Final = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError)

# Limits are the installation's, and this one's may be lower than those of the one that exported.
_LENGTHS: Final[dict[str, Any]] = {
    each.name: sys.maxsize for each in fields(Limits) if isinstance(getattr(DEFAULT_LIMITS, each.name), int)
}
_ANY_LENGTH: Final = Limits(**_LENGTHS)


def write_export(
    slug: Slug, revisions: Sequence[tuple[Seq, Stored, str]], *, epoch: Epoch | None = None, with_names: bool = False
) -> bytes:
    """A blog's log, as `Journal.export` gives it, as one JSON document in UTF-8.

    With `with_names` it also says who appended each revision, which is never public. Words that were removed by
    law are not in the journal, and so not here. A picture or film is in the log as a name, not as a file.
    """
    document: dict[str, object] = {
        _MARK: VERSION,
        "slug": slug,
        **({} if epoch is None else {"epoch": epoch}),
        "revisions": [_written(seq, stored, by if with_names else "") for seq, stored, by in revisions],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _written(seq: Seq, stored: Stored, by: str) -> dict[str, object]:
    words = [{"field": each.field, "salt": each.salt.hex(), "text": each.text} for each in stored.words]
    return {"seq": seq, "facts": stored.facts.decode(), "words": words, **({"by": by} if by else {})}


def is_export(tree: object) -> bool:
    """Whether a JSON document says that it is an export of ours."""
    return isinstance(tree, dict) and _MARK in tree


def read_export(tree: dict[str, Any], source: Source) -> Imported:
    """The log an export holds, as it was. Raises ImportUnrecognised where it is damaged or too new."""
    name = source.name
    if tree[_MARK] != VERSION:
        version = tree[_MARK] if isinstance(tree[_MARK], int) else "unknown"
        problem = f"it is a Stoppress export of version {version}, and this program reads version {VERSION}"
        raise ImportUnrecognised(file=name, problem=problem)
    try:
        stored = [_stored(each, number) for number, each in enumerate(tree["revisions"], 1)]
        by = tuple(_text(each.get("by", "")) for each in tree["revisions"])
    except _SHAPE_TROUBLES as problem:
        raise _damaged(name, "its revisions are not as they were written") from problem
    revisions = [_restored(each, number, name) for number, each in enumerate(stored, 1)]
    slug = _opening_slug(revisions, tree, name)
    if source.slug is not None and source.slug != slug:
        source.findings.tell(Finding.SLUG_CHANGED, text=slug)
        slug = source.slug
        stored[0] = _renamed(stored[0], slug)
        revisions[0] = _restored(stored[0], 1, name)
    removed = {seq for each in revisions if isinstance(each, WordsRemoved) for seq in each.revisions}
    lacking = _tell_absent_words(stored, removed, source.findings)
    _could_have_happened(revisions, lacking, name)
    report = _report(fold(revisions), source.findings)
    return Imported(slug, tuple(revisions), report, tuple(stored), by)


def _stored(entry: dict[str, Any], number: int) -> Stored:
    if entry["seq"] != number:
        raise ValueError(f"expected revision {number}")
    facts = entry["facts"].encode()
    tree = json.loads(facts)
    # Facts are hashed as they stand, so that anything but their canonical form is not what was written.
    if rfc8785.dumps(tree) != facts:
        raise ValueError("not canonical")
    return Stored(_text(tree["kind"]), facts, tuple(map(_stored_words, entry["words"])))


def _stored_words(entry: dict[str, Any]) -> StoredWords:
    return StoredWords(_text(entry["field"]), bytes.fromhex(entry["salt"]), _text(entry["text"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected text")
    value.encode()
    return value


def _restored(stored: Stored, number: int, name: str) -> Revision:
    """The revision, once its words are found to be those its facts speak of."""
    try:
        revision = restore(stored.facts, {each.field: each.text for each in stored.words})
        broken = broken_words(stored.facts, stored.words)
    except (StoredRevisionUnreadable, *_SHAPE_TROUBLES) as problem:
        raise _damaged(
            name, f"revision {number} is of no kind this program knows; a newer Stoppress may read it"
        ) from problem
    if broken:
        raise _damaged(name, f"the words of {broken[0]} in revision {number} are not those that were published")
    if revision.at.tzinfo is None:
        raise _damaged(name, f"revision {number} has a time without a zone")
    return revision


def _opening_slug(revisions: Sequence[Revision], tree: dict[str, Any], name: str) -> Slug:
    first = revisions[0] if revisions else None
    if not isinstance(first, BlogOpened) or first.slug != tree.get("slug") or not is_slug(first.slug):
        raise _damaged(name, "it does not begin with the opening of the blog it is named after")
    if any(isinstance(each, BlogOpened) for each in revisions[1:]):
        raise _damaged(name, "it opens the blog twice")
    return first.slug


def _renamed(opening: Stored, slug: Slug) -> Stored:
    """The opening under another slug. Its words keep their salts, so their hashes stay."""
    tree = json.loads(opening.facts)
    tree["slug"] = slug
    return Stored(opening.kind, rfc8785.dumps(tree), opening.words)


def _tell_absent_words(stored: Sequence[Stored], removed: AbstractSet[int], findings: Findings) -> set[int]:
    """Note every text that is not there; the numbers of the revisions that lack one, or have had one removed.

    Removal by law explains it; anything else may be damage, and a person should know.
    """
    lacking = set(removed)
    for seq, each in enumerate(stored, 1):
        present = {word.field for word in each.words}
        for field in _fields_with_words(each.facts):
            if field not in present:
                lacking.add(seq)
                reason = "removed by law" if seq in removed else "the log does not say why"
                findings.tell(Finding.WORDS_ABSENT, seq=seq, field=field, reason=reason)
    return lacking


def _fields_with_words(facts: bytes) -> list[str]:
    """The paths of all texts the facts speak of."""
    fields: list[str] = []

    def remember(field: str, mark: str) -> str:
        fields.append(field)
        return mark

    tree = json.loads(facts)
    read(KINDS[tree.pop("kind")], tree, remember)
    return fields


def _could_have_happened(revisions: Sequence[Revision], lacking: AbstractSet[int], name: str) -> None:
    """Refuse a log that no Stoppress would have written: pages rely on what admission does not let through.

    Words that were removed have been there, so that something stands in for them.
    """
    whole = [with_stand_ins(each) if seq in lacking else each for seq, each in enumerate(revisions, 1)]
    try:
        admit(whole, limits=_ANY_LENGTH, backdated=True)
    except StoppressError as problem:
        raise _damaged(name, f"its log cannot have happened ({problem})") from problem
    except _SHAPE_TROUBLES as problem:
        raise _damaged(name, "its revisions do not follow from one another") from problem


def _report(blog: Blog, findings: Findings) -> Report:
    posts = list(blog.oldest_first())
    return Report(
        kind=Kind.EXPORT,
        slug=blog.slug,
        headline=blog.description.headline.text,
        posts=len(posts),
        key_points=len(blog.key_points),
        key_points_linked=sum(point.post is not None for point in blog.key_points),
        cross_references=sum(len(post.refers_to) for post in posts),
        cross_references_resolved=sum(name in blog.posts for post in posts for name in post.refers_to),
        media_missing=sum(post.label in SHOWN or _MEDIA in post.body for post in posts),
        labels=label_counts([post.label for post in posts]),
        bylines=sum(len(post.bylines) for post in posts),
        left_out=tuple(findings.left_out),
        details=tuple(findings.details),
    )


def _damaged(name: str, problem: str) -> ImportUnrecognised:
    return ImportUnrecognised(file=name, problem=f"the export is damaged: {problem}. Export the blog again")
