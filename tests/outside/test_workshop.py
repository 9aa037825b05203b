"""A child may do anything: hang, die, lie, flood, hand over a link. The workshop refuses the picture and lives on."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stoppress.errors.media import MediaBroken, MediaTooLarge
from stoppress.media.confined import PICTURES_CHILD, ask
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.workshop import FOLDER_PREFIX, Workshop
from tests.outside.kernel import Watched
from tests.pictures import photograph, written

SOUND = '{"made": {"width": 400, "height": 300, "colour": "#a0b1c2", "is_animated": false, "files": []}, "peak": 1000}'
NAMED = "400.jpg"


def program(code: str) -> list[str]:
    """A child of ours instead of the right one; it may say `SOUND`."""
    return [sys.executable, "-I", "-c", f"import os, signal, sys\nSOUND = {SOUND!r}\n{code}"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "upload"
    path.write_bytes(written(photograph(), "JPEG"))
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def names_in(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


MISBEHAVING = {
    "hangs": ("signal.pause()", MediaTooLarge),
    "hangs after its answer": ("print(SOUND, flush=True); os.close(1); signal.pause()", MediaTooLarge),
    "is killed": ("os.kill(os.getpid(), signal.SIGKILL)", MediaTooLarge),
    "crashes": ("os.kill(os.getpid(), signal.SIGSEGV)", MediaBroken),
    "takes no question": ("os.close(0); print(SOUND)", MediaBroken),
    "says nothing": ("pass", MediaBroken),
    "says nonsense": ("print('<html>')", MediaBroken),
    "says it twice": ("print(SOUND, SOUND)", MediaBroken),
    "talks without end": ("while True: os.write(1, b'[' * 65_536)", MediaBroken),
    "fails after its answer": ("print(SOUND); sys.exit(3)", MediaBroken),
    "made nothing": ("print(SOUND)", MediaBroken),
    "hands over a link": (f"os.symlink('/etc/hostname', {NAMED!r}); print(SOUND)", MediaBroken),
    "hands over something else": (f"open({NAMED!r}, 'w').write('<script>'); print(SOUND)", MediaBroken),
}


@pytest.mark.parametrize("name", MISBEHAVING)
async def test_a_child_that_misbehaves_is_a_refusal(name: str, source: Path, out: Path) -> None:
    code, refusal = MISBEHAVING[name]
    # Those that hang are ended by this; a busy machine may end others by it too, and must not.
    seconds = 1.0 if name.startswith("hangs") else 60.0
    workshop = Workshop(b"key", PictureLimits(begin_seconds=seconds), command=program(code))
    with pytest.raises(refusal):
        await workshop.begin(source, out)
    assert names_in(out) == []


async def test_the_seam_lets_an_honest_child_through(source: Path, out: Path) -> None:
    """The tests above would mean nothing otherwise."""
    code = f"import shutil; shutil.copy({str(source)!r}, {NAMED!r}); print(SOUND)"
    made = await Workshop(b"key", command=program(code)).begin(source, out)
    assert names_in(out) == [made.renditions[0].name]


async def test_a_child_starts_with_nothing_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOPPRESS_DATABASE", "postgresql://somebody:secret@localhost/")
    code = "print(*sorted(os.environ)); print(os.getcwd()); print(*sorted(os.listdir('/proc/self/fd')))"
    ended = await ask(program(code), b"", folder=tmp_path, seconds=60)
    names, folder, descriptors = ended.said.decode().splitlines()
    # Python adds LC_CTYPE itself where the locale asks for it; the last descriptor is the listing's own.
    assert set(names.split()) - {"LC_CTYPE"} == {"LANG", "MALLOC_ARENA_MAX", "PATH"}
    assert folder == str(tmp_path)
    assert descriptors == "0 1 2 3"


async def test_a_cancelled_job_leaves_no_child_and_no_folder(source: Path, out: Path, tmp_path: Path) -> None:
    said = tmp_path / "pid"
    os.mkfifo(said)
    code = f"open({str(said)!r}, 'w').write(str(os.getpid())); signal.pause()"
    job = asyncio.create_task(Workshop(b"key", command=program(code)).begin(source, out))
    child = Watched(int(await asyncio.to_thread(said.read_text)))
    assert [name.startswith(FOLDER_PREFIX) for name in names_in(out)] == [True]
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    child.until_ended()
    assert names_in(out) == []


async def test_no_more_than_two_are_at_work(source: Path, out: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    # Each waits until another has begun, so that two are there together for certain.
    code = (
        f"log = open({str(log)!r}, 'a+')\nlog.write('+'); log.flush()\n"
        "while log.seek(0) or log.read().count('+') < 2: pass\n"
        "log.write('-'); log.flush()"
    )
    workshop = Workshop(b"key", command=program(code))
    ends = await asyncio.gather(*(workshop.begin(source, out) for _ in range(5)), return_exceptions=True)
    assert all(isinstance(each, MediaBroken) for each in ends)
    running = [0]
    for mark in log.read_text():
        running.append(running[-1] + (1 if mark == "+" else -1))
    assert max(running) == 2
    assert running[-1] == 0


CONFINED = "from stoppress.media.confinement import confine\nconfine(memory=64 << 20, cpu_seconds=1, most_cpu_seconds=2, file_bytes=1000)\n"

LIMITED: dict[str, tuple[str, Callable[[int | None, bytes], bool]]] = {
    "memory": ("bytearray(80 << 20)", lambda code, _: code == 1),
    "memory within": ("bytearray(40 << 20); print('had')", lambda _, said: said == b"had\n"),
    "a large file": ("import pathlib; pathlib.Path('f').write_bytes(bytes(2000))", lambda code, _: code == 1),
    "open files": ("[open('/dev/null') for _ in range(40)]", lambda code, _: code == 1),
    "CPU time": ("while True: pass", lambda code, _: code == -signal.SIGXCPU),
    "CPU time for all": (
        "import stoppress.media.confinement as c; c.allow_encoding(); signal.signal(signal.SIGXCPU, print)\nwhile True: pass",
        lambda code, _: code == -signal.SIGKILL,
    ),
    "processes": (
        "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))",
        lambda _, said: said == b"(0, 0)\n",
    ),
    "a core": ("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))", lambda _, said: said == b"(0, 0)\n"),
    "a place behind readers": ("print(os.nice(0))", lambda _, said: int(said) >= 10),
}


@pytest.mark.parametrize("name", LIMITED)
async def test_a_confined_process_cannot_have_more(name: str, tmp_path: Path) -> None:
    code, is_held = LIMITED[name]
    ended = await ask(program(CONFINED + code), b"", folder=tmp_path, seconds=60)
    assert is_held(ended.code, ended.said), ended


def test_a_child_does_not_outlive_its_parent(tmp_path: Path) -> None:
    said = tmp_path / "pid"
    os.mkfifo(said)
    child = program(f"{CONFINED}open({str(said)!r}, 'w').write(str(os.getpid()))\nsignal.pause()")
    code = (
        "import asyncio, pathlib\nfrom stoppress.media.confined import ask\n"
        f"asyncio.run(ask({child!r}, b'', folder=pathlib.Path({str(tmp_path)!r}), seconds=60))"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        orphan = Watched(int(said.read_text()))
        parent.kill()
    orphan.until_ended()


async def test_the_right_child_takes_no_nonsense(tmp_path: Path) -> None:
    for words in (b"", b"[]", b'{"job": "begin"}', b'{"job": "eval"}'):
        ended = await ask(PICTURES_CHILD, words, folder=tmp_path, seconds=60)
        assert ended.code == 1
        assert ended.said == b""
