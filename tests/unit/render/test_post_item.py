"""One post as an item of the list: label, byline, notes, tombstone, and that every field is text."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.domain.facts import Byline, Claim, ClaimStatus, Label
from stoppress.domain.identifiers import PostId, Seq
from stoppress.domain.revisions import (
    PostCorrected,
    PostPublished,
    PostRevised,
    PostWithdrawn,
    Revision,
    WordsRemoved,
)
from stoppress.render.clock import ClockStyle
from stoppress.render.publication import Publication
from stoppress.render.view import LABEL_WORDS
from tests.contract.invented import START, published
from tests.unit.render.printed import item, parsed, texts, values

P2 = PostId("p-2")
POST = replace(published(2), headline="Last ferry leaves", body="It *left* at noon.")
LATER = START + timedelta(hours=5, minutes=11)


def shown(post: PostPublished = POST, *following: Revision) -> str:
    return item(post.post, post, *following)


def test_a_post_shows_its_time_headline_and_body_and_links_its_own_page() -> None:
    made = shown()
    assert texts(made, "h3") == ["Last ferry leaves"]
    assert texts(made, ".body p") == ["It left at noon."]
    assert values(made, ".stamp a", "href") == ["/live/ferries-of-velmora/p/p-2"]
    assert values(made, ".stamp time", "datetime") == ["2031-04-05T06:30:02+00:00"]
    assert values(made, ".stamp time", "title") == ["5 April 2031, 06:30:02 UTC"]
    assert texts(made, ".stamp time") == ["06:30"]


def test_an_item_carries_its_id_and_its_order_key_and_is_named_by_its_headline() -> None:
    made = shown()
    assert values(made, "li", "data-post") == ["p-2"]
    assert values(made, "li", "data-order") == ["2031-04-05T06:30:02.000000Z/p-2"]
    assert values(made, "article", "id") == ["post-p-2"]
    assert values(made, "article", "aria-labelledby") == values(made, "h3", "id")


def test_the_time_is_set_as_the_publication_sets_it() -> None:
    style = Publication(clock_style=ClockStyle.AM_PM)
    assert texts(item("p-2", POST, publication=style), ".stamp time") == ["6.30am"]


def test_only_a_post_of_another_day_shows_its_day() -> None:
    tomorrow = replace(POST, published_at=START + timedelta(days=1))
    assert texts(shown(), ".day") == []
    assert texts(shown(tomorrow), ".day") == ["6 April 2031"]


@pytest.mark.parametrize("label", list(Label))
@pytest.mark.parametrize("lead", ["", "{}: ", "{}:", "{} : "])
def test_a_label_is_shown_once_whether_or_not_the_headline_says_it(label: Label, lead: str) -> None:
    word = LABEL_WORDS[label]
    for said in (word, word.upper(), word.lower()):
        made = shown(replace(POST, headline=f"{lead.format(said)}Last ferry leaves", label=label))
        (text,) = texts(made, "h3")
        # "Analyse : …" is how French sets a colon; such words are kept as published.
        assert text.replace(" :", ":").lower() == f"{word}: Last ferry leaves".lower()
        assert len(parsed(made).css(".label")) == 1
        assert f"is-{label.value}" in (values(made, "article", "class")[0] or "").split()


def test_words_before_a_colon_that_are_not_the_label_stay() -> None:
    assert texts(shown(replace(POST, headline="Mayor: No ferry", label=Label.QUOTE)), "h3") == [
        "Quote: Mayor: No ferry"
    ]
    assert texts(shown(replace(POST, headline="Analysis: No ferry")), "h3") == ["Analysis: No ferry"]
    assert parsed(shown(replace(POST, headline="Analysis: No ferry"))).css(".label") == []


@pytest.mark.parametrize("headline", ["", "Analysis:"])
def test_a_label_without_words_after_it_stands_alone(headline: str) -> None:
    (text,) = texts(shown(replace(POST, headline=headline, label=Label.ANALYSIS)), "h3")
    assert text.rstrip(":") == "Analysis"


def test_a_post_without_headline_and_label_has_a_heading_nobody_sees() -> None:
    made = shown(replace(POST, headline=""))
    assert texts(made, "h3.unseen") == ["Post at 06:30"]
    assert texts(shown(), "h3.unseen") == []


@pytest.mark.parametrize(
    ("bylines", "written"),
    [
        ([Byline(name="Ada Quill")], "By Ada Quill"),
        ([Byline(name="Ada Quill", role="harbour correspondent")], "By Ada Quill, harbour correspondent"),
        ([Byline(name="Ada Quill", place="Velmora")], "By Ada Quill, in Velmora"),
        ([Byline(name="Ada Quill", role="editor", place="Velmora")], "By Ada Quill, editor, in Velmora"),
        ([Byline(name="Ada"), Byline(name="Ben", place="Orrin Point")], "By Ada and Ben, in Orrin Point"),
        ([Byline(name="Ada", role="editor"), Byline(name="Ben"), Byline(name="Cy")], "By Ada, editor; Ben and Cy"),
    ],
)
def test_a_byline_names_person_role_and_place(bylines: list[Byline], written: str) -> None:
    made = shown(replace(POST, bylines=tuple(bylines)))
    assert texts(made, ".byline") == [written]
    assert texts(made, ".byline .name") == [each.name for each in bylines]


def test_an_unsigned_post_has_no_byline() -> None:
    assert parsed(shown()).css(".byline") == []


def test_an_unverified_claim_says_so_in_the_newsrooms_words_or_ours() -> None:
    said = Claim(status=ClaimStatus.UNVERIFIED, attribution="A deckhand told us.")
    silent = Claim(status=ClaimStatus.UNVERIFIED)
    assert texts(shown(replace(POST, claim=said)), ".claim") == ["Unverified. A deckhand told us."]
    assert texts(shown(replace(POST, claim=silent)), ".claim") == ["Unverified. This has not been confirmed."]


def test_a_confirmed_claim_and_none_say_nothing() -> None:
    confirmed = Claim(status=ClaimStatus.CONFIRMED, attribution="The harbour master told us.")
    for claim in (confirmed, None):
        assert "harbour master" not in shown(replace(POST, claim=claim))
        assert parsed(shown(replace(POST, claim=claim))).css(".claim") == []


def test_each_correction_shows_what_was_wrong_what_is_right_and_when() -> None:
    first = PostCorrected(at=LATER, post=P2, wrong="Twelve aboard.", right="Ten aboard.")
    second = replace(first, at=LATER + timedelta(hours=1), wrong="At noon.", right="At one.")
    made = shown(POST, first, second)
    assert texts(made, ".correction del") == ["Twelve aboard.", "At noon."]
    assert texts(made, ".correction ins") == ["Ten aboard.", "At one."]
    assert texts(made, ".correction time") == ["11:41", "12:41"]


def test_a_revised_post_says_when() -> None:
    made = shown(POST, PostRevised(at=LATER, post=P2, headline="Gone", body=""))
    assert texts(made, ".revised") == ["Updated 11:41: what was changed"]
    assert values(made, ".revised a", "href") == ["/live/ferries-of-velmora/p/p-2/history"]
    assert texts(made, "h3") == ["Gone"]
    assert parsed(shown()).css(".tail .revised") == []


def test_a_post_referred_to_links_back_until_the_other_is_withdrawn() -> None:
    other = replace(published(3), published_at=LATER, at=LATER, body="As [we said](post:p-2).")
    made = shown(POST, other)
    assert texts(made, ".back") == ["Referred to at 11:41"]
    assert values(made, ".back a", "href") == ["/live/ferries-of-velmora/p/p-3"]
    assert parsed(shown(POST, other, PostWithdrawn(at=LATER, post=PostId("p-3")))).css(".back") == []


def test_a_key_event_is_flagged() -> None:
    assert texts(shown(replace(POST, key_event=True)), ".flag") == ["Key event"]
    assert parsed(shown()).css(".flag, .is-key") == []


FULL = replace(
    POST,
    label=Label.ANALYSIS,
    key_event=True,
    bylines=(Byline(name="Ada Quill", role="editor", place="Velmora"),),
    claim=Claim(status=ClaimStatus.UNVERIFIED, attribution="A deckhand told us."),
)
CORRECTED = PostCorrected(at=LATER, post=P2, wrong="Twelve aboard.", right="Ten aboard.")


@pytest.mark.parametrize(
    ("reason", "reason_shown", "told"),
    [
        ("It did not leave.", True, "Taken down at 11:41. It did not leave."),
        ("It did not leave.", False, "Taken down at 11:41."),
        ("", True, "Taken down at 11:41."),
    ],
)
def test_a_withdrawn_post_shows_time_and_reason_and_nothing_else(reason: str, reason_shown: bool, told: str) -> None:
    withdrawal = PostWithdrawn(at=LATER, post=P2, reason=reason, reason_shown=reason_shown)
    assert "Last ferry" in shown(FULL, CORRECTED)
    made = shown(FULL, CORRECTED, withdrawal)
    assert texts(made, "li") == [f"06:30This post was taken down{told}"]
    assert values(made, "article", "class") == ["post withdrawn"]


def test_a_post_whose_words_were_removed_shows_the_notice_or_is_gone() -> None:
    emptied = replace(POST, headline="", body="")
    removal = WordsRemoved(at=LATER, revisions=(Seq(2),), posts=(P2,), notice="By order of a court.")
    made = shown(emptied, removal)
    assert texts(made, "li") == ["06:30The words of this post were removedBy order of a court."]
    assert shown(emptied, replace(removal, notice="")) == ""


HOSTILE = '"\'><script>alert(1)</script><i x="&amp;{{7*7}}{%x%}'


@pytest.mark.parametrize(
    ("revisions", "selector"),
    [
        ([replace(POST, headline=HOSTILE)], "h3"),
        ([replace(POST, headline=f"Watch: {HOSTILE}", label=Label.WATCH)], "h3"),
        ([replace(POST, bylines=(Byline(name=HOSTILE),))], ".byline .name"),
        ([replace(POST, bylines=(Byline(name="Ada", role=HOSTILE),))], ".byline"),
        ([replace(POST, bylines=(Byline(name="Ada", place=HOSTILE),))], ".byline"),
        ([replace(POST, claim=Claim(status=ClaimStatus.UNVERIFIED, attribution=HOSTILE))], ".claim"),
        ([POST, replace(CORRECTED, wrong=HOSTILE)], ".correction del"),
        ([POST, replace(CORRECTED, right=HOSTILE)], ".correction ins"),
        ([POST, PostRevised(at=LATER, post=P2, headline=HOSTILE, body="")], "h3"),
        ([POST, PostWithdrawn(at=LATER, post=P2, reason=HOSTILE)], ".reason"),
        (
            [
                replace(POST, headline="", body=""),
                WordsRemoved(at=LATER, revisions=(Seq(2),), posts=(P2,), notice=HOSTILE),
            ],
            ".reason",
        ),
    ],
)
def test_every_field_is_shown_as_the_text_it_is(revisions: list[Revision], selector: str) -> None:
    made = item("p-2", *revisions)
    assert any(HOSTILE in text for text in texts(made, selector))
    assert parsed(made).css("script, i") == []
    assert "<script" not in made
