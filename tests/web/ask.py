"""An ask: one way to ask something of a route.

Knows what can be sent. Does not know any route (`asks`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.web.scenes import Scene

Sent = Mapping[str, Any] | Callable[[Scene], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One way to ask something of a route. `name` tells it from others of the same route.

    `tree` is sent as JSON, `form` as a form, `body` as it is; `fill` are parameters of the path that say what is to be
    done. `before` is what has to have happened.
    """

    name: str = ""
    tree: Any = None
    form: Sent | None = None
    body: bytes = b""
    query: Sent = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[Scene], Awaitable[object]] | None = None


def deed(name: str, before: Callable[[Scene], Awaitable[object]] | None = None, /, **fields: str) -> Ask:
    """One of several things that a route does, named in its path."""
    return Ask(name=name, fill={"deed": name}, form=fields, before=before)
