"""The bench: `python -m bench [--quick] [--only NAME] [--out FILE.jsonl]`, also as `make bench`.

Knows which benches there are and their order. Ends with 1 when an event was lost or doubled, or a bench broke off.
Does not know what any of them measures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final

from bench import machine
from bench.figures import print_table
from bench.options import Options, quick
from bench.programs import Missing
from bench.report import Report

Bench = Callable[[Options, Report], None]

# In this order: what judges first, what takes longest last.
BENCHES: Final = (
    "churn",
    "across_workers",
    "edge",
    "slow_readers",
    "audience_load",
    "storm",
    "page_rate",
    "pictures",
    "page_during_fan_out",
    "fan_out",
)

# Programs of their own, which print their own tables; not part of the quick bench.
ALONE: Final = ("blog_of_ten_thousand", "start_of_a_long_journal")

# Only when asked for: `make soak`.
SOAKS: Final = ("killed_while_publishing",)


def main(words: list[str]) -> int:
    """Run what was asked for; the exit code."""
    asked = _parser().parse_args(words)
    options = _options(asked)
    report = Report(asked.out)
    report.say(machine.description())
    if options.settings:
        report.say(f"settings raised for the bench: {options.settings}")
    for name in asked.only or (BENCHES if options.quick else (*BENCHES, *ALONE)):
        run(name, options, report)
    print_table(report.rows)
    for each in report.faults:
        print(f"FAULT: {each}")
    return 1 if report.faults else 0


def run(name: str, options: Options, report: Report) -> None:
    """One bench. It never raises: what breaks off is a fault, and the others are still to be run."""
    report.say(f"{name} begins")
    if name not in BENCHES:
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            report.fault(f"{name} failed")
        return
    bench: Bench = import_module(f"bench.{name}").measure
    try:
        bench(options, report)
    except Missing as problem:
        report.say(f"{name}: left out: {problem}")
    except Exception as problem:  # noqa: BLE001 - see the docstring
        report.fault(f"{name} broke off: {problem!r}")


def _options(asked: argparse.Namespace) -> Options:
    settings = dict(each.split("=", 1) for each in asked.set)
    if asked.quick:
        return quick(settings)
    whole = Options(settings=settings, runs=asked.runs)
    return Options(settings=settings, runs=asked.runs, sizes=tuple(asked.readers or whole.sizes))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Stoppress beside its peers.")
    names = (*BENCHES, *ALONE, *SOAKS)
    parser.add_argument("--quick", action="store_true", help="smaller crowds, one run, within two minutes")
    parser.add_argument("--only", action="append", choices=names, help="this bench alone; may be given again")
    parser.add_argument("--runs", type=int, default=5, help="runs of each setting (default 5)")
    parser.add_argument("--readers", type=int, action="append", help="this size of the fan-out; may be given again")
    parser.add_argument("--out", type=Path, help="add a line of JSON for each run and row to this file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="start the product with this setting"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
