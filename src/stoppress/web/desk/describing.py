"""Describing: the fields of a blog's description in a form.

Knows how each is written there.
Does not know what may be said (`domain.admission`).
"""

from __future__ import annotations

import re
from typing import Final

from starlette.datastructures import FormData

from stoppress.domain.blog import Blog
from stoppress.domain.furnishing import Describing
from stoppress.web.desk.asking import text
from stoppress.web.desk.fields import local, moment

FIELDS: Final = (
    "headline",
    "kicker",
    "short",
    "search",
    "standfirst",
    "language",
    "timezone",
    "sections",
    "coverage_start",
    "planned_end",
)

_COMMA: Final = re.compile(r"[,;\n]")


def describing_of(form: FormData) -> Describing:
    """What the fields say; one that is not in the form stays as it is. Raises InputInvalid for a time that is none."""
    timezone = text(form, "timezone").strip()
    return Describing(
        headline=_said(form, "headline"),
        kicker=_said(form, "kicker"),
        short=_said(form, "short"),
        search=_said(form, "search"),
        standfirst=_said(form, "standfirst"),
        language=_said(form, "language"),
        timezone=_said(form, "timezone"),
        sections=_sections(form),
        coverage_start=(moment(form, "coverage_start", timezone),) if "coverage_start" in form else None,
        planned_end=(moment(form, "planned_end", timezone),) if "planned_end" in form else None,
    )


def typed_of(blog: Blog) -> dict[str, str]:
    """The fields as the blog is."""
    now = blog.description
    return {
        "headline": now.headline.text,
        "kicker": now.headline.kicker,
        "short": now.headline.short,
        "search": now.headline.search,
        "standfirst": now.standfirst,
        "language": now.language,
        "timezone": now.timezone,
        "sections": ", ".join(filter(None, now.sections)),
        "coverage_start": local(now.coverage_start, now.timezone),
        "planned_end": local(now.planned_end, now.timezone),
    }


def _said(form: FormData, name: str) -> str | None:
    return text(form, name).strip() if name in form else None


def _sections(form: FormData) -> tuple[str, ...] | None:
    if "sections" not in form:
        return None
    return tuple(filter(None, (each.strip() for each in _COMMA.split(text(form, "sections")))))
