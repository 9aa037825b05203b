"""Moves: what can happen to a draft, and what it is afterwards. Pure.

Knows, in one table, from which state each thing can be done and where it leads. What was sent is not changed by typing:
only a draft is saved; anything else is taken back first, or sent again as a whole.
Does not know who may do it (`actions`), nor rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stoppress.domain.content import NOTHING, Content
from stoppress.domain.identifiers import Seq
from stoppress.drafts.draft import Draft, Someone, State
from stoppress.drafts.rules import Rules
from stoppress.errors.drafts import ApprovalByAnother, DraftNewer, DraftUnsuitable, ScheduleInvalid, SubmittedByAnother

TAKEN_FOR: Final = timedelta(seconds=10)
"""Whoever sends a post has so long; after that it is taken for killed, and another sends it. Two who do so at once send
one post: it goes out under one idempotency key."""

# So far behind is a slow network or a browser's clock; more is a mistake in the date.
_BEHIND: Final = timedelta(minutes=1)

AHEAD: Final = timedelta(days=400)
"""How far ahead a post may be scheduled: next year's anniversary."""


class Move(StrEnum):
    """What can happen to a draft."""

    SAVE = "save"
    SEND = "send"
    UNDO = "undo"
    HOLD = "hold"
    RELEASE = "release"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    RETURN = "return"
    ASSIGN = "assign"
    DISCARD = "discard"
    RESTORE = "restore"
    TAKE = "take"
    REFUSE = "refuse"
    ARRIVE = "arrive"


_LEAVES: Final = frozenset({State.REVIEW, State.WAITING, State.SENDING})
_OVER: Final = (State.SENT, State.DISCARDED)
_UNSENT: Final = (State.DRAFT, State.REVIEW, State.WAITING, State.HELD)


def _table() -> dict[tuple[State, Move], frozenset[State]]:
    draft, review, waiting, held = _UNSENT
    sending, sent = State.SENDING, State.SENT
    found: dict[tuple[State, Move], frozenset[State]] = {(draft, Move.SAVE): frozenset({draft})}
    for state in _UNSENT:
        found[state, Move.SEND] = _LEAVES | {held}
        found[state, Move.DISCARD] = frozenset({State.DISCARDED})
        found[state, Move.ASSIGN] = frozenset({state})
    for state in (review, waiting, held):
        # What an editor let go and takes back is a submission again.
        found[state, Move.UNDO] = frozenset({draft, review})
    found[review, Move.RETURN] = found[held, Move.RETURN] = frozenset({draft})
    found[waiting, Move.HOLD] = found[review, Move.HOLD] = frozenset({held})
    found[State.DISCARDED, Move.RESTORE] = frozenset({draft})
    found[held, Move.RELEASE] = _LEAVES
    found[review, Move.APPROVE] = frozenset({waiting, sending})
    found[held, Move.APPROVE] = frozenset({held})
    found[waiting, Move.SCHEDULE] = frozenset({waiting})
    found[held, Move.SCHEDULE] = frozenset({held})
    found[review, Move.SCHEDULE] = frozenset({review})
    found[waiting, Move.TAKE] = frozenset({sending, review})
    found[sending, Move.TAKE] = frozenset({sending})
    found[sending, Move.REFUSE] = frozenset({held})
    # Whatever a row says: what stands in the log has gone out.
    for state in (*_UNSENT, sending, State.DISCARDED, sent):
        found[state, Move.ARRIVE] = frozenset({sent})
    return found


TABLE: Final[Mapping[tuple[State, Move], frozenset[State]]] = MappingProxyType(_table())
"""Where each move may lead from each state. What is not here is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What is asked of the desk with a post.

    `at` is when it goes out, None for now; `hold`: not before it is released; `submit`: not before an editor lets it go;
    `upon`: see `save`.
    """

    version: int
    content: Content
    at: datetime | None = None
    hold: bool = False
    upon: int | None = None
    submit: bool = False


def require(draft: Draft, move: Move) -> None:
    """Raise DraftUnsuitable where this cannot be done now."""
    if (draft.state, move) not in TABLE:
        raise DraftUnsuitable(state=draft.state.value, draft=draft.id)


def save(draft: Draft, version: int, content: Content, by: Someone, upon: int | None = None) -> Draft:
    """A draft as it is written by now; the same twice is the same. Raises DraftNewer, DraftUnsuitable.

    `upon` is the version that whoever writes has seen, None where they do not say: on any other nothing is written.
    One that comes late, when its draft is out or discarded already, is passed over: its words are kept no more.
    """
    if draft.state in _OVER and version <= draft.version:
        return draft
    _require_newer(draft, version, content)
    if version == draft.version:
        return draft
    require(draft, Move.SAVE)
    _require_seen(draft, version, content, upon)
    return replace(draft, version=version, content=content, written_by=by.id, problem="")


