"""Asking: who is at the desk, and whether a request came from our own pages.

Knows the session's cookie, the form token, and what browsers say of where a request comes from (Fetch Metadata, Origin).
Does not know how somebody signed in.
"""

from __future__ import annotations

import hmac
import re
from typing import Annotated, Final

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request

from stoppress.actions.wish import ANY, Wish
from stoppress.domain.identifiers import Slug, is_slug
from stoppress.errors import BlogUnknown, InputInvalid, VersionMissing
from stoppress.errors.people import ForeignForm, SecondFactorNeeded, SignedOut
from stoppress.staff.permissions import Person, Verb, require
from stoppress.staff.sessions import Sessions, SignedIn
from stoppress.web.own_page import is_from_own_page

SECURE_COOKIE: Final = "__Host-stoppress"
PLAIN_COOKIE: Final = "stoppress-desk"
"""Where the publication's origin is not https: browsers keep a `__Host-` cookie of secure origins alone."""

FORM_FIELD: Final = "form_token"
FORM_HEADER: Final = "X-Form-Token"
"""Where the form token is sent."""

# A form has a few fields and the list of a blog's things; the limit keeps a hostile one from being taken apart (RELIABILITY (d)).
FIELDS_LIMIT: Final = 1_000

_VERSION: Final = re.compile(r'"?([0-9]{1,15})"?', re.ASCII)


Visitor = SignedIn
"""Somebody who is signed in."""


def cookie_name(origin: str) -> str:
    """The name of the session's cookie at the publication's origin."""
    return SECURE_COOKIE if origin.startswith("https://") else PLAIN_COOKIE


def cookie_of(request: Request) -> str:
    """The session's secret, if the browser sent one."""
    return request.cookies.get(request.app.state.cookie, "")


async def visitor_of(request: Request) -> Visitor:
    """Who sent this. Raises SignedOut, SecondFactorNeeded.

    The door keeps sessions, clock and the cookie's name in `app.state`.
    """
    return _settled(await _visitor(request, seen=True))


async def _visitor(request: Request, *, seen: bool) -> Visitor:
    sessions: Sessions = request.app.state.sessions
    secret = cookie_of(request)
    visitor = await sessions.who(secret, request.app.state.now(), seen=seen, settling=True) if secret else None
    if visitor is None:
        raise SignedOut
    return visitor


def _settled(visitor: Visitor) -> Visitor:
    if visitor.lacks_second_factor:
        raise SecondFactorNeeded
    return visitor


Here = Annotated[Visitor, Depends(visitor_of)]
"""Somebody who looks at a page."""


async def _settling(request: Request) -> Visitor:
    return await _visitor(request, seen=True)


Settling = Annotated[Visitor, Depends(_settling)]
"""Somebody who looks at a page by which a second factor is set up, and may have none yet although one is demanded."""


async def form_of(request: Request) -> FormData:
    """What a form sent. Files are not taken here."""
    return await request.form(max_files=0, max_fields=FIELDS_LIMIT, max_part_size=1_048_576)


async def _changing(request: Request, visitor: Here) -> Visitor:
    """Somebody who changes something, from a page of ours. Raises ForeignForm."""
    return await _from_our_page(request, visitor)


async def _changing_oneself(request: Request, visitor: Settling) -> Visitor:
    return await _from_our_page(request, visitor)


async def _unseen(request: Request) -> Visitor:
    return _settled(await _visitor(request, seen=False))


Unseen = Annotated[Visitor, Depends(_unseen)]
"""Whose page asks by itself. That nobody has closed it is no sign that somebody is there."""


async def _open_page(request: Request, visitor: Unseen) -> Visitor:
    return await _from_our_page(request, visitor)


async def _from_our_page(request: Request, visitor: Visitor) -> Visitor:
    require_own_page(request)
    sent = request.headers.get(FORM_HEADER, "")
    if not sent and "form" in request.headers.get("content-type", ""):
        sent = text(await form_of(request), FORM_FIELD)
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), visitor.form_token.encode()):
        raise ForeignForm
    return visitor


Changing = Annotated[Visitor, Depends(_changing)]
"""Somebody who changes something."""

SettlingChange = Annotated[Visitor, Depends(_changing_oneself)]
"""Somebody who sets up their second factor, proves who they are, or leaves; see `Settling`."""

OpenPage = Annotated[Visitor, Depends(_open_page)]
"""Whose page says something by itself."""


def require_own_page(request: Request) -> None:
    """Raise ForeignForm where the browser says that another site's page sent this. (CSRF)"""
    if not is_from_own_page(request):
        raise ForeignForm


def text(form: FormData, name: str) -> str:
    """A field's text; "" where it was not sent."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def blog_of(person: Person, slug: str, verb: Verb = Verb.READ_BLOG) -> Slug:
    """The blog of that name, if this person may do that in it. Raises BlogUnknown, NotAllowed."""
    if not is_slug(slug):
        raise BlogUnknown(blog=slug)
    require(person, verb, Slug(slug))
    return Slug(slug)


async def wish_of(request: Request, visitor: Changing) -> Wish:
    """What the headers say, or a form's fields `version` and `key`."""
    version, key = request.headers.get("if-match", ""), request.headers.get("idempotency-key", "")
    if "form" in request.headers.get("content-type", ""):
        form = await form_of(request)
        version, key = version or text(form, "version"), key or text(form, "key")
    return Wish(person=visitor.person, version=_version(version.strip()), key=key.strip())


Asked = Annotated[Wish, Depends(wish_of)]
"""A change, with the version it was decided on, if it says one."""


async def _matched(wish: Asked) -> Wish:
    if wish.version is None:
        raise VersionMissing
    return wish


Matched = Annotated[Wish, Depends(_matched)]
"""A change of a text that names the version it replaces. Raises VersionMissing."""


def _version(sent: str) -> int | None:
    if not sent:
        return None
    if sent == "*":
        return ANY
    found = _VERSION.fullmatch(sent)
    if found is None:
        raise InputInvalid(field="version", problem="reload the page, then try again.")
    return int(found[1])
