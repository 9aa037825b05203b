"""The journal's statements: what is asked of the tables, in SQL both databases understand.

Knows rows.
Does not know transactions, bells or which database it is talking to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Select, bindparam, delete, desc, exists, func, insert, select, update

from stoppress.database.schema_journal import answers, blogs, revisions, snapshots, words
from stoppress.domain.identifiers import Seq, Slug, is_slug
from stoppress.domain.stored import Stored, StoredWords
from stoppress.journal.journal import BEGINNING, SNAPSHOTS_KEPT, Exported, Key, Receipt, Snapshot
from stoppress.journal.placing import OUTDATING, by_field, is_among


@dataclass(frozen=True, slots=True)
class Found:
    """A blog's row and its head."""

    row: int
    head: Seq


def find_blog(connection: Connection, slug: Slug, *, lock: bool = False) -> Found | None:
    """A blog's row; with `lock` nobody else numbers its revisions until we commit."""
    if not is_slug(slug):
        # Whatever an address may hold: not all of it can be asked of a database.
        return None
    query = select(blogs.c.id, blogs.c.head).where(blogs.c.slug == slug)
    # SQLite has no row locks and needs none: its writer began with the lock on the whole file.
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else Found(row.id, Seq(row.head))


def add_blog(connection: Connection, slug: Slug) -> Found:
    """A new blog without revisions; IntegrityError when somebody else has just made it."""
    made = connection.execute(insert(blogs).values(slug=slug, head=0, moved=0).returning(blogs.c.id))
    return Found(made.scalar_one(), Seq(0))


def add_revisions(connection: Connection, blog: int, first: Seq, stored: Sequence[Stored], by: str) -> Seq:
    """Insert revisions and their words from number `first` on; the last one's number."""
    numbered = list(enumerate(stored, first))
    facts = [{"blog": blog, "seq": seq, "kind": each.kind, "facts": each.facts, "by": by} for seq, each in numbered]
    texts = [
        {"blog": blog, "seq": seq, "field": word.field, "salt": word.salt, "text": word.text}
        for seq, each in numbered
        for word in each.words
    ]
    connection.execute(insert(revisions), facts)
    if texts:
        connection.execute(insert(words), texts)
    return Seq(first + len(stored) - 1)


def move_head(connection: Connection, blog: int, head: Seq, moved: int) -> None:
    """Say how far a blog has come, and when among all blogs."""
    connection.execute(update(blogs).where(blogs.c.id == blog).values(head=head, moved=moved))


def latest_move(connection: Connection) -> int:
    """The number of the last move of any head."""
    latest = connection.execute(select(func.coalesce(func.max(blogs.c.moved), 0)))
    return int(latest.scalar_one())


def delete_words(connection: Connection, blog: int, numbers: Sequence[Seq]) -> None:
    """Delete the words of these revisions for good."""
    one = delete(words).where(words.c.blog == blog, words.c.seq == bindparam("number"))
    connection.execute(one, [{"number": seq} for seq in numbers])


def delete_snapshots(connection: Connection, blog: int) -> None:
    """Drop every snapshot of a blog."""
    connection.execute(delete(snapshots).where(snapshots.c.blog == blog))


def find_answer(connection: Connection, key: Key) -> tuple[str, Receipt] | None:
    """The digest a key was used with, and what it got."""
    query = select(answers).where(answers.c.owner == key.owner, answers.c.key == key.key)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return row["digest"], Receipt(Slug(row["blog"]), Seq(row["first"]), Seq(row["last"]), row["answer"])


def add_answer(connection: Connection, key: Key, receipt: Receipt) -> None:
    """Keep what a key got; IntegrityError when somebody else has just used it."""
    row = {
        "owner": key.owner,
        "key": key.key,
        "digest": key.digest,
        "blog": receipt.blog,
        "first": receipt.first,
        "last": receipt.last,
        "answer": receipt.answer,
    }
    connection.execute(insert(answers), [row])


