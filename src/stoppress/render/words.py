"""Words of ours: what the interface says, in the language of the blog it stands around.

Knows the catalogues (`languages/*.po`, read once each) and which way a language is written. English is what the source
says; a language without a catalogue is spoken to in English.
Does not know any sentence. `python -m tools.languages` gathers them.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from importlib import resources
from io import BytesIO
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

SOURCE: Final = "en"


def marked(text: str) -> str:
    """`text` as it is: it is said elsewhere, and gathered for translation here."""
    return text


def spoken(language: str) -> str:
    """The language the interface speaks around content in `language` (BCP 47): its own if there is a catalogue."""
    primary = language.partition("-")[0].lower()
    return primary if primary in _catalogues() else SOURCE


@cache
def _catalogues() -> frozenset[str]:
    """Asked for with every piece of a page: the folder is read once."""
    files = (resources.files("stoppress.render") / "languages").iterdir()
    return frozenset(each.name.removesuffix(".po") for each in files if each.name.endswith(".po"))


@cache
def words(language: str) -> NullTranslations:
    """What translates into a language that is `spoken`."""
    if language == SOURCE:
        return NullTranslations()
    with _catalogue(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@cache
def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    try:
        return Locale.parse(language, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"


def _catalogue(language: str) -> resources.abc.Traversable:
    return resources.files("stoppress.render") / "languages" / f"{language}.po"