def send(draft: Draft, sent: Sent, by: Someone, rules: Rules, now: datetime) -> Draft:
    """A draft on its way. The same sent twice is sent once. Raises DraftNewer, DraftUnsuitable, ScheduleInvalid."""
    if is_repeated(draft, sent):
        return draft
    _require_newer(draft, sent.version, sent.content)
    require(draft, Move.SEND)
    if draft.state is State.DRAFT:
        _require_seen(draft, sent.version, sent.content, sent.upon)
    if sent.at is not None:
        require_time(sent.at, now)
    given = replace(
        _free(draft),
        version=sent.version,
        content=sent.content,
        wanted_at=sent.at,
        written_by=by.id,
        sent_by=by,
        problem="",
        place=0,
        decided_by=None,
        note="",
    )
    given = _submitted(given, by if sent.submit else None, now)
    return _held(given, by, now) if sent.hold else on_its_way(given, rules, now)


def is_repeated(draft: Draft, sent: Sent) -> bool:
    """Whether this very version was sent before: an answer was lost, and the browser asks again."""
    if draft.version != sent.version or draft.state in (State.DRAFT, State.DISCARDED):
        return False
    return draft.state is State.SENT or draft.content == sent.content


def undo(draft: Draft, by: Someone) -> Draft:
    """A draft again; or a submission again, where an editor let it go. Raises DraftUnsuitable, SubmittedByAnother.

    The version grows: what is still on the way of the one taken back must not send it.
    """
    require(draft, Move.UNDO)
    undone = replace(_free(draft), version=draft.version + 1, problem="")
    if draft.submitted_by is not None and draft.was_submitted_by_another(by.id):
        if draft.is_submission:
            raise SubmittedByAnother(name=draft.submitted_by.name)
        return replace(undone, state=State.REVIEW, sent_by=draft.submitted_by)
    return _unsent(undone)


def give_back(draft: Draft, version: int | None, note: str, by: Someone) -> Draft:
    """A draft again, with a note that says why, of what stood in `version`. Raises DraftUnsuitable, DraftNewer."""
    require(draft, Move.RETURN)
    require_read(draft, version)
    return replace(_unsent(_free(draft)), version=draft.version + 1, problem="", decided_by=by, note=note)


def assign(draft: Draft, to: Someone | None) -> Draft:
    """Theirs as well from now on. Raises DraftUnsuitable."""
    require(draft, Move.ASSIGN)
    return replace(draft, assigned_to=to)


def hold(draft: Draft, by: Someone, now: datetime) -> Draft:
    """Not before it is released. Raises DraftUnsuitable."""
    require(draft, Move.HOLD)
    return _held(draft, by, now)


def release(draft: Draft, by: Someone, rules: Rules, now: datetime, *, submit: bool = False) -> Draft:
    """On its way; whoever releases it answers for it. A submission waits for an editor to read it. Raises DraftUnsuitable."""
    require(draft, Move.RELEASE)
    released = replace(_free(draft), problem="")
    if not released.is_submission:
        released = replace(released, sent_by=by)
        released = _submitted(released, by if submit else None, now)
    return on_its_way(released, replace(rules, undo_seconds=0), now)


def queue_up(draft: Draft, place: int, by: Someone, rules: Rules, now: datetime) -> Draft:
    """Released with others: it waits for its turn even if it is due, so that they go out in order. Raises DraftUnsuitable."""
    released = replace(release(draft, by, rules, now), place=place)
    return released if released.state is not State.SENDING else replace(released, state=State.WAITING, taken_until=None)


def approve(draft: Draft, version: int | None, by: Someone, rules: Rules, now: datetime) -> Draft:
    """Read by a second pair of eyes, as it stood in `version`, or stands; who approves a submission answers for it.

    Raises DraftUnsuitable, DraftNewer, ApprovalByAnother.
    """
    require(draft, Move.APPROVE)
    require_read(draft, version)
    wrote = by.id in (draft.owner.id, draft.written_by)
    submitted = draft.submitted_by is not None and by.id == draft.submitted_by.id
    if submitted or (wrote and not draft.is_submission):
        raise ApprovalByAnother
    approved = replace(draft, sent_by=by) if draft.is_submission else draft
    # Whoever changed a submission may let it go, and is no second pair of eyes for their own words.
    approved = approved if wrote else replace(approved, approved_by=by, approved_version=draft.version)
    return approved if draft.state is State.HELD else on_its_way(approved, rules, now)


def schedule(draft: Draft, at: datetime, now: datetime) -> Draft:
    """To go out at another time. Raises DraftUnsuitable, ScheduleInvalid."""
    require(draft, Move.SCHEDULE)
    require_time(at, now)
    due_at = max(at, now) if draft.state is State.WAITING else None
    return replace(draft, wanted_at=at, due_at=due_at, place=0)


