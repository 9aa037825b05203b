"""Small judgements about texts, used by both halves of `admission`.

Knows lengths, emptiness, languages, time zones and web addresses.
Does not know what the text is for; the caller names it, so that the refusal can.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from stoppress.errors import Empty, InputInvalid, TooLong, TooMany

# The well-formed tags of BCP 47 (RFC 5646 §2.1) that name a language, script and region.
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?\Z", re.ASCII)


def not_over(field: str, text: str, limit: int) -> None:
    """Refuse a text of more than `limit` characters."""
    if len(text) > limit:
        raise TooLong(field=field, length=len(text), limit=limit)


def said(field: str, text: str, limit: int) -> None:
    """Refuse a text that says nothing, or says too much."""
    if not text:
        raise Empty(field=field)
    not_over(field, text, limit)


def at_most(field: str, count: int, limit: int) -> None:
    """Refuse a list of more than `limit` items."""
    if count > limit:
        raise TooMany(field=field, count=count, limit=limit)


def is_language(tag: str) -> bool:
    """Whether `tag` is a BCP 47 tag of language, script and region."""
    return _LANGUAGE.match(tag) is not None


@cache
def is_timezone(name: str) -> bool:
    """Whether `name` is in the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def address(field: str, url: str, limit: int) -> None:
    """Refuse what is no address of at most `limit` characters. Nothing at all is one."""
    not_over(f"{field} address", url, limit)
    if url and not is_web_address(url):
        raise InputInvalid(field=f"{field} address", problem="write an address that begins with http:// or https://.")


def is_web_address(url: str) -> bool:
    """Whether `url` is an absolute http or https address without credentials, white space or quotes."""
    if re.search(r"[\s<>\"'\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
