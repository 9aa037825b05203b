"""The pieces a page is made of: one post, one region. Page and frame take them from here.

Knows which template makes which piece.
Does not know the page around them.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from stoppress.domain.blog import Post
from stoppress.domain.effects import Region
from stoppress.render.templating import piece
from stoppress.render.view import View

# In page order. `related` stands below the posts.
ABOVE: Final = (Region.HEAD, Region.STATE, Region.KEY_POINTS, Region.REPORTING, Region.PINNED)
BELOW: Final = (Region.RELATED,)

_MACROS: Final = {region: region.value.replace("-", "_") for region in Region}


def post_item(post: Post, view: View) -> Markup:
    """One post as an item of the list. A post that is gone altogether has none."""
    return Markup() if post.is_gone else piece("post.html.j2", "item", post, view, language=view.language)


def region_html(region: Region, view: View) -> Markup:
    """What stands inside a region; empty when there is nothing to say."""
    return piece("regions.html.j2", _MACROS[region], view, language=view.language)
