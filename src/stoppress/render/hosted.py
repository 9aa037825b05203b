"""Hosted: a blog in somebody else's page, as HTML that their server puts there (READER EM8).

Knows that every address in it has to hold on their page: files and pages of ours with our origin, posts where they
stand on theirs, linked data as theirs.
Does not know how it is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from markupsafe import escape

from stoppress.domain.blog import Blog, Post
from stoppress.domain.effects import Region
from stoppress.errors import InputInvalid
from stoppress.render.documents import FragmentDocument
from stoppress.render.linked_blog import blog_graph, own_addresses
from stoppress.render.linked_post import Addresses, post_node
from stoppress.render.pieces import post_item, region_html
from stoppress.render.publication import Publication
from stoppress.render.templating import document
from stoppress.render.view import View, blog_path

HOST_LENGTH: Final = 500
"""The longest address of a host's page, in characters."""

# Our own markup alone is rewritten: values stand in double quotes, and `"` in them is escaped.
_ADDRESS: Final = re.compile(r'( (?:href|src|poster)=")(/[^"]*)(")')
_SET: Final = re.compile(r'( srcset=")([^"]*)(")')

_REGIONS: Final = (Region.HEAD, Region.STATE, Region.KEY_POINTS, Region.REPORTING)


def host_in(text: str) -> str:
    """The address of a host's page, without a fragment; "" for none. Raises InputInvalid."""
    if not text:
        return ""
    found = urlsplit(text) if len(text) <= HOST_LENGTH and text.isprintable() and " " not in text else None
    if found is None or found.scheme not in ("http", "https") or not found.hostname:
        problem = f"give the whole address of your page, https:// included, in {HOST_LENGTH} characters at most."
        raise InputInvalid(field="host", problem=problem)
    return found._replace(fragment="").geturl()


def fragment(blog: Blog, host: str, count: int, publication: Publication) -> bytes:
    """The newest `count` posts and what stands above them. With a `host` it bears linked data of the host's page."""
    view = View(blog, publication)
    addresses = Addresses(host, f"{host}#post-") if host else own_addresses(blog, publication)
    shown = blog.newest(count)
    nodes = [post_node(each, view, addresses) for each in shown if each.is_readable]
    made = document(
        FragmentDocument(
            language=blog.description.language,
            path=blog_path(blog.slug),
            publication=publication,
            regions=[(each.value, region_html(each, view)) for each in _REGIONS],
            posts=[post_item(each, view) for each in shown if not each.is_gone],
            graph=blog_graph(view, nodes, addresses) if host else None,
        )
    ).decode()
    return _at_home(made, shown, host, view).encode()


def _at_home(html: str, shown: Sequence[Post], host: str, view: View) -> str:
    """Addresses that hold wherever the HTML stands."""
    origin = view.publication.origin
    here = {view.post_path(each): f"{escape(host)}#post-{each.id}" for each in shown} if host else {}
    html = _ADDRESS.sub(lambda found: found[1] + here.get(found[2], origin + found[2]) + found[3], html)
    return _SET.sub(lambda found: found[1] + _of_origin(found[2], origin) + found[3], html)


def _of_origin(srcset: str, origin: str) -> str:
    return ", ".join(origin + each if each.startswith("/") else each for each in srcset.split(", "))
