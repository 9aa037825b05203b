"""Conflicts: two texts of the same post side by side, and what they are put together to, as a page, a panel and JSON.

Knows how somebody chooses, with a script and without, and that everything typed comes back.
Does not know how texts are put together (`domain.merging`), nor when somebody else was first (`actions.merging`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from pydantic import Field, ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.merging import Stale
from stoppress.domain.codec import moment_text
from stoppress.domain.content import Content
from stoppress.domain.merging import Came, Choices, Clash, Merged, Stretch, Take, merge
from stoppress.errors import InputInvalid
from stoppress.errors.together import VersionStale
from stoppress.render.view import LABEL_WORDS
from stoppress.staff.people import People
from stoppress.staff.permissions import Verb
from stoppress.web.desk.asking import Changing, blog_of, text
from stoppress.web.desk.pages import PRIVATE, Pages
from stoppress.web.desk.shapes import ContentShape, Shape
from stoppress.web.desk.word_marks import Marked, marked
from stoppress.web.problems import problem_tree

MERGE: Final = "merge"
"""What the button says that puts both together as somebody chose."""

_FIELD_WORDS: Final = {
    "headline": "Headline",
    "label": "Label",
    "bylines": "Byline",
    "key_event": "Key event",
    "pin": "Pinned",
    "claim": "Claim",
}


class MergeShape(Shape):
    """Three texts, and what somebody chose: of paragraphs by their place among the conflicts, of fields by name."""

    base: ContentShape | None = None
    theirs: ContentShape
    mine: ContentShape
    paragraphs: dict[int, Take] = Field(default_factory=dict)
    fields: dict[str, Take] = Field(default_factory=dict)

    @property
    def chosen(self) -> Choices:
        """See the class."""
        return Choices(self.paragraphs, self.fields)

    def merged(self) -> Merged:
        """What comes of them."""
        base = self.base.content() if self.base is not None else None
        return merge(base, self.theirs.content(), self.mine.content())


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the panel: a stretch of the text, or a field. `place` names the choice; "" where there is none."""

    came: Came
    heading: str = ""
    theirs: tuple[Marked, ...] = ()
    mine: tuple[Marked, ...] = ()
    place: str = ""
    takes: tuple[Take, ...] = ()
    taken: Take | None = None


def _tree_of(content: Content) -> dict[str, Any]:
    """As the composer's script has it."""
    return ContentShape.of(content).model_dump(mode="json")


class Conflicts:
    """Shows them."""

    def __init__(self, pages: Pages, people: People) -> None:
        self._pages = pages
        self._people = people

    async def names(self, ids: Iterable[str]) -> list[str]:
        """Who that is; a program has no name."""
        known = {each.id: each.name for each in await self._people.everybody()}
        return [known.get(each, "A program") for each in ids]

    async def refusal(self, stale: Stale) -> Response:
        """As a script is told: all three texts, and what comes of them."""
        problem = VersionStale(current=stale.current)
        status, said = problem_tree(problem)
        merged = merge(stale.base, stale.theirs, stale.mine)
        conflicts = [{"base": each.base, "theirs": each.theirs, "mine": each.mine} for each in merged.conflicts]
        tree = {
            **said,
            "version": stale.current,
            "by": await self.names(stale.by),
            "at": moment_text(stale.at) if stale.at is not None else None,
            "base": _tree_of(stale.base) if stale.base is not None else None,
            "theirs": _tree_of(stale.theirs),
            "mine": _tree_of(stale.mine),
            "merged": _tree_of(merged.content()),
            "conflicts": conflicts,
            "clashes": [each.name for each in merged.clashes],
        }
        return JSONResponse(tree, status, PRIVATE, "application/problem+json")

    async def kept(self, stale: Stale) -> dict[str, Any]:
        """What a form says: both texts, and what they are put together to in its fields."""
        shape = MergeShape(
            base=ContentShape.of(stale.base) if stale.base is not None else None,
            theirs=ContentShape.of(stale.theirs),
            mine=ContentShape.of(stale.mine),
        )
        names = await self.names(stale.by)
        problem = VersionStale(current=stale.current)
        told = {"problem": problem, "version": stale.current}
        return {**told, **panel(shape, " and ".join(names), stale.at)}

    def fragment(self, request: Request, shape: MergeShape) -> Response:
        """What a script is given: the text, and the panel to be placed."""
        merged = shape.merged()
        page = self._pages.page(request, "conflict_alone.html.j2", **panel(shape))
        tree = {
            "content": _tree_of(merged.content(shape.chosen)),
            "clear": merged.is_clear,
            "panel": bytes(page.body).decode(),
        }
        return JSONResponse(tree, headers=PRIVATE)


