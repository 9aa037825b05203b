"""The templates, loaded once for each language of the interface.

Knows where they are and that everything in them is escaped unless it is markup already.
Does not know what is put into them (`documents.py`).
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    meta,
)
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from markupsafe import Markup

from stoppress.errors import ThemeUnreadable
from stoppress.render.sayings import sayings
from stoppress.render.words import SOURCE, direction, spoken, words

OURS: Final = "stoppress"
"""A template of a newsroom's own extends ours by this name: `{% extends "stoppress/document.html.j2" %}`."""

_SOURCE: Final = PackageLoader("stoppress.render", "templates")


class _Own:
    """Where the newsroom's own templates are. One process has one publication."""

    folder: Path | None = None


def use_templates(folder: Path | None) -> str:
    """Have the templates in `folder` stand before ours; the answer is a digest of them, "" for none.

    All are compiled at once. Raises ThemeUnreadable where one is broken: a page that fails later would fail for everybody.
    """
    if folder == _Own.folder and folder is None:
        return ""
    if folder is not None and not folder.is_dir():
        raise ThemeUnreadable(problem=f"{folder} is no folder of templates")
    _Own.folder = folder
    environment.cache_clear()
    _module.cache_clear()
    try:
        _check_references(environment(SOURCE))
    except TemplateSyntaxError as problem:
        place = f"{problem.filename or problem.name}, line {problem.lineno}"
        raise ThemeUnreadable(problem=f"{place}: {problem.message}") from problem
    except (TemplateError, OSError, UnicodeDecodeError) as problem:
        raise ThemeUnreadable(problem=f"a template in {folder}: {problem}") from problem
    files = sorted(folder.rglob("*.j2")) if folder is not None else []
    return sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:16] if files else ""


def _check_references(made: Environment) -> None:
    """What a template names is there. Raises TemplateError."""
    known = made.list_templates()
    for name in made.list_templates(extensions=["j2"]):
        source, _, _ = made.loader.get_source(made, name) if made.loader is not None else ("", None, None)
        for each in meta.find_referenced_templates(made.parse(source)):
            if each is not None and each not in known:
                raise TemplateError(f"{name} names {each}, which does not exist")


def _loader() -> BaseLoader:
    own = [FileSystemLoader(_Own.folder)] if _Own.folder is not None else []
    return ChoiceLoader([*own, PrefixLoader({OURS: _SOURCE}), _SOURCE])


@cache
def environment(language: str) -> Environment:
    """The templates in a language that is `spoken`."""
    # Every template is compiled into this process and never looked for again: rendering does no I/O.
    made = Environment(
        loader=_loader(),
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


class Values(Protocol):
    """What a document is made of: a dataclass of `documents.py`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    template: ClassVar[str]

    @property
    def language(self) -> str:
        """Of what stands in it."""


def document(values: Values) -> bytes:
    """A whole document in UTF-8."""
    given = {each.name: getattr(values, each.name) for each in fields(values)}
    return environment(spoken(values.language)).get_template(values.template).render(given).encode()
