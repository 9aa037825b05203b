"""`serve --workers 2` from outside: one blog over two processes, replaced, lost and ended without a reader noticing."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from stoppress.cli.running import Exit
from stoppress.hub.events import HEARTBEAT
from tests.outside.hearing import StreamBytes, seq_of
from tests.outside.kernel import Watched, children, holder, listening, until_closed, until_listening
from tests.outside.pages import cursor_of
from tests.running import Running, command, serving

SLUG = "ferry"
WORKERS = ("serve", "--workers", "2")
LOOPBACK = "127.0.0.1"

# Connections are spread by a hash of their ports: that all of so many fall to one of two happens once in 10^12 runs.
_MANY = 40


# A minute: nobody takes so long to let a reader go.
_SILENCES = 4


class Stream:
    """One open stream on a plain socket."""

    def __init__(self, port: int, cursor: str) -> None:
        self.socket = socket.create_connection((LOOPBACK, port), timeout=30)
        self.socket.sendall(f"GET /live/{SLUG}/stream?after={cursor} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self._bytes = StreamBytes()
        self.heard: list[bytes] = []

    def close(self) -> None:
        """Go."""
        self.socket.close()

    def until(self, text: bytes) -> None:
        """Wait for an event with this text."""
        while not any(text in each for each in self.heard):
            assert self._hear(), self.heard

    def to_its_end(self) -> None:
        """Wait until the server ends it, which it does with a last chunk."""
        # A successor may take longer to come than a heartbeat, on a machine with much else to do.
        while self._hear(silences=_SILENCES):
            pass
        assert self._bytes.is_over

    def _hear(self, silences: int = 0) -> bool:
        data = self.socket.recv(65_536)
        self.heard += self._bytes.take(data)
        # So long a silence means that what is waited for does not come; heartbeats alone would go on for ever.
        assert self.heard.count(HEARTBEAT) <= silences, self.heard
        return bool(data)

    @property
    def seqs(self) -> list[int]:
        """Of all frames."""
        return [seq for each in self.heard if (seq := seq_of(each)) is not None]


@contextmanager
def two_workers(folder: Path) -> Iterator[Running]:
    """Two workers with a blog, whose readers are let go within a fifth of a second."""
    with serving(folder, *WORKERS, settings={"DRAIN_SECONDS": "0.2"}) as running:
        running.open_blog(SLUG)
        yield running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Two workers for tests that leave two."""
    with two_workers(tmp_path_factory.mktemp("workers")) as running:
        yield running


def streams_on_both(running: Running, stack: ExitStack) -> dict[int, list[Stream]]:
    """Streams by the worker that holds them; each of the two has at least one."""
    workers, begin = until_listening(running.port, running.process.pid, 2), cursor(running)
    found: dict[int, list[Stream]] = {pid: [] for pid in workers}
    while not all(found.values()):
        assert sum(map(len, found.values())) < _MANY
        stream = stack.enter_context(closing(Stream(running.port, begin)))
        stream.until(b"retry: ")
        found[holder(stream.socket, workers)].append(stream)
    return found


def cursor(running: Running) -> str:
    """Where the blog's page is."""
    return cursor_of(running.client.get(f"/live/{SLUG}").content)


def publish_through(running: Running, pid: int, name: str) -> int:
    """A post, taken in by this worker; its sequence."""
    for _ in range(_MANY):
        with closing(http.client.HTTPConnection(LOOPBACK, running.port, timeout=30)) as connection:
            connection.connect()
            if holder(connection.sock, children(running.process.pid)) == pid:
                body = json.dumps({"id": name, "body": f"The {name} is late."})
                headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
                connection.request("POST", f"/api/v1/blogs/{SLUG}/posts", body, headers)
                answer = connection.getresponse()
                assert answer.status == 201, answer.read()
                return int(json.load(answer)["seq"])
    raise AssertionError(f"no connection fell to worker {pid}")


def test_a_post_through_either_worker_reaches_the_streams_of_both(running: Running) -> None:
    with ExitStack() as stack:
        streams = streams_on_both(running, stack)
        seqs = [publish_through(running, pid, f"through-{pid}") for pid in streams]
        for stream in (each for held in streams.values() for each in held):
            stream.until(b"-%d\n" % seqs[-1])
            assert stream.seqs == seqs


