"""The templates, loaded once.

Knows where they are and that everything in them is escaped unless it is markup already.
Does not know what is put into them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


@cache
def _environment() -> Environment:
    # Every template is compiled into this process and never looked for again: rendering does no I/O.
    environment = Environment(
        loader=PackageLoader("stoppress.render", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
    )
    for name in environment.list_templates(extensions=["j2"]):
        environment.get_template(name)
    return environment


@cache
def _module(template: str) -> Any:
    return _environment().get_template(template).module


def piece(template: str, macro: str, *values: object) -> Markup:
    """What one macro of a template makes of `values`."""
    made: Markup = getattr(_module(template), macro)(*values)
    return made


def document(template: str, **values: object) -> bytes:
    """A whole document in UTF-8."""
    return _environment().get_template(template).render(values).encode()
