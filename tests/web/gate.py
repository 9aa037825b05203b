"""The gate: everybody asks for everything, and what comes of it is one table. (Law 11)

Run it to write the table anew: `python -m tests.web.gate`. Knows what a request to each route looks like: `ASKS` is where a
new route that changes something is added; one that only answers GET needs nothing, as long as `scenes.FILLS` knows its
parameters.
Does not know what the table should say; whoever reads it does.
"""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from starlette.routing import BaseRoute

from stoppress.errors import NotAllowed
from stoppress.web.desk import about
from stoppress.web.desk.fields import digest
from tests.web.cast import WISH, Asker, House, house, picture
from tests.web.plain_requests import Answer, ask
from tests.web.scenes import FILLS, Scene, fresh

TABLE: Final = Path(__file__).parents[2] / "docs" / "contracts" / "gate.md"
COMMAND: Final = "python -m tests.web.gate"

DOORS: Final = ("/desk", "/api")
"""Below these stands what not everybody may do."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})

YES, SIGN_IN, NO, HIDDEN = "yes", "sign in", "no", "unknown"
REFUSED: Final = frozenset({SIGN_IN, NO, HIDDEN})
"""What the gate answers; everything else came through."""

_GATE_CODES: Final = {"signed-out": SIGN_IN, "sign-in-needed": SIGN_IN, "not-allowed": NO, "blog-unknown": HIDDEN}
_MAY_NOT: Final = NotAllowed.message.partition("{")[0].encode()
_BOUNDARY: Final = "zqxboundary"

Sent = Mapping[str, Any] | Callable[[Scene], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One way to ask something of a route. `name` tells it from others of the same route.

    `tree` is sent as JSON, `form` as a form, `body` as it is; `fill` are parameters of the path that say what is to be
    done. `before` is what has to have happened.
    """

    name: str = ""
    tree: Any = None
    form: Sent | None = None
    body: bytes = b""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[Scene], Awaitable[object]] | None = None


def _upload_body() -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    return head.encode() + picture() + f"\r\n--{_BOUNDARY}--\r\n".encode()


_FILE: Final = Ask(body=_upload_body(), headers={"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"})
_PASSWORD: Final = "grey herons at the weir"
_CONTENT: Final = {"headline": "Other words", "body": "They say otherwise."}
_NEW_BLOG: Final = {"headline": "A new blog"}
_CORRECTION: Final = {"wrong": "It said so.", "right": "It is not so."}


async def _paused(scene: Scene) -> object:
    return await scene.house.newsroom.coverages.pause(WISH, scene.slug, "")


async def _ended(scene: Scene) -> object:
    return await scene.house.newsroom.coverages.end(WISH, scene.slug, None)


async def _pinned(scene: Scene) -> object:
    return await scene.house.newsroom.posts.pin(WISH, scene.slug, await scene.filled("post"))  # type: ignore[arg-type]


async def _new_slug(_scene: Scene) -> Mapping[str, Any]:
    return {**_NEW_BLOG, "slug": fresh("opened")}


async def _new_email(_scene: Scene) -> Mapping[str, Any]:
    return {"email": f"{fresh('invited')}@gazette.example", "name": "Ida", "role": "reporter"}


async def _known_password(scene: Scene) -> Mapping[str, Any]:
    staff, person = scene.house.newsroom.staff, await scene.filled("person")
    await staff.people.set_password(person, await staff.passwords.hashed(_PASSWORD))
    return {"email": (await staff.people.row(person)).email, "password": _PASSWORD}


def _part(name: str, /, **fields: str) -> Ask:
    """A form of the page about a blog: it says what it was filled in over."""

    async def form(scene: Scene) -> Mapping[str, Any]:
        blog = await scene.house.press.current(scene.slug)
        return {"seen": about._seen(blog, name), **fields}

    return Ask(name=name, fill={"part": name}, form=form)


async def _points(scene: Scene) -> Mapping[str, Any]:
    return {"seen": digest((await scene.house.press.current(scene.slug)).key_points), "point": "One", "link": ""}


