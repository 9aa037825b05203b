"""The desk's pages: its templates, and what every page of it is given.

Knows that everything is escaped unless it is markup already, and that nothing of the desk may be kept by a cache.
Does not know what any page is for.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from stoppress.actions.actions import Now
from stoppress.domain.identifiers import Slug, is_rehearsal
from stoppress.errors import StoppressError
from stoppress.render.publication import Publication
from stoppress.render.words import direction
from stoppress.staff.permissions import Person, Verb, may
from stoppress.web.desk.asking import Visitor
from stoppress.web.desk.days import near
from stoppress.web.desk.offers import offered
from stoppress.web.problems import status_of

PRIVATE: Final = {"Cache-Control": "no-store, private"}
"""What every answer of the desk bears."""


@cache
def environment() -> Environment:
    """The desk's templates; each is compiled when it is first asked for."""
    made = Environment(
        loader=PackageLoader("stoppress.web.desk", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["Verb"] = Verb
    made.globals["direction"] = direction
    made.globals["is_rehearsal"] = is_rehearsal
    return made


class Pages:
    """Makes the desk's pages of one publication."""

    def __init__(self, publication: Publication, now: Now) -> None:
        self.publication = publication
        self._now = now

    def page(
        self,
        request: Request,
        template: str,
        visitor: Visitor | None = None,
        *,
        problem: StoppressError | None = None,
        status: int | None = None,
        **values: Any,
    ) -> HTMLResponse:
        """A whole page, or a fragment; the template says which. `visitor` is who looks at it.

        After a `problem` the page says what was wrong, and has that status unless told another.
        """
        person = visitor.person if visitor is not None else None
        given = {
            "publication": self.publication,
            "assets": self.publication.assets,
            "visitor": visitor,
            "person": person,
            "form_token": visitor.form_token if visitor is not None else "",
            "path": request.url.path,
            "problem": str(problem or ""),
            "may": _asking(person),
            "undo": offered(request, visitor),
            "near": partial(near, now=self._now()),
            **values,
        }
        return HTMLResponse(environment().get_template(template).render(given), status or _status(problem), PRIVATE)


def _status(problem: StoppressError | None) -> int:
    return 200 if problem is None else status_of(problem)


def _asking(person: Person | None) -> Any:
    """`may(verb, slug)` for templates: what cannot be done is not offered."""

    def asked(verb: Verb, slug: Slug | None = None, *, own: bool = False) -> bool:
        return person is not None and may(person, verb, slug, own=own)

    return asked
