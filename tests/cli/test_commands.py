"""The command line: what each command prints, and the exit code it ends with."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner, Result

from stoppress.cli.program import program
from stoppress.cli.running import Exit

HARBOUR = Path(__file__).parents[1] / "unit" / "transfer" / "invented" / "harbour.txt"
SAMPLE = Path(__file__).parents[3] / "shared" / "samples" / "000_8f22cd9e394b85a3.txt"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs a command over data in a folder of this test's."""
    monkeypatch.chdir(tmp_path)
    yield Run()
    # A command leaves the log at the captured standard error, which is closed by the time another test writes to it.
    structlog.reset_defaults()


class Run:
    """The command line in this process."""

    def __call__(self, *arguments: str) -> Result:
        """What came of it."""
        return CliRunner().invoke(program, arguments)

    def harbour(self, *more: str) -> Result:
        """Import the invented transcript."""
        return self(
            "import", str(HARBOUR), "--date", "2031-03-14", "--timezone", "Europe/London", "--slug", "harbour", *more
        )


def test_an_import_reports_as_json_and_nothing_else(run: Run) -> None:
    done = run.harbour("--json")
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    counts = {name: report[name] for name in ("slug", "posts", "key_points", "key_points_linked", "media_missing")}
    assert counts == {"slug": "harbour", "posts": 12, "key_points": 4, "key_points_linked": 3, "media_missing": 3}
    assert (report["cross_references"], report["cross_references_resolved"]) == (8, 7)
    assert isinstance(report["left_out"], list)
    assert isinstance(report["details"], list)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample transcript is not beside this copy of the project")
def test_the_sample_is_imported_as_it_was_published(run: Run) -> None:
    done = run("import", str(SAMPLE), "--date", "2024-06-19", "--timezone", "Europe/London", "--json")
    report = json.loads(done.stdout)
    assert report["labels"] == {"analysis": 2, "pictures": 1, "watch": 1, "none": 6}
    assert (report["posts"], report["bylines"], report["key_points"], report["key_points_linked"]) == (10, 2, 7, 2)
    assert (report["cross_references"], report["cross_references_resolved"], report["media_missing"]) == (2, 0, 4)
    assert run("check").exit_code == 0


def test_the_same_import_twice_is_refused_and_harms_nothing(run: Run) -> None:
    run.harbour()
    again = run.harbour()
    assert again.exit_code == Exit.REFUSED
    assert "already a blog named" in again.stderr
    assert run("check").exit_code == 0


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"nothing of the kind", b"<html></html>", b"{"])
def test_a_file_that_is_not_recognised_is_refused_with_a_sentence(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page").write_bytes(content)
    done = run("import", "page")
    assert done.exit_code == Exit.REFUSED
    assert "was not recognised" in done.stderr
    assert done.stdout == ""


def test_a_file_that_is_not_there_is_refused_with_a_sentence(run: Run) -> None:
    assert "cannot be opened" in run("import", "nowhere").stderr


def test_an_export_can_be_imported_under_another_name(run: Run) -> None:
    run.harbour()
    assert run("export", "harbour", "harbour.json").exit_code == 0
    report = json.loads(run("import", "harbour.json", "--slug", "again", "--json").stdout)
    assert (report["kind"], report["posts"]) == ("export", 12)
    assert run("export", "nobody", "x.json").exit_code == Exit.REFUSED


def test_a_replay_makes_the_same_posts_again(run: Run) -> None:
    run.harbour()
    done = run("replay", "harbour", "--speed", "10000000", "--slug", "again")
    assert done.exit_code == 0, done.stderr
    assert "/live/again" in done.stdout
    assert run("export", "again", "again.json").exit_code == 0
    facts = [json.loads(each["facts"]) for each in json.loads(Path("again.json").read_text())["revisions"]]
    assert sum(each["kind"] == "post-published" for each in facts) == 12
    assert run("replay", "nobody").exit_code == Exit.REFUSED


def test_a_token_is_printed_alone_and_its_secret_is_not_kept(run: Run, tmp_path: Path) -> None:
    done = run("token", "create", "wire", "--scope", "write")
    secret = done.stdout.strip()
    assert done.stdout == f"{secret}\n"
    assert secret.startswith("stp_")
    assert all(secret.encode() not in file.read_bytes() for file in (tmp_path / "data").iterdir() if file.is_file())
    assert "1 token revoked" in run("token", "revoke", "wire").stdout
    assert run("token", "revoke", "wire").exit_code == Exit.REFUSED


def test_a_check_finds_words_that_were_changed_behind_the_journals_back(run: Run, tmp_path: Path) -> None:
    run.harbour()
    with sqlite3.connect(tmp_path / "data" / "journal.db") as database:
        database.execute("UPDATE words SET text = text || '!' WHERE field = 'headline' AND seq = 4")
    database.close()
    done = run("check")
    assert done.exit_code == Exit.DAMAGED
    assert "harbour: the words of headline in revision 4 are not those that were published." in done.stderr


def test_a_check_does_not_migrate(run: Run) -> None:
    assert run("check").exit_code == Exit.STORAGE
    assert "up to date" in run("migrate").stdout
    assert "0 blogs checked" in run("check").stdout


def test_an_unknown_setting_is_refused_wherever_it_stands(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOPPRESS_PROT", "8000")
    done = run("migrate")
    assert done.exit_code == Exit.REFUSED
    assert "“prot”, which does not exist" in done.stderr
    monkeypatch.delenv("STOPPRESS_PROT")
    (tmp_path / "stoppress.toml").write_text('publikation = "x"\n')
    assert "stoppress.toml sets “publikation”" in run("migrate").stderr
    (tmp_path / "stoppress.toml").write_text('port = "many"\n')
    assert "“port”" in run("migrate").stderr


def test_the_command_line_outweighs_the_environment_and_that_the_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stoppress.toml").write_text('data = "by-file"\n')
    run("migrate")
    monkeypatch.setenv("STOPPRESS_DATA", "by-environment")
    run("migrate")
    run("migrate", "--data", "by-hand")
    made = {each.name for each in tmp_path.iterdir() if each.is_dir()}
    assert made == {"by-file", "by-environment", "by-hand"}


def test_every_command_shows_an_example(run: Run) -> None:
    for name in ("serve", "demo", "import", "export", "replay", "migrate", "check", "settings"):
        assert "Example: stoppress" in run(name, "--help").stdout, name
    assert run("publish").exit_code == 2


def test_every_setting_is_listed(run: Run) -> None:
    assert "STOPPRESS_PAGE_POSTS (default 30)\n    Posts on a page." in run("settings").stdout


def test_a_port_in_use_ends_a_server_with_a_sentence(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.exit_code == Exit.REFUSED
    assert f"127.0.0.1:{port} cannot be listened on" in done.stderr
    assert done.stdout == ""


def test_a_database_that_is_none_ends_a_server_with_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "journal.db").write_bytes(b"This is no database. " * 500)
    done = run("serve", "--port", "0")
    assert done.exit_code == Exit.STORAGE
    assert done.stderr.strip()
    assert done.stdout == ""
