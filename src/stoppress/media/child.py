"""The child: one picture, one job, under limits it sets itself before it opens a stranger's file.

Run as `python -I -m stoppress.media.child`, in an empty folder where its files go: one JSON object on standard input, one
on standard output. An exit code other than 0, or anything else on standard output, means nothing was made.
Knows how each way to fail is said.
Does not know the parent (`workshop`), which believes none of it.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stoppress.errors import StoppressError
from stoppress.errors.media import MediaTooLarge
from stoppress.media.confinement import confine, most_memory
from stoppress.media.kinds import Kind
from stoppress.media.picture_limits import PictureLimits
from stoppress.media.pictures import JOBS


def main() -> None:
    """Do what standard input asks for."""
    asked = json.load(sys.stdin)
    told = asked["limits"]
    limits = PictureLimits(**told | {"widths": tuple(told["widths"])})
    kind = Kind(asked["kind"])
    confine(
        memory=limits.memory,
        cpu_seconds=limits.decode_cpu_seconds,
        most_cpu_seconds=limits.whole_cpu_seconds,
        file_bytes=limits.rendition_bytes,
        # Its library reads nothing without starting a thread.
        has_threads=kind is Kind.HEIC,
    )
    json.dump(answer(asked["job"], Path(asked["source"]), kind, limits), sys.stdout)


def answer(job: str, source: Path, kind: Kind, limits: PictureLimits) -> dict[str, Any]:
    """What is said of one job: `made` with the facts, or `failed` with a word (`answers.FAILURES`)."""
    try:
        made = JOBS[job](source, kind, Path.cwd(), limits)
    except MemoryError:
        return {"failed": "memory"}
    except MediaTooLarge:
        return {"failed": "size"}
    except StoppressError:
        return {"failed": "broken"}
    except Exception as problem:  # noqa: BLE001 - a stranger's file breaks its reader in any way it likes
        return {"failed": _failure(problem)}
    return {"made": asdict(made), "peak": most_memory()}


def _failure(problem: Exception) -> str:
    words = str(problem).lower()
    # Libraries below Pillow say in words that they got no memory; Pillow says so that a text or profile unpacks too far.
    if "memory" in words and "text" not in words:
        return "memory"
    return "unpacks" if "too large" in words or "too much memory" in words else "broken"


if __name__ == "__main__":
    main()
