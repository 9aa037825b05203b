"""How the routes about shifts are asked, so that what they are for is done if it may be.

Knows what has to have happened before. Does not know who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from stoppress.staff.permissions import OPERATOR
from tests.web.ask import Ask, deed
from tests.web.scenes import Scene, fresh

_SHIFT: Final = "/desk/blogs/{slug}/shift"


async def _shift(scene: Scene) -> object:
    """A shift of whoever the asker's things are."""
    return await scene.house.newsroom.room.shifts.take(await scene.owner(), scene.slug, 0)


async def _offered(scene: Scene) -> object:
    """A shift of somebody else's, offered to whoever the asker's things are."""
    shifts = scene.house.newsroom.room.shifts
    shift = await shifts.take(OPERATOR, scene.slug, 0)
    return await shifts.offer(OPERATOR, scene.slug, shift.id, (await scene.owner()).id, "")


async def _seen_shift(scene: Scene) -> Mapping[str, Any]:
    shift, _ = await scene.house.newsroom.room.shifts.glance(OPERATOR, scene.slug)
    return {"shift": str(shift.id if shift else 0)}


async def _offer(scene: Scene) -> Mapping[str, Any]:
    return {**await _seen_shift(scene), "to": scene.house.other.id}


async def _new_note(_scene: Scene) -> Mapping[str, Any]:
    return {"kind": "question", "text": "Who says so?", "key": fresh("note")}


ASKS_OF_SHIFTS: Final[Mapping[str, tuple[Ask, ...]]] = {
    f"POST {_SHIFT}/{{deed}}": (
        deed("take", shift="0"),
        Ask(name="take and say so", fill={"deed": "take"}, form={"shift": "0", "reporting": "yes"}),
        Ask(name="take offered", fill={"deed": "take"}, form=_seen_shift, before=_offered),
        Ask(name="take another's", fill={"deed": "take"}, form=_seen_shift, before=_shift),
        Ask(name="offer", fill={"deed": "offer"}, form=_offer, before=_shift),
        Ask(name="call off", fill={"deed": "call-off"}, form=_seen_shift, before=_offered),
        Ask(name="decline", fill={"deed": "decline"}, form=_seen_shift, before=_offered),
        Ask(name="end", fill={"deed": "end"}, form=_seen_shift, before=_shift),
    ),
    f"POST {_SHIFT}/notes": (Ask(form=_new_note),),
    f"POST {_SHIFT}/notes/{{note}}/{{deed}}": (
        deed("done"),
        deed("reopen"),
        deed("assign"),
        deed("change", version="1", text="Who says what?"),
        deed("take-away"),
        deed("put-back"),
    ),
}
