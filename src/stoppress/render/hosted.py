"""Hosted: a blog in somebody else's page, as HTML that their server puts there (READER EM8).

Knows that every address in it has to hold on their page: files and pages of ours with our origin, posts where they
stand on theirs, linked data as theirs; that their page has a heading above ours; and that no script of ours comes along.
Does not know how it is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Final
from urllib.parse import urljoin

from markupsafe import escape

from stoppress.domain.blog import Blog
from stoppress.domain.checks import is_web_address
from stoppress.domain.effects import Region
from stoppress.errors import QueryInvalid
from stoppress.render.documents import FragmentDocument
from stoppress.render.figures import MediaPlace
from stoppress.render.frames import Frames
from stoppress.render.linked_blog import UPDATES, blog_graph, own_addresses
from stoppress.render.linked_post import Addresses, post_node
from stoppress.render.pieces import post_item, region_html
from stoppress.render.publication import Publication
from stoppress.render.templating import document
from stoppress.render.view import View, blog_path

# Our own markup alone is rewritten: in it, words have no "<", and values stand in double quotes and have none. Tags and
# attributes are taken one after the other, so that nothing that only looks like one is touched.
_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^">]|"[^"]*")*)>')
_ATTRIBUTE: Final = re.compile(r'\s([a-z-]+)="([^"]*)"')
_ADDRESSES: Final = frozenset({"href", "src", "poster"})
_HEADING: Final = re.compile(r"h([1-5])")

_REGIONS: Final = (Region.HEAD, Region.STATE, Region.KEY_POINTS, Region.REPORTING)


def host_in(text: str, limit: int) -> str:
    """The address of a host's page, of `limit` characters at most, without a fragment; "" for none. Raises QueryInvalid."""
    if text and not (len(text) <= limit and text.isprintable() and is_web_address(text)):
        problem = f"give the whole address of your page, https:// included, in {limit} characters at most."
        raise QueryInvalid(field="host", problem=problem)
    return text.partition("#")[0]


def carried(publication: Publication) -> Publication:
    """The publication as it is on others' pages.

    Files have its origin; there is no button that only our script serves, and no slot, which would be in their page.
    """
    media = publication.media
    return replace(
        publication, media=MediaPlace(media.origin or publication.origin, Frames(titles=media.frames.titles)), slot=None
    )


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
            graph=blog_graph(view, nodes[:UPDATES], addresses) if host else None,
        )
    ).decode()
    here = {view.post_path(each): addresses.post(each.id) for each in shown} if host else {}
    return at_home(made, publication.origin + blog_path(blog.slug), here).encode()


def at_home(html: str, page: str, here: Mapping[str, str]) -> str:
    """`html` of our page at `page`, as it is to stand on another, where what is named in `here` stands as well."""

    def address(value: str) -> str:
        found = unescape(value)
        return escape(here.get(found) or _joined(page, found))

    def attribute(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name in _ADDRESSES:
            return f' {name}="{address(value)}"'
        if name == "srcset":
            return f' srcset="{", ".join(address(each) for each in value.split(", "))}"'
        return found[0]

    def tag(found: re.Match[str]) -> str:
        slash, name, attributes = found.groups()
        return f"<{slash}{_lower(name)}{_ATTRIBUTE.sub(attribute, attributes) if attributes else ''}>"

    return _TAG.sub(tag, html)


def _joined(page: str, address: str) -> str:
    try:
        return urljoin(page, address) if address else ""
    except ValueError:
        # What no parser can read leads nowhere here as there.
        return address


def _lower(name: str) -> str:
    """A heading's name, one level lower: the host's own comes first."""
    found = _HEADING.fullmatch(name)
    return f"h{int(found[1]) + 1}" if found else name
