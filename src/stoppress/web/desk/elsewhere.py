"""Signing in elsewhere: to a provider of OpenID Connect and back.

Knows the two addresses and what the browser keeps between them.
Does not know what is asked of the provider, nor why it is believed (`staff.open_id`).
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoppress.errors import PageUnknown, StoppressError
from stoppress.staff.arrivals import Arrivals
from stoppress.web.desk.allowance import Allowance
from stoppress.web.desk.cookies import forget, keep_shortly, kept
from stoppress.web.desk.pages import PRIVATE
from stoppress.web.desk.sign_in import SigningIn, onward_of, place_of

ELSEWHERE: Final = "/desk/sign-in/elsewhere"
BACK: Final = f"{ELSEWHERE}/done"
"""Where the provider sends people back to; it has to know this address."""

PURPOSE: Final = "elsewhere"
_SEE_OTHER: Final = 303


PER_MINUTE: Final = 60
"""How often somebody may leave for the provider and come back, from one network: each has us ask there, and strangers could have
us ask until it answers nobody any more."""


def elsewhere_routes(signing_in: SigningIn) -> APIRouter:
    """The routes."""
    router = APIRouter(include_in_schema=False)
    back = f"{signing_in.pages.publication.origin}{BACK}"
    allowance = Allowance(PER_MINUTE, signing_in.now)

    @router.get(ELSEWHERE)
    async def leave(request: Request) -> Response:
        onward = onward_of(request.query_params.get("next", ""))
        try:
            allowance.take(place_of(request).network)
            departure = await _arrivals(signing_in).open_id.begin(back, anew=request.query_params.get("anew") == "yes")
        except StoppressError as problem:
            return signing_in.refused(request, problem, onward)
        answer = RedirectResponse(departure.address, _SEE_OTHER, PRIVATE)
        shared = request.query_params.get("shared") == "yes"
        going = {"way": departure.kept, "next": onward, "shared": "yes" if shared else ""}
        keep_shortly(request, answer, PURPOSE, urlencode(going))
        return answer

    @router.get(BACK)
    async def come_back(request: Request) -> Response:
        mine = {name: values[0] for name, values in parse_qs(kept(request, PURPOSE)).items()}
        onward, place = onward_of(mine.get("next", "")), place_of(request, shared=mine.get("shared") == "yes")
        arrivals = _arrivals(signing_in)
        try:
            allowance.take(place.network)
            identity = await arrivals.open_id.finish(mine.get("way", ""), dict(request.query_params), back)
            answer = signing_in.came_in(request, await arrivals.arrive(identity, place), onward)
        except StoppressError as problem:
            answer = signing_in.refused(request, problem, onward)
        # Good for one way back, whatever came of it.
        forget(request, answer, PURPOSE)
        return answer

    return router


def _arrivals(signing_in: SigningIn) -> Arrivals:
    if signing_in.staff.arrivals is None:
        raise PageUnknown
    return signing_in.staff.arrivals
