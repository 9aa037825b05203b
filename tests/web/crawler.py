"""A crawler: follows every link it is given, and tries every address that can be built from the router and what is known.

Knows how parameters of paths are filled from a list of values; `queries` adds what addresses may ask beside that.
Does not know what may come back to whom.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from tests.web.plain_requests import Answer, ask, path_of

MOST: Final = 3_000
"""Addresses in one crawl. More are a mistake of the test, or a page that links to itself without end."""

# Built files, and pictures that take a tenth of a second to draw: no word can be read in either.
_NEVER: Final = re.compile(r"/static/|/logo\.png|/theme/|.*/card(-[a-z0-9]+)?\.png")
_LINKS: Final = (
    "href",
    "src",
    "action",
    "formaction",
    "data-desk-part",
    "data-desk-counts",
    "poster",
    "data-readers",
    "data-frame",
)
_IN_JSON: Final = re.compile(r'"((?:https?://[^"\\]+)?/[^"\\\s]*)"')

Known = Mapping[str, Sequence[str]]


class ParameterUnknown(AssertionError):
    """A parameter of a path for which the crawler has no value."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request and its answer."""

    method: str
    target: str
    answer: Answer


def addresses(routes: Iterable[BaseRoute], known: Known) -> list[str]:
    """Every address that can be built. Raises ParameterUnknown with a sentence that says what to add."""
    found: list[str] = []
    for route in routes:
        path = str(getattr(route, "path", ""))
        if "GET" in (getattr(route, "methods", None) or ()) and not _NEVER.match(path):
            found += _filled(path, known)
    return found


def _filled(path: str, known: Known) -> Iterator[str]:
    names = re.findall(r"\{([a-z_]+)(?::[a-z]+)?\}", path)
    for name in names:
        if name not in known:
            raise ParameterUnknown(
                f"“{path}” has a parameter “{name}”: add values for it to KNOWN in tests/web/test_law_10_crawler.py."
            )
    for values in itertools.product(*(known[name] for name in names)):
        filled = dict(zip(names, values, strict=True))
        yield re.sub(r"\{([a-z_]+)(?::[a-z]+)?\}", lambda found: quote(filled[found[1]], safe=""), path)  # noqa: B023


def queries(known: Known, common: str) -> Iterator[str]:
    """What is asked beside the path: searches, places in a list, rows by name, other sites' questions."""
    for slug in known["slug"]:
        yield f"/desk/search?q={common}"
        yield f"/live/{slug}/fragment?host=https://other.example/page&posts=30"
        yield f"/oembed?url=http://gazette.example/live/{slug}"
        for path in ("posts", "search", "questions?state=all&q=", "questions/lines?state=all&q="):
            yield f"/desk/blogs/{slug}/{path}{'' if '?' in path else '?q='}{common}"
        yield f"/desk/blogs/{slug}/rows?{'&'.join(f'post={each}' for each in known['post'])}"
        for cursor in known["cursor"]:
            yield f"/live/{slug}/stream?after={cursor}"
        for post in known["post"]:
            yield f"/desk/blogs/{slug}?before={post}"
            yield f"/oembed?url=http://gazette.example/live/{slug}/p/{post}"


async def crawl(app: ASGIApp, headers: Mapping[str, str], start: Iterable[str]) -> list[Visit]:
    """Every answer to every address of `start`, and to every address that those answers name.

    Each is asked for as a page, as a head, as JSON, as a piece, and whether it is still as it was.
    """
    waiting, done, visits = list(dict.fromkeys(start)), set[str](), list[Visit]()
    while waiting:
        target = waiting.pop()
        if target in done or _NEVER.match(target):
            continue
        done.add(target)
        assert len(done) <= MOST, f"a crawl without end, at {target}"
        answer = await ask(app, "GET", target, {"Accept": "text/html, */*", **headers})
        visits.append(Visit("GET", target, answer))
        visits += await _asked_otherwise(app, headers, target)
        waiting += [each for each in links(answer) if each not in done]
    return visits


async def _asked_otherwise(app: ASGIApp, headers: Mapping[str, str], target: str) -> list[Visit]:
    ways = {"conditional": {"If-None-Match": "*"}, "JSON": {"Accept": "application/json"}}
    if "/media/" in target:
        ways["piece"] = {"Range": "bytes=-64"}
    visits = [Visit("HEAD", target, await ask(app, "HEAD", target, headers))]
    return visits + [
        Visit(name, target, await ask(app, "GET", target, {**headers, **more})) for name, more in ways.items()
    ]


def links(answer: Answer) -> list[str]:
    """The addresses of ours that an answer names, as targets."""
    kind = answer.header("content-type")
    found = [answer.header("location")] if answer.header("location") else []
    if kind.startswith("text/html"):
        tree = LexborHTMLParser(answer.body)
        found += [str(value) for name in _LINKS for each in tree.css(f"[{name}]") if (value := each.attributes[name])]
    elif "json" in kind or kind.startswith("text/event-stream"):
        found += _IN_JSON.findall(answer.body.decode("utf-8", "replace"))
    return [target for each in found if (target := path_of(each.partition("#")[0]))]