def _deed(name: str, before: Callable[[Scene], Awaitable[object]] | None = None, /, **fields: str) -> Ask:
    return Ask(name=name, fill={"deed": name}, form=fields, before=before)


_POSTS: Final = "/blogs/{slug}/posts"
_POST: Final = f"{_POSTS}/{{post}}"
_NOTHING: Final = (Ask(form={}),)

ASKS: Final[Mapping[str, tuple[Ask, ...]]] = {
    # --- the desk: coming in
    "POST /desk/sign-in": (Ask(form=_known_password),),
    "POST /desk/sign-in/code": (Ask(form={"code": "000000"}),),
    "POST /desk/sign-out": _NOTHING,
    "POST /desk/welcome/{secret}": (Ask(form={"password": _PASSWORD}),),
    "POST /desk/confirm": (Ask(form={"password": _PASSWORD}),),
    # --- the desk: oneself
    "POST /desk/account/name": (Ask(form={"name": "Ida", "byline_name": "Ida"}),),
    "POST /desk/account/password": (Ask(form={"password": "", "new_password": _PASSWORD}),),
    "POST /desk/account/sessions/{session}/end": _NOTHING,
    "POST /desk/account/sessions/end-others": _NOTHING,
    "POST /desk/account/second-factor": _NOTHING,
    "POST /desk/account/second-factor/confirm": (Ask(form={"code": "000000"}),),
    "POST /desk/account/second-factor/codes": _NOTHING,
    "POST /desk/account/second-factor/remove": _NOTHING,
    # --- the desk: others
    "POST /desk/people": (Ask(form=_new_email),),
    "POST /desk/people/{person}/name": (Ask(form={"name": "Ida"}),),
    "POST /desk/people/{person}/role": (Ask(form={"role": "moderator"}),),
    "POST /desk/people/{person}/blog-role": (Ask(form={"blog": "elsewhere", "role": "moderator"}),),
    "POST /desk/people/{person}/disable": _NOTHING,
    "POST /desk/people/{person}/enable": _NOTHING,
    "POST /desk/people/{person}/sign-out": _NOTHING,
    "POST /desk/people/{person}/second-factor/remove": _NOTHING,
    "POST /desk/people/{person}/link": _NOTHING,
    # --- the desk: blogs
    "GET /desk/blogs/{slug}/rows": (Ask(query={"post": "p1"}),),
    "GET /desk/search": (Ask(query={"q": "words"}),),
    "GET /desk/embed": (Ask(query={"address": "https://gazette.example/story"}),),
    "POST /desk/blogs/new": (Ask(form=_new_slug),),
    "POST /desk/blogs/{slug}/preview": (Ask(tree=_CONTENT),),
    "POST /desk/blogs/{slug}/about/{part}": (
        _part("description", headline="Other words", timezone="UTC", language="en"),
        _part("reporting", name="Ida", duty="reporting", author=""),
        _part("related", title="More", url="https://gazette.example/more"),
        _part("podcast", text="Listen", url="https://gazette.example/podcast"),
        _part("hero"),
    ),
    "POST /desk/blogs/{slug}/key-points": (Ask(form=_points),),
    "POST /desk/blogs/{slug}/coverage/{deed}": (
        _deed("pause"),
        _deed("resume", _paused),
        _deed("end"),
        _deed("reopen", _ended),
        _deed("continue", new_headline="What follows"),
    ),
    "POST /desk/blogs/{slug}/removals": (Ask(form={"what": "post", "post": "p1"}),),
    "POST /desk/blogs/{slug}/removals/{order}/approve": _NOTHING,
    "POST /desk/blogs/{slug}/removals/{order}/call-off": _NOTHING,
    # --- the desk: posts
    f"PATCH /desk{_POST}": (Ask(tree=_CONTENT),),
    f"POST /desk{_POST}/correction": (Ask(tree={**_CORRECTION, "content": _CONTENT}),),
    f"POST /desk{_POST}/edit": (Ask(form=_CONTENT),),
    f"POST /desk{_POST}/correct": (Ask(form={**_CORRECTION, **_CONTENT}),),
    f"POST /desk{_POST}/take-down": (Ask(form={"reason": "It was wrong."}),),
    f"POST /desk{_POST}/pin": _NOTHING,
    f"POST /desk{_POST}/unpin": (Ask(form={}, before=_pinned),),
    f"POST /desk{_POST}/key-point": _NOTHING,
    # --- the desk: media
    "POST /desk/media": (_FILE,),
    "PATCH /desk/media/{medium}": (Ask(tree={"alt": "A pier"}),),
    # --- the API
    "POST /api/v1/blogs": (Ask(tree=_new_slug),),
    "PATCH /api/v1/blogs/{slug}": (Ask(tree={"headline": "Other words"}),),
    "PUT /api/v1/blogs/{slug}/related": (Ask(tree=[]),),
    "PUT /api/v1/blogs/{slug}/key-points": (Ask(tree=[{"text": "One"}]),),
    "PUT /api/v1/blogs/{slug}/live-reporting": (Ask(tree=[{"name": "Ida"}]),),
    "PUT /api/v1/blogs/{slug}/hero": (Ask(tree={"kind": "live stream", "media": "https://gazette.example/live.m3u8"}),),
    "DELETE /api/v1/blogs/{slug}/hero": (Ask(),),
    "PUT /api/v1/blogs/{slug}/podcast": (Ask(tree={"text": "Listen"}),),
    "DELETE /api/v1/blogs/{slug}/podcast": (Ask(),),
    "POST /api/v1/blogs/{slug}/pause": (Ask(tree={}),),
    "POST /api/v1/blogs/{slug}/resume": (Ask(before=_paused),),
    "POST /api/v1/blogs/{slug}/end": (Ask(tree={}),),
    "POST /api/v1/blogs/{slug}/reopen": (Ask(before=_ended),),
    "POST /api/v1/blogs/{slug}/continuation": (Ask(tree=_new_slug),),
    f"POST /api/v1{_POSTS}": (Ask(tree=_CONTENT),),
    f"PATCH /api/v1{_POST}": (Ask(tree=_CONTENT),),
    f"POST /api/v1{_POST}/correction": (Ask(tree=_CORRECTION),),
    f"POST /api/v1{_POST}/withdrawal": (Ask(tree={"reason": "It was wrong."}),),
    f"PUT /api/v1{_POST}/pin": (Ask(),),
    f"DELETE /api/v1{_POST}/pin": (Ask(before=_pinned),),
    f"PUT /api/v1{_POST}/key-point": (Ask(),),
    f"DELETE /api/v1{_POST}/key-point": (Ask(),),
    "POST /api/v1/media": (_FILE,),
    "PATCH /api/v1/media/{medium}": (Ask(tree={"alt": "A pier"}),),
    "PUT /api/v1/media/{medium}/captions": (
        Ask(body=b"WEBVTT\n\n00:00.000 --> 00:01.000\nSo.\n", headers={"Content-Type": "text/vtt"}),
    ),
    "POST /api/v1/media/uploads": (Ask(headers={"Upload-Length": "3"}),),
    "PATCH /api/v1/media/uploads/{upload}": (
        Ask(body=b"ab", headers={"Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}),
    ),
    "DELETE /api/v1/media/uploads/{upload}": (Ask(),),
}
"""How each route that changes something is asked, and those that answer GET and need a query."""


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
            f"Add “{method} {path}” to ASKS in tests/web/gate.py: what is sent to it, so that it is done."
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
        target += f"?{urlencode(row.ask.query)}"
    headers, body = {"Accept": "application/json", **scene.asker.headers}, row.ask.body
    if row.method not in SAFE:
        headers["If-Match"] = "*"
    if row.ask.tree is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(await _sent(row.ask.tree, scene)).encode()
    elif row.ask.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(await _sent(row.ask.form, scene)).encode()
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
        self.house.whose.own = asker.own
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
        if row.method not in SAFE and verdict(answer) not in REFUSED:
            self._scenes.pop(asker.name, None)
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
        "they are told what they would be told if there were no such blog. Anything else is the code of a refusal that came",
        "after the gate: they may, and what was asked does not fit. “Own” and “other's” are posts, drafts and uploads.",
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
