"""A draft: what somebody writes, and how far it is on its way to readers.

Knows its parts and its states, and that the post's id follows from the draft's, so that a post which is sent twice is one.
Does not know which state may follow which (`moves`), nor where drafts are kept (`rows`).
"""

from __future__ import annotations

import json
import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType

from stoppress.domain.codec import read, write
from stoppress.domain.content import Content
from stoppress.domain.identifiers import PostId, Seq, Slug

DraftId = NewType("DraftId", str)
"""A draft's name, made by the browser: 128 bits of chance as 26 characters of `[a-z2-7]`."""

_DRAFT_ID: Final = re.compile(r"[a-z2-7]{26}\Z", re.ASCII)

# 60 bits: of a hundred thousand posts in one blog no two have the same, but for one newsroom in a hundred million.
_POST_ID_LENGTH: Final = 12


class State(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"
    REVIEW = "review"
    """It was sent, and needs a second pair of eyes; or it was submitted, and needs an editor."""
    WAITING = "waiting"
    """It goes out when it is due, unless it is taken back before."""
    HELD = "held"
    """It was sent, and does not go out before it is released."""
    SENDING = "sending"
    SENT = "sent"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Someone:
    """Who did something, by the name they had then."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row.

    `post` is the id it will have as a post. `written_by` is who saved or sent these words. `wanted_at` is the moment it was asked to go out at, None for as soon as may be;
    `due_at` when it goes out unless something comes between; `taken_until` how long whoever sends it has for that.
    `seq` is the blog's sequence once it was out. `problem` is a sentence that says why it did not go out.

    `submitted_by` is who gave it to an editor, as long as it is not theirs alone again; `decided_by` who gave it back or
    threw it away, and `note` why. `assigned_to` is somebody else whose it is as well.
    """

    id: DraftId
    blog: Slug
    owner: Someone
    version: int
    state: State
    content: Content
    written_by: str
    created_at: datetime
    updated_at: datetime
    sent_by: Someone | None = None
    held_by: Someone | None = None
    held_at: datetime | None = None
    approved_by: Someone | None = None
    approved_version: int | None = None
    wanted_at: datetime | None = None
    due_at: datetime | None = None
    place: int = 0
    taken_until: datetime | None = None
    seq: Seq | None = None
    problem: str = ""
    submitted_by: Someone | None = None
    submitted_at: datetime | None = None
    decided_by: Someone | None = None
    note: str = ""
    assigned_to: Someone | None = None

    @property
    def post(self) -> PostId:
        """See the class."""
        return post_of(self.blog, self.id)

    @property
    def is_approved(self) -> bool:
        """Whether somebody else has read it as it stands."""
        return self.approved_version == self.version

    @property
    def is_submission(self) -> bool:
        """Whether it was submitted, and nobody but whoever did so has let it go."""
        return self.submitted_by is not None and self.sent_by is not None and self.sent_by.id == self.submitted_by.id

    def is_of(self, person: str) -> bool:
        """Whether it is this person's."""
        return person == self.owner.id or (self.assigned_to is not None and person == self.assigned_to.id)

    def was_submitted_by_another(self, person: str) -> bool:
        """Whether somebody has given it to an editor, and this is not one of those whose it is."""
        return self.submitted_by is not None and person != self.submitted_by.id and not self.is_of(person)


def is_draft_id(text: str) -> bool:
    """Exactly 26 characters of `[a-z2-7]`."""
    return _DRAFT_ID.match(text) is not None


def post_of(blog: Slug, draft: DraftId) -> PostId:
    """The id of the post that a draft becomes. Who knows it cannot tell the draft's."""
    digest = sha256(f"post {blog} {draft}".encode()).digest()
    return PostId(b32encode(digest).decode().lower()[:_POST_ID_LENGTH])


def content_text(content: Content) -> str:
    """As it is kept: JSON."""
    return json.dumps(write(content, lambda _path, words: words), ensure_ascii=False, separators=(",", ":"))


def content_of(text: str) -> Content:
    """What `content_text` wrote."""
    return read(Content, json.loads(text), lambda _path, words: words)