def panel(shape: MergeShape, who: str = "", at: Any = None) -> dict[str, Any]:
    """What the panel is given, and as `content` what the composer holds then."""
    merged = shape.merged()
    return {
        "content": ContentShape.of(merged.content(shape.chosen)),
        "conflict": {
            "who": who,
            "at": at,
            "rows": [*_fields(merged, shape.chosen), *_stretches(merged, shape.chosen)],
            "is_clear": merged.is_clear,
            "texts": shape.model_dump_json(exclude={"paragraphs", "fields"}),
        },
    }


def sent_panel(form: FormData, who: str = "") -> dict[str, Any]:
    """The panel again, after somebody chose in a form without script. Raises InputInvalid."""
    paragraphs = {key.removeprefix("take-"): str(form[key]) for key in form if key.startswith("take-")}
    fields = {key.removeprefix("field-"): str(form[key]) for key in form if key.startswith("field-")}
    try:
        tree = json.loads(text(form, "merging"))
        shape = MergeShape.model_validate({**tree, "paragraphs": paragraphs, "fields": fields})
    except (ValueError, TypeError, ValidationError) as problem:
        raise InputInvalid(field="merging", problem="reload the page, then edit the post again.") from problem
    return panel(shape, who)


def conflict_routes(conflicts: Conflicts) -> APIRouter:
    """Putting together, for the composer's script. Nothing is kept, and nothing is read."""
    router = APIRouter(prefix="/desk/blogs/{slug}", include_in_schema=False)

    @router.post("/merge")
    async def put_together(request: Request, visitor: Changing, slug: str, shape: MergeShape) -> Response:
        blog_of(visitor.person, slug, Verb.PUBLISH_POST)
        return conflicts.fragment(request, shape)

    return router


def _fields(merged: Merged, chosen: Choices) -> Iterable[Row]:
    for each in merged.clashes:
        theirs, mine = _said(each, each.theirs), _said(each, each.mine)
        yield Row(
            came=Came.CONFLICT,
            heading=_FIELD_WORDS[each.name],
            theirs=(marked("", theirs),),
            mine=(marked("", mine),),
            place=f"field-{each.name}",
            takes=(Take.THEIRS, Take.MINE),
            taken=chosen.fields.get(each.name, Take.MINE),
        )


def _said(clash: Clash, value: Any) -> str:
    """A field in words."""
    match clash.name:
        case "label":
            return LABEL_WORDS[value] if value else "No label"
        case "bylines":
            return "; ".join(", ".join(filter(None, (by.name, by.role, by.place))) for by in value) or "No byline"
        case "claim":
            return f"{value.status.value.capitalize()}. {value.attribution}".strip() if value else "No claim"
        case _:
            return str(value) or "Nothing"


def _stretches(merged: Merged, chosen: Choices) -> Iterable[Row]:
    place = 0
    for each in merged.stretches:
        if each.came is not Came.CONFLICT:
            yield Row(came=each.came, theirs=_marks(each, each.theirs), mine=_marks(each, each.mine))
            continue
        yield Row(
            came=each.came,
            theirs=_marks(each, each.theirs),
            mine=_marks(each, each.mine),
            place=f"take-{place}",
            takes=(Take.BOTH, Take.THEIRS, Take.MINE) if each.theirs and each.mine else (Take.THEIRS, Take.MINE),
            taken=chosen.paragraphs.get(place, each.usual),
        )
        place += 1


def _marks(stretch: Stretch, said: tuple[str, ...]) -> tuple[Marked, ...]:
    """The paragraphs with what is not as it was marked."""
    if len(said) == len(stretch.base):
        return tuple(marked(was, now) for was, now in zip(stretch.base, said, strict=True))
    return tuple(marked("", each) for each in said)


CONFLICT: Final[Mapping[str, Any]] = {"conflict": None}
"""What a form without a conflict says of one."""
