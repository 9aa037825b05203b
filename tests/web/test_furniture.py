"""What a newsroom may put around and between the posts: the way to ask, and slots."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from stoppress.app.publishing import publication_of
from stoppress.config.settings import Settings
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import PostId
from stoppress.domain.revisions import CoverageEnded, PostRevised, PostWithdrawn
from stoppress.render.publication import Publication, Slot
from stoppress.web.door import sources_of
from stoppress.web.policy import content_security_policy
from tests.contract.invented import opened, published
from tests.unit.render.printed import page, texts, values

SLOT = Slot(every=2, address="https://ads.example/slot?a=1&b=2", height=300)
START = opened().at
BLOG = fold([opened(), *(published(number) for number in range(2, 7))])


def with_slots(slot: Slot | None) -> Publication:
    return Publication(page_posts=10, slot=slot)


def test_the_way_to_ask_is_shown_while_there_is_coverage() -> None:
    asking = replace(with_slots(None), contact="mailto:desk@gazette.example")
    assert values(page(BLOG, asking), ".ask a", "href") == ["mailto:desk@gazette.example"]
    assert values(page(fold([CoverageEnded(at=START)], onto=BLOG), asking), ".ask a", "href") == []
    assert values(page(BLOG, with_slots(None)), ".ask a", "href") == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "mailto:", "desk", "https://"])
def test_the_way_to_ask_is_an_address(address: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"contact": address})


def test_every_second_post_bears_a_slot_of_its_height_and_keeps_it() -> None:
    made = page(BLOG, with_slots(SLOT))
    bearing = values(made, "#posts > li:has(.slot)", "data-post")
    assert bearing == ["p-5", "p-3"]
    assert values(made, ".slot iframe", "src") == [SLOT.address] * 2
    assert values(made, ".slot iframe", "height") == ["300"] * 2
    changed = fold(
        [
            PostWithdrawn(at=START, post=PostId("p-4")),
            PostRevised(at=START, post=PostId("p-3"), headline="X", body="Y"),
        ],
        onto=BLOG,
    )
    assert values(page(changed, with_slots(SLOT)), "#posts > li:has(.slot)", "data-post") == bearing


def test_without_the_setting_there_is_no_slot_and_nobody_elses_page_is_allowed() -> None:
    assert texts(page(BLOG, with_slots(None)), ".slot") == []
    assert "ads.example" not in content_security_policy(sources_of(with_slots(None)))
    assert "frame-src https://ads.example;" in content_security_policy(sources_of(with_slots(SLOT)))


def test_the_settings_make_a_slot_only_together() -> None:
    both = Settings.model_validate({"slot_every": 5, "slot_address": "https://ads.example/slot"})
    assert publication_of(both, "").slot == Slot(every=5, address="https://ads.example/slot")
    assert publication_of(Settings.model_validate({"slot_every": 5}), "").slot is None
    with pytest.raises(ValidationError):
        Settings.model_validate({"slot_address": "http://ads.example/slot"})