def forget_digests(connection: Connection, blog: Slug, numbers: Sequence[Seq]) -> None:
    """Of the requests that appended these revisions, forget what was asked: not what they got."""
    query = select(answers.c.owner, answers.c.key, answers.c.first, answers.c.last).where(answers.c.blog == blog)
    asked = [each for each in connection.execute(query) if is_among(numbers, each.first, each.last)]
    one = update(answers).where(answers.c.owner == bindparam("whose"), answers.c.key == bindparam("which"))
    if asked:
        connection.execute(one.values(digest=""), [{"whose": each.owner, "which": each.key} for each in asked])


def find_revisions(
    connection: Connection,
    blog: int,
    *,
    after: Seq = BEGINNING,
    until: Seq | None = None,
    limit: int | None = None,
) -> list[Exported]:
    """Stored revisions in order, with their words: two statements, however many there are."""
    in_order = select(revisions).where(revisions.c.blog == blog).order_by(revisions.c.seq)
    query = in_order.where(revisions.c.seq > after)
    if until is not None:
        query = query.where(revisions.c.seq <= until)
    found = connection.execute(query if limit is None else query.limit(limit)).mappings().all()
    if not found:
        return []
    texts = _words_between(connection, blog, found[0]["seq"], found[-1]["seq"])
    return [_exported(each, texts.get(each["seq"], [])) for each in found]


def _words_between(connection: Connection, blog: int, first: int, last: int) -> dict[int, list[StoredWords]]:
    query = select(words).where(words.c.blog == blog, words.c.seq.between(first, last))
    texts: dict[int, list[StoredWords]] = {}
    for row in connection.execute(query).mappings():
        texts.setdefault(row["seq"], []).append(StoredWords(row["field"], row["salt"], row["text"]))
    return texts


def _exported(row: RowMapping, texts: list[StoredWords]) -> Exported:
    return Exported(Seq(row["seq"]), Stored(row["kind"], row["facts"], by_field(texts)), row["by"])


def find_heads(connection: Connection) -> dict[Slug, Seq]:
    """Every blog's head."""
    rows = connection.execute(select(blogs.c.slug, blogs.c.head))
    return {Slug(row.slug): Seq(row.head) for row in rows}


def find_moved(connection: Connection, since: int) -> dict[Slug, Seq]:
    """The heads of the blogs that moved at `since` or later."""
    rows = connection.execute(select(blogs.c.slug, blogs.c.head).where(blogs.c.moved >= since))
    return {Slug(row.slug): Seq(row.head) for row in rows}


def find_snapshot(connection: Connection, blog: int, at_most: Seq | None) -> tuple[Seq, bytes] | None:
    """The newest snapshot, or the newest not after `at_most`: its number and its state."""
    mine = select(snapshots.c.seq, snapshots.c.state).where(snapshots.c.blog == blog)
    query = mine if at_most is None else mine.where(snapshots.c.seq <= at_most)
    row = connection.execute(query.order_by(desc(snapshots.c.seq)).limit(1)).one_or_none()
    return None if row is None else (Seq(row.seq), row.state)


def is_outdated(connection: Connection, blog: int, seq: Seq) -> bool:
    """Whether words in a fold at `seq` have been withdrawn or removed since."""
    since = revisions.c.blog == blog, revisions.c.seq > seq, revisions.c.kind.in_(OUTDATING)
    return bool(connection.execute(select(exists().where(*since))).scalar_one())


def add_snapshot(connection: Connection, blog: int, snapshot: Snapshot) -> None:
    """Keep a snapshot, and forget all but the newest few."""
    mine = snapshots.c.blog == blog
    connection.execute(delete(snapshots).where(mine, snapshots.c.seq == snapshot.seq))
    row = {"blog": blog, "seq": snapshot.seq, "state": snapshot.state}
    connection.execute(insert(snapshots), [row])
    newest = _newest_snapshots(blog)
    connection.execute(delete(snapshots).where(mine, snapshots.c.seq.not_in(newest)))


def _newest_snapshots(blog: int) -> Select[tuple[int]]:
    query = select(snapshots.c.seq).where(snapshots.c.blog == blog)
    return query.order_by(desc(snapshots.c.seq)).limit(SNAPSHOTS_KEPT)
