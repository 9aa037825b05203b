"""Devices that are told: which of somebody's browsers get notices while no page of the desk is open.

Knows what the browser's script sends, and that a browser is told for as long as the session lasts in which it was sent.
Does not know what is sent to it (`wire`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from stoppress.actions.actions import Now
from stoppress.outbound.browsers import Address
from stoppress.staff.sessions import Sessions
from stoppress.staff.subscriptions import Subscriptions
from stoppress.web.desk.asking import Changing, Visitor
from stoppress.web.desk.pages import PRIVATE
from stoppress.web.desk.sayings import sent_on

DEVICES: Final = "/desk/notices/devices"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """One of somebody's browsers. `here`: the one this page is shown in; `digest` by which its script knows that."""

    id: str
    device: str
    digest: str
    made_at: datetime
    here: bool


class Keys(BaseModel):
    """What a browser's messages are encrypted for."""

    model_config = ConfigDict(extra="ignore")

    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class SubscriptionShape(BaseModel):
    """What `PushSubscription.toJSON()` gives (Push API §8)."""

    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(max_length=4_000)
    keys: Keys


class DevicesTold:
    """Those of everybody; `key` is the newsroom's, which a browser subscribes with, and empty where nobody is pushed to."""

    def __init__(self, subscriptions: Subscriptions, sessions: Sessions, now: Now, key: str) -> None:
        self._subscriptions = subscriptions
        self._sessions = sessions
        self._now = now
        self.key = key

    async def of(self, visitor: Visitor) -> Sequence[DeviceLine]:
        """Those of one person, the newest first."""
        person = visitor.person.id
        devices = {each.id: each.device for each in await self._sessions.of(person, self._now())}
        return [
            DeviceLine(
                id=each.id,
                device=devices[each.session] or "A browser",
                digest=each.address.digest,
                made_at=each.made_at,
                here=each.session == visitor.session,
            )
            for each in await self._subscriptions.of(person)
            if each.session in devices
        ]

    async def keep(self, _request: Request, visitor: Changing, sent: SubscriptionShape) -> Response:
        """Tell this browser from now on."""
        address = Address(endpoint=sent.endpoint, public_key=sent.keys.p256dh, auth=sent.keys.auth)
        kept = await self._subscriptions.keep(visitor.person.id, visitor.session, address, self._now())
        return JSONResponse({"id": kept.id, "digest": kept.address.digest}, 201, PRIVATE)

    async def stop(self, visitor: Changing, device: str) -> Response:
        """Tell it nothing more."""
        await self._subscriptions.stop(visitor.person.id, device)
        return sent_on("/desk/notices", "device-stopped")


def device_routes(devices: DevicesTold) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix=DEVICES, include_in_schema=False)
    router.add_api_route("", devices.keep, methods=["POST"], response_model=None)
    router.add_api_route("/{device}/stop", devices.stop, methods=["POST"], response_model=None)
    return router
