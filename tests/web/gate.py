"""The gate: everybody asks for everything, and what comes of it is one table. (Law 11)

Run it to write the table anew: `python -m tests.web.gate`. Knows how a request is put together (`asks` and `scenes` have
its parts), and what an answer amounts to.
Does not know what the table should say; whoever reads it does.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.routing import BaseRoute

from stoppress.errors import NotAllowed
from tests.web.ask import Ask
from tests.web.asks import ASKS
from tests.web.cast import Asker, House, house
from tests.web.plain_requests import Answer, ask
from tests.web.scenes import FILLS, Scene

TABLE: Final = Path(__file__).parents[2] / "docs" / "contracts" / "gate.md"
COMMAND: Final = "python -m tests.web.gate"

DOORS: Final = ("/desk", "/api")
"""Below these stands what not everybody may do."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

YES, SIGN_IN, NO, HIDDEN = "yes", "sign in", "no", "unknown"
REFUSED: Final = frozenset({SIGN_IN, NO, HIDDEN})
"""What the gate answers; everything else came through."""

_GATE_CODES: Final = {
    "signed-out": SIGN_IN,
    "sign-in-needed": SIGN_IN,
    "not-allowed": NO,
    "blog-unknown": HIDDEN,
    "draft-unknown": HIDDEN,
    "author-unknown": HIDDEN,
    "question-unknown": HIDDEN,
}
_MAY_NOT: Final = NotAllowed.message.partition("{")[0].encode()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a route, and one way to ask it."""

    method: str
    path: str
    ask: Ask

    @property
    def title(self) -> str:
        """As the table has it."""
        return f"{self.method} {self.path}" + (f" ({self.ask.name})" if self.ask.name else "")

    @property
    def parameters(self) -> list[str]:
        """The names in the path that a scene has to fill."""
        return [each for each in _parameters(self.path) if each not in self.ask.fill]


class RouteUnknown(AssertionError):
    """A route that nobody has said how to ask."""


def rows_of(routes: Iterable[BaseRoute]) -> list[Row]:
    """Every way to ask every route behind a gate. Raises RouteUnknown with a sentence that says what to add."""
    rows = []
    for route in routes:
        path = str(getattr(route, "path", ""))
        if not path.startswith(DOORS):
            continue
        methods = set(getattr(route, "methods", None) or {"GET"})
        for method in sorted(methods - ({"HEAD"} if "GET" in methods else set())):
            rows += [Row(method, path, each) for each in _asks(method, path)]
    return sorted(rows, key=lambda row: (row.path, row.method))


def _asks(method: str, path: str) -> tuple[Ask, ...]:
    asks = ASKS.get(f"{method} {path}")
    if asks is None and method not in SAFE:
        raise RouteUnknown(
            f"Add “{method} {path}” to ASKS in tests/web/asks.py: what is sent to it, so that it is done."
        )
    asks = asks or (Ask(),)
    for name in (name for each in asks for name in _parameters(path) if name not in each.fill and name not in FILLS):
        raise RouteUnknown(f"Add “{name}” to FILLS in tests/web/scenes.py: “{path}” needs one that is there.")
    return asks


def _parameters(path: str) -> list[str]:
    return re.findall(r"\{([a-z_]+)(?::[a-z]+)?\}", path)


async def request_of(row: Row, scene: Scene) -> tuple[str, dict[str, str], bytes]:
    """Target, headers and body of a request that would be done if it were allowed."""
    filled = {**{name: await scene.filled(name) for name in row.parameters}, **row.ask.fill}
    target = re.sub(r"\{([a-z_]+)(?::[a-z]+)?\}", lambda found: filled[found[1]], row.path)
    if row.ask.query:
        target += f"?{urlencode(await _sent(row.ask.query, scene))}"
    headers, body = {"Accept": "application/json", **scene.asker.headers}, row.ask.body
    if row.method not in SAFE:
        headers["If-Match"] = "*"
    if row.ask.tree is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(await _sent(row.ask.tree, scene)).encode()
    elif row.ask.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(await _sent(row.ask.form, scene), doseq=True).encode()
    return target, {**headers, **row.ask.headers}, body


async def _sent(given: Any, scene: Scene) -> Any:
    return await given(scene) if callable(given) else given


def verdict(answer: Answer) -> str:
    """What came of it, in a word: `YES`, what the gate says, or why it was not done although the gate was open."""
    if answer.header("location").startswith("/desk/sign-in?next="):
        return SIGN_IN
    if answer.status < 400:
        return YES
    code = _code(answer)
    if not code:
        # A page: a form that keeps what was typed.
        if answer.status == 404:
            return HIDDEN
        return NO if answer.status == 403 and _MAY_NOT in answer.body else str(answer.status)
    return _GATE_CODES.get(code, code)


def _code(answer: Answer) -> str:
    try:
        return str(json.loads(answer.body)["code"])
    except (ValueError, KeyError, TypeError):
        return ""


class Gate:
    """Asks, and has a new scene wherever something was done in the last one."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._scenes: dict[str, Scene] = {}

    async def scene(self, asker: Asker) -> Scene:
        """The scene of one of them."""
        if asker.name not in self._scenes:
            self._scenes[asker.name] = await Scene.made(self.house, asker)
        return self._scenes[asker.name]

    async def answer(self, row: Row, asker: Asker, bend: Callable[[str], str] = str) -> Answer:
        """What one of them is answered; `bend` makes another target of the right one."""
        if row.ask.before is not None:
            self._scenes.pop(asker.name, None)
        scene = await self.scene(asker)
        if row.ask.before is not None:
            await row.ask.before(scene)
        target, headers, body = await request_of(row, scene)
        answer = await ask(self.house.app, row.method, bend(target), headers, body)
        done = row.method not in SAFE and verdict(answer) not in REFUSED
        if done or row.ask.before is not None:
            self._scenes.pop(asker.name, None)
        if done:
            await self.house.revive(asker)
        return answer


async def table(house: House) -> dict[str, list[str]]:
    """The verdict on everybody, for each row by its title."""
    gate = Gate(house)
    return {
        row.title: [verdict(await gate.answer(row, asker)) for asker in house.askers] for row in rows_of(house.routes)
    }


def written(found: Mapping[str, list[str]], askers: Iterable[Asker]) -> str:
    """The table as it is kept."""
    lines = [
        "# Who gets through which gate",
        "",
        f"Made by `{COMMAND}` from the routes themselves; a test asks everything again and compares (law 11).",
        "",
        f"`{YES}`: done, or shown. `{SIGN_IN}`: who nobody knows is asked who they are. `{NO}`: they may not. `{HIDDEN}`:",
        "they are told what they would be told if it were not there. Anything else is the code of a refusal that came after",
        "the gate: they may, and what was asked does not fit. “Own” and “other's” are posts, drafts and uploads.",
        "",
        f"| | {' | '.join(each.name for each in askers)} |",
        f"|---{'|---' * len(tuple(askers))}|",
    ]
    lines += [f"| `{title}` | {' | '.join(cells)} |" for title, cells in found.items()]
    return "\n".join(lines) + "\n"


def kept() -> dict[str, list[str]]:
    """The table in the repository."""
    lines = [each.strip("| ").split(" | ") for each in TABLE.read_text("utf-8").splitlines() if each.startswith("| `")]
    return {title.strip("`"): cells for title, *cells in lines}


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with house(Path(folder)) as made:
            TABLE.write_text(written(await table(made), made.askers), "utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
