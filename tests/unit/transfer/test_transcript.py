"""Transcripts: the invented night of Harrowgate, and small pages for what it has not."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from stoppress.domain.facts import Duty, Label
from stoppress.domain.references import references
from stoppress.domain.revisions import PostPublished
from stoppress.errors import ImportUnrecognised, InputInvalid
from stoppress.transfer import Imported
from stoppress.transfer.transcript_posts import HEADLINE_LENGTH
from tests.unit.transfer.reading import INVENTED, details, folded, left_out, posts, transcript


@cache
def harbour() -> Imported:
    return transcript((INVENTED / "harbour.txt").read_text(encoding="utf-8"))


def at(stamp: str) -> PostPublished:
    """The post whose time in Harrowgate begins so."""
    zone = dt.timezone(dt.timedelta(hours=1))
    (found,) = [each for each in posts(harbour()) if each.published_at.astimezone(zone).isoformat().startswith(stamp)]
    return found


def test_posts_are_in_order_with_times_across_midnight() -> None:
    stamps = [f"{each.published_at:%d %H:%M:%S}" for each in posts(harbour())]
    assert stamps == [
        "04 19:00:00",
        "04 20:41:05",
        "04 20:41:33",
        "04 22:40:12",
        "04 22:58:40",
        "04 23:10:05",
        "05 07:15:00",
        "05 08:41:07",
        "05 09:30:00",
        "05 11:05:02",
        "05 11:05:48",
        "05 11:41:20",
    ]
    assert [each["line"] for each in details(harbour(), "midnight")] == [75]


def test_a_reference_means_the_latest_post_of_that_minute_that_came_before() -> None:
    assert references(at("2031-04-05T12:41").body) == (at("2031-04-05T12:05:48").post,)
    assert references(at("2031-04-05T12:05:48").body) == (at("2031-04-05T12:05:02").post,)
    assert references(at("2031-04-04T23:58").body) == (at("2031-04-04T21:41:33").post,)


def test_a_reference_to_a_later_time_means_the_day_before() -> None:
    midnight = at("2031-04-04T23:58").post
    assert references(at("2031-04-05T00:10").body) == (midnight,)
    assert references(at("2031-04-05T12:05:02").body) == (at("2031-04-05T08:15").post, midnight)
    assert references(at("2031-04-05T09:41").body) == (at("2031-04-04T21:41:33").post,)


def test_a_reference_without_a_post_stays_text_and_is_told() -> None:
    assert "(see 7.07am post)" in at("2031-04-05T00:10").body
    assert (harbour().report.cross_references, harbour().report.cross_references_resolved) == (8, 7)
    (unresolved,) = [each for each in details(harbour(), "cross-reference") if each["resolved"] is None]
    assert unresolved["reason"] == "no post at 07:07 on 2031-04-04"


def test_labels_are_read_with_and_without_a_space_and_headlines_stay_verbatim() -> None:
    wall = at("2031-04-05T08:15")
    assert wall.label is Label.BREAKING
    assert wall.headline.startswith("Breaking:Sea wall")
    assert at("2031-04-05T00:10").label is None
    assert harbour().report.labels == {
        "analysis": 1,
        "breaking": 1,
        "pictures": 1,
        "summary": 1,
        "watch": 1,
        "none": 7,
    }


def test_a_post_of_paragraphs_alone_has_no_headline() -> None:
    assert at("2031-04-04T21:41:05").headline == ""
    assert at("2031-04-04T21:41:05").body == "More follows shortly."
    assert at("2031-04-05T09:41").headline == ""


def test_bylines_leave_the_body_and_sentences_that_begin_alike_stay() -> None:
    analysis = at("2031-04-05T10:30")
    assert [(each.name, each.place) for each in analysis.bylines] == [
        ("Ines Okoro", "Port Ellery"),
        ("Bram Feld", "Port Ellery"),
    ]
    assert "By Friday, nobody" in analysis.body
    assert "Okoro" not in analysis.body
    assert at("2031-04-04T20:00").bylines == ()


def test_a_caption_without_its_film_is_taken_out_and_told() -> None:
    assert "How the wall was built" not in at("2031-04-05T10:30").body
    assert len(details(harbour(), "film-caption")) == len(left_out(harbour(), "film caption")) == 1
    assert len(details(harbour(), "points-at-missing-media")) == 1
    assert "the keeper saw below..." in at("2031-04-05T12:05:48").body
    assert harbour().report.media_missing == 3


def test_what_looks_like_markdown_is_shown_as_it_was() -> None:
    body = folded(harbour()).posts[at("2031-04-05T12:05:02").post].body
    assert body.split("\n\n")[0].startswith("1\\.")
    assert body.split("\n\n")[2].startswith("\\#")


def test_the_claim_is_inferred_and_its_sentence_kept() -> None:
    wall = at("2031-04-05T08:15")
    assert wall.claim is not None
    assert wall.claim.attribution.startswith("The Harrowgate Courier has not been able")
    assert wall.claim.attribution in wall.body


def test_the_top_is_told_apart() -> None:
    blog = folded(harbour())
    assert blog.description.headline.text.endswith("'nobody sails tonight'")
    assert blog.description.standfirst == "Forecasters expect the wind to drop on Sunday."
    assert [(each.name, each.duty) for each in blog.reporting] == [
        ("Jo Wren", Duty.REPORTING),
        ("Sam Pike", Duty.REPORTING),
        ("Kit Vane", Duty.EDITED_BY),
    ]
    assert blog.promo is not None
    assert [point.post is None for point in blog.key_points] == [False, False, False, True]


def test_the_footer_is_left_out_line_by_line() -> None:
    report = harbour().report
    assert posts(harbour())[0].body.endswith("through the night.")
    (article,) = left_out(harbour(), "below the posts: top articles")
    assert article["text"] == "Ten hats for windy days"
    assert {each["what"] for each in report.left_out} >= {"views", "rating", "helpful share", "author card: phone"}


def test_a_first_post_that_bears_the_pages_headline_is_a_post() -> None:
    assert posts(harbour())[0].headline == harbour().report.headline


def test_importing_again_gives_the_same_ids() -> None:
    again = transcript((INVENTED / "harbour.txt").read_text(encoding="utf-8"))
    assert again.revisions == harbour().revisions
    ids = [each.post for each in posts(again)]
    assert len(set(ids)) == len(ids)
    assert all(len(each) == 12 and set(each) <= set("abcdefghijklmnopqrstuvwxyz234567") for each in ids)


def test_a_later_copy_with_more_posts_gives_the_old_ones_their_old_ids() -> None:
    old = transcript("Fog\n\n10:00\n\nFirst\n\nWords.")
    new = transcript("Fog\n\n11:00\n\nSecond\n\nWords.\n\n10:00\n\nFirst\n\nWords.")
    assert posts(new)[0].post == posts(old)[0].post


def test_posts_of_one_moment_keep_the_order_of_the_page() -> None:
    text = "Fog\n\n" + "\n\n".join(f"10:00\n\nNumber {n}\n\nWords." for n in range(9, 0, -1))
    headlines = [post.headline for post in folded(transcript(text)).oldest_first()]
    assert headlines == [f"Number {n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("first", "second", "headline"),
    [
        ("Fog lifts", "It was gone by noon.", "Fog lifts"),
        ("Will the fog lift?", "Nobody knows.", "Will the fog lift?"),
        ("The fog lifted.", "It was gone by noon.", ""),
        ('"The fog lifted," she said.', "It was gone by noon.", ""),
        ("Here is what we know:", "It was gone by noon.", ""),
        ("Watch: Fog lifts.", "It was gone by noon.", "Watch: Fog lifts."),
        ("x" * HEADLINE_LENGTH, "It was gone by noon.", "x" * HEADLINE_LENGTH),
        ("x" * (HEADLINE_LENGTH + 1), "It was gone by noon.", ""),
    ],
)
def test_a_first_line_is_a_headline_if_it_looks_like_one(first: str, second: str, headline: str) -> None:
    assert posts(transcript(f"Fog\n\n10:00\n\n{first}\n\n{second}"))[0].headline == headline


def test_lines_without_blank_lines_between_them_are_paragraphs() -> None:
    (post,) = posts(transcript("Fog\n10:00\nFog lifts\nBy Jo Wren\nIt was gone.\nNobody saw it go."))
    assert (post.headline, post.body) == ("Fog lifts", "It was gone.\n\nNobody saw it go.")
    assert post.bylines[0].name == "Jo Wren"


def test_key_points_without_bullets_are_read_line_by_line() -> None:
    top = "Fog\n\nKey points\nFerries wait\nLive reporting by Jo Wren\nBell rings"
    blog = folded(transcript(f"{top}\n\n10:00\n\nBell\n\nIt rang."))
    assert [point.text for point in blog.key_points] == ["Ferries wait", "Bell rings"]
    assert [each.name for each in blog.reporting] == ["Jo Wren"]


def test_a_wrapped_key_point_is_one_and_other_lines_are_left_out() -> None:
    top = "Fog\nUpdated\n\nKey points\n• Ferries wait\n  for the bell\n• Bell\n\nAdvertisement"
    imported = transcript(f"{top}\n\n10:00\n\nBell\n\nIt rang.")
    assert [point.text for point in folded(imported).key_points] == ["Ferries wait for the bell", "Bell"]
    assert [each["text"] for each in left_out(imported, "above the posts")] == ["Updated", "Advertisement"]


def test_a_time_with_nothing_below_it_is_told() -> None:
    imported = transcript("Fog\n\n11:00\n\n10:00\n\nBell\n\nIt rang.")
    assert imported.report.posts == 1
    assert [each["text"] for each in left_out(imported, "time without a post")] == ["11:00:00"]


def test_a_post_that_is_a_caption_alone_keeps_it() -> None:
    (post,) = posts(transcript("Fog\n\n10:00\n\nIt rang twice.\n\nWatch: The bell"))
    assert post.body == "It rang twice."
    (post,) = posts(transcript("Fog\n\n10:00\n\nWatch: The bell"))
    assert post.headline == "Watch: The bell"


def test_a_missing_date_or_zone_is_asked_for() -> None:
    with pytest.raises(InputInvalid, match="--date"):
        transcript("Fog\n\n10:00\n\nBell", date=None)
    with pytest.raises(InputInvalid, match="--timezone"):
        transcript("Fog\n\n10:00\n\nBell", zone=None)
    with pytest.raises(InputInvalid, match="Europe/London"):
        transcript("Fog\n\n10:00\n\nBell", zone="Europe/Harrowgate")
    with pytest.raises(InputInvalid, match="1970"):
        transcript("Fog\n\n10:00\n\nBell", date=dt.date.min)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Just a letter.\n\nYours, Jo", "no line that consists of a time"),
        ("10:00\n\nBell", "first line is not a headline"),
        ("Key points\n• Bell\n\n10:00\n\nBell", "first line is not a headline"),
        ("Fog\n\n10:00\n\n09:00", "nothing stands below"),
        ("Fog\n\n24:00\n\nBell", "no line that consists of a time"),
    ],
)
def test_what_is_no_transcript_is_refused_with_what_to_do(text: str, problem: str) -> None:
    with pytest.raises(ImportUnrecognised, match=problem):
        transcript(text)


def test_a_slug_of_ones_own_replaces_the_headlines() -> None:
    assert transcript("Fog\n\n10:00\n\nBell", slug="bells").slug == "bells"
    assert transcript("L'été à Port-Éllery: 2 fêtes\n\n10:00\n\nBell").slug == "lete-a-port-ellery-2-fetes"
    assert transcript("Καταιγίδα\n\n10:00\n\nBell").slug.startswith("live-")
    with pytest.raises(InputInvalid, match="slug"):
        transcript("Fog\n\n10:00\n\nBell", slug="No Slug")
