"""The queue: what goes out when, put into another order, and where there is room. Pure.

Knows slots of five minutes, clashes within a minute, and that in a new order the times stay and the posts move between them.
Does not know how a draft changes otherwise (`moves`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from stoppress.drafts.draft import Draft, DraftId, State
from stoppress.errors.drafts import QueueChanged

SLOT: Final = timedelta(minutes=5)

# Two that go out closer together come as one to who reads them.
_CLASH: Final = timedelta(minutes=1)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def is_scheduled(draft: Draft) -> bool:
    """Whether it waits for a moment somebody chose, and not for its undo window to be over."""
    return draft.state is State.WAITING and draft.wanted_at is not None


def next_free_slot(now: datetime, some: Iterable[Draft]) -> datetime:
    """The first moment on a multiple of five minutes that is to come and within whose five minutes nothing is to go out."""
    taken = {_slot(each.wanted_at) for each in some if each.wanted_at is not None}
    slot = _slot(now) + SLOT
    while slot in taken:
        slot += SLOT
    return slot


def clashes(some: Iterable[Draft]) -> frozenset[DraftId]:
    """Those that are to go out less than a minute before or after another."""
    timed = sorted((each.wanted_at, each.id) for each in some if each.wanted_at is not None)
    near = [(first[1], second[1]) for first, second in pairwise(timed) if second[0] - first[0] < _CLASH]
    return frozenset(each for pair in near for each in pair)


def reordered(scheduled: Sequence[Draft], order: Sequence[DraftId]) -> Mapping[DraftId, Draft]:
    """The scheduled drafts in another order: the times stay. Raises QueueChanged unless `order` names just these."""
    if sorted(order) != sorted(each.id for each in scheduled):
        raise QueueChanged
    times = sorted((each.wanted_at, each.due_at) for each in scheduled if each.wanted_at and each.due_at)
    by_name = {each.id: each for each in scheduled}
    return {
        name: replace(by_name[name], wanted_at=wanted_at, due_at=due_at, place=place)
        for place, (name, (wanted_at, due_at)) in enumerate(zip(order, times, strict=True))
    }


def _slot(moment: datetime) -> datetime:
    return moment - (moment - _EPOCH) % SLOT
