"""The nursery: a process that has loaded the program and forks it on demand.

A server under test starts in a tenth of the time. What is forked is the program from its command line on, in a process of
its own, with a pid, signals and an exit code like any other.

Run as `python -m tests.nursery SOCKET`; it ends when its standard input does. One connection is one child, for as long as it lives:
the request is JSON with the descriptor of the child's standard output, the answers are its pid and, at last, its exit code.
Knows nothing of what is asked of the program. What has several processes is started anew, as it starts others so.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import random
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Final

_MESSAGE: Final = 262_144


class Born:
    """A process of the nursery; it can do what tests ask of `subprocess.Popen`."""

    def __init__(self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> None:
        reading, writing = os.pipe()
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.connect(_address())
        request = json.dumps({"arguments": list(arguments), "cwd": str(cwd), "env": dict(env)})
        socket.send_fds(self._line, [request.encode()], [writing])
        os.close(writing)
        self.stdout: IO[str] | None = os.fdopen(reading, "r")
        self.pid = int(self._line.recv(_MESSAGE))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or None as long as it runs."""
        return self._ended(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended. Raises TimeoutExpired."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("stoppress", timeout or 0.0)
        return code

    def send_signal(self, number: int) -> None:
        """As `kill`; nothing happens to one that has ended."""
        if self.poll() is None:
            # It may have ended, and nobody have told us yet.
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                self.returncode = int(self._line.recv(_MESSAGE))
            except (TimeoutError, BlockingIOError):
                return None
            self._line.close()
        return self.returncode


_nurseries: dict[int, str] = {}


def _address() -> str:
    """The address of this process's nursery, which is opened when it is first asked for."""
    if os.getpid() not in _nurseries:
        folder = tempfile.mkdtemp(prefix="stoppress-nursery-")
        address = f"{folder}/line"
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", address],
            cwd=Path(__file__).parents[1],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert nursery.stdout is not None
        assert nursery.stdout.readline() == b"open\n", "the nursery did not open"
        atexit.register(_close, nursery, folder)
        _nurseries[os.getpid()] = address
    return _nurseries[os.getpid()]


def _close(nursery: subprocess.Popen[bytes], folder: str) -> None:
    assert nursery.stdin is not None
    nursery.stdin.close()
    nursery.wait()
    Path(folder, "line").unlink(missing_ok=True)
    Path(folder).rmdir()


def main(address: str) -> None:
    """Serve until standard input ends."""
    # What tests need not load, and no child again.
    import_module("stoppress.cli.program")
    # Half of what a server does before it answers; a theme's own templates are compiled by whoever has one.
    import_module("stoppress.render.templating").environment("en")
    import_module("stoppress.outbound.trust").authorities()
    for late in ("httpcore", "pydantic.v1"):
        import_module(late)
    desk = import_module("stoppress.web.desk.pages").environment()
    for name in desk.list_templates(extensions=["j2"]):
        desk.get_template(name)

    gc.collect()
    gc.freeze()
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(address)
    door.listen()
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    print("open", flush=True)
    lines: dict[int, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        for each in (door.fileno(), woken, sys.stdin.fileno()):
            selector.register(each, selectors.EVENT_READ)
        while True:
            ready = {key.fd for key, _ in selector.select()}
            if sys.stdin.fileno() in ready:
                return
            if woken in ready:
                os.read(woken, 4096)
                _bury(lines)
            if door.fileno() in ready:
                line, _ = door.accept()
                lines[_bear(line, (door, *lines.values()))] = line


def _bear(line: socket.socket, others: Sequence[socket.socket]) -> int:
    """Fork a child as the request on `line` says; its pid."""
    message, (out,), _, _ = socket.recv_fds(line, _MESSAGE, 1)
    pid = os.fork()
    if pid == 0:
        for each in (line, *others):
            each.close()
        _live(json.loads(message), out)
    os.close(out)
    line.send(str(pid).encode())
    return pid


def _live(request: Mapping[str, Any], out: int) -> None:
    """Be the program, to its end."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(out, 1)
    os.close(out)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    # Forked, both would have the same chance as their parent.
    random.seed()
    program = str(Path(sys.executable).with_name("stoppress"))
    sys.argv = [program, *request["arguments"]]
    sys.orig_argv = [sys.executable, *sys.argv]
    code = 1
    try:
        import_module("stoppress.cli.program").main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _bury(lines: dict[int, socket.socket]) -> None:
    """Tell of every child that has ended."""
    while lines:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        line = lines.pop(pid)
        # Whoever asked for it may have gone.
        with suppress(OSError):
            line.send(str(os.waitstatus_to_exitcode(status)).encode())
        line.close()


if __name__ == "__main__":
    main(sys.argv[1])
