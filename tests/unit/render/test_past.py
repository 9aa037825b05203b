"""Pages as they stood, where a newsroom shows its full history."""

from __future__ import annotations

from dataclasses import replace

from stoppress.domain.fold import fold
from stoppress.domain.revisions import PostCorrected, PostRevised
from stoppress.render.past import past_page
from stoppress.render.publication import History
from tests.unit.render.printed import PUBLICATION, blog, texts
from tests.unit.render.test_post_item import LATER, P2, POST

FULL = replace(PUBLICATION, history=History.FULL)


def test_a_later_correction_is_not_listed_before_it_was_made() -> None:
    then = blog(POST)
    today = fold([PostCorrected(at=LATER, post=P2, wrong="Twelve boats", right="Ten boats")], onto=then)
    full, usual = (past_page(then, today, POST.at, each).decode() for each in (FULL, PUBLICATION))
    assert texts(full, ".corrections li") == []
    assert len(texts(usual, ".corrections li")) == 1


def test_words_of_then_are_shown() -> None:
    then = blog(POST)
    today = fold([PostRevised(at=LATER, post=P2, headline="Later words", body="Said later.")], onto=then)
    assert texts(past_page(then, today, POST.at, FULL).decode(), "#posts h3") == [then.posts[P2].headline]
    assert texts(past_page(then, today, POST.at, PUBLICATION).decode(), "#posts h3") == ["Later words"]