def test_sighup_replaces_both_and_refuses_nobody(running: Running) -> None:
    with ExitStack() as stack:
        streams = streams_on_both(running, stack)
        old, sockets = [Watched(pid) for pid in streams], listening(running.port)
        with asking_meanwhile(running.port) as answers:
            running.process.send_signal(signal.SIGHUP)
            for each in old:
                each.until_ended()
        assert set(answers) == {200}
        assert len(answers) > 10
        # A socket that is closed takes along who comes at that moment, so seldom that no number of askers shows it.
        assert listening(running.port) == sockets
        # Not its children: one that has ended is among them until the first process has heard of it.
        new = until_listening(running.port, running.process.pid, 2)
        assert not new & streams.keys()
        for stream in (each for held in streams.values() for each in held):
            stream.to_its_end()
        assert len(streams_on_both(running, stack)) == 2


@contextmanager
def asking_meanwhile(port: int) -> Iterator[list[int]]:
    """Ask for a page again and again, each time on a new connection; the statuses, once the context has ended.

    A refusal, or a connection that is closed without an answer, is raised at its end.
    """
    answers: list[int] = []
    problems: list[Exception] = []
    enough = threading.Event()

    def ask() -> None:
        while not enough.is_set():
            try:
                with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=30)) as connection:
                    connection.request("GET", f"/live/{SLUG}", headers={"Connection": "close"})
                    answers.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException) as problem:
                problems.append(problem)
            # As fast as it can, this thread would be the load: two hundred a second are enough to find a gap.
            enough.wait(0.005)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield answers
    finally:
        enough.set()
        asking.join()
    assert not problems, problems[:3]


def test_a_killed_worker_is_replaced_and_its_readers_find_everything_at_the_others(running: Running) -> None:
    with ExitStack() as stack:
        streams = streams_on_both(running, stack)
        begin = cursor(running)
        lost, other = streams
        killed, sockets = Watched(lost), listening(running.port, lost)
        killed.kill()
        killed.until_ended()
        # Whoever came to it until then is reset, as with any server that is killed.
        until_closed(running.port, sockets)
        publish_through(running, other, "meanwhile")
        returned = stack.enter_context(closing(Stream(running.port, begin)))
        returned.until(b"meanwhile")
        both = until_listening(running.port, running.process.pid, 2)
        assert len(listening(running.port)) == 2
        assert both - {lost, other}
        assert streams_on_both(running, stack).keys() == both


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["told", "killed"])
def test_with_the_first_process_all_end_and_let_readers_go_each_with_a_pause_of_its_own(
    number: signal.Signals, tmp_path: Path
) -> None:
    with two_workers(tmp_path) as running, ExitStack() as stack:
        workers = [Watched(pid) for pid in children(running.process.pid)]
        begin = cursor(running)
        streams = [stack.enter_context(closing(Stream(running.port, begin))) for _ in range(_MANY)]
        for each in streams:
            each.until(b"retry: ")
        running.process.send_signal(number)
        for each in streams:
            each.to_its_end()
        for worker in workers:
            worker.until_ended()
        assert running.process.wait(30) == (0 if number == signal.SIGTERM else -signal.SIGKILL)
        pauses = [int(re.findall(rb"retry: (\d+)", b"".join(each.heard[1:]))[0]) for each in streams]
        assert all(1_000 <= each < 5_000 for each in pauses)
        # Forty of four thousand: fewer than twenty different ones are not chance.
        assert len(set(pauses)) > _MANY // 2
        assert min(pauses) < 2_500 < max(pauses)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((LOOPBACK, running.port))


def test_a_second_crew_on_the_port_of_the_first_ends_with_a_sentence(running: Running, tmp_path: Path) -> None:
    done = command(*WORKERS, "--port", str(running.port), folder=tmp_path)
    assert done.returncode == Exit.REFUSED
    assert f"127.0.0.1:{running.port} cannot be listened on" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_database_that_is_none_ends_the_program_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.db").write_bytes(b"This is no database. " * 500)
    done = command(*WORKERS, "--port", "0", folder=tmp_path)
    assert done.returncode == Exit.STORAGE
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
