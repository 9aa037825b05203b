"""The product under measurement: `stoppress serve` over a temporary folder, with one blog and a writer's token.

Knows the command line and the public addresses.
Does not know which lane answers, nor what is measured.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench import machine
from bench.started import SERVER_CPU, end, kill, started
from bench.wire import LOOPBACK, Wire, free_port, get, post, wait_until_listening

PROGRAM: Final = Path(sys.executable).with_name("stoppress")
SLUG: Final = "gauge"

FAULT: Final = "BENCH_SERVER_FAULT"
"""Names a fault that the product is started with (`bench.faulty`): every bench that judges has to notice."""

_EVENT: Final = re.compile(rb"id: [^\n]*\nevent: [^\n]*\ndata: [^\n]*\n\n")


@dataclass
class Product:
    """One server at a time over one folder, always at the same port."""

    folder: Path
    port: int
    token: str
    workers: int = 1
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    @property
    def pid(self) -> int:
        """Of the server, or of the parent of its workers."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it; it may not listen yet."""
        command: list[str | Path] = [*_program(), "serve", "--port", str(self.port), "--data", self.folder / "data"]
        if self.workers > 1:
            command += ["--workers", str(self.workers)]
        self._process = self._stack.enter_context(
            started(
                command,
                self.folder / "serve.log",
                cpu=SERVER_CPU if self.workers == 1 else None,
                environment=_environment(self.settings),
                folder=self.folder,
            )
        )

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None:
            end(self._process)
        self._stack.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        kill(self._process)
        self._stack.close()

    def open_blog(self, slug: str = SLUG) -> None:
        """Open a blog."""
        self.ask("/api/v1/blogs", {"slug": slug, "headline": f"The gauge at {slug}"})

    def ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post to the API. Raises AssertionError when it refuses."""
        with Wire(self.port) as wire:
            answer = wire.ask(self.request(path, body))
        assert answer.status == 201, answer.head + answer.body
        tree: dict[str, Any] = json.loads(answer.body)
        return tree

    def request(self, path: str, body: Mapping[str, Any]) -> bytes:
        """The bytes of a request to the API."""
        return post(
            path, json.dumps(body).encode(), f"Authorization: Bearer {self.token}", "Content-Type: application/json"
        )

    def cursor(self, slug: str = SLUG) -> str:
        """Where the blog's page is; what readers go on from."""
        with Wire(self.port) as wire:
            page = wire.ask(get(f"/live/{slug}")).body
        found = re.search(rb'data-live="([^"]+)"', page)
        assert found is not None, page[:500]
        return found[1].decode()

    def event(self, after: str, slug: str = SLUG) -> bytes:
        """The first event after a cursor, as it stands on the stream."""
        with socket.create_connection((LOOPBACK, self.port), timeout=10) as reading:
            reading.sendall(get(stream_path(after, slug)))
            received = b""
            while (found := _EVENT.search(received)) is None:
                more = reading.recv(65_536)
                assert more, received
                received += more
        return found[0]

    def log(self) -> str:
        """The end of what it printed."""
        return (self.folder / "serve.log").read_text(errors="replace")[-2000:]


@contextmanager
def product(*, workers: int = 1, settings: Mapping[str, str] | None = None) -> Iterator[Product]:
    """The product, listening, with an empty blog named `gauge`."""
    machine.descriptors()
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as name:
        folder = Path(name)
        served = Product(folder, free_port(), _token(folder), workers, settings or {})
        served.start()
        try:
            wait_until_listening(served.port)
            served.open_blog()
            yield served
        finally:
            served.stop()


def stream_path(cursor: str, slug: str = SLUG) -> str:
    """Where a reader of a page with this cursor connects."""
    return f"/live/{slug}/stream?after={cursor}"


def has_workers() -> bool:
    """Whether this `serve` can be several processes."""
    told = subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True, check=True)
    return "--workers" in told.stdout


def _program() -> list[str | Path]:
    fault = os.environ.get(FAULT)
    return [sys.executable, "-m", "bench.faulty", fault] if fault else [PROGRAM]


def _token(folder: Path) -> str:
    command: list[str | Path] = [PROGRAM, "token", "create", "bench", "--scope", "write"]
    environment = _environment({"DATA": str(folder / "data")})
    made = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=True)
    return made.stdout.strip()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """No setting of whoever runs the bench takes part in it."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("STOPPRESS_")}
    # For a faulty product, which is a module of the bench.
    clean["PYTHONPATH"] = str(Path(__file__).parents[1])
    return clean | {f"STOPPRESS_{name.upper()}": text for name, text in settings.items()}
