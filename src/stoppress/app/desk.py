"""Building the desk's queue: drafts, their way out, and what rings when they change.

Knows what the settings say of them.
Does not know doors, nor servers.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from stoppress.actions.actions import Actions
from stoppress.actions.drafting import Drafting
from stoppress.actions.furniture import Furniture
from stoppress.actions.noting import Noting
from stoppress.actions.posts import Posts
from stoppress.actions.presence import Together
from stoppress.actions.queueing import Queue
from stoppress.actions.rehearsals import Rehearsing
from stoppress.actions.sending import Sending
from stoppress.actions.shifts import Shifts
from stoppress.actions.showing import Showing
from stoppress.actions.staging import Stage, player
from stoppress.actions.submitting import Submitting
from stoppress.actions.telling import Word
from stoppress.app.telling import TellingRoom
from stoppress.clockwork.sending import Departures
from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.drafts.bell import DeskBell
from stoppress.drafts.draft import DraftId
from stoppress.drafts.note_rows import NoteRows
from stoppress.drafts.notice_rows import Notices
from stoppress.drafts.presence_rows import Presence
from stoppress.drafts.rehearsals import Rehearsals
from stoppress.drafts.rows import Drafts
from stoppress.drafts.rules import Rules
from stoppress.drafts.rules_rows import DeskRules
from stoppress.drafts.shift_rows import ShiftRows
from stoppress.drafts.submissions import Submissions
from stoppress.errors.people import PersonUnknown
from stoppress.journal.journal import Journal
from stoppress.staff.people import People
from stoppress.staff.permissions import OPERATOR, Person

DESK_STREAMS: Final = 1_000
"""Streams that a process holds for staff, beside those for readers: a crowd must not shut the newsroom out."""

_DRAFT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRoom:
    """The parts of the room."""

    drafts: Drafts
    drafting: Drafting
    sending: Sending
    submitting: Submitting
    shifts: Shifts
    queue: Queue
    departures: Departures
    bell: DeskBell
    rehearsals: Rehearsals
    stage: Stage
    rehearsing: Rehearsing
    notices: Notices
    together: Together


class EverybodyHere:
    """See `actions.sending.Staff`: the people who sign in, whoever has the command line, and those who play a rehearsal."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def person(self, name: str) -> Person | None:
        """See `Staff`."""
        if name == OPERATOR.id:
            return OPERATOR
        if (playing := player(name)) is not None:
            return playing
        try:
            return await self._people.by_id(name)
        except PersonUnknown:
            return None

    async def everybody(self) -> Sequence[Person]:
        """See `Staff`."""
        return [each.person for each in await self._people.everybody() if each.disabled_at is None]


def new_draft() -> DraftId:
    """A fresh id for a draft whose browser makes none."""
    return DraftId(b32encode(secrets.token_bytes(_DRAFT_BYTES)).decode().lower().rstrip("="))


def open_drafts(settings: Settings, desk: Database) -> Drafts:
    """The drafts in an open database."""
    return Drafts(desk, usual=_usual(settings), limit=settings.drafts_limit)


def _usual(settings: Settings) -> Rules:
    """The rules of a desk that has agreed on none."""
    return Rules(undo_seconds=settings.undo_seconds, reporters_submit=settings.reporters_submit)


def open_presence(settings: Settings, desk: Database) -> Presence:
    """Who is here."""
    return Presence(desk, lasts=timedelta(seconds=settings.presence_seconds))


def desk_room(
    settings: Settings,
    desk: Database,
    journal: Journal,
    drafts: Drafts,
    actions: Actions,
    posts: Posts,
    showing: Showing,
    people: People,
    telling: TellingRoom,
) -> DeskRoom:
    """The room over parts that are open."""
    drafting = Drafting(drafts, actions, showing, limit=settings.draft_limit)
    staff, word = EverybodyHere(people), Word(telling.notices)
    sending = Sending(drafts, drafting, actions, posts, staff, word)
    submitting = Submitting(drafts, Submissions(desk), drafting, staff, word, limit=settings.note_limit)
    rules = DeskRules(desk, usual=_usual(settings))
    furniture = Furniture(actions, showing)
    noting = Noting(NoteRows(desk), actions, staff, word, limit=settings.note_limit)
    shifts = Shifts(ShiftRows(desk), noting, drafts, actions, journal, furniture, staff, word)
    rehearsals = Rehearsals(desk)
    stage = Stage(actions, journal, drafts, rules, telling.alarms, sending, new_draft)
    return DeskRoom(
        rehearsals=rehearsals,
        stage=stage,
        rehearsing=Rehearsing(
            rehearsals, stage, actions, new_draft, most_readers=settings.rehearsal_readers, origin=settings.origin
        ),
        drafts=drafts,
        drafting=drafting,
        sending=sending,
        submitting=submitting,
        shifts=shifts,
        queue=Queue(drafts, rules, sending),
        departures=Departures(drafts, sending, telling.failures),
        bell=DeskBell(desk),
        notices=telling.notices,
        together=Together(open_presence(settings, desk), actions, drafts),
    )
