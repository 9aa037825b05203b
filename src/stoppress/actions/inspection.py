"""Inspection: whether what is stored of a blog is what its log says.

Knows the log's numbers, the hashes of its words, and snapshots; and what a blog should have and lacks.
Does not know what to do about a fault; it is told to a person.
"""

from __future__ import annotations

from stoppress.domain.blog import BLANK, Blog
from stoppress.domain.exhibits import exhibits
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Seq, Slug
from stoppress.domain.media import MediumKind
from stoppress.domain.revisions import Revision
from stoppress.domain.snapshot import restored, snapshot
from stoppress.domain.stored import broken_words, restore
from stoppress.errors import StoredRevisionUnreadable
from stoppress.journal.journal import Exported, Journal


async def inspect(journal: Journal, slug: Slug, head: Seq) -> list[str]:
    """A sentence for each fault found in the blog; `head` is where it is said to be."""
    kept = await journal.export(slug)
    faults = []
    if [each.seq for each in kept] != list(range(1, head + 1)):
        faults.append(f"{slug}: the log does not run from 1 to {head} without gaps.")
    revisions: list[Revision] = []
    for each in kept:
        try:
            revisions.append(_restored(each))
        except StoredRevisionUnreadable:
            return [*faults, f"{slug}: revision {each.seq} cannot be read."]
        faults += [
            f"{slug}: the words of {field} in revision {each.seq} are not those that were published."
            for field in broken_words(each.stored.facts, each.stored.words)
        ]
    return faults + await _snapshot_faults(journal, slug, revisions)


def undescribed(blog: Blog) -> list[str]:
    """A sentence for each picture that has no words for who cannot see it (WCAG 1.1.1)."""
    found = []
    for post in blog.oldest_first():
        words = {each.medium: each.alt for each in exhibits(post.body)}
        found += [
            f"{blog.slug}: a picture of the post {post.id} has no alt text ({each.id})."
            for each in post.media
            if each.kind is MediumKind.PICTURE and not (words.get(each.id) or each.alt)
        ]
    return found


def _restored(kept: Exported) -> Revision:
    return restore(kept.stored.facts, {word.field: word.text for word in kept.stored.words})


async def _snapshot_faults(journal: Journal, slug: Slug, revisions: list[Revision]) -> list[str]:
    newest = await journal.newest_snapshot(slug)
    if newest is None:
        return []
    blog: Blog | None = restored(newest.state)
    if blog is None:
        return [f"{slug}: the snapshot at {newest.seq} cannot be read; it will not be used."]
    whole = fold(revisions[: newest.seq], onto=BLANK)
    # A fold from a snapshot may differ in nothing a snapshot holds.
    return [] if snapshot(whole) == snapshot(blog) else [f"{slug}: the snapshot at {newest.seq} is not the log's fold."]
