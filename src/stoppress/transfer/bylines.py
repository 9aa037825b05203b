"""Bylines and "Live reporting by …", as newsrooms write them.

Knows "By NAME, ROLE, in PLACE" and its kin, and tells a name from the beginning of a sentence.
Does not know who these people are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from stoppress.domain.facts import Byline, Duty, Reporter
from stoppress.domain.limits import DEFAULT_LIMITS

# "By Jo Wren, chief political correspondent, in Port Ellery": what is longer is a sentence.
_LINE_LENGTH: Final = 250
_NAME_WORDS: Final = 6
# "Business and Technology": one word on either side of "and" is no name.
_FULL_NAME_WORDS: Final = 2

_BY: Final = re.compile(r"by ", re.IGNORECASE)
_REPORTING: Final = re.compile(r"live reporting (?:by|from) ", re.IGNORECASE)
_EDITED: Final = re.compile(r"[,;.]? (?:and )?edited by ", re.IGNORECASE)
_AND: Final = re.compile(r",? and | & ")
_BETWEEN_NAMES: Final = re.compile(r", and |, | and | & ")
_PLACE: Final = re.compile(r"in (?=\w)")
_PARTICLES: Final = frozenset("al ap bin da de del den der di dos du el ibn la le ter the van von of y".split())
_DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december today tonight then now".split()
)
_DUTIES: Final = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|producer|analyst|presenter|journalist|columnist|chief|team|staff)\b",
    re.IGNORECASE,
)


def bylines_of(line: str) -> tuple[Byline, ...]:
    """The bylines a line gives, or none if it is not a byline line."""
    if not _BY.match(line) or len(line) > _LINE_LENGTH or line[-1] in ".!?…:;,":
        return ()
    found = _people(line[len("By ") :].strip())
    return found if all(_fits(each) for each in found) and len(found) <= DEFAULT_LIMITS.bylines else ()


def reporters_of(line: str) -> tuple[Reporter, ...]:
    """Those named in "Live reporting by A and B, edited by C", or none if it is another line."""
    if not _REPORTING.match(line) or len(line) > _LINE_LENGTH:
        return ()
    reporting, *edited = _EDITED.split(_REPORTING.sub("", line, count=1).rstrip(" ."), maxsplit=1)
    found = [Reporter(name=name) for name in _names(reporting)]
    found += [Reporter(name=name, duty=Duty.EDITED_BY) for part in edited for name in _names(part)]
    fits = all(len(each.name) <= DEFAULT_LIMITS.byline for each in found) and len(found) <= DEFAULT_LIMITS.bylines
    return tuple(found) if fits else ()


def is_name(text: str) -> bool:
    """Whether `text` can be what somebody is called: a few capitalised words, no day of the week."""
    words = text.split()
    return (
        0 < len(words) <= _NAME_WORDS
        and words[0].casefold() not in _DAYS
        and words[-1][0].isupper()
        and all(word[0].isupper() or word.casefold() in _PARTICLES for word in words)
        and not any(char.isdigit() for char in text)
    )


def _people(text: str) -> tuple[Byline, ...]:
    """The bylines in what follows "By "."""
    if several := _listed_names(text):
        return tuple(Byline(name=name) for name in several)
    first, *rest = text.split(", ")
    signed = _signed(first)
    for index, part in enumerate(rest):
        if _PLACE.match(part) and part[3].isupper():
            return _with(signed, role=", ".join(rest[:index]), place=", ".join((part[3:], *rest[index + 1 :])))
        following = rest[index + 1 :]
        before, joined, name = part.rpartition(" and ")
        if part.startswith("and ") and is_name(part[4:]):
            return _with(signed, role=", ".join(rest[:index])) + _people(", ".join((part[4:], *following)))
        if joined and following and not _PLACE.match(following[0]) and is_name(name):
            own = _with(signed, role=", ".join((*rest[:index], before)))
            return own + _people(", ".join((name, *following)))
    return _with(signed, role=", ".join(rest))


def _signed(text: str) -> tuple[Byline, ...]:
    """Bylines without roles, from "A and B" or "A in Beijing", or none where these are not names."""
    names, inside, place = text.partition(" in ")
    found = _AND.split(names)
    if not all(is_name(name) for name in found) or (inside and not place[:1].isupper()):
        return ()
    return tuple(Byline(name=name, place=place) for name in found)


def _listed_names(text: str) -> tuple[str, ...]:
    """The names in "A, B and C": only full names, so that a role with "and" in it is not taken for two people."""
    names = _BETWEEN_NAMES.split(text)
    full = all(is_name(name) and len(name.split()) >= _FULL_NAME_WORDS for name in names)
    return tuple(names) if full and _AND.search(text) and not _DUTIES.search(text) else ()


def _with(signed: tuple[Byline, ...], *, role: str = "", place: str = "") -> tuple[Byline, ...]:
    return tuple(replace(each, role=role, place=place or each.place) for each in signed)


def _names(text: str) -> list[str]:
    return [name.strip() for name in _BETWEEN_NAMES.split(text) if name.strip()]


def _fits(byline: Byline) -> bool:
    return all(len(text) <= DEFAULT_LIMITS.byline for text in (byline.name, byline.role, byline.place))
