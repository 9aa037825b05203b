"""Asking: from a request's headers to a wish.

Knows `Authorization`, `Idempotency-Key` and `If-Match` (RFC 9110 §13.1.1).
Does not know what is asked for.
"""

from __future__ import annotations

import re
from typing import Annotated, Final

from fastapi import Depends
from starlette.requests import Request

from stoppress.actions.wish import ANY, Wish
from stoppress.errors import InputInvalid, SignInNeeded, VersionMissing
from stoppress.staff.permissions import Person
from stoppress.staff.tokens import Holders

_ETAG: Final = re.compile(r'(?:W/)?"([0-9]{1,15})"', re.ASCII)


async def person_of(request: Request) -> Person:
    """Who sent this. Raises SignInNeeded. The door keeps its tokens in `app.state`."""
    tokens: Holders = request.app.state.tokens
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    person = await tokens.person(secret.strip()) if scheme.lower() == "bearer" else None
    if person is None:
        raise SignInNeeded
    return person


Asker = Annotated[Person, Depends(person_of)]


async def wish_of(request: Request, person: Asker) -> Wish:
    """What the headers say."""
    version = _version(request.headers.get("if-match", ""))
    return Wish(person=person, version=version, key=request.headers.get("idempotency-key", "").strip())


Asked = Annotated[Wish, Depends(wish_of)]


async def matched(wish: Asked) -> Wish:
    """A wish that names the version it is about, since one text is to replace another. Raises VersionMissing."""
    if wish.version is None:
        raise VersionMissing
    return wish


Matched = Annotated[Wish, Depends(matched)]


def etag(version: int) -> str:
    """A version as an ETag."""
    return f'"{version}"'


def _version(if_match: str) -> int | None:
    text = if_match.strip()
    if not text:
        return None
    if text == "*":
        return ANY
    found = _ETAG.fullmatch(text)
    if found is None:
        raise InputInvalid(field="If-Match", problem="send the ETag as it was given, in quotation marks, or *.")
    return int(found[1])
