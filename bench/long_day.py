"""Soak: one tab stays open while post after post arrives; it stays as light as it was, and nothing moves. (READER PE4)

Run as `make soak` or `python -m bench.long_day [POSTS]`. Prints elements, listeners and heap before and after, and the
layout shift meanwhile; ends with 1 where a bound is passed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.running import Running, serving

POSTS: Final = 2_000
MORE_ELEMENTS: Final = 1_500
MORE_HEAP: Final = 1.2
SHIFT: Final = 0.02

# Until then the browser compiles what runs.
_WARM: Final = 260

_WATCH: Final = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shift += each.value;
  }).observe({type: "layout-shift"});
}"""


def main(posts: int) -> int:
    """So many posts; the exit code."""
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as running, sync_playwright() as playwright:
        running.open_blog("ferry")
        _publish(running, range(60))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        page.goto(f"{running.url}/live/ferry")
        page.wait_for_function("() => document.querySelector('#connection').dataset.connection === 'live'")
        meter = page.context.new_cdp_session(page)
        page.evaluate("scrollTo({top: 2500, behavior: 'instant'})")
        _publish(running, range(60, _WARM))
        page.locator("#news .show").click()
        before = _measured(page, meter)
        page.evaluate(_WATCH)
        for start in range(_WARM, _WARM + posts, 10):
            _publish(running, range(start, start + 10))
            if start % 300 == 0 and page.locator("#news .show").is_visible():
                page.locator("#news .show").click()
        head = running.ask("GET", "ferry")["seq"]
        page.wait_for_function(
            "(seq) => Number(document.querySelector('main').dataset.live.split('-')[1]) >= seq", arg=head
        )
        page.wait_for_timeout(3_000)
        after = _measured(page, meter)
        shift = float(page.evaluate("window.shift"))
        browser.close()
    print(f"{posts} posts: {before} -> {after}, layout shift {shift:.4f}")
    # Who is led to a post has the focus there, and one listener waits for it to go on.
    is_light = after["elements"] - before["elements"] <= MORE_ELEMENTS and after["heap"] <= before["heap"] * MORE_HEAP
    return 0 if is_light and after["listeners"] <= before["listeners"] + 10 and shift <= SHIFT else 1


def _publish(running: Running, numbers: range) -> None:
    for number in numbers:
        body = {"id": f"p{number}", "headline": f"Post {number}", "body": "The gate has not moved since noon. " * 12}
        running.ask("POST", "ferry/posts", body)


def _measured(page: Page, meter: CDPSession) -> dict[str, Any]:
    meter.send("Performance.enable")
    meter.send("HeapProfiler.collectGarbage")
    counters = meter.send("Memory.getDOMCounters")
    metrics = {each["name"]: each["value"] for each in meter.send("Performance.getMetrics")["metrics"]}
    return {
        "elements": int(page.evaluate("document.getElementsByTagName('*').length")),
        "listeners": counters["jsEventListeners"],
        "heap": round(metrics["JSHeapUsedSize"] / 1024),
    }


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else POSTS))
