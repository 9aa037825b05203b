"""The entry: a fault anywhere ends the bench with 1, and so does a bench that breaks off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import __main__ as entry
from bench import churn
from bench.figures import Goal, Row, spread
from bench.options import Options
from bench.programs import Missing
from bench.report import Report

ROW = Row("churn", "20 readers", "lost", "events", spread([3, 1, 2]), {"C loop": spread([4])}, (Goal(0.5, "C loop"),))


def measures(report: Report) -> None:
    report.run("churn", lost=0)
    report.row(ROW)


def loses(report: Report) -> None:
    report.fault("churn: 1 lost")


def breaks_off(_report: Report) -> None:
    raise RuntimeError("a load client ended")


def lacks(_report: Report) -> None:
    raise Missing("“wrk” is missing.")


@pytest.mark.parametrize(("bench", "code"), [(measures, 0), (loses, 1), (breaks_off, 1), (lacks, 0)])
def test_the_exit_code_says_whether_there_was_a_fault(
    bench: Callable[[Report], None], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def measure(_options: Options, report: Report) -> None:
        bench(report)

    monkeypatch.setattr(churn, "measure", measure)
    assert entry.main(["--quick", "--only", "churn"]) == code


def test_runs_rows_and_faults_are_lines_of_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def measure(_options: Options, report: Report) -> None:
        measures(report)
        loses(report)

    monkeypatch.setattr(churn, "measure", measure)
    out = tmp_path / "out.jsonl"
    entry.main(["--only", "churn", "--out", str(out)])
    run, row, fault = (json.loads(line) for line in out.read_text().splitlines())
    assert run == {"bench": "churn", "lost": 0}
    assert row["row"]["ours"] == {"median": 2, "least": 1, "most": 3, "runs": 3}
    assert fault == {"fault": "churn: 1 lost"}


def test_a_row_says_how_many_times_the_peer_and_whether_the_goal_is_reached() -> None:
    assert ROW.beside == "C loop 4, × 0.50"
    assert ROW.verdicts == "≤ 0.5 × C loop: reached"
    assert Goal(1.0, "nginx").is_reached(ROW) is None
    assert Goal(1.9).is_reached(ROW) is False
