"""An open page: what a reader's browser holds, and what frames do to it.

Knows the frame's operations (place, replace, remove, title, reload) and nothing else of the program.
Does not know how a page or a frame is made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser


@dataclass
class OpenPage:
    """Title, regions by name, posts by order key; `complete` when no older posts wait on another page."""

    title: str
    regions: dict[str, str]
    posts: dict[str, str]
    complete: bool
    stale: bool = field(default=False)

    @classmethod
    def loaded(cls, html: bytes) -> OpenPage:
        """What a browser has after loading this document."""
        tree = LexborHTMLParser(html.decode())
        regions = {str(each.attributes["data-region"]): each.inner_html or "" for each in tree.css("[data-region]")}
        posts = {str(each.attributes["data-order"]): each.html or "" for each in tree.css("#posts > li")}
        older = tree.css_first("#posts[data-older]")
        title = tree.css_first("title")
        assert title is not None
        return cls(title.text(), regions, posts, complete=older is None)

    def apply(self, frame: bytes, drop: str = "") -> None:
        """Do what the frame says; `drop` leaves one region's changes out, which law 2 has to notice."""
        for change in json.loads(frame)["changes"]:
            if drop and (change.get("region") == drop or (drop == "post" and "post" in change)):
                continue
            self._change(change)

    def _change(self, change: dict[str, str]) -> None:
        if change["op"] == "reload":
            self.stale = True
        elif change["op"] == "title":
            self.title = change["text"]
        elif change["op"] == "remove":
            self.posts = {order: html for order, html in self.posts.items() if not order.endswith(f"/{change['post']}")}
        elif "region" in change:
            self.regions[change["region"]] = _settled(change["html"])
        elif change["order"] in self.posts or (change["op"] == "place" and self._belongs(change["order"])):
            self.posts[change["order"]] = _settled(change["html"])

    def _belongs(self, order: str) -> bool:
        return self.complete or order > min(self.posts, default="")

    def cut_to(self, fresh: OpenPage) -> OpenPage:
        """This page with only those posts a fresh one has."""
        kept = {order: html for order, html in self.posts.items() if order in fresh.posts}
        return OpenPage(self.title, self.regions, kept, fresh.complete)


def _settled(html: str) -> str:
    """`html` as a parser writes it, so that both sides of a comparison were parsed."""
    root = LexborHTMLParser(f"<ol>{html}</ol>" if html.startswith("<li") else f"<div>{html}</div>").body
    assert root is not None
    assert root.child is not None
    return root.child.inner_html or ""
