"""A rehearsal with the real program: its report holds what was done, and finds a fault that was built in."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from stoppress.app.building import open_newsroom
from stoppress.config.reading import read_settings
from stoppress.domain.identifiers import Slug
from stoppress.domain.stored import kind_of
from tests.running import PROGRAM, command, serving

ROOT = Path(__file__).parents[2]
READERS, POSTS = 50, 12
FAULTS = ("missed", "doubled", "late", "garbled", "resets")


def rehearsed(folder: Path, *program: str | Path) -> tuple[int, dict[str, Any], list[str], str]:
    """A rehearsal of a served blog: the exit code, the report, the kinds of its revisions, and what was printed."""
    with serving(folder, program=program or (PROGRAM,)) as running:
        running.open_blog("ferry", headline="Ferries stop")
        asked = ["--posts", str(POSTS), "--readers", str(READERS), "--speed", "600", "--report", "report.json"]
        done = command("replay", "ferry", *asked, folder=folder)
        report = json.loads((folder / "report.json").read_text())
        public = [running.client.get(path).text for path in ("/", "/live/ferry", "/robots.txt")]
        assert not any(report["sandbox"] in page for page in public)
        page = running.client.get(f"/live/{report['sandbox']}").text
        assert '<meta name="robots" content="noindex">' in page
        assert "<title>Rehearsal: Ferries stop" in page
    return done.returncode, report, logged(folder, report["sandbox"]), done.stdout


def logged(folder: Path, slug: str) -> list[str]:
    """The kinds of a blog's revisions, in order."""

    async def reading() -> list[str]:
        async with open_newsroom(read_settings({}, {"data": folder / "data"})) as newsroom:
            return [kind_of(each.revision) for each in await newsroom.journal.read(Slug(slug))]

    return asyncio.run(reading())


def test_the_report_says_what_was_done(tmp_path: Path) -> None:
    code, report, log, said = rehearsed(tmp_path)
    assert code == 0, said
    assert (report["state"], report["well"]) == ("done", True)
    assert (report["happened"], report["to_hear"]) == (len(log), len(log) - 1)
    assert report["kinds"] == {kind: log.count(kind) for kind in set(log) - {"blog-opened"}}
    assert report["kinds"]["post-published"] == POSTS
    assert (report["readers"], report["came"], report["complete"]) == (READERS, READERS, READERS)
    assert report["heard"] == READERS * (len(log) - 1)
    assert [(frame[0], frame[1]) for frame in report["frames"]] == [(seq, READERS) for seq in range(2, len(log) + 1)]
    assert report["faults"] == dict.fromkeys(FAULTS, 0)
    assert 0 < report["delays"]["half"] <= report["delays"]["most"] <= report["delays"]["last"]
    assert f"All {READERS} readers heard all {len(log) - 1} revisions, each once and in order." in said


def test_a_fault_that_is_built_in_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server does not tell one of fifty readers of one revision: the report says just that."""
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}:{ROOT / 'src'}")
    code, report, log, said = rehearsed(tmp_path, sys.executable, "-m", "bench.faulty", "drop")
    assert code == 1
    assert (report["state"], report["well"]) == ("done", False)
    assert (report["came"], report["complete"]) == (READERS, READERS - 1)
    assert report["faults"] == dict.fromkeys(FAULTS, 0) | {"missed": 1}
    assert report["heard"] == READERS * (len(log) - 1) - 1
    assert f"1 of {READERS} readers did not hear every revision once and in order." in said


def test_without_readers_no_server_is_needed(tmp_path: Path) -> None:
    with serving(tmp_path) as running:
        running.open_blog("ferry", headline="Ferries stop")
    done = command("replay", "ferry", "--posts", "3", "--speed", "100000", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Without readers: 5 revisions happened." in done.stdout
    refused = command("replay", "ferry", "--slug", "again", "--readers", "5", folder=tmp_path)
    assert (refused.returncode, "leave out --readers" in refused.stderr) == (2, True)
