"""Notices: what staff are told when something wants them.

Knows the kinds there are, whom a notice may be for, and that what is told twice under one key is told once.
Does not know where notices are kept (`notice_rows`), nor how anybody is told (`wire`, `web`).
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NewType, Protocol

from stoppress.domain.identifiers import Slug

NoticeId = NewType("NoticeId", str)
"""A notice's name: 26 characters of `[a-z2-7]`, made of its key."""

TEXT_LIMIT: Final = 300
"""Longer ones are cut: a notice says what happened, and leads to where the rest stands."""

DESK: Final = "/desk"

_ID_LENGTH: Final = 26


class NoticeKind(StrEnum):
    """What a notice is about."""

    MENTION = "mention"
    ASSIGNED = "assigned"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    HANDED_OVER = "handed-over"
    ALARM = "alarm"
    FAILURE = "failure"
    REHEARSAL = "rehearsal"


KIND_WORDS: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        NoticeKind.MENTION: "Somebody mentions you in a note",
        NoticeKind.ASSIGNED: "A question or a draft is given to you",
        NoticeKind.SUBMITTED: "A post is submitted to editors",
        NoticeKind.RETURNED: "Your post comes back with a note",
        NoticeKind.PUBLISHED: "Your post is published by an editor",
        NoticeKind.HANDED_OVER: "A blog is handed over to you, or yours is taken or declined",
        NoticeKind.ALARM: "Nobody has touched a blog, its key points or its pin for too long",
        NoticeKind.FAILURE: "Something that was to leave the house did not",
        NoticeKind.REHEARSAL: "A rehearsal is over",
    }
)
"""How a kind is called where one chooses."""


@dataclass(frozen=True, slots=True)
class Whoever:
    """Everybody who may do this where the notice belongs; `verb` is one of `staff.permissions.Verb`."""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNotice:
    """Something to be told to somebody.

    `text` is one sentence, `path` a page of the desk, `key` what makes it one however often it is told. `blog` is where it
    belongs, None for the whole publication; `but` is who did it, and is not told.
    """

    kind: NoticeKind
    text: str
    path: str
    to: frozenset[str] | Whoever
    key: str
    blog: Slug | None = None
    but: str = ""

    @property
    def id(self) -> NoticeId:
        """See the class."""
        return notice_id(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One that was told to somebody. They see it for as long as they may do `verb` in `blog`."""

    id: NoticeId
    kind: NoticeKind
    text: str
    path: str
    blog: Slug | None
    verb: str
    told_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Choice:
    """How somebody is told of one kind: counted by the bell of their pages, sent to their devices."""

    page: bool = True
    push: bool = True


EVERYTHING: Final = Choice()


class Telling(Protocol):
    """Who tells notices, for those who have something to tell."""

    async def tell(self, new: NewNotice) -> frozenset[str]:
        """See `notice_rows.Notices`."""
        ...


WhoMay = Callable[[str, Slug | None], Awaitable[frozenset[str]]]
"""The ids of all who may do a verb in a blog, or where no blog is concerned."""


def notice_id(key: str) -> NoticeId:
    """The id of the notice with this key."""
    return NoticeId(b32encode(sha256(f"notice {key}".encode()).digest()).decode().lower()[:_ID_LENGTH])


def told_text(text: str) -> str:
    """A notice's sentence as it is kept: one line, no longer than may be."""
    line = " ".join(text.split())
    return line if len(line) <= TEXT_LIMIT else line[: TEXT_LIMIT - 1].rstrip() + "…"
