"""Forms: each limit holds at its edge, stops the reading at once, and nothing is left behind."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.errors import InputInvalid, StoppressError, TooMany
from stoppress.errors.media import MediaTooLarge
from stoppress.media.forms import Form, receive_form
from stoppress.media.shelf_limits import ShelfLimits
from tests.unit.media.folders import names_in

KIND = "multipart/form-data; boundary=velmora"
SMALL = ShelfLimits(file=1000, body=4000, part_headers=200, field_name=10, field=50, fields=3, files=2)


def part(headers: str, content: bytes) -> bytes:
    return f"--velmora\r\n{headers}\r\n\r\n".encode() + content + b"\r\n"


def field(name: str, content: bytes) -> bytes:
    return part(f'Content-Disposition: form-data; name="{name}"', content)


def file(content: bytes, label: str = "ferry.jpg", name: str = "file") -> bytes:
    return part(
        f'Content-Disposition: form-data; name="{name}"; filename="{label}"\r\nContent-Type: image/jpeg', content
    )


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--velmora--\r\n"


async def sent(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def received(
    folder: Path, content: bytes, limits: ShelfLimits = SMALL, *, kind: str = KIND, step: int = 7
) -> Form:
    pieces = [content[at : at + step] for at in range(0, len(content), step)]
    return await receive_form(sent(pieces), kind, folder, limits, random=random.Random(7).randbytes)


async def refusal(folder: Path, content: bytes, limits: ShelfLimits = SMALL, **options: Any) -> StoppressError:
    """How it is refused; nothing may be left."""
    with pytest.raises(StoppressError) as refused:
        await received(folder, content, limits, **options)
    assert names_in(folder) == set()
    return refused.value


@pytest.mark.parametrize("step", [1, 3, 64, 100_000])
async def test_fields_and_files_come_as_they_were_sent(tmp_path: Path, step: int) -> None:
    picture = bytes(range(256)) * 3 + b"\r\n--velmor\r\n--velmor"
    form = await received(tmp_path, body(field("alt", "Fähre".encode()), file(picture), field("empty", b"")), step=step)
    assert form.fields == {"alt": "Fähre", "empty": ""}
    (only,) = form.files
    assert (only.field, only.label, only.size) == ("file", "ferry.jpg", len(picture))
    assert only.path.read_bytes() == picture
    assert only.path.parent == tmp_path
    assert only.sha256 == sha256(picture).hexdigest()


@pytest.mark.parametrize(
    "label",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/cron.d/x",
        "a\0b",
        "x" * 120,
        "..",
        "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe",
    ],
)
async def test_a_file_s_name_is_a_label_and_never_a_path(tmp_path: Path, label: str) -> None:
    form = await received(tmp_path / "incoming", body(file(b"x", label)), replace(SMALL, part_headers=400))
    (only,) = form.files
    assert only.path.parent == tmp_path / "incoming"
    assert only.path.name.startswith("form-")
    assert names_in(tmp_path) == {"incoming"}
    assert not {"/", "\\", "\0", "\N{RIGHT-TO-LEFT OVERRIDE}"} & set(only.label)


async def test_a_file_input_in_which_nothing_was_chosen_is_no_file(tmp_path: Path) -> None:
    assert (await received(tmp_path, body(file(b"", "")))).files == ()
    assert names_in(tmp_path) == set()


async def test_a_file_may_be_as_large_as_its_limit_and_no_larger(tmp_path: Path) -> None:
    form = await received(tmp_path / "a", body(file(b"x" * 1000)))
    assert form.files[0].size == 1000
    for size in (1001, 3000):
        problem = await refusal(tmp_path / "b", body(file(b"x" * size)))
        assert isinstance(problem, MediaTooLarge)
        assert "1000 bytes" in str(problem)


async def test_a_file_over_its_limit_stops_the_reading_at_once(tmp_path: Path) -> None:
    asked = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal asked
        yield file(b"x" * 900)[:-2]
        while True:
            asked += 1
            yield b"x" * 100

    with pytest.raises(MediaTooLarge):
        await receive_form(endless(), KIND, tmp_path, SMALL, random=random.Random(7).randbytes)
    assert asked == 2


async def test_a_form_may_be_as_large_as_its_limit_and_no_larger(tmp_path: Path) -> None:
    whole = body(file(b"x" * 500))
    await received(tmp_path / "a", whole, replace(SMALL, body=len(whole)))
    assert isinstance(await refusal(tmp_path / "b", whole, replace(SMALL, body=len(whole) - 1)), MediaTooLarge)
    # What comes after the form counts as well.
    assert isinstance(await refusal(tmp_path / "b", whole + b"x" * 40_000), MediaTooLarge)


async def test_a_field_may_be_as_long_as_its_limit_and_no_longer(tmp_path: Path) -> None:
    assert (await received(tmp_path, body(field("alt", b"x" * 50)))).fields == {"alt": "x" * 50}
    for size in (51, 500):
        assert (await refusal(tmp_path, body(field("alt", b"x" * size)))).facts["field"] == "alt"


async def test_a_field_s_name_may_be_as_long_as_its_limit_and_no_longer(tmp_path: Path) -> None:
    assert (await received(tmp_path, body(field("x" * 10, b"")))).fields == {"x" * 10: ""}
    for name in ("x" * 11, "x" * 100, ""):
        await refusal(tmp_path, body(field(name, b"")))


async def test_a_form_has_so_many_fields_and_files_and_no_more(tmp_path: Path) -> None:
    fields, files = [field(f"f{number}", b"") for number in range(4)], [file(b"x") for _ in range(3)]
    form = await received(tmp_path / "a", body(*fields[:3], *files[:2]))
    assert (len(form.fields), len(form.files)) == (3, 2)
    for parts in (fields, files, fields * 10, [*fields[:3], *files]):
        assert isinstance(await refusal(tmp_path / "b", body(*parts)), TooMany)


async def test_a_part_s_headers_may_be_as_long_as_their_limit_and_no_longer(tmp_path: Path) -> None:
    def padded(length: int) -> bytes:
        given = 'Content-Disposition: form-data; name="alt"'
        # The colon, the space and the line's end are not counted: they are the parser's.
        return body(part(f"{given}\r\nX-P: {'x' * (length - len(given) + 2 - len('X-P'))}", b""))

    assert (await received(tmp_path, padded(200))).fields == {"alt": ""}
    for length in (201, 2000):
        await refusal(tmp_path, padded(length), replace(SMALL, body=9000))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing of the kind",
        b"--velmora",
        b"--other\r\n\r\nx\r\n--other--\r\n",
        body(field("alt", b"x"))[:-10],
        body(file(b"x" * 300))[:200],
        body(part("Content-Disposition: attachment", b"x")),
        body(part("Content-Type: image/jpeg", b"x")),
        body(part("no colon", b"x")),
        body(part("Content-Disposition: form-data", b"x")),
        body(field("alt", b"\xff\xfe")),
        body(field("alt", b"a\0b")),
        body(field("alt", b"x"), field("alt", b"y")),
        b"--velmora\r\n" + b"X: y\r\n" * 50 + b"\r\n\r\n--velmora--\r\n",
        b"\r" * 3000,
        b"--velmora" + b"\r" * 500,
    ],
)
async def test_what_is_no_form_is_refused(tmp_path: Path, content: bytes) -> None:
    assert isinstance(await refusal(tmp_path, content), InputInvalid)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "application/json",
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 71,
        "multipart/mixed; boundary=velmora",
    ],
)
async def test_another_content_type_is_refused(tmp_path: Path, kind: str) -> None:
    assert isinstance(await refusal(tmp_path, body(field("alt", b"x")), kind=kind), InputInvalid)


async def test_a_sender_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield file(b"x" * 500)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await receive_form(cut(), KIND, tmp_path, SMALL, random=random.Random(7).randbytes)
    assert names_in(tmp_path) == set()


async def test_a_receiver_who_goes_away_leaves_nothing(tmp_path: Path) -> None:
    waiting = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield file(b"x" * 500)
        waiting.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(receive_form(slow(), KIND, tmp_path, SMALL, random=random.Random(7).randbytes))
    await waiting.wait()
    assert len(names_in(tmp_path)) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert names_in(tmp_path) == set()


@settings(max_examples=40)
@given(content=st.binary(max_size=300), at=st.integers(0, 60))
def test_whatever_is_sent_is_a_form_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, at: int
) -> None:
    """Bytes of chance, alone and in the midst of what begins well."""
    whole = body(field("alt", b"x"), file(b"y"))
    folder = tmp_path_factory.getbasetemp() / "chance"
    for tried in (content, whole[:at] + content + whole[at:]):
        try:
            form = asyncio.run(received(folder, tried))
        except StoppressError:
            assert names_in(folder) == set()
        else:
            for each in form.files:
                each.path.unlink()
