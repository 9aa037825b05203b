"""Soak: the server is killed with SIGKILL again and again while posts are published, and nothing is lost.

Run as `make soak` or `python -m bench.killed_while_publishing [LIVES]`. Ends with 1 at the first loss.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

from tests.running import serving
from tests.web.test_killed import publish_until_cut_off


def main(lives: int) -> int:
    """So many lives of one server over one folder; the exit code."""
    acknowledged: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for life in range(lives):
            with serving(folder) as running:
                if life == 0:
                    running.open_blog("ferry")
                found = {each["id"] for each in running.client.get("/api/v1/blogs/ferry").json()["posts"]}
                if lost := set(acknowledged) - found:
                    print(f"life {life}: lost {sorted(lost)}")
                    return 1
                enough = threading.Event()
                publishing = threading.Thread(target=publish_until_cut_off, args=(running, acknowledged, enough))
                publishing.start()
                enough.wait()
                running.kill()
                publishing.join()
    print(f"{lives} lives, {len(acknowledged)} posts acknowledged, none lost")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
