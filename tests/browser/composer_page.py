"""A page with a composer, on a server of its own that says what the test has it say.

Knows the built script and sheet, the desk's policy, and how a form of the desk looks.
Does not know drafts or posts: the test answers what the script asks.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from starlette.requests import Request

import stoppress.web
from stoppress.app.publishing import built_assets
from stoppress.domain.facts import Description, Headline
from stoppress.domain.fold import fold
from stoppress.domain.identifiers import Slug
from stoppress.domain.revisions import BlogOpened
from stoppress.render.publication import Publication
from stoppress.render.view import LABEL_WORDS
from stoppress.staff.permissions import Person, Role
from stoppress.staff.person_rows import RememberedByline
from stoppress.staff.sessions import SignedIn
from stoppress.web.desk.pages import Pages
from stoppress.web.policy import Sources, content_security_policy

STATIC = Path(stoppress.web.__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


@dataclass(frozen=True)
class Asked:
    """What the script asked."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def tree(self) -> Any:
        """The body, if it is JSON."""
        return json.loads(self.body)


@dataclass
class Answer:
    """What it is told; `text` as it is, or `tree` as JSON."""

    status: int = 200
    tree: Any = None
    text: str = ""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


Says = Callable[[Asked], Answer | None]


@dataclass
class Room:
    """The server, as a test sees it. `says` may answer anything; None leaves it to the room. `asked` is all that came."""

    url: str
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    says: Says = lambda _: None

    def of(self, method: str, ending: str) -> list[Asked]:
        """What came by `method` to addresses with that ending."""
        return [each for each in self.asked if each.method == method and each.path.endswith(ending)]


_START = datetime(2031, 4, 5, 6, 30, tzinfo=UTC)
_WRITER = SignedIn(
    person=Person(id="p1", name="Imke Quill", role=Role.ADMINISTRATOR),
    session="s1",
    form_token="token-1",
    proved_at=_START,
    shared=False,
)


def composer_form(**given: Any) -> str:
    """The composer of a blog, as the desk renders it."""
    opened = BlogOpened(
        at=_START,
        slug=Slug("ferry"),
        description=Description(headline=Headline(text="Ferries stop"), timezone="Europe/London"),
    )
    pages = Pages(Publication(assets=built_assets()), lambda: _START)
    asked = Request({"type": "http", "method": "GET", "path": "/desk/blogs/ferry", "headers": [], "query_string": b""})
    byline = RememberedByline(name="Imke Quill", role="ferry correspondent", place="Velmora")
    values: dict[str, Any] = {
        "blog": fold([opened]),
        "labels": LABEL_WORDS,
        "byline": byline,
        "version": 1,
        "key": "",
    } | given
    return bytes(pages.page(asked, "composer.html.j2", _WRITER, **values).body).decode()


def page_around(form: str, more: str = "") -> str:
    """A page of the desk with `form` in it."""
    built = built_assets()
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Desk</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="form-token" content="token-1">'
        f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{built.desk_sheet}">'
        f'<script type="module" src="{built.desk_script}"></script></head>'
        f'<body data-person="p1"><main class="write" id="content" data-desk-blog="ferry"><h1>Ferries stop</h1>{form}{more}</main></body></html>'
    )


@contextmanager
def composer_room() -> Iterator[Room]:
    """A server that runs as long as the block."""
    room = Room("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Asked(self.command, self.path, self.rfile.read(size), headers)
            if not self.path.startswith("/static/"):
                room.asked.append(request)
            answer = room.says(request) or _usual(room, request)
            body = (json.dumps(answer.tree) if answer.tree is not None else answer.text).encode()
            self.send_response(answer.status)
            policy = content_security_policy(Sources(), trusted="default")
            given = {"Content-Type": answer.kind, "Content-Length": str(len(body)), "Content-Security-Policy": policy}
            for name, value in (given | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A browser that is killed leaves its requests."""

    server = Server(("127.0.0.1", 0), Handler)
    room.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield room
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _usual(room: Room, request: Asked) -> Answer:
    path = request.path.split("?", maxsplit=1)[0]
    file = STATIC / path.removeprefix("/static/")
    if path.startswith("/static/") and file.parent == STATIC and file.is_file():
        return Answer(text=file.read_text(), kind=_TYPES[file.suffix])
    if path in room.pages and request.method == "GET":
        return Answer(text=room.pages[path], kind="text/html; charset=utf-8")
    return Answer(404, {"code": "page-unknown", "detail": "There is nothing here."})
