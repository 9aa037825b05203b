"""Law 11: every door asks the same question, and who gets through which is as the table in the repository says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.web.cast import House, house
from tests.web.gate import COMMAND, REFUSED, TABLE, YES, Gate, RouteUnknown, kept, rows_of, table, verdict, written

BENDS: dict[str, Callable[[str], str]] = {
    "a slash at the end": lambda target: _path(target, lambda path: f"{path}/"),
    "two slashes": lambda target: f"/{target}",
    "two slashes within": lambda target: target[0] + target[1:].replace("/", "//", 1),
    "capitals": lambda target: _path(target, str.upper),
    "a letter by its number": lambda target: target.replace("/d", "/%64").replace("/a", "/%61"),
    "a dot by its number": lambda target: target.replace("/", "/%2e/", 1),
    "back and forth": lambda target: f"/live/..{target}",
    "back and forth by number": lambda target: f"/live/%2e%2e{target}",
    "a slash by its number": lambda target: target[0] + target[1:].replace("/", "%2f", 1),
    "a parameter": lambda target: _path(target, lambda path: f"{path};x"),
    "a parameter within": lambda target: target[0] + target[1:].replace("/", ";x/", 1),
    "nothing behind": lambda target: _path(target, lambda path: f"{path}%00"),
}

NEVER_DONE = {
    "PUT /api/v1/media/{medium}/captions": "only a film has captions",
    "POST /desk/account/second-factor/codes": "it needs a code from somebody's telephone",
    "POST /desk/account/second-factor/confirm": "it needs a code from somebody's telephone",
    "GET /desk/sign-in/elsewhere": "no provider is configured",
    "GET /desk/sign-in/elsewhere/done": "no provider is configured",
}

# Of those who are refused, the first has most to gain.
OUTSIDERS = ("editor elsewhere", "moderator", "reading token", "nobody")


def _path(target: str, change: Callable[[str], str]) -> str:
    path, mark, query = target.partition("?")
    return change(path) + mark + query


@pytest.fixture
async def made(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        yield made


async def test_everybody_gets_through_the_gates_the_table_says_and_no_other(made: House) -> None:
    found = await table(made)
    assert found == kept(), f"run `{COMMAND}`, and read what has changed in the table"


async def test_somebody_gets_through_every_gate(made: House) -> None:
    """A row in which everybody is refused says nothing: its request is not what its route takes."""
    closed = {title for title, cells in kept().items() if set(cells) <= REFUSED}
    assert closed <= set(NEVER_DONE)


async def test_whoever_comes_through_does_what_was_asked(made: House) -> None:
    """A row without one `yes` is a request that does not fit, unless its reason stands in `NEVER_DONE`."""
    behind = {title for title, cells in kept().items() if YES not in cells}
    assert behind == set(NEVER_DONE), "make the request fit (ASKS), or say here why it cannot"


async def test_an_address_written_otherwise_gives_nobody_more(made: House) -> None:
    gate, known = Gate(made), kept()
    names = [each.name for each in made.askers]
    rows = {(row.method, row.path): row for row in rows_of(made.routes) if row.ask.before is None}
    more, asked = [], 0
    for row in rows.values():
        refused = [name for name in OUTSIDERS if known[row.title][names.index(name)] in REFUSED]
        for bend, bent in BENDS.items():
            for name in refused[:1]:
                answer = await gate.answer(row, made.asker(name), bent)
                asked += 1
                # A redirect to the right address has shown nothing yet.
                if answer.status < 400 and answer.status != 307:
                    more.append((row.title, bend, name, answer.status))
    assert more == []
    assert asked > len(BENDS) * len(rows) / 2


async def test_a_route_nobody_has_said_how_to_ask_fails_with_what_to_add(made: House) -> None:
    async def endpoint(_request: Request) -> Response:
        return Response()

    changing = Route("/desk/blogs/{slug}/paint", endpoint, methods=["POST"])
    with pytest.raises(RouteUnknown, match=r"Add “POST /desk/blogs/\{slug\}/paint” to ASKS in tests/web/asks.py"):
        rows_of([*made.routes, changing])
    strange = Route("/desk/ghosts/{ghost}", endpoint)
    with pytest.raises(RouteUnknown, match=r"Add “ghost” to FILLS in tests/web/scenes.py"):
        rows_of([strange])


async def test_a_gate_that_was_left_open_is_noticed(made: House) -> None:
    """Vacuity: without the question the table is another one."""

    async def endpoint(_request: Request) -> Response:
        return Response("open")

    open_door = Route("/desk/blogs/{slug}/posts/{post}", endpoint)
    inner = made.app._app  # type: ignore[attr-defined]
    inner.router.routes.insert(0, open_door)
    gate = Gate(made)
    row = next(each for each in rows_of(made.routes) if each.title == "GET /desk/blogs/{slug}/posts/{post}")
    assert verdict(await gate.answer(row, made.asker("nobody"))) == YES
    assert kept()[row.title][0] in REFUSED


async def test_the_table_is_read_as_it_is_written(made: House) -> None:
    assert written(kept(), made.askers) == TABLE.read_text("utf-8")
