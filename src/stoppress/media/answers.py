"""Answers of the child, believed in nothing: taken apart by types and ranges, or turned into a refusal.

Knows every way a child can end and which sentence a person gets for it.
Does not know processes (`confined`) or files (`keeping`).
"""

from __future__ import annotations

import json
import re
import signal
from dataclasses import dataclass
from typing import Any, Final

from stoppress.errors.media import MediaBroken, MediaTooLarge
from stoppress.media.confined import Ended
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.renditions import Wanted, first, rest

_TOO_MUCH: Final = "Reading the picture takes more time or memory than it may."

FAILURES: Final = {
    "memory": _TOO_MUCH,
    "size": "The picture is larger than its header says.",
    "unpacks": "What the picture carries beside its pixels unpacks to too much.",
}
"""What the child says of a picture it does not finish, beside `broken`; and the sentence for it."""

# By these the kernel ends a child that takes too much: CPU time, a file's size, or memory of the whole machine.
_ENDED_FOR_TOO_MUCH: Final = {-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL}

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a child has found out: upright pixels, the mean colour, and the most memory it had resident, in bytes."""

    width: int
    height: int
    colour: str
    is_animated: bool
    files: tuple[Wanted, ...]
    peak_bytes: int


def facts_of(ended: Ended, job: str, limits: PictureLimits) -> Facts:
    """The facts. Raises MediaTooLarge where it took too much, MediaBroken for every other end and any nonsense."""
    if ended.is_too_long:
        raise MediaBroken
    if ended.code is None or ended.code in _ENDED_FOR_TOO_MUCH:
        raise MediaTooLarge(problem=_TOO_MUCH)
    if ended.code != 0:
        raise MediaBroken
    try:
        told = json.loads(ended.said)
    except (ValueError, RecursionError) as problem:
        raise MediaBroken from problem
    if not isinstance(told, dict):
        raise MediaBroken
    if "failed" in told:
        sentence = FAILURES.get(told["failed"]) if isinstance(told["failed"], str) else None
        raise MediaTooLarge(problem=sentence) if sentence else MediaBroken
    return _facts(told, job, limits)


def _facts(told: dict[str, Any], job: str, limits: PictureLimits) -> Facts:
    made = told.get("made")
    if not isinstance(made, dict):
        raise MediaBroken
    width, height = (_whole(made.get(name), limits.side) for name in ("width", "height"))
    colour, is_animated = made.get("colour"), made.get("is_animated")
    if width * height > limits.pixels or not isinstance(colour, str) or not isinstance(is_animated, bool):
        raise MediaBroken
    if not _COLOUR.fullmatch(colour):
        raise MediaBroken
    # Which files there are to be is reckoned here; whether they are there is looked at afterwards.
    wanted = (first(width, height, limits),)
    files = wanted if job == "begin" else rest(width, height, limits, is_animated=is_animated)
    return Facts(width, height, colour, is_animated, files, _whole(told.get("peak"), 1 << 40))


def _whole(value: object, most: int) -> int:
    if type(value) is not int or not 1 <= value <= most:
        raise MediaBroken
    return value
