"""`media add`, and what `check` says of pictures that nobody described."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import structlog
from PIL import Image
from typer.testing import CliRunner, Result

from stoppress.actions.posts import NewPost
from stoppress.actions.wish import Wish
from stoppress.app.building import open_newsroom
from stoppress.cli.program import program
from stoppress.cli.running import Exit
from stoppress.config.reading import read_settings
from stoppress.domain.facts import Description, Headline
from stoppress.domain.identifiers import PostId, Slug
from stoppress.staff.permissions import OPERATOR

WISH = Wish(person=OPERATOR)
FERRY = Slug("ferry")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(tmp_path / "quay.jpg")
    return tmp_path


def run(*arguments: str) -> Result:
    try:
        return CliRunner().invoke(program, arguments)
    finally:
        # The log is left at the captured standard error, which is closed by now.
        structlog.reset_defaults()


async def publish(*bodies: str) -> None:
    """A blog with these posts, p0 and so on."""
    async with open_newsroom(read_settings({}, {})) as newsroom:
        await newsroom.blogs.open(WISH, FERRY, Description(headline=Headline(text="Ferries")))
        for number, body in enumerate(bodies):
            await newsroom.posts.publish(WISH, FERRY, NewPost(id=PostId(f"p{number}"), body=body))


def test_a_picture_is_taken_in_and_told_how_to_be_shown(folder: Path) -> None:
    done = run("media", "add", "quay.jpg", "--alt", "A quay at dawn")
    assert done.exit_code == 0, done.output
    assert re.fullmatch(r"!\[A quay at dawn\]\(media:[a-z2-7]{26}\)\n", done.stdout)
    kept = [each.suffix for each in (folder / "data" / "media" / "files").rglob("*") if each.is_file()]
    assert {".jpg", ".webp", ".avif"} <= set(kept)
    assert (folder / "quay.jpg").exists()


def test_what_is_no_picture_ends_with_a_sentence(folder: Path) -> None:
    (folder / "quay.jpg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    done = run("media", "add", "quay.jpg")
    assert done.exit_code == Exit.REFUSED
    assert "SVG" in done.stderr
    assert run("media", "add", "nothing.jpg").exit_code != 0


def test_a_check_names_pictures_without_words_and_finds_nothing_wrong(folder: Path) -> None:
    shown = run("media", "add", "quay.jpg").stdout.strip()
    described = shown.replace("![]", "![A quay]")
    asyncio.run(publish(shown, described))
    done = run("check")
    assert done.exit_code == 0
    assert "a picture of the post p0 has no alt text" in done.stdout
    assert "p1" not in done.stdout
