"""`staff`, and the one link that a newsroom without people begins with."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pyotp
import pytest
import structlog
from typer.testing import CliRunner, Result

from stoppress.app.building import now, open_newsroom
from stoppress.cli.program import program
from stoppress.cli.running import Exit
from stoppress.config.reading import read_settings
from tests.running import command, serving

LINK = re.compile(r"http://[^/\s]+/desk/welcome/[a-z2-7]{52}")
ROSA = "rosa@velmora.example"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    try:
        return CliRunner().invoke(program, ("staff", *arguments))
    finally:
        # The log is left at the captured standard error, which is closed by now.
        structlog.reset_defaults()


def test_somebody_is_added_with_a_link_that_is_printed_alone(folder: Path) -> None:
    done = run("add", ROSA, "--name", "Rosa Quay", "--role", "administrator")
    assert done.exit_code == 0
    assert LINK.fullmatch(done.stdout.strip())
    assert "No origin is set" in done.stderr
    assert run("list").stdout == f"Rosa Quay <{ROSA}>: administrator; has not signed in yet\n"
    again = run("add", ROSA.upper(), "--name", "Somebody")
    assert again.exit_code == Exit.REFUSED
    assert "already" in again.stderr


def test_a_link_begins_with_the_origin(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOPPRESS_ORIGIN", "https://live.velmora.example/")
    run("add", ROSA, "--name", "Rosa Quay")
    done = run("link", ROSA)
    assert done.stdout.startswith("https://live.velmora.example/desk/welcome/")
    assert done.stderr == ""


def test_somebody_is_disabled_and_enabled(folder: Path) -> None:
    run("add", ROSA, "--name", "Rosa Quay")
    assert "can no longer sign in" in run("disable", ROSA).stdout
    assert run("list").stdout == f"Rosa Quay <{ROSA}>: no role; disabled; has not signed in yet\n"
    assert "can sign in again" in run("enable", ROSA).stdout


def test_whoever_has_lost_phone_and_codes_is_let_in_by_the_operator(folder: Path) -> None:
    run("add", ROSA, "--name", "Rosa Quay")

    async def with_a_phone() -> None:
        async with open_newsroom(read_settings({}, {})) as newsroom:
            row = await newsroom.people.find(ROSA)
            assert row is not None
            factors = newsroom.staff.second_factors
            await factors.begin(row.id)
            offer = await factors.offer(row.id, ROSA)
            assert offer is not None
            await factors.confirm(row.id, pyotp.TOTP(offer.secret).at(now()), now())

    asyncio.run(with_a_phone())
    assert "with a second factor" in run("list").stdout
    assert run("remove-second-factor", ROSA).stdout == "Rosa Quay is asked for no code any more.\n"
    assert "with a second factor" not in run("list").stdout


@pytest.mark.parametrize("what", ["link", "disable", "enable", "remove-second-factor"])
def test_nobody_is_nobody(folder: Path, what: str) -> None:
    done = run(what, ROSA)
    assert done.exit_code == Exit.REFUSED
    assert "nobody" in done.stderr


@pytest.mark.parametrize("arguments", [("serve",), ("serve", "--workers", "2"), ("demo", "--pace", "100")])
def test_a_newsroom_without_people_is_begun_by_one_link(folder: Path, arguments: tuple[str, ...]) -> None:
    links = []
    for _ in range(2):
        with serving(folder, *arguments) as running:
            assert running.process.stdout is not None
            link = None
            for line in running.process.stdout:
                if (link := LINK.search(line)) is not None:
                    break
            assert link is not None
            links.append(link[0])
            if arguments == ("serve",):
                assert running.client.get(links[-1], headers={"Accept": "text/html"}).status_code == 200
                if len(links) == 2:
                    # The link before is worth nothing any more.
                    path = links[0].rpartition("/desk")[2]
                    assert running.client.get(f"/desk{path}", headers={"Accept": "text/html"}).status_code == 404
            running.process.terminate()
            rest = running.process.stdout.read()
            assert LINK.search(rest) is None
    assert links[0] != links[1]


def test_where_somebody_works_no_link_is_printed(folder: Path) -> None:
    assert command("staff", "add", ROSA, "--name", "Rosa", folder=folder).returncode == 0
    with serving(folder) as running:
        assert running.process.stdout is not None
        running.process.terminate()
        assert LINK.search(running.process.stdout.read()) is None
