"""Gathers what the interface says into `messages.pot` and the catalogues; keeps what is translated.

Knows where sentences stand: in templates, in calls of `say`, `marked` and the like, and in refusals that readers meet.
Does not translate. `python -m tools.languages` is part of `make docs`.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from stoppress.render.refusals import MET
from stoppress.render.sayings import COUNTED

RENDER: Final = Path(__file__).parents[1] / "src" / "stoppress" / "render"
FOLDER: Final = RENDER / "languages"
TEMPLATE: Final = FOLDER / "messages.pot"

_HEADER: Final = "# What the interface of Stoppress says. Apache-2.0, like the rest."
_DROPPED: Final = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Project-Id-Version',
    '"Report-Msgid-Bugs-To',
    '"Last-Translator',
    '"Language-Team',
)

_KEYWORDS: Final = {"_": None, "say": None, "marked": None, "gettext": None, "ngettext": (1, 2)}
_METHODS: Final = [("**.py", "python"), ("templates/**.j2", "jinja2.ext:babel_extract")]
_OPTIONS: Final = {"templates/**.j2": {"extensions": "jinja2.ext.i18n", "silent": "false"}}


def gathered() -> Catalog:
    """Every sentence there is."""
    found = Catalog(header_comment=_HEADER, charset="utf-8", fuzzy=False)
    for name, _line, message, _comments, context in extract_from_dir(
        RENDER, _METHODS, _OPTIONS, keywords=_KEYWORDS, strip_comment_tags=True
    ):
        found.add(message, locations=[(name, 0)], context=context)
    for forms in COUNTED.values():
        found.add(forms, locations=[("sayings.py", 0)])
    for each in MET:
        found.add(each.message, locations=[("refusals.py", 0)])
    return found


def written(catalogue: Catalog) -> bytes:
    """As a file: in order, and without times or lines, so that it changes only when a sentence does."""
    packed = BytesIO()
    write_po(packed, catalogue, sort_output=True, no_location=True, omit_header=False, width=0)
    lines = packed.getvalue().decode().split("\n")
    kept = [each for each in lines if not each.startswith(_DROPPED)]
    return "\n".join(kept).encode()


def updated(path: Path, template: Catalog) -> bytes:
    """A catalogue with every sentence of the template; new ones are empty, old ones gone."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return written(catalogue)


def main() -> None:
    """Write the template and bring every catalogue up to date."""
    template = gathered()
    TEMPLATE.write_bytes(written(template))
    for path in sorted(FOLDER.glob("*.po")):
        path.write_bytes(updated(path, template))


if __name__ == "__main__":
    main()
