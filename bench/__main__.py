"""The bench: `python -m bench [--quick] [--only NAME] [--out FILE.jsonl]`, also as `make bench`.

Knows which benches there are and their order. Ends with 1 when an event was lost or doubled, or a bench broke off.
Does not know what any of them measures.
"""

from __future__ import annotations

import argparse
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

# In this order: what judges first, what takes long last.
BENCHES: Final = ("fan_out",)


def main(words: list[str]) -> int:
    """Run what was asked for; the exit code."""
    asked = _parser().parse_args(words)
    settings = dict(each.split("=", 1) for each in asked.set)
    options = quick(settings) if asked.quick else _whole(asked, settings)
    report = Report(asked.out)
    report.say(machine.description())
    if settings:
        report.say(f"settings raised for the bench: {settings}")
    for name in asked.only or BENCHES:
        _run(name, options, report)
    print_table(report.rows)
    for each in report.faults:
        print(f"FAULT: {each}")
    return 1 if report.faults else 0


def _run(name: str, options: Options, report: Report) -> None:
    bench: Bench = import_module(f"bench.{name}").measure
    try:
        bench(options, report)
    except Missing as problem:
        report.say(f"{name}: left out: {problem}")
    except Exception as problem:  # noqa: BLE001 - the other benches are still to be run, and this one is told of
        report.fault(f"{name} broke off: {problem!r}")


def _whole(asked: argparse.Namespace, settings: dict[str, str]) -> Options:
    given = Options(settings=settings, runs=asked.runs)
    return given if not asked.readers else Options(settings=settings, runs=asked.runs, sizes=tuple(asked.readers))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Stoppress beside its peers.")
    parser.add_argument("--quick", action="store_true", help="smaller crowds, one run, within two minutes")
    parser.add_argument("--only", action="append", choices=BENCHES, help="this bench alone; may be given again")
    parser.add_argument("--runs", type=int, default=5, help="runs of each setting (default 5)")
    parser.add_argument("--readers", type=int, action="append", help="this size of the fan-out; may be given again")
    parser.add_argument("--out", type=Path, help="add a line of JSON for each run and row to this file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="start the product with this setting"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
