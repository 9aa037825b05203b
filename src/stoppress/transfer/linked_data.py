"""LiveBlogPosting JSON-LD, in a page or alone, as a blog.

Knows which of a page's nodes is the blog, and the blog's own properties.
Does not know the updates closely (`linked_data_posts`), nor how JSON-LD is dug out (`linked_data_scripts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from stoppress.domain.checks import is_language
from stoppress.domain.facts import Description, Headline
from stoppress.domain.limits import DEFAULT_LIMITS
from stoppress.errors import ImportUnrecognised
from stoppress.transfer.assembly import FoundBlog, assembled
from stoppress.transfer.entities import line_of
from stoppress.transfer.imported import Imported, Source
from stoppress.transfer.linked_data_nodes import Graph, Node
from stoppress.transfer.linked_data_posts import Page, posts_of
from stoppress.transfer.linked_data_scripts import scripts
from stoppress.transfer.linked_data_times import Clock
from stoppress.transfer.naming import slug_of
from stoppress.transfer.report import Finding, Kind

_TITLE: Final = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_LANGUAGE: Final = "en"
_ZONE: Final = "UTC"


def read_page(source: Source) -> Imported:
    """The blog in an HTML page. Raises ImportUnrecognised when there is none in it."""
    trees = []
    for script in scripts(source.text):
        if script.tree is None:
            source.findings.tell(Finding.LINKED_DATA_UNREADABLE, line=script.line, reason=script.trouble)
        else:
            if script.trouble:
                source.findings.tell(Finding.LINKED_DATA_REPAIRED, line=script.line, reason=script.trouble)
            trees.append(script.tree)
    title = _TITLE.search(source.text)
    return _read(trees, line_of(title[1]) if title else "", source)


def read_json(tree: object, trouble: str, source: Source) -> Imported:
    """The blog in a JSON-LD document without a page around it."""
    if trouble:
        source.findings.tell(Finding.LINKED_DATA_REPAIRED, line=1, reason=trouble)
    return _read([tree], "", source)


def _read(trees: Sequence[object], title: str, source: Source) -> Imported:
    graph = Graph(trees)
    node, updates = _blog(graph, source)
    clock = Clock(source.timezone or ZoneInfo(_ZONE))
    headline = line_of(graph.text(node.get("headline")) or graph.text(node.get("name"))) or title
    if not headline:
        raise ImportUnrecognised(file=source.name, problem="its LiveBlogPosting has no headline")
    page = Page(
        graph=graph,
        clock=clock,
        headline=headline,
        addresses=_addresses(graph, node),
        pictures=_pictures(graph, node),
        publisher=line_of(graph.text(node.get("publisher"), "name")),
        address=graph.text(node.get("url")) or graph.text(node.get("mainEntityOfPage"), "@id", "url"),
        findings=source.findings,
    )
    posts = posts_of(page, updates)
    if not posts:
        problem = "its LiveBlogPosting has no update with a time and words, so there is nothing to import"
        raise ImportUnrecognised(file=source.name, problem=problem)
    description = _description(page, node)
    _tell_page(page, node, zone_given=source.timezone is not None)
    blog = FoundBlog(
        kind=Kind.LINKED_DATA,
        slug=source.slug or slug_of(headline),
        description=description,
        posts=tuple(posts),
    )
    return assembled(blog, source.findings)


def _blog(graph: Graph, source: Source) -> tuple[Node, list[Node]]:
    """The LiveBlogPosting with the most updates, and these; any other is noted."""
    blogs = [(node, graph.nodes_of(node.get("liveBlogUpdate"))) for node in graph.of_type("LiveBlogPosting")]
    if not blogs:
        broken = any(each["what"] == Finding.LINKED_DATA_UNREADABLE.value for each in source.findings.details)
        problem = (
            "its JSON-LD is broken beyond repair"
            if broken
            else "no LiveBlogPosting JSON-LD is in it; save the page's source as the server sends it"
        )
        raise ImportUnrecognised(file=source.name, problem=problem)
    node, updates = max(blogs, key=lambda blog: len(blog[1]))
    for other, passed_over in blogs:
        if other is not node:
            text = line_of(graph.text(other.get("headline")))
            source.findings.tell(Finding.LINKED_DATA_PASSED_OVER, text=text, count=len(passed_over))
    return node, updates


def _description(page: Page, node: Node) -> Description:
    start = page.graph.text(node.get("coverageStartTime"))
    end = page.graph.text(node.get("coverageEndTime"))
    return Description(
        headline=Headline(text=page.headline),
        standfirst=_standfirst(page, node),
        language=_language(page, node),
        timezone=page.clock.zone.key,
        coverage_start=page.clock.moment(start) if start else None,
        planned_end=page.clock.moment(end) if end else None,
    )


def _standfirst(page: Page, node: Node) -> str:
    text = line_of(page.graph.text(node.get("description")) or page.graph.text(node.get("abstract")))
    if len(text) <= DEFAULT_LIMITS.standfirst:
        return text
    page.findings.leave_out("description over the limit", text=text)
    return ""


def _language(page: Page, node: Node) -> str:
    written = page.graph.text(node.get("inLanguage"), "alternateName", "name")
    tag = written.replace("_", "-")
    if not tag or is_language(tag):
        return tag or _LANGUAGE
    page.findings.tell(Finding.LANGUAGE_UNKNOWN, text=written, taken=_LANGUAGE)
    return _LANGUAGE


def _tell_page(page: Page, node: Node, *, zone_given: bool) -> None:
    """Note what was assumed about the page, and what of it has no place in a blog."""
    tell = page.findings.tell
    if not zone_given:
        assumed = page.clock.assumed
        reason = f"{assumed} times without an offset were taken as {_ZONE}, and " if assumed else ""
        tell(Finding.ZONE_ASSUMED, reason=f"{reason}readers will see {_ZONE}", times=assumed)
    if page.publisher:
        tell(Finding.PUBLISHER, text=page.publisher)
    end = page.graph.text(node.get("coverageEndTime"))
    if end:
        moment = page.clock.moment(end)
        tell(Finding.COVERAGE_END, value=end if moment is None else moment.isoformat())
    for address in sorted(page.pictures):
        page.findings.leave_out("picture of the page", value=address)


def _addresses(graph: Graph, node: Node) -> frozenset[str]:
    """The addresses of the page itself. An update that bears one of them does not thereby have an id."""
    names = ("@id", "url", "mainEntityOfPage", "identifier")
    return frozenset(filter(None, (graph.text(node.get(name), "value", "@id", "url") for name in names)))


def _pictures(graph: Graph, node: Node) -> frozenset[str]:
    """The page's own pictures, which many publishers repeat in every update."""
    found = (
        graph.text(value, "contentUrl", "url", "@id")
        for name in ("image", "thumbnailUrl")
        for value in graph.listed(node.get(name))
    )
    return frozenset(filter(None, found))
