"""The program as a process of its own: started, spoken to over HTTP, killed.

Knows the command line and what it prints.
Does not know what is asked of the server.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from stoppress.app.building import now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.config.settings import Settings
from stoppress.outbound.trust import authorities
from stoppress.staff.permissions import Scope
from tests.laid_out import laid_out
from tests.nursery import Born

PROGRAM = Path(sys.executable).with_name("stoppress")


@dataclass
class Running:
    """A server, and an editor's client of it."""

    process: subprocess.Popen[str] | Born
    url: str
    token: str
    client: httpx.Client

    @property
    def port(self) -> int:
        """Where it listens; a server started later can be given the same."""
        port = httpx.URL(self.url).port
        assert port is not None
        return port

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def open_blog(self, slug: str, **fields: Any) -> None:
        """Open a blog."""
        answer = self.client.post("/api/v1/blogs", json={"slug": slug, "headline": "Ferries stop", **fields})
        assert answer.status_code == 201, answer.text

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Do something through the API, whatever version there is; the answer."""
        answer = self.client.request(method, f"/api/v1/blogs/{path}", json=body, headers={"If-Match": "*"})
        assert answer.is_success, answer.text
        tree: dict[str, Any] = answer.json()
        return tree


def command(
    *arguments: str, folder: Path, database: str | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [PROGRAM, *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment(folder, database),
        timeout=timeout,
    )


@contextmanager
def serving(
    folder: Path,
    *arguments: str,
    database: str | None = None,
    port: int = 0,
    token: str = "",
    settings: Mapping[str, str] | None = None,
    program: Sequence[str | Path] = (PROGRAM,),
) -> Iterator[Running]:
    """A server on a port of the loopback address, a free one unless told, over the data in `folder`.

    `token` is an editor's from an earlier life of these data; `settings` go into the environment; `program` may be
    another that takes the same arguments.
    """
    arguments = arguments or ("serve",)
    token = token or new_token(folder, database)
    told = [*arguments, "--port", str(port)]
    around = environment(folder, database) | {f"STOPPRESS_{name}": text for name, text in (settings or {}).items()}
    process: subprocess.Popen[str] | Born
    if program == (PROGRAM,) and "--workers" not in told:
        process = Born(told, cwd=folder, env=around)
    else:
        process = subprocess.Popen([*program, *told], cwd=folder, env=around, stdout=subprocess.PIPE, text=True)
    try:
        url = _address(process)
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, verify=authorities()) as client:
            yield Running(process, url, token, client)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def new_token(folder: Path, database: str | None = None) -> str:
    """An editor's token, made in this process: the command line takes a second to start."""
    data = folder / "data" if database else laid_out(folder / "data")
    settings = read_settings({}, {"data": data, "database": database})
    with ThreadPoolExecutor(1) as aside:
        # A caller may be within a loop, which must not be entered again.
        return aside.submit(asyncio.run, _new_token(settings)).result()


async def _new_token(settings: Settings) -> str:
    async with open_newsroom(settings) as newsroom:
        scopes = frozenset({Scope.READ, Scope.WRITE})
        return await newsroom.tokens.create("editor", scopes, now=now(), random=secrets.token_bytes)


def _address(process: subprocess.Popen[str] | Born) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        words = [word for word in line.split() if word.startswith("http://")]
        if words:
            return httpx.URL(words[0]).copy_with(path="").__str__().rstrip("/")
    raise AssertionError("the server stopped before it said where it is")


def environment(folder: Path, database: str | None = None) -> dict[str, str]:
    """The environment of a program whose data are in `folder`."""
    mine = {"STOPPRESS_DATA": str(folder / "data")} | ({"STOPPRESS_DATABASE": database} if database else {})
    return {name: text for name, text in os.environ.items() if not name.startswith("STOPPRESS_")} | mine
