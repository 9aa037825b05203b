"""The templates, loaded once for each language of the interface.

Knows where they are and that everything in them is escaped unless it is markup already.
Does not know what is put into them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stoppress.render.sayings import sayings
from stoppress.render.words import direction, spoken, words


@cache
def environment(language: str) -> Environment:
    """The templates in a language that is `spoken`."""
    # Every template is compiled into this process and never looked for again: rendering does no I/O.
    made = Environment(
        loader=PackageLoader("stoppress.render", "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
    )
    made.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals["direction"] = direction
    made.globals["sayings"] = sayings(language)
    for name in made.list_templates(extensions=["j2"]):
        made.get_template(name)
    return made


@cache
def _module(template: str, language: str) -> Any:
    return environment(language).get_template(template).module


def piece(template: str, macro: str, *values: object, language: str) -> Markup:
    """What one macro of a template makes of `values`, around content in `language`."""
    made: Markup = getattr(_module(template, spoken(language)), macro)(*values)
    return made


def document(template: str, *, language: str, **values: object) -> bytes:
    """A whole document in UTF-8, around content in `language`."""
    return environment(spoken(language)).get_template(template).render(values, language=language).encode()
