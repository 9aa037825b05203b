"""Proxies in front of the product: nginx and Varnish with the very files of `deploy/`.

Knows what an operator puts in place of the files' placeholders, and the command of each program.
Does not know what is asked through them.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.programs import require
from bench.started import started
from bench.wire import LOOPBACK, Wire, free_port, get, wait_until_listening

DEPLOY: Final = Path(__file__).parents[1] / "deploy"

_PLACEHOLDER: Final = re.compile(r"@([A-Z_]+)@")


@dataclass(frozen=True)
class Proxy:
    """A proxy that listens."""

    name: str
    pid: int
    port: int


def filled(text: str, places: Mapping[str, str]) -> str:
    """A configuration with everything put in place. Raises KeyError for a placeholder that has no place."""
    return _PLACEHOLDER.sub(lambda found: places[found[1]], text)


@contextmanager
def nginx(origin: int) -> Iterator[Proxy]:
    """The one named nginx, in front of this port of the loopback address. Raises Missing."""
    program, port = require("nginx", "nginx"), free_port()
    with _folder() as folder:
        (folder / "cache").mkdir()
        places = {
            "LISTEN": f"{LOOPBACK}:{port}",
            "ORIGIN": f"{LOOPBACK}:{origin}",
            "CACHE": str(folder / "cache"),
            "LOGS": str(folder),
            "PID": str(folder / "nginx.pid"),
        }
        text = filled((DEPLOY / "nginx.conf").read_text("utf-8"), places)
        (folder / "nginx.conf").write_text(text, "utf-8")
        command: list[str | Path] = [
            program,
            "-c",
            folder / "nginx.conf",
            "-e",
            folder / "error.log",
            "-g",
            "daemon off;",
        ]
        with started(command, folder / "log", folder=folder) as process:
            _wait(port, folder)
            yield Proxy("nginx", process.pid, port)


@contextmanager
def varnish(origin: int, port: int | None = None) -> Iterator[Proxy]:
    """Varnish in front of this port of the loopback address, on a free port unless told. Raises Missing."""
    program, port = _varnishd(), port or free_port()
    with _folder() as folder:
        places = {"ORIGIN_HOST": LOOPBACK, "ORIGIN_PORT": str(origin)}
        vcl = folder / "varnish.vcl"
        vcl.write_text(filled((DEPLOY / vcl.name).read_text("utf-8"), places), "utf-8")
        command: list[str | Path] = [program, "-F", "-f", vcl, "-a", f"{LOOPBACK}:{port}", "-n", folder / "work"]
        with started([*command, "-s", "malloc,64m"], folder / "log", folder=folder) as process:
            _wait(port, folder)
            yield Proxy("Varnish", process.pid, port)


PROXIES: Final[dict[str, Callable[[int], AbstractContextManager[Proxy]]]] = {"nginx": nginx, "varnish": varnish}
"""Each by its name."""


def _varnishd() -> str:
    # Debian keeps it where an ordinary user's PATH does not look.
    found = shutil.which("varnishd", path=f"{os.environ['PATH']}:/usr/sbin")
    return found or require("varnishd", "varnish", "varnish-modules")


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="stoppress-proxy-") as name:
        folder = Path(name)
        # Started by root, either becomes another user before it looks into its folder.
        folder.chmod(0o755)
        yield folder


def _wait(port: int, folder: Path) -> None:
    try:
        wait_until_listening(port, 10.0)
    except OSError as problem:
        raise RuntimeError((folder / "log").read_text(errors="replace")[-2000:]) from problem
    with Wire(port) as wire:
        answer = wire.ask(get("/"))
    assert answer.status == 200, answer.head
