"""Own providers: what a newsroom adds to the list, from a table in TOML.

Knows the table's shape and refuses everything else in it with a sentence that names the place. Patterns are of our own
language (`address_pattern`), so none can be slow; addresses of frames stand on hosts the table names, never on ours.
Does not know where the table is kept (`config`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from stoppress.errors import SettingsInvalid
from stoppress.media.address_pattern import Kind, names_in
from stoppress.media.part_kinds import NEWSROOM_ALPHABETS, host, made_of
from stoppress.media.provider_table import TABLE
from stoppress.media.providers import SANDBOX, Framing, Provider, provider

_KEYS: Final = frozenset(
    {"name", "title", "hosts", "paths", "key", "address", "oembed", "frame", "shape", "parts", "sandbox", "allow"}
)
_NEEDED: Final = ("name", "title", "hosts", "paths", "key", "address", "parts")

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,29}\Z", re.ASCII)
_PART: Final = re.compile(r"_?[a-z]{1,20}\Z", re.ASCII)
_PART_KIND: Final = re.compile(r"([a-z]{1,10}):(?:([0-9]{1,3})-)?([0-9]{1,3})\Z", re.ASCII)
_SHAPE: Final = re.compile(r"([0-9]{1,4}):([0-9]{1,4})\Z", re.ASCII)
_PATTERN: Final = re.compile(r"/[A-Za-z0-9._~@:{}?&=/-]{0,200}\Z", re.ASCII)
_KEY: Final = re.compile(r"[A-Za-z0-9._~@:{}/-]{1,100}\Z", re.ASCII)
_TEMPLATE: Final = re.compile(r"https://[a-z0-9.-]{1,253}/[A-Za-z0-9._~@:{}?&=%/\[\]-]{0,300}\Z", re.ASCII)

_ALLOWED_SANDBOX: Final = (
    *SANDBOX,
    "allow-popups",
    "allow-popups-to-escape-sandbox",
    "allow-presentation",
    "allow-forms",
)
_ALLOWED_FEATURES: Final = ("fullscreen", "picture-in-picture", "encrypted-media")

_OURS: Final = frozenset(each.name for each in TABLE)
_OUR_HOSTS: Final = frozenset(name for each in TABLE for spelling in each.spellings for name in spelling.hosts)


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaLimits:
    """`table` is characters of the table."""

    table: int = 65_536
    providers: int = 50
    hosts: int = 20
    paths: int = 20
    parts: int = 8


LIMITS: Final = MediaLimits()


def own_providers(table: str, *, own_hosts: Iterable[str] = (), limits: MediaLimits = LIMITS) -> tuple[Provider, ...]:
    """The providers a table describes. `own_hosts` are the publication's, which can never be framed.

    Raises SettingsInvalid with a sentence about the first thing that is wrong.
    """
    if len(table) > limits.table:
        raise SettingsInvalid(problem=f"the table of providers has more than {limits.table} characters.")
    try:
        tree = tomllib.loads(table)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise SettingsInvalid(problem=f"the table of providers is no TOML: {problem}.") from problem
    rows = tree.get("provider", [])
    if tree.keys() - {"provider"} or not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        raise SettingsInvalid(problem="the table of providers may hold nothing but [[provider]].")
    if len(rows) > limits.providers:
        raise SettingsInvalid(problem=f"there are more than {limits.providers} providers of your own.")
    made = tuple(_Row(each, frozenset(own_hosts), limits).provider() for each in rows)
    if len({each.name for each in made}) < len(made):
        raise SettingsInvalid(problem="two providers of your own have the same name.")
    return made


class _Row:
    """One provider of the table, while it is being judged."""

    def __init__(self, row: dict[str, Any], own_hosts: frozenset[str], limits: MediaLimits) -> None:
        self._row = row
        self._own_hosts = own_hosts
        self._limits = limits

    def provider(self) -> Provider:
        if unknown := sorted(self._row.keys() - _KEYS):
            self._refuse(f"“{unknown[0]}” is not known there")
        if missing := [each for each in _NEEDED if each not in self._row]:
            self._refuse(f"“{missing[0]}” is missing")
        name = self._text("name", _NAME)
        if name in _OURS:
            self._refuse("that name is taken by a provider that comes with Stoppress")
        hosts, kinds, (width, height) = self._hosts(), self._kinds(), self._shape()
        oembed = self._template("oembed", {"address", *kinds})
        try:
            return provider(
                name=name,
                title=self._title(),
                kinds=kinds,
                spellings=tuple((hosts, each) for each in self._texts("paths", _PATTERN, self._limits.paths)),
                keys=(self._text("key", _KEY),),
                address=self._template("address", set(kinds)),
                question=oembed,
                framing=self._framing(set(kinds)),
                width=width,
                height=height,
            )
        except ValueError as problem:
            self._refuse(str(problem))

    def _title(self) -> str:
        title = self._row["title"]
        if not isinstance(title, str) or not 0 < len(title) <= 50 or not title.isprintable():
            self._refuse("“title” is no name of 1 to 50 characters")
        return title

    def _hosts(self) -> tuple[str, ...]:
        hosts = self._texts("hosts", re.compile(r"[a-z0-9.-]{1,253}\Z", re.ASCII), self._limits.hosts)
        for each in hosts:
            if host(each) is None:
                self._refuse(f"“{each}” is no name of a host")
            if each in _OUR_HOSTS:
                self._refuse(f"“{each}” belongs to a provider that comes with Stoppress")
        return hosts

    def _kinds(self) -> dict[str, Kind]:
        parts = self._row["parts"]
        if not isinstance(parts, dict) or not 0 < len(parts) <= self._limits.parts:
            self._refuse(f"“parts” is no table of 1 to {self._limits.parts} parts")
        return {name: self._kind(name, text) for name, text in parts.items()}

    def _kind(self, name: str, text: object) -> Kind:
        found = _PART_KIND.match(text) if isinstance(text, str) else None
        if not _PART.match(name) or name in ("host", "address") or found is None or found[1] not in NEWSROOM_ALPHABETS:
            self._refuse(f"“parts.{name}” is none of the kind “word:11” or “digits:1-12”")
        most, least = int(found[3]), int(found[2] or found[3])
        if not 0 < least <= most <= 255:
            self._refuse(f"“parts.{name}” has no length from 1 to 255")
        return made_of(NEWSROOM_ALPHABETS[found[1]], least, most)

    def _framing(self, names: set[str]) -> Framing | None:
        template = self._template("frame", names)
        if not template:
            return None
        where = urlsplit(template).hostname or ""
        if where in self._own_hosts:
            # A frame of our own origin with its scripts allowed could take its own sandbox off.
            self._refuse("“frame” is on the publication's own host")
        return Framing(
            template=template,
            hosts=(where,),
            sandbox=self._choice("sandbox", _ALLOWED_SANDBOX, SANDBOX),
            allow=self._choice("allow", _ALLOWED_FEATURES, ()),
        )

    def _choice(self, field: str, allowed: tuple[str, ...], default: tuple[str, ...]) -> tuple[str, ...]:
        given = self._row.get(field, list(default))
        if not isinstance(given, list) or any(each not in allowed for each in given):
            self._refuse(f"“{field}” may hold {', '.join(allowed)} and nothing else")
        return tuple(given)

    def _shape(self) -> tuple[int, int]:
        found = _SHAPE.match(text) if isinstance(text := self._row.get("shape", "0:0"), str) else None
        if found is None:
            self._refuse("“shape” is no width and height in pixels, such as 640:360")
        return int(found[1]), int(found[2])

    def _template(self, field: str, names: set[str]) -> str:
        if field not in self._row:
            return ""
        text = self._text(field, _TEMPLATE)
        if host(urlsplit(text).hostname or "") is None:
            self._refuse(f"“{field}” has no name of a host")
        if not names_in(text) <= names or re.search(r"[{}]", re.sub(r"\{_?[a-z]+\}", "", text)):
            self._refuse(f"“{field}” has a place for a part that is not described")
        return text

    def _texts(self, field: str, pattern: re.Pattern[str], most: int) -> tuple[str, ...]:
        given = self._row[field]
        if not isinstance(given, list) or not 0 < len(given) <= most:
            self._refuse(f"“{field}” is no list of 1 to {most} texts")
        if not all(isinstance(each, str) and pattern.match(each) for each in given):
            self._refuse(f"“{field}” holds something that cannot stand there")
        return tuple(given)

    def _text(self, field: str, pattern: re.Pattern[str]) -> str:
        given = self._row[field]
        if not isinstance(given, str) or not pattern.match(given):
            self._refuse(f"“{field}” is not of the form it needs")
        return given

    def _refuse(self, problem: str) -> NoReturn:
        name = self._row.get("name")
        shown = name if isinstance(name, str) and _NAME.match(name) else "without a name"
        raise SettingsInvalid(problem=f"provider {shown}: {problem}.")