def discard(draft: Draft, by: Someone) -> Draft:
    """Gone, words and all; twice is once. What somebody else submitted is given back instead.

    Raises DraftUnsuitable, SubmittedByAnother.
    """
    if draft.state is State.DISCARDED:
        return draft
    require(draft, Move.DISCARD)
    if draft.submitted_by is not None and draft.was_submitted_by_another(by.id):
        raise SubmittedByAnother(name=draft.submitted_by.name)
    gone = replace(_free(draft), state=State.DISCARDED, content=NOTHING, wanted_at=None, problem="", note="")
    return replace(gone, decided_by=by if draft.submitted_by is not None else None)


def restore(draft: Draft, content: Content) -> Draft:
    """A draft again after it was thrown away, with the words it had. The version grows, as in `undo`. Raises DraftUnsuitable."""
    require(draft, Move.RESTORE)
    return replace(_unsent(draft), content=content, version=draft.version + 1, decided_by=None)


def take(draft: Draft, rules: Rules, now: datetime) -> Draft:
    """Being sent by whoever took it, unless it needs an approval that it has not. Raises DraftUnsuitable."""
    require(draft, Move.TAKE)
    if draft.state is State.WAITING and _needs_eyes(draft, rules):
        return replace(_free(draft), state=State.REVIEW)
    return replace(draft, state=State.SENDING, taken_until=now + TAKEN_FOR)


def is_taken(draft: Draft, taken: Draft) -> bool:
    """Whether it is still theirs who took it as `taken`: they may have been away for so long that another took it."""
    mine = taken.version, taken.taken_until
    return draft.state is State.SENDING and (draft.version, draft.taken_until) == mine


def refuse(draft: Draft, taken: Draft, problem: str, now: datetime) -> Draft:
    """It could not go out, and says why. One that is not theirs any more who took it stays as it is."""
    if not is_taken(draft, taken):
        return draft
    return replace(_free(draft), state=State.HELD, held_at=now, problem=problem)


def arrive(draft: Draft, seq: Seq | None, problem: str) -> Draft:
    """It stands in the log; its words stand there from now on, and not here."""
    if draft.state is State.SENT:
        return draft
    return replace(
        _free(draft), state=State.SENT, content=NOTHING, seq=seq, problem=problem, due_at=draft.due_at, place=0
    )


def on_its_way(draft: Draft, rules: Rules, now: datetime) -> Draft:
    """In review, or waiting for the moment it is due, or being sent if that is now."""
    if _needs_eyes(draft, rules):
        return replace(_free(draft), state=State.REVIEW)
    due_at = max(draft.wanted_at or now, now + rules.undo)
    if due_at > now:
        return replace(draft, state=State.WAITING, due_at=due_at, taken_until=None)
    return replace(draft, state=State.SENDING, due_at=now, taken_until=now + TAKEN_FOR)


def require_time(at: datetime, now: datetime) -> None:
    """Raise ScheduleInvalid for a moment that is over, or too far ahead."""
    if at < now - _BEHIND:
        raise ScheduleInvalid(problem="is over already")
    if at > now + AHEAD:
        raise ScheduleInvalid(problem=f"lies more than {AHEAD.days} days ahead")


def _needs_eyes(draft: Draft, rules: Rules) -> bool:
    return draft.is_submission or (draft.content.label in rules.second_eyes and not draft.is_approved)


def require_read(draft: Draft, version: int | None) -> None:
    """Raise DraftNewer where somebody read another version than there is by now."""
    if version is not None and version != draft.version:
        raise DraftNewer(version=draft.version)


def _submitted(draft: Draft, by: Someone | None, now: datetime) -> Draft:
    """Submitted by somebody who lets it go; with None let go by an editor, or by whoever had submitted it."""
    if by is not None:
        return replace(draft, submitted_by=by, submitted_at=now)
    return replace(draft, submitted_by=None, submitted_at=None) if draft.is_submission else draft


def _unsent(draft: Draft) -> Draft:
    return replace(draft, state=State.DRAFT, sent_by=None, submitted_by=None, submitted_at=None)


def _require_newer(draft: Draft, version: int, content: Content) -> None:
    if version < draft.version or (version == draft.version and content != draft.content):
        raise DraftNewer(version=draft.version)


def _require_seen(draft: Draft, version: int, content: Content, upon: int | None) -> None:
    # Each device counts by itself: a higher number says nothing about what its writer has seen.
    if upon not in (None, draft.version) and version != draft.version and content != draft.content:
        raise DraftNewer(version=draft.version)


def _held(draft: Draft, by: Someone, now: datetime) -> Draft:
    return replace(_free(draft), state=State.HELD, held_by=by, held_at=now)


def _free(draft: Draft) -> Draft:
    return replace(draft, due_at=None, taken_until=None, held_by=None, held_at=None)
