"""Law 9 in small: what was exported comes back the same, and damage does not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings

from stoppress.domain.facts import Description, Headline, Label
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Epoch, PostId, Seq, Slug
from stoppress.domain.revisions import BlogOpened, PostPublished, PostRevised, PostWithdrawn, Revision, WordsRemoved
from stoppress.domain.stored import Stored, restore, store
from stoppress.errors import ImportUnrecognised
from stoppress.transfer import Imported, read_blog, write_export
from tests.examples import examples
from tests.laws.stories import logs
from tests.unit.transfer.reading import details

NOON = datetime(2031, 4, 5, 12, 0, tzinfo=UTC)
FOG = Slug("fog")


def salts() -> Callable[[], bytes]:
    numbers: Iterator[int] = count()
    return lambda: next(numbers).to_bytes(16, "big")


def rows(log: list[Revision], *, removed: frozenset[int] = frozenset()) -> list[tuple[Seq, Stored, str]]:
    """A log as a journal exports it; the words of the revisions in `removed` are gone."""
    fresh = salts()
    stored = [store(each, fresh) for each in log]
    return [
        (Seq(n), Stored(each.kind, each.facts, ()) if n in removed else each, "jo") for n, each in enumerate(stored, 1)
    ]


def read(content: bytes, slug: str | None = None) -> Imported:
    return read_blog(content, name="fog.json", date=None, timezone=None, slug=slug)


LOG: list[Revision] = [
    BlogOpened(at=NOON, slug=FOG, description=Description(headline=Headline(text="Fog “over” Ellery"))),
    PostPublished(at=NOON, post=PostId("p1"), published_at=NOON, headline="Watch: Bell", label=Label.WATCH),
    PostPublished(at=NOON, post=PostId("p2"), published_at=NOON, body="See [p1](post:p1)."),
    PostRevised(at=NOON, post=PostId("p1"), headline="Bell", body="It rang."),
    PostWithdrawn(at=NOON, post=PostId("p2"), reason="Not so."),
]


@given(logs())
@settings(max_examples=examples(30), deadline=None)
def test_an_export_comes_back_as_the_same_log(log: list[Revision]) -> None:
    (first, *_) = log
    assert isinstance(first, BlogOpened)
    imported = read(write_export(first.slug, rows(log)))
    assert list(imported.revisions) == log
    assert fold(imported.revisions) == fold(log)
    assert list(imported.stored) == [stored for _, stored, _ in rows(log)]
    assert imported.slug == first.slug


def test_an_export_says_who_only_when_asked() -> None:
    assert b'"by"' not in write_export(FOG, rows(LOG))
    assert read(write_export(FOG, rows(LOG))).by == ("",) * 5
    named = write_export(FOG, rows(LOG), epoch=Epoch("abcdefgh"), with_names=True)
    assert read(gzip.compress(named)).by == ("jo",) * 5
    assert json.loads(named)["epoch"] == "abcdefgh"


def test_the_report_counts_what_the_blog_has() -> None:
    report = read(write_export(FOG, rows(LOG))).report
    assert (report.kind, report.headline, report.posts) == ("export", "Fog “over” Ellery", 2)
    assert report.labels == {"watch": 1, "none": 1}
    assert report.media_missing == 1


def test_another_slug_is_written_into_the_opening_and_nowhere_else() -> None:
    before, after = read(write_export(FOG, rows(LOG))), read(write_export(FOG, rows(LOG)), slug="mist")
    opening = after.revisions[0]
    assert isinstance(opening, BlogOpened)
    assert (after.slug, opening.slug) == ("mist", "mist")
    assert after.revisions[1:] == before.revisions[1:]
    assert after.stored[1:] == before.stored[1:]
    words = {each.field: each.text for each in after.stored[0].words}
    assert restore(after.stored[0].facts, words) == opening
    assert [each["text"] for each in details(after, "slug-changed")] == ["fog"]


def test_words_removed_by_law_are_absent_and_told() -> None:
    log = [*LOG, WordsRemoved(at=NOON, revisions=(Seq(1), Seq(2), Seq(4)), posts=(PostId("p1"),))]
    content = write_export(FOG, rows(log, removed=frozenset({1, 2, 4})))
    assert b"rang" not in content
    imported = read(content)
    blog = fold(imported.revisions)
    assert blog.posts[PostId("p1")].is_gone
    assert imported.report.headline == ""
    assert {(each["seq"], each["reason"]) for each in details(imported, "words-absent")} == {
        (1, "removed by law"),
        (2, "removed by law"),
        (4, "removed by law"),
    }
    assert imported.stored == read(content).stored


def test_words_that_are_absent_without_a_reason_are_told() -> None:
    imported = read(write_export(FOG, rows(LOG, removed=frozenset({5}))))
    assert [(each["seq"], each["field"]) for each in details(imported, "words-absent")] == [(5, "reason")]
    assert details(imported, "words-absent")[0]["reason"] == "the log does not say why"


def _revision(number: int, **changes: object) -> Callable[[dict[str, Any]], object]:
    return lambda tree: tree["revisions"][number - 1].update(changes)


def _words(number: int, **changes: object) -> Callable[[dict[str, Any]], object]:
    return lambda tree: tree["revisions"][number - 1]["words"][0].update(changes)


def _facts(number: int, old: str, new: str) -> Callable[[dict[str, Any]], object]:
    def change(tree: dict[str, Any]) -> None:
        revision = tree["revisions"][number - 1]
        assert old in revision["facts"]
        revision["facts"] = revision["facts"].replace(old, new)

    return change


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (_words(2, text="Watch: Bells"), "words of headline in revision 2"),
        (_words(2, salt="00"), "words of headline in revision 2"),
        (_words(2, field="body"), "words of body in revision 2"),
        (_words(2, salt="xyz"), "not as they were written"),
        (_words(2, text="\ud800"), "not as they were written"),
        (_words(2, text=None), "not as they were written"),
        (_revision(2, seq=3), "not as they were written"),
        (_revision(2, facts="{"), "not as they were written"),
        (_revision(2, facts='{"kind": "post-published"}'), "not as they were written"),
        (_revision(2, facts="[" * 100_000), "not as they were written"),
        (_revision(2, by=7), "not as they were written"),
        (_facts(2, "post-published", "post-printed"), "revision 2 is of no kind"),
        (_facts(2, '"v":1', '"v":2'), "revision 2 is of no kind"),
        (_facts(2, "12:00:00.000000Z", "12:00:00.000000"), "time without a zone"),
        (_facts(4, '"p1"', '"p3"'), "cannot have happened .*p3"),
        (_facts(2, '"p1"', '"../p1"'), "cannot have happened"),
        (_facts(1, '"UTC"', '"Ellery"'), "cannot have happened|do not follow"),
        (lambda tree: tree.update(slug="mist"), "opening of the blog it is named after"),
        (lambda tree: tree["revisions"].clear(), "opening of the blog it is named after"),
        (lambda tree: tree.update(revisions=7), "not as they were written"),
        (lambda tree: tree.pop("revisions"), "not as they were written"),
        (lambda tree: tree.update(stoppress_export=2), "version 2, and this program reads version 1"),
        (lambda tree: tree.update(stoppress_export={}), "version unknown"),
    ],
)
def test_damage_is_refused_with_a_sentence(damage: Callable[[dict[str, Any]], object], problem: str) -> None:
    tree = json.loads(write_export(FOG, rows(LOG)))
    damage(tree)
    with pytest.raises(ImportUnrecognised, match=problem):
        read(json.dumps(tree).encode())


def test_an_export_that_was_cut_short_or_edited_is_refused() -> None:
    content = write_export(FOG, rows(LOG))
    with pytest.raises(ImportUnrecognised, match="cannot be read"):
        read(content[:-100])
    with pytest.raises(ImportUnrecognised, match="damaged"):
        read(content.replace(b"\n}\n", b",\n}\n"))


def test_a_blog_opens_once() -> None:
    twice = write_export(FOG, rows([LOG[0], LOG[0]]))
    with pytest.raises(ImportUnrecognised, match="opens the blog twice"):
        read(twice)
