"""Slugs made of headlines: a blog's address in letters that every address bar shows as they are.

Knows how letters of other alphabets are written in Latin ones, as far as one letter stands for few.
Does not know which slugs are taken. Importers make theirs otherwise (`transfer.naming`): the same file, the same slug.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from datetime import date
from hashlib import sha256
from typing import Final

from stoppress.domain.identifiers import RESERVED, Slug

SLUG_LENGTH: Final = 60
"""What a chat or a mail shows of an address before it cuts."""

_WORD: Final = re.compile(r"[a-z0-9]+", re.ASCII)
_APOSTROPHES: Final = re.compile(r"['’ʼ`ьъ]")

_FROM: Final = "абвгґдеєжзиіклмнопрстуфхцчшщыэюя" + "αβγδεζηθικλμνξοπρςστυφχψω" + "ßæœøłđðþı"
_TO: Final = (
    "a b v g g d e ie zh z i i k l m n o p r s t u f kh ts ch sh shch y e iu ia "
    "a v g d e z i th i k l m n x o p r s s t y f ch ps o "
    "ss ae oe o l d d th i"
).split()
_LATIN: Final = str.maketrans(dict(zip(_FROM, _TO, strict=True)))


def slug_from(headline: str, taken: Container[Slug], today: date) -> Slug:
    """A slug from the headline's words that nobody has, at most a little over `SLUG_LENGTH` characters, cut at a word.

    Where there is no word that can be written so, it is `live-` and the day.
    """
    return _free(slug_of(headline) or f"live-{today.isoformat()}", taken)


def slug_of(text: str) -> str:
    """The words of a text that can be written so, as long as there is room; "" where there is none."""
    slug = ""
    for word in _WORD.findall(_latin(text)):
        longer = f"{slug}-{word}" if slug else word[:SLUG_LENGTH]
        if len(longer) > SLUG_LENGTH:
            break
        slug = longer
    return slug


def section_slug(name: str) -> str:
    """What a section is called in an address: the same for names that differ in case and marks alone."""
    return slug_of(name) or f"section-{sha256(name.casefold().encode('utf-8', 'replace')).hexdigest()[:10]}"


def _latin(text: str) -> str:
    # Folding makes two letters of "ß", and taking marks away one of "й" and "ё".
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    return "".join(each for each in plain if not unicodedata.combining(each)).translate(_LATIN)


def _free(slug: str, taken: Container[Slug]) -> Slug:
    number, free = 1, slug
    while Slug(free) in taken or Slug(free) in RESERVED:
        number += 1
        free = f"{slug}-{number}"
    return Slug(free)
