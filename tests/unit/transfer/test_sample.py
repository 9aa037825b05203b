"""The real transcript of DESIGN §9, which is not part of this repository: counts, times and names only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from stoppress.domain.identifiers import is_slug
from stoppress.domain.revisions import BlogOpened, KeyPointsSet, LiveReportingSet, PodcastPromoSet
from stoppress.transfer import Imported, read_blog
from tests.unit.transfer.reading import details, folded, left_out, posts

SAMPLE = Path(__file__).parents[4] / "shared" / "samples" / "000_8f22cd9e394b85a3.txt"


@pytest.fixture(scope="module")
def imported() -> Imported:
    if not SAMPLE.exists():
        pytest.skip("the sample stands beside the repository, in ../shared/samples, and is not there")
    day = dt.date(2024, 6, 19)
    return read_blog(SAMPLE.read_bytes(), name=SAMPLE.name, date=day, timezone="Europe/London", slug=None)


def test_every_post_is_there_with_its_label_and_byline(imported: Imported) -> None:
    report = imported.report
    assert report.kind == "transcript"
    assert report.posts == len(folded(imported).posts) == 10
    assert report.labels == {"analysis": 2, "pictures": 1, "watch": 1, "none": 6}
    assert report.bylines == 2


def test_times_are_the_pages_in_its_own_zone(imported: Imported) -> None:
    stamps = [each.published_at for each in posts(imported)]
    assert stamps == sorted(stamps)
    assert stamps[-1] == dt.datetime.fromisoformat("2024-06-19T13:45:01+01:00")
    assert stamps[0] == dt.datetime.fromisoformat("2024-06-19T10:15:01+01:00")


def test_bylines_have_name_role_and_place(imported: Imported) -> None:
    signed = [byline for post in posts(imported) for byline in post.bylines]
    assert [(each.name, each.role, each.place) for each in signed] == [
        ("Nicole Johnston", "Asia correspondent", "Beijing"),
        ("Ivor Bennett", "Moscow correspondent", ""),
    ]
    assert posts(imported)[-1].bylines == (signed[1],)
    assert not any("Bennett" in post.body or "Johnston" in post.body for post in posts(imported))


def test_seven_key_points_of_which_two_are_about_a_post(imported: Imported) -> None:
    blog = folded(imported)
    assert (imported.report.key_points, imported.report.key_points_linked) == (7, 2)
    linked = {n: blog.posts[point.post] for n, point in enumerate(blog.key_points, 1) if point.post is not None}
    assert {n: f"{post.published_at:%H:%M:%S}" for n, post in linked.items()} == {3: "09:15:01", 4: "10:00:01"}
    assert len(details(imported, "key-point")) == 7


def test_promo_and_live_reporting_are_no_key_points(imported: Imported) -> None:
    blog = folded(imported)
    assert [each.name for each in blog.reporting] == ["Mark Wyatt"]
    assert blog.promo is not None
    assert not any("podcast" in point.text or "Wyatt" in point.text for point in blog.key_points)


def test_references_to_posts_that_are_not_in_the_copy_stay_text(imported: Imported) -> None:
    report = imported.report
    assert (report.cross_references, report.cross_references_resolved) == (2, 0)
    found = details(imported, "cross-reference")
    assert [each["post"] for each in found] == ["2024-06-19T10:40:01+01:00", "2024-06-19T12:00:01+01:00"]
    assert all("no post at" in str(each["reason"]) for each in found)
    assert not any("](post:" in post.body for post in posts(imported))


def test_missing_media_are_counted_and_their_captions_are_in_no_post(imported: Imported) -> None:
    captions = details(imported, "film-caption")
    assert [str(each["post"])[11:19] for each in captions] == ["13:45:01", "11:00:01"]
    assert imported.report.media_missing == 4
    assert not any(str(each["text"]) in post.body for each in captions for post in posts(imported))
    assert [str(each["post"])[11:19] for each in details(imported, "points-at-missing-media")] == ["12:30:14"]


def test_words_that_lost_a_space_stay_and_are_listed(imported: Imported) -> None:
    suspects = details(imported, "suspect")
    # Eight in posts, one in the key points, one in the promo: every one there is, and no false alarm.
    assert len(suspects) == 10
    assert sum(str(each["where"]).startswith("post ") for each in suspects) == 8
    bodies = " ".join(f"{post.headline} {post.body}" for post in posts(imported))
    assert all(str(each["text"]) in bodies for each in suspects if str(each["where"]).startswith("post "))


def test_what_could_not_be_verified_is_marked_and_kept(imported: Imported) -> None:
    (claim,) = details(imported, "claim")
    assert str(claim["post"])[11:19] == "10:40:01"
    (post,) = [each for each in posts(imported) if each.claim is not None]
    assert post.claim is not None
    assert post.body.endswith(post.claim.attribution)


def test_the_republishers_frame_is_in_the_report_and_in_no_post(imported: Imported) -> None:
    report = imported.report
    assert "(2024)" not in report.headline
    whats = [str(each["what"]) for each in report.left_out]
    for what in ("year in brackets", "question prompt", "headline repeated", "references", "top articles"):
        assert whats.count(what) == 1
    for what in ("latest posts", "author", "last updated", "views", "rating", "helpful share"):
        assert whats.count(what) == 1
    for field in ("name", "birthday", "address", "phone", "job", "hobby", "introduction"):
        assert whats.count(f"author card: {field}") == 1
    assert left_out(imported, "views")[0]["value"] == "5263"
    oldest = posts(imported)[0]
    assert oldest.body.endswith('region".')
    assert "Wyman" not in " ".join(post.body for post in posts(imported))


def test_the_log_begins_with_the_opening_and_never_goes_back(imported: Imported) -> None:
    times = [each.at for each in imported.revisions]
    assert times == sorted(times)
    assert isinstance(imported.revisions[0], BlogOpened)
    assert times[0] == posts(imported)[0].published_at
    assert [type(each) for each in imported.revisions[-3:]] == [KeyPointsSet, LiveReportingSet, PodcastPromoSet]
    assert is_slug(imported.slug)
    assert len(imported.slug) <= 60
