"""How the routes about readers' questions are asked, so that what they are for is done if it may be.

Knows what has to have happened before. Does not know who asks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from stoppress.audience.question import QuestionId
from stoppress.audience.question_moves import Move
from stoppress.staff.permissions import OPERATOR
from tests.web.ask import Ask
from tests.web.scenes import Scene

_QUESTIONS: Final = "/desk/blogs/{slug}/questions"


def _bulk(deed: str, before: Callable[[Scene], Awaitable[object]] | None = None) -> Ask:
    async def form(scene: Scene) -> Mapping[str, Any]:
        names = [await scene.filled("question")]
        if deed == "group":
            names.append((await scene.house.ask(scene.slug, "Something else entirely?")).id)
        # A form may have the same field twice.
        return {"deed": deed, "question": names, "person": scene.house.other.id}

    return Ask(name=deed, form=form, before=before)


async def _spam(scene: Scene) -> object:
    name = QuestionId(await scene.filled("question"))
    await scene.house.newsroom.questions.desk.move(OPERATOR, scene.slug, [name], Move.SPAM)
    return name


async def _wording(scene: Scene) -> Mapping[str, Any]:
    return {"text": "In other words?", **await _seen(scene)}


async def _answered(scene: Scene) -> Mapping[str, Any]:
    return {"headline": "", "body": "At noon.", "byline_name": "Ida", **await _seen(scene)}


async def _seen(scene: Scene) -> Mapping[str, Any]:
    name = QuestionId(await scene.filled("question"))
    whole = await scene.house.newsroom.questions.desk.find(OPERATOR, scene.slug, name)
    return {"seen": whole.question.changed_at.isoformat()}


ASKS_OF_QUESTIONS: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"POST {_QUESTIONS}/bulk": (
        _bulk("ask-for"),
        _bulk("reject"),
        _bulk("spam"),
        _bulk("put-back", _spam),
        _bulk("assign"),
        _bulk("group"),
        _bulk("ungroup"),
    ),
    f"POST {_QUESTIONS}/{{question}}/edit": (Ask(form=_wording),),
    f"POST {_QUESTIONS}/{{question}}/answer": (Ask(form=_answered),),
    f"POST {_QUESTIONS}/{{question}}/block": (Ask(form={"span": "hour"}),),
    "POST /desk/blogs/{slug}/question-rules/form": (Ask(form={"is_open": "yes", "call": "Ask."}),),
    "POST /desk/blogs/{slug}/question-rules/words": (Ask(form={"words": "casino"}),),
    "POST /desk/blogs/{slug}/question-rules/blocks/{block}/end": (Ask(form={}),),
}
