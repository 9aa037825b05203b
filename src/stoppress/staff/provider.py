"""Provider: what a provider of OpenID Connect says of itself, and the keys it signs with.

Knows OpenID Connect Discovery, and for how long an answer is good.
Does not know who signs in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from stoppress.errors import FetchFailed
from stoppress.errors.people import ProviderFailed
from stoppress.outbound.configured import Consult, Question

_GOOD_FOR: Final = timedelta(hours=1)

# A token with an unknown key makes us ask again, and anybody can send one.
_KEYS_PAUSE: Final = timedelta(seconds=30)

_ACCEPT: Final = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Its addresses, and whether it takes a client's secret in a header."""

    authorization: str
    token: str
    userinfo: str
    keys: str
    takes_basic: bool


class Provider:
    """One provider. Everything raises ProviderFailed."""

    def __init__(self, issuer: str, consult: Consult, now: Callable[[], datetime]) -> None:
        self._issuer = issuer
        self._consult = consult
        self._now = now
        self._facts: tuple[datetime, Facts] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    async def facts(self) -> Facts:
        """What it says of itself."""
        if self._facts is None or self._now() - self._facts[0] > _GOOD_FOR:
            found = await self.asked(Question(url=get_well_known_url(self._issuer, external=True), headers=_ACCEPT))
            self._facts = self._now(), self._read(found)
        return self._facts[1]

    async def keys(self, *, anew: bool = False) -> KeySet:
        """The keys it signs with; asked for again with `anew`, unless that was a moment ago."""
        pause = _KEYS_PAUSE if anew else _GOOD_FOR
        if self._keys is None or self._now() - self._keys[0] > pause:
            found = await self.asked(Question(url=(await self.facts()).keys, headers=_ACCEPT))
            try:
                self._keys = self._now(), KeySet.import_key_set(found)  # type: ignore[arg-type]
            except (JoseError, ValueError, TypeError, KeyError) as problem:
                raise ProviderFailed(problem="its keys cannot be read.") from problem
        return self._keys[1]

    async def asked(self, question: Question) -> dict[str, Any]:
        """The JSON object that was answered."""
        try:
            answer = await self._consult(question)
            found = json.loads(answer.content)
        except FetchFailed as problem:
            raise ProviderFailed(problem="it does not answer.") from problem
        except ValueError as problem:
            raise ProviderFailed(problem="its answer cannot be read.") from problem
        if answer.status != 200 or not isinstance(found, dict):
            raise ProviderFailed(problem=f"it answered {answer.status}.")
        return found

    def _read(self, found: dict[str, Any]) -> Facts:
        # Whoever else it says it is, could sign in anybody.
        if found.get("issuer") != self._issuer:
            raise ProviderFailed(problem="it says that it is another.")
        ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Facts(
            authorization=self._address(found, "authorization_endpoint"),
            token=self._address(found, "token_endpoint"),
            userinfo=self._address(found, "userinfo_endpoint") if "userinfo_endpoint" in found else "",
            keys=self._address(found, "jwks_uri"),
            takes_basic="client_secret_basic" in ways,
        )

    def _address(self, found: dict[str, Any], name: str) -> str:
        """An address, as safe as the issuer's: nothing leads from https to http."""
        address = str(found.get(name, ""))
        parsed = urlsplit(address)
        if parsed.scheme not in ("https", urlsplit(self._issuer).scheme) or not parsed.hostname:
            raise ProviderFailed(problem=f"its {name} is no address.")
        return address
