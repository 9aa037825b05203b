"""The report of one call of the bench: progress while it runs, a line of JSON for each run, rows and faults.

Knows where each is written.
Does not know what is measured.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import Row


@dataclass
class Report:
    """`out` gets a line of JSON for each run and row; `faults` are sentences, and one is enough to fail."""

    out: Path | None = None
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    _begun: float = field(default_factory=time.monotonic)

    def say(self, sentence: str) -> None:
        """Show progress, with the seconds since the start."""
        print(f"[{time.monotonic() - self._begun:6.1f} s] {sentence}", file=sys.stderr, flush=True)

    def run(self, bench: str, **facts: Any) -> None:
        """Note one run."""
        self.say(f"{bench}: " + ", ".join(f"{name} {_told(value)}" for name, value in facts.items()))
        self._write({"bench": bench, **facts})

    def row(self, row: Row) -> None:
        """Add a row to the table."""
        self.rows.append(row)
        self._write({"row": asdict(row)})

    def fault(self, sentence: str) -> None:
        """Something was lost, doubled or broken: the bench will end with 1."""
        self.faults.append(sentence)
        self.say(f"FAULT: {sentence}")
        self._write({"fault": sentence})

    def _write(self, tree: dict[str, Any]) -> None:
        if self.out is not None:
            with self.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(tree) + "\n")


def _told(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
