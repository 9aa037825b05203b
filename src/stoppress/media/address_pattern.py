"""Address patterns: a small language for what addresses look like, in which no pattern can be slow.

Knows how an address is cut into host, path and query, and how the parts that a pattern names are taken out and put
back. A pattern is a path, `/watch?v={id}&t={start?}`: one named part at most in each piece between slashes, each judged by
its kind; a part that begins with `_` is judged and forgotten; a question mark lets what stands in the query be absent.
A template is text with `{part}`; what stands in square brackets goes if a part in it is absent.
Does not know which addresses there are (`provider_table`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

ADDRESS_LIMIT: Final = 2_000

Kind = Callable[[str], str | None]
"""What a part may look like: the part as it is kept, or None if it is no such part."""

Parts = Mapping[str, str]

# Printable ASCII without what is_web_address refuses and without the percent sign's escapes, which no key needs: what
# looks like another letter, or means another letter, is no match.
_ADDRESS: Final = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]?)://([A-Za-z0-9.-]{1,253})((?:/[!$%&'()*+,./:;=@A-Z_a-z~0-9-]*)?)"
    r"(?:\?([!$%&'()*+,./:;=?@A-Z_a-z~0-9-]*))?(?:#[!-~]*)?\Z"
)
_FIELD: Final = re.compile(r"\{(_?[a-z]+)(\??)\}")
_OPTIONAL: Final = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in pieces. `host` is in lower case; of a query field that is there twice, nothing is known."""

    host: str
    segments: tuple[str, ...]
    query: Parts


def address_of(text: str) -> Address | None:
    """`text` in pieces, or None if it is no plain http address: credentials, ports and anything not ASCII are none."""
    found = _ADDRESS.match(text) if len(text) <= ADDRESS_LIMIT else None
    if found is None:
        return None
    return Address(found[1].lower(), _segments(found[2]), _query(found[3] or ""))


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.removeprefix("/").removesuffix("/").split("/")) if path not in ("", "/") else ()


def _query(text: str) -> Parts:
    found: dict[str, str] = {}
    twice: set[str] = set()
    for field in text.split("&"):
        name, _, value = field.partition("=")
        if name in found:
            twice.add(name)
        found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


@dataclass(frozen=True, slots=True)
class _Piece:
    """`before{name}after`, or with no name just `before`."""

    before: str
    name: str
    after: str
    is_optional: bool

    def read(self, text: str, kinds: Mapping[str, Kind]) -> str | None:
        """What is kept of `text`, or None if it does not fit. Without a name nothing is kept, which is ""."""
        if not self.name:
            return "" if text == self.before else None
        if not (text.startswith(self.before) and text.endswith(self.after)):
            return None
        end = len(text) - len(self.after)
        return kinds[self.name](text[len(self.before) : end]) if end > len(self.before) else None


class Pattern:
    """One way to write an address, compiled. ValueError if `text` is none, or names a part that has no kind."""

    def __init__(self, text: str, kinds: Mapping[str, Kind]) -> None:
        path, _, query = text.partition("?")
        if not path.startswith("/"):
            raise ValueError(f"“{text}” does not begin with a slash")
        self._path = tuple(_piece(each) for each in _segments(path))
        self._query = {
            name: _piece(value) for name, _, value in (each.partition("=") for each in query.split("&") if each)
        }
        if any(each.is_optional for each in self._path):
            raise ValueError(f"“{text}” has an optional part in its path")
        if not {each.name for each in self._pieces() if each.name} <= kinds.keys():
            raise ValueError(f"“{text}” names a part that is not described")
        self._kinds = kinds

    @property
    def names(self) -> frozenset[str]:
        """The parts that are kept."""
        return frozenset(each.name for each in self._pieces() if each.name and not each.name.startswith("_"))

    def read(self, address: Address) -> dict[str, str] | None:
        """The parts of an address that is written so, or None. Query fields nobody asked about do not matter."""
        if len(address.segments) != len(self._path):
            return None
        parts: dict[str, str] = {}
        for piece, text in zip(self._path, address.segments, strict=True):
            if not self._kept(piece, text, parts):
                return None
        for name, piece in self._query.items():
            if not self._kept(piece, address.query.get(name, ""), parts) and not piece.is_optional:
                return None
        return parts

    def _kept(self, piece: _Piece, text: str, parts: dict[str, str]) -> bool:
        value = piece.read(text, self._kinds)
        if value and not piece.name.startswith("_"):
            # The same part twice in one address has to be the same thing.
            return parts.setdefault(piece.name, value) == value
        return value is not None

    def _pieces(self) -> Iterator[_Piece]:
        yield from self._path
        yield from self._query.values()


def _piece(text: str) -> _Piece:
    found = _FIELD.search(text)
    before, after = (text[: found.start()], text[found.end() :]) if found else (text, "")
    if "{" in before + after or "}" in before + after:
        raise ValueError(f"“{text}” has more than one part between two slashes, or braces that name none")
    return _Piece(before, found[1] if found else "", after, bool(found and found[2]))


def fill(template: str, parts: Parts) -> str:
    """`template` with its parts put in, percent-encoded. KeyError if one that is needed is absent."""

    def put(found: re.Match[str]) -> str:
        return quote(parts[found[1]], safe=":@")

    def put_if_there(found: re.Match[str]) -> str:
        return found[1] if all(each[1] in parts for each in _FIELD.finditer(found[1])) else ""

    return _FIELD.sub(put, _OPTIONAL.sub(put_if_there, template))


def names_in(template: str) -> frozenset[str]:
    """The parts a template has places for."""
    return frozenset(each[1] for each in _FIELD.finditer(template))


def needed_in(template: str) -> frozenset[str]:
    """The parts without which a template cannot be filled."""
    return names_in(_OPTIONAL.sub("", template))
