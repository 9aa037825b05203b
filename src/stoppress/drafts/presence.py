"""Presence: which pages of a blog's desk are open, by whom, and what they do there. Pure.

Knows that what somebody has open for writing is told to others, and that nothing is locked by it.
Does not know rows (`presence_rows`), nor who may know (`actions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from stoppress.domain.identifiers import Slug
from stoppress.drafts.draft import Someone

PageId = NewType("PageId", str)
"""An open page's name, made by itself: 128 bits of chance as 26 characters of `[a-z2-7]`."""

LASTS: Final = timedelta(seconds=75)
"""A page says that it is open every 20 seconds, and once a minute where the browser slows it down in the background."""

PAGES_LIMIT: Final = 50
"""Open pages that are kept of one person; of more the oldest are forgotten."""

_PAGE_ID: Final = re.compile(r"[a-z2-7]{26}\Z", re.ASCII)


class Doing(StrEnum):
    """What somebody does on a page."""

    HERE = "here"
    WRITING = "writing"
    """A new post; the thing is its draft."""
    EDITING = "editing"
    CORRECTING = "correcting"
    KEY_POINTS = "key-points"
    ABOUT = "about"


CHANGES_POST: Final = frozenset({Doing.EDITING, Doing.CORRECTING})
"""Of these the thing is a post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """A page that is open. `thing` is the post or draft it is about; `since` is when it began doing that."""

    id: PageId
    blog: Slug
    person: Someone
    doing: Doing = Doing.HERE
    thing: str = ""
    since: datetime


def is_page_id(text: str) -> bool:
    """Exactly 26 characters of `[a-z2-7]`."""
    return _PAGE_ID.match(text) is not None


def others_at(pages: Iterable[OpenPage], doing: Doing, thing: str, me: str) -> list[OpenPage]:
    """Those who have the same open for writing, each once, who came first first; a post may be edited and corrected."""
    same = CHANGES_POST if doing in CHANGES_POST else {doing}
    found: dict[str, OpenPage] = {}
    for each in sorted(pages, key=lambda page: page.since):
        if doing is not Doing.HERE and each.doing in same and each.thing == thing and each.person.id != me:
            found.setdefault(each.person.id, each)
    return list(found.values())
