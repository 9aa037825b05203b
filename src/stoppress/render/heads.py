"""Response heads: what both lanes say about a page's bytes.

Knows ETags, content codings and cache lifetimes (RFC 9110, RFC 9111).
Does not know requests beyond the two header values it is given, nor any server.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

import brotli

# Level 5 of either takes about a third of the time of the default and loses a few per cent of size.
_GZIP_LEVEL: Final = 5
_BROTLI_QUALITY: Final = 5

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"


class Coding(StrEnum):
    """A content coding we can send, best first."""

    BROTLI = "br"
    GZIP = "gzip"
    IDENTITY = "identity"


def accepted(accept_encoding: str) -> Coding:
    """The coding to answer with (RFC 9110 §12.5.3); identity whenever the header cannot be read."""
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip()] = _weight(parameter)
    for coding in (Coding.BROTLI, Coding.GZIP):
        if weights.get(coding.value, weights.get("*", 0.0)) > 0:
            return coding
    return Coding.IDENTITY


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


@dataclass(slots=True)
class Finished:
    """A finished page: its bytes in every coding that was asked for so far, and what to say about them.

    `is_final` means that only words withdrawn or removed will change it; `heads` are the header lines of each
    coding and status as bytes, which the fast lane makes once.
    """

    body: bytes
    version: str
    cache_control: str
    status: int = 200
    content_type: str = HTML
    is_final: bool = False
    heads: dict[tuple[Coding, int], bytes] = field(default_factory=dict)
    _coded: dict[Coding, bytes] = field(default_factory=dict)

    def bytes_in(self, coding: Coding) -> bytes:
        """The body in this coding; compressed once, when first asked for."""
        if coding is Coding.IDENTITY:
            return self.body
        if coding not in self._coded:
            self._coded[coding] = _compressed(self.body, coding)
        return self._coded[coding]

    def etag(self, coding: Coding) -> str:
        """Strong, and therefore another one for each coding (RFC 9110 §8.8.3.3)."""
        return f'"{self.version}{"" if coding is Coding.IDENTITY else "-" + coding.value}"'

    def is_known(self, if_none_match: str, coding: Coding) -> bool:
        """Whether the caller has these very bytes already (RFC 9110 §13.1.2)."""
        etag = self.etag(coding)
        known = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
        return any(each in (etag, "*") for each in known)

    def headers(self, coding: Coding) -> list[tuple[str, str]]:
        """Headers for a 200, and (without the content's) for a 304."""
        headers = [
            ("ETag", self.etag(coding)),
            ("Cache-Control", self.cache_control),
            ("Vary", "Accept-Encoding"),
            # What everybody may see, a script on another's page may too; no answer depends on who asks.
            ("Access-Control-Allow-Origin", "*"),
        ]
        if coding is not Coding.IDENTITY:
            headers.append(("Content-Encoding", coding.value))
        return headers


def page_version(body: bytes) -> str:
    """A short name for a page's bytes."""
    return sha256(body).hexdigest()[:24]


def _compressed(body: bytes, coding: Coding) -> bytes:
    if coding is Coding.BROTLI:
        packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
        return packed
    # No time of day in the bytes: the same page is the same bytes on every node.
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)
