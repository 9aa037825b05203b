"""Frames: what pages know of providers besides what stands in a card.

Knows that a frame is made of what was parsed out of an address, and that nothing of it is loaded before a reader asks.
Does not know providers (`media`): whoever builds a publication says how frames are made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Frame(Protocol):
    """A provider's frame, as attributes of an `iframe`."""

    @property
    def address(self) -> str: ...  # noqa: D102
    @property
    def sandbox(self) -> str: ...  # noqa: D102
    @property
    def allow(self) -> str: ...  # noqa: D102
    @property
    def referrer_policy(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """`titles` are what readers call providers, `frame` makes one from a provider's name and a key, if it has any.

    `sources` are the origins of all frames, for the page's policy.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    frame: Callable[[str, str], Frame | None] = lambda _provider, _key: None
    sources: tuple[str, ...] = ()
