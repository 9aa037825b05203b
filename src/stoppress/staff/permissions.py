"""Permissions: the one question every door asks before anything is done.

Knows the closed list of verbs and the scope each needs.
Does not know how a person proved who they are (`tokens`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stoppress.errors import NotAllowed


class Scope(StrEnum):
    """What a token is good for. Whoever may write may read; nothing else includes another."""

    READ = "read"
    WRITE = "write"
    BACKDATE = "backdate"


class Verb(StrEnum):
    """What a person may want to do."""

    READ_BLOG = "read blog"
    OPEN_BLOG = "open blog"
    PUBLISH_POST = "publish post"
    BACKDATE_POST = "backdate post"
    REVISE_POST = "revise post"
    CORRECT_POST = "correct post"
    WITHDRAW_POST = "withdraw post"
    PIN_POST = "pin post"
    SET_KEY_POINTS = "set key points"
    SET_LIVE_REPORTING = "set live reporting"
    SET_HERO = "set hero"
    END_COVERAGE = "end coverage"
    IMPORT_BLOG = "import blog"
    UPLOAD_MEDIUM = "upload medium"
    PREPARE_MEDIUM = "prepare medium"
    FILL_EMBED = "fill embed"


_NEEDED: Final = {
    Verb.READ_BLOG: Scope.READ,
    Verb.BACKDATE_POST: Scope.BACKDATE,
    Verb.IMPORT_BLOG: Scope.BACKDATE,
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or some program, that proved who it is. `id` is opaque and stands in the log."""

    id: str
    name: str
    scopes: frozenset[Scope]


OPERATOR: Final = Person("operator", "operator", frozenset(Scope))
"""Whoever has the machine's command line. They could edit the database as well."""


def needed(verb: Verb) -> Scope:
    """The scope a verb needs."""
    return _NEEDED.get(verb, Scope.WRITE)


def may(person: Person, verb: Verb) -> bool:
    """Whether this person may do this."""
    scope = needed(verb)
    return scope in person.scopes or (scope is Scope.READ and Scope.WRITE in person.scopes)


def require(person: Person, verb: Verb) -> None:
    """Raise NotAllowed unless `may`."""
    if not may(person, verb):
        raise NotAllowed(scope=needed(verb).value)
