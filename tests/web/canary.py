"""A canary: a word that stands in one private place, and who may see it.

Knows what a canary is. Does not know any private place (`canaries`).
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from stoppress.domain.identifiers import Slug
from tests.web.cast import House

FERRY: Final = Slug("ferry")
COMMON: Final = "umbrella"
"""A word in every text with a canary, to search for."""

EDITORS: Final = frozenset({"administrator", "editor"})
WRITERS: Final = EDITORS | {"reporter, own", "reporter, other's"}
UPLOADERS: Final = WRITERS | {"editor elsewhere", "writing token"}
NOBODY: Final = frozenset[str]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """`words` may come back to those in `seen_by` and to nobody else; `known` are values for parameters of paths.

    `shown_by` is a piece of the path of a route that shows it to those who may: once there is such a route, one of them
    has to see it, or the test says nothing. `open_at` matches addresses at which it may be seen by everybody.
    """

    name: str
    words: Sequence[bytes]
    seen_by: frozenset[str]
    known: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shown_by: str = ""
    open_at: str = ""


Plant = Callable[[House], Awaitable[Canary]]


def word(kind: str) -> str:
    """A word that nothing else says."""
    return f"zqx{kind}{secrets.token_hex(4)}"


def text_with(said: str) -> str:
    """Words with a canary among them."""
    return f"{said} {COMMON}"
