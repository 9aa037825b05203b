"""Open pages: what is compared of them, and how one waits for what is to come.

Knows the list of differences that the reader's script may leave (frontend/src/reader/differences.ts).
Does not know any story.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_DIFFERENCES = Path(__file__).parents[2] / "frontend" / "src" / "reader" / "differences.ts"

# `main` without what may differ, its posts by order key, and the rest.
_SEEN = """(differences) => {
  const main = document.querySelector("main").cloneNode(true);
  for (const [selector, attribute] of differences.attributes)
    for (const each of main.querySelectorAll(selector)) each.removeAttribute(attribute);
  for (const name of differences.classes)
    for (const each of main.querySelectorAll("." + name)) {
      each.classList.remove(name);
      if (!each.classList.length) each.removeAttribute("class");
    }
  for (const each of main.querySelectorAll(differences.filled)) each.replaceChildren();
  const posts = {};
  for (const item of main.querySelectorAll("#posts > li")) {
    posts[item.dataset.order] = item.outerHTML;
    item.remove();
  }
  const list = main.querySelector("#posts");
  list.textContent = "";
  return {title: document.title, main: main.outerHTML, posts};
}"""


def differences() -> dict[str, Any]:
    """Attributes by selector, classes, and elements whose inside may differ."""
    text = _DIFFERENCES.read_text("utf-8")
    attributes = re.findall(r'\{ on: "([^"]+)", attribute: "([^"]+)"', text)
    (names,) = re.findall(r"PASSING_CLASSES[^=]*= \[([^\]]+)\]", text)
    classes = [re.findall(rf'const {name.strip()} = "([^"]+)"', text)[0] for name in names.split(",")]
    (filled,) = re.findall(r'FILLED_BY_READERS = "([^"]+)"', text)
    assert attributes
    assert classes
    return {"attributes": attributes, "classes": classes, "filled": filled}


def seen(page: Page) -> dict[str, Any]:
    """What a page shows: title, `main`, posts by order key."""
    found: dict[str, Any] = page.evaluate(_SEEN, differences())
    return found


def cut_to(page: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    """`page` with only those posts a fresh one has."""
    return {**page, "posts": {key: html for key, html in page["posts"].items() if key in fresh["posts"]}}


def wait_for(page: Page, seq: int) -> None:
    """Wait until the page is at `seq`."""
    page.wait_for_function("(seq) => Number(document.querySelector('main').dataset.live.split('-')[1]) >= seq", arg=seq)


def wait_until_connected(page: Page) -> None:
    """Wait until the page follows its stream: what happens from then on arrives as frames."""
    page.wait_for_function("() => window.streams > 0")


def wait_until_live(page: Page) -> None:
    """Wait until the page itself says that what it shows is what there is."""
    page.wait_for_function("() => document.querySelector('#connection').dataset.connection === 'live'")


# Counts opened and failed streams, and leaves out of every frame the changes of one region, for tests that must fail.
LISTENING = """(() => {
  window.streams = 0;
  window.failures = 0;
  const dropped = %s;
  const Source = window.EventSource;
  window.EventSource = class extends Source {
    constructor(...given) {
      super(...given);
      super.addEventListener("open", () => { window.streams += 1; });
      super.addEventListener("error", () => { window.failures += 1; });
    }
    addEventListener(name, hear, ...more) {
      super.addEventListener(name, (event) => {
        if (name !== "revision" || !dropped) return hear(event);
        const frame = JSON.parse(event.data);
        frame.changes = frame.changes.filter((each) =>
          dropped === "post" ? !("post" in each) : each.region !== dropped);
        const {lastEventId, origin} = event;
        return hear(new MessageEvent(name, {data: JSON.stringify(frame), lastEventId, origin}));
      }, ...more);
    }
  };
})()"""
