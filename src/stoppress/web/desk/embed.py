"""Embeds at the desk: the card that an address alone on a line becomes, before the post is published.

Knows that the provider is asked as it will be asked for readers, that their own template makes the card, and that nothing
is kept: the picture is fetched when the post is published.
Does not know providers (`media`) nor connections (`outbound`).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.domain.body import normal_form
from stoppress.domain.exhibits import Address, stretches
from stoppress.domain.identifiers import Slug
from stoppress.domain.media import Embed
from stoppress.errors import InputInvalid
from stoppress.media.address_pattern import ADDRESS_LIMIT
from stoppress.media.embedding import Filled, Gone, Later, NoEmbed, Outcome
from stoppress.press.press import Press
from stoppress.render.body import body_html
from stoppress.render.clock import Clock
from stoppress.render.view import clock_of
from stoppress.staff.permissions import Verb, require
from stoppress.web.desk.allowance import Allowance
from stoppress.web.desk.asking import Here, blog_of, require_own_page
from stoppress.web.desk.pages import PRIVATE, Pages

Look = Callable[[str], Awaitable[Outcome]]
"""Asks the provider of an address; see `Embedding.look`."""

UNKNOWN = "Stoppress knows no provider of this address. Readers get the link."
SWITCHED_OFF = "Cards are switched off for this publication. Readers get the link."
SILENT = "The provider does not answer now. Readers get the link, and the card as soon as it does."
GONE = "The provider says that this is no longer there."
PICTURE = "Its picture is added once the post is published."

Pasted = Annotated[str, Query(max_length=ADDRESS_LIMIT)]
"""What somebody pasted."""


def embed_routes(look: Look | None, allowance: Allowance, press: Press, pages: Pages) -> APIRouter:
    """The route. Without `look` no provider is asked."""
    router = APIRouter(include_in_schema=False)

    async def clock(visitor: Here, blog: str) -> Clock:
        """The blog's, or where none is named one that is set to Greenwich."""
        publication = pages.publication
        if blog:
            return clock_of(await press.current(blog_of(visitor.person, blog)), publication)
        return Clock("UTC", publication.language, publication.clock_style)

    @router.get("/desk/embed")
    async def preview(request: Request, visitor: Here, address: Pasted, blog: str = "") -> Response:
        # Another site's page must not have us ask anybody.
        require_own_page(request)
        require(visitor.person, Verb.UPLOAD_MEDIUM)
        body, alone = _alone(address)
        setting = await clock(visitor, blog)
        allowance.take(visitor.person.id)
        embed, sentence = _told(await look(alone) if look is not None else None)
        # With nobody's files: the card has no picture yet.
        card = body_html(body, Slug(""), (), (embed,) if embed else (), pages.publication.media, setting)
        hint = Markup('<p class="hint">{}</p>').format(sentence) if sentence else ""
        return JSONResponse({"known": embed is not None, "html": str(card + hint)}, headers=PRIVATE)

    return router


def _alone(pasted: str) -> tuple[str, str]:
    """A body that says this address and nothing else, and the address. Raises InputInvalid."""
    body = normal_form(pasted.strip())
    found = list(stretches(body))
    if len(found) != 1 or not isinstance(found[0], Address):
        raise InputInvalid(field="address", problem="paste a whole web address, such as https://example.org/story.")
    return body, found[0].address


def _told(outcome: Outcome | None) -> tuple[Embed | None, str]:
    """The card, if there is one, and what whoever writes is told."""
    match outcome:
        case None:
            return None, SWITCHED_OFF
        case NoEmbed():
            return None, UNKNOWN
        case Later():
            return None, SILENT
        case Gone(embed=embed):
            return embed, GONE
        case Filled(embed=embed, picture=picture):
            return embed, PICTURE if picture else ""
