"""Policy: the headers every response bears, and the size no request may exceed.

Knows the content security policy (CSP level 3, Trusted Types) and the body limit; plain ASGI, so that streams
pass through untouched.
Does not know any route.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stoppress.errors import BodyTooLarge
from stoppress.web.problems import problem_json

_SOURCES: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types stoppress",
)

CONTENT_SECURITY_POLICY: Final = "; ".join(_SOURCES)

HEADERS: Final = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


class Policy:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, *, body_limit: int, larger: Mapping[str, int] = MappingProxyType({})) -> None:
        """`larger` are the limits of paths that take more; one that ends with a slash stands for all below it."""
        self._app = app
        self._body_limit = body_limit
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application around which this is, with the headers and within the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        limit = self._limit_of(scope["path"])
        if _announced(scope) > limit:
            refusal = problem_json(BodyTooLarge(limit=limit))
            await refusal(scope, receive, send_with_headers)
            return
        counted = _Counted(receive, limit)
        await self._app(scope, counted, send_with_headers)

    def _limit_of(self, path: str) -> int:
        found = (
            limit for each, limit in self._larger.items() if path == each or (each[-1] == "/" and path.startswith(each))
        )
        return next(found, self._body_limit)


class _Counted:
    """A request body that may come in chunks without saying how long it is."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._seen = 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > self._limit:
            raise BodyTooLarge(limit=self._limit)
        return message


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0
