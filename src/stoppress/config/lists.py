"""Lists: how settings are read that hold several things, or an address.

Knows how each is written, and says what one looks like that cannot be read.
Does not know which settings there are (`settings`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from ipaddress import ip_network
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

_HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?/?", re.ASCII)


def _separated(read: Callable[[str], str]) -> BeforeValidator:
    """Separated by commas; `read` gives each its form, or raises ValueError."""

    def split(given: object) -> object:
        names = given.split(",") if isinstance(given, str) else given
        if not isinstance(names, Iterable):
            return names
        spelt = (str(each).strip() for each in names)
        return tuple(read(each) for each in spelt if each)

    return BeforeValidator(split)


def _network(text: str) -> str:
    return str(ip_network(text))


def _host(text: str) -> str:
    if not _HOST.fullmatch(text):
        raise ValueError(f"“{text}” is no name of a host, such as social.example.org")
    return text


def _origin(text: str) -> str:
    found = urlsplit(text)
    # It becomes part of a header; a letter too many there would open the page to others.
    if not _ORIGIN.fullmatch(text) or not found.hostname:
        raise ValueError(f"“{text}” is no origin, such as https://live.example.org")
    return text.rstrip("/")


def _ancestor(text: str) -> str:
    return text if text == "*" else _origin(text)


def _cache(text: str) -> str:
    found = urlsplit(text)
    if found.scheme not in ("http", "https") or not found.hostname or found.path not in ("", "/") or found.query:
        raise ValueError(f"“{text}” is no address of a cache, such as http://127.0.0.1:6081")
    return text.rstrip("/") + "/"


Origin = Annotated[str, AfterValidator(_origin)]
Origins = Annotated[tuple[str, ...], _separated(_origin)]
Ancestors = Annotated[tuple[str, ...], _separated(_ancestor)]
Hosts = Annotated[tuple[str, ...], _separated(_host)]
Networks = Annotated[tuple[str, ...], _separated(_network)]
Caches = Annotated[tuple[str, ...], _separated(_cache)]
Names = Annotated[tuple[str, ...], _separated(str.casefold)]
