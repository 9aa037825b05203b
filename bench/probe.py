"""The probe: how long a page takes, asked for at a fixed rate on one connection. Its own process, its own result.

Run as `python -m bench.probe PORT PATH SECONDS RATE`; prints one line of JSON, milliseconds.
Knows when each request is due.
Does not know what else the server is doing.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress

from bench.figures import quantile
from bench.wire import Wire, get


def main(port: int, path: str, seconds: float, rate: int) -> None:
    """Ask and print."""
    with suppress(OSError):
        # The probe must not wait for a CPU when what is measured is how long the server lets it wait.
        os.nice(-10)
    took: list[float] = []
    request = get(path, "Accept-Encoding: gzip")
    with Wire(port) as wire:
        begun = time.monotonic()
        for number in range(int(seconds * rate)):
            due = begun + number / rate
            time.sleep(max(0.0, due - time.monotonic()))
            answer = wire.ask(request)
            assert answer.status == 200, answer.head
            # From when it was due, not from when it was sent: a server that stalls is not let off the requests
            # that waited meanwhile.
            took.append((time.monotonic() - due) * 1000)
    shares = {"p50_ms": 0.5, "p99_ms": 0.99, "max_ms": 1.0}
    print(json.dumps({"requests": len(took)} | {name: quantile(took, share) for name, share in shares.items()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
