"""Policy: the headers every response bears, and the size no request may exceed.

Knows the content security policy (CSP level 3, Trusted Types) and the body limit; plain ASGI, so that streams
pass through untouched.
Does not know any route.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stoppress.errors import BodyTooLarge, PageUnknown
from stoppress.web.problems import problem_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Origins beside our own that a page may use: for files of media, live streams, and frames that readers load."""

    files: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()


READER_POLICY: Final = "stoppress"
"""The reader page's one way from text to elements: a Trusted Types policy of this name."""

DESK_POLICY: Final = "default"
"""The desk's: what the editor writes goes through it, and it knows no other's name."""


def policy_headers(sources: Sources, trusted: str = READER_POLICY) -> tuple[tuple[str, str], ...]:
    """The headers every response bears, on pages whose Trusted Types policy is called `trusted`."""
    return (
        ("Content-Security-Policy", content_security_policy(sources, trusted=trusted)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    )


def desk_headers(sources: Sources, origin: str) -> tuple[tuple[str, str], ...]:
    """Those of every answer of the desk."""
    return (
        *policy_headers(sources, trusted=DESK_POLICY),
        # A page of another origin cannot have them loaded, not even one of a sister site, to which browsers send our cookies.
        ("Cross-Origin-Resource-Policy", "same-origin"),
        # Who has been there once types their password over nothing else (RFC 6797). Readers are not bound by it.
        *((("Strict-Transport-Security", "max-age=31536000"),) if origin.startswith("https://") else ()),
    )


def content_security_policy(
    sources: Sources, ancestors: Sequence[str] = ("'none'",), trusted: str = READER_POLICY
) -> str:
    """The policy of pages that may be framed by `ancestors` (CSP level 3)."""
    # Where a browser cannot play a live stream itself, a script hands it the pieces as `blob:`.
    played = (*sources.streams, "blob:") if sources.streams else ()
    directives = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'", "data:", *sources.files),
        "media-src": ("'self'", *sources.files, *played),
        "connect-src": ("'self'", *sources.streams),
        "font-src": ("'self'",),
        "manifest-src": ("'self'",),
        "frame-src": sources.frames or ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
        "frame-ancestors": tuple(ancestors) or ("'none'",),
        "require-trusted-types-for": ("'script'",),
        "trusted-types": (trusted,),
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


HEADERS: Final = policy_headers(Sources())
"""Those of a publication that uses nobody else's origin."""


_MEDIA: Final = "/media/"


class Policy:
    """An ASGI application around another."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        body_limit: int,
        larger: Mapping[str, int] = MappingProxyType({}),
        headers: Sequence[tuple[str, str]] = HEADERS,
        inner: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
        media_host: str = "",
    ) -> None:
        """`inner` are the headers of paths that have others, and of all below them. `media_host` is where files of media are answered and nothing else. `larger` are the limits of paths that take more; one that ends with a slash stands for all below it."""
        self._app = app
        self._body_limit = body_limit
        self._larger = larger
        self._headers = headers
        self._inner = inner
        self._media_host = media_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application around which this is, with the headers and within the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        bearing = self._headers_of(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in bearing:
                    headers.setdefault(name, value)
            await send(message)

        if self._media_host and host_of(scope) == self._media_host and not scope["path"].startswith(_MEDIA):
            # Whatever somebody makes of a file that was uploaded, nothing of ours has its origin.
            await problem_json(PageUnknown())(scope, receive, send_with_headers)
            return
        limit = self._limit_of(scope["path"])
        if _announced(scope) > limit:
            refusal = problem_json(BodyTooLarge(limit=limit))
            await refusal(scope, receive, send_with_headers)
            return
        counted = _Counted(receive, limit)
        await self._app(scope, counted, send_with_headers)

    def _headers_of(self, path: str) -> Sequence[tuple[str, str]]:
        found = (headers for each, headers in self._inner.items() if path == each or path.startswith(f"{each}/"))
        return next(found, self._headers)

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


def host_of(scope: Scope) -> str:
    """Whom a request was meant for, as it says itself."""
    return Headers(scope=scope).get("host", "").lower()


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0
