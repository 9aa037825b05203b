"""Cookies: how a browser keeps the secret of a session.

Knows that no script and no other site gets at it, and that it goes when the browser does on a machine of many.
Does not know what a secret is good for.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from stoppress.web.desk.asking import SECURE_COOKIE

# As long as signing in takes: a code after a password, a stay at a provider.
_SHORT: Final = timedelta(minutes=10)


def keep_session(request: Request, response: Response, secret: str, lasts: timedelta | None) -> None:
    """Keep a session's secret; for as long as the browser is open where `lasts` is None."""
    _set(request, response, request.app.state.cookie, secret, lasts)


def keep_shortly(request: Request, response: Response, purpose: str, text: str) -> None:
    """Keep something between two steps of signing in."""
    _set(request, response, _name(request, purpose), text, _SHORT)


def keep_long(request: Request, response: Response, purpose: str, text: str, lasts: timedelta) -> None:
    """Keep something from one session to the next."""
    _set(request, response, _name(request, purpose), text, lasts)


def kept(request: Request, purpose: str) -> str:
    """What was kept for a purpose; "" where nothing was."""
    return request.cookies.get(_name(request, purpose), "")


def forget_session(request: Request, response: Response) -> None:
    """Have the browser forget a session's secret."""
    _set(request, response, request.app.state.cookie, "", timedelta())


def forget(request: Request, response: Response, purpose: str) -> None:
    """Have the browser forget what was kept for a purpose."""
    _set(request, response, _name(request, purpose), "", timedelta())


def _name(request: Request, purpose: str) -> str:
    return f"{request.app.state.cookie}-{purpose}"


def _set(request: Request, response: Response, name: str, text: str, lasts: timedelta | None) -> None:
    response.set_cookie(
        name,
        text,
        max_age=None if lasts is None else int(lasts.total_seconds()),
        path="/",
        secure=request.app.state.cookie == SECURE_COOKIE,
        httponly=True,
        samesite="lax",
    )
