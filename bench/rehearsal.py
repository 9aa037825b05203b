"""Soak: a rehearsal with 2,000 readers on this machine, its report read and held against the log; and faults built in, found.

Run as `make soak` or `python -m bench.rehearsal [READERS]`. Prints the report in sentences; ends with 1 where it is not true.
Knows what the report must say of what was done.
Does not know how a rehearsal is played.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from stoppress.app.building import open_newsroom
from stoppress.clockwork.rehearsal_words import facts, verdict
from stoppress.config.reading import read_settings
from stoppress.domain.facts import Label
from stoppress.domain.identifiers import Slug
from stoppress.domain.stored import kind_of
from stoppress.drafts.rules import Rules
from stoppress.staff.permissions import OPERATOR
from tests.running import PROGRAM, command, serving

READERS: Final = 2_000
POSTS: Final = 60
FAULTS: Final = {"drop": "missed", "double": "doubled", "swap": "late"}

# One reader in a hundred is wronged (`bench.faulty`).
WRONGED: Final = 100

# The whole script in a bit more than a minute, and by the rules of a desk that has some.
SPEED: Final = 50
RULES: Final = Rules(undo_seconds=2, second_eyes=frozenset({Label.EYEWITNESS}))


def main(readers: int) -> int:
    """The exit code."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    wrong = _rehearsed(readers, "")
    for fault in FAULTS:
        wrong += _rehearsed(max(WRONGED, readers // 10), fault)
    for each in wrong:
        print(f"NOT TRUE: {each}", flush=True)
    return 1 if wrong else 0


def _rehearsed(readers: int, fault: str) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program: tuple[str | Path, ...] = (sys.executable, "-m", "bench.faulty", fault) if fault else (PROGRAM,)
        with serving(folder, program=program) as running:
            running.open_blog("ferry", headline="Ferries stop")
            asyncio.run(_rule(folder))
            speed = SPEED * (4 if fault else 1)
            asked = ["--posts", str(POSTS // (4 if fault else 1)), "--readers", str(readers), "--speed", str(speed)]
            done = command("replay", "ferry", *asked, "--report", "report.json", folder=folder, timeout=600)
            report = json.loads((folder / "report.json").read_text())
            log = asyncio.run(_log(folder, report["sandbox"]))
    print(f"\n{readers:,} readers{f', the server with the fault “{fault}”' if fault else ''}: {verdict(report)}")
    for title, sentence in facts(report):
        print(f"  {title}: {sentence}", flush=True)
    return [f"{fault or 'no fault'}: {each}" for each in _untrue(report, log, readers, fault, done.returncode)]


def _untrue(report: Mapping[str, Any], log: list[str], readers: int, fault: str, code: int) -> list[str]:
    wronged = -(-readers // WRONGED) if fault else 0
    to_hear = len(log) - 1
    expected = {
        "state": "done",
        "well": not fault,
        "readers": readers,
        "came": readers,
        "complete": readers - wronged,
        "happened": len(log),
        "to_hear": to_hear,
        "kinds": {kind: log.count(kind) for kind in sorted(set(log) - {"blog-opened"})},
        "heard": readers * to_hear - (wronged if fault == "drop" else 0),
        "faults": dict.fromkeys(("missed", "doubled", "late", "garbled", "resets"), 0)
        | ({FAULTS[fault]: wronged} if fault else {}),
        "lost": 0,
        "undo_seconds": RULES.undo_seconds,
    }
    found = {name: report[name] for name in expected} | {"kinds": dict(sorted(report["kinds"].items()))}
    untrue = [f"{name} is {found[name]}, was {value}" for name, value in expected.items() if found[name] != value]
    # Everybody waits for the window; what a second pair of eyes reads waits for both.
    if len(report["waits"]) != log.count("post-published") or min(report["waits"]) < RULES.undo_seconds - 0.1:
        untrue.append(f"{len(report['waits'])} posts waited, the shortest {min(report['waits'], default=0):.1f} s")
    if not report["reviews"]:
        untrue.append("no second pair of eyes")
    if [each[0] for each in report["frames"]] != list(range(2, len(log) + 1)):
        untrue.append("not every revision has its delays")
    if code != bool(fault):
        untrue.append(f"the exit code was {code}")
    return untrue


async def _rule(folder: Path) -> None:
    async with open_newsroom(read_settings({}, {"data": folder / "data"})) as newsroom:
        await newsroom.room.queue.set_rules(OPERATOR, Slug("ferry"), RULES)


async def _log(folder: Path, slug: str) -> list[str]:
    async with open_newsroom(read_settings({}, {"data": folder / "data"})) as newsroom:
        return [kind_of(each.revision) for each in await newsroom.journal.read(Slug(slug))]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else READERS))
