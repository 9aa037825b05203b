"""OpenID Connect: what a provider says of somebody, and whether it is the provider who says it.

Knows the authorization code flow with PKCE, state and nonce (OpenID Connect Core, RFC 7636, RFC 9207), and that nothing of
what comes back through a browser is believed.
Does not know whether that somebody works here (`arrivals`).
"""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from stoppress.errors.people import ProviderFailed, SignInOver
from stoppress.outbound.configured import Consult, Question
from stoppress.staff.provider import Provider
from stoppress.staff.secret import Random, fresh_secret

ALGORITHMS: Final = ("RS256", "ES256")
"""The signatures that count. One made with the secret is none: whoever reads our settings could make it."""

_SCOPE: Final = "openid email profile"

SUBJECT_LIMIT: Final = 255
"""The longest name a provider may have for somebody (OpenID Connect Core, 2)."""

_SINCE: Final = re.compile(r"[0-9]{0,12}", re.ASCII)

# Two clocks are never the same.
_LEEWAY_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What we are to the provider."""

    issuer: str
    id: str
    secret: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Where somebody is sent, and what their browser keeps for the way back."""

    address: str
    kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is to a provider. `email` is empty unless the provider has checked it.

    `proved_at` is when the provider last made sure that it is them; None where it does not say.
    """

    issuer: str
    subject: str
    email: str
    name: str
    proved_at: datetime | None = None


class OpenId:
    """Signs in with one provider. Everything raises ProviderFailed."""

    def __init__(self, client: Client, consult: Consult, now: Callable[[], datetime], random: Random) -> None:
        self._client = client
        self._consult = consult
        self._now = now
        self._random = random
        self._provider = Provider(client.issuer, consult, now)

    async def begin(self, redirect: str, *, anew: bool = False) -> Departure:
        """Send somebody there. With `anew` they have to prove who they are, even if they are known there already."""
        facts = await self._provider.facts()
        state, nonce, verifier = (fresh_secret(self._random) for _ in range(3))
        more = {"prompt": "login", "max_age": "0"} if anew else {}
        address = prepare_grant_uri(
            facts.authorization,
            self._client.id,
            "code",
            redirect,
            _SCOPE,
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            **more,
        )
        since = str(int(self._now().timestamp())) if anew else ""
        return Departure(
            address=address,
            kept=urlencode({"state": state, "nonce": nonce, "verifier": verifier, "since": since}),
        )

    async def finish(self, kept: str, sent: Mapping[str, str], redirect: str) -> Identity:
        """Who came back, with what the browser has kept and what the address says. Raises SignInOver too."""
        mine = {name: values[0] for name, values in parse_qs(kept).items()}
        if not mine.get("state") or not _same(mine["state"], sent.get("state", "")):
            raise SignInOver
        if not _SINCE.fullmatch(mine.get("since", "")):
            raise SignInOver
        # Another provider's answer, handed to this one's address (RFC 9207).
        if sent.get("iss", self._client.issuer) != self._client.issuer:
            raise ProviderFailed(problem="another provider answered.")
        if not sent.get("code"):
            raise ProviderFailed(problem="it did not let you in.")
        tokens = await self._redeem(sent["code"], mine.get("verifier", ""), redirect)
        claims = await self._claims(tokens, mine.get("nonce", ""), mine.get("since", ""))
        return await self._identity(claims, tokens)

    async def _redeem(self, code: str, verifier: str, redirect: str) -> dict[str, Any]:
        facts = await self._provider.facts()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        headers = {"Accept": "application/json"}
        if not self._client.secret:
            form["client_id"] = self._client.id
        elif facts.takes_basic:
            headers["Authorization"] = f"Basic {_basic(self._client.id, self._client.secret)}"
        else:
            form |= {"client_id": self._client.id, "client_secret": self._client.secret}
        return await self._provider.asked(Question(url=facts.token, headers=headers, form=form))

    async def _claims(self, tokens: dict[str, Any], nonce: str, since: str) -> CodeIDToken:
        """What the ID token says, once it is certain that the provider says it, to us, now, and for this attempt."""
        options: dict[str, Any] = {
            "iss": {"essential": True, "value": self._client.issuer},
            "aud": {"essential": True, "value": self._client.id},
        }
        params = {
            "nonce": nonce,
            "client_id": self._client.id,
            "access_token": tokens.get("access_token"),
            "max_age": "0" if since else None,
        }
        try:
            token = await self._decoded(str(tokens.get("id_token", "")))
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(self._now().timestamp(), _LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError, KeyError) as problem:
            raise ProviderFailed(problem="what it says of you cannot be believed.") from problem
        subject = claims["sub"]
        is_name = isinstance(subject, str) and 0 < len(subject) <= SUBJECT_LIMIT
        if not nonce or claims.get("nonce") != nonce or not is_name:
            raise ProviderFailed(problem="what it says of you cannot be believed.")
        if since and claims["auth_time"] < int(since) - _LEEWAY_SECONDS:
            raise ProviderFailed(problem="it did not ask who you are.")
        return claims

    async def _decoded(self, token: str) -> jwt.Token:
        try:
            return jwt.decode(token, await self._provider.keys(), ALGORITHMS)
        except (JoseError, ValueError):
            # Providers change their keys; whoever signed with a new one is not turned away.
            return jwt.decode(token, await self._provider.keys(anew=True), ALGORITHMS)

    async def _identity(self, claims: CodeIDToken, tokens: dict[str, Any]) -> Identity:
        said: dict[str, Any] = dict(claims)
        facts = await self._provider.facts()
        if "email" not in said and facts.userinfo and tokens.get("access_token"):
            headers = {"Accept": "application/json", "Authorization": f"Bearer {tokens['access_token']}"}
            more = await self._provider.asked(Question(url=facts.userinfo, headers=headers))
            # Of somebody else, it would be somebody else's address.
            if more.get("sub") != said["sub"]:
                raise ProviderFailed(problem="what it says of you cannot be believed.")
            said = more | said
        email = said.get("email") if said.get("email_verified") is True else ""
        return Identity(
            issuer=self._client.issuer,
            subject=said["sub"],
            email=email if isinstance(email, str) else "",
            name=str(said.get("name") or ""),
            # What the browser keeps says nothing here: whoever sits at it may change that.
            proved_at=_proved_at(claims.get("auth_time"), self._now()),
        )


def _proved_at(said: object, now: datetime) -> datetime | None:
    """A time of the provider's clock, by ours."""
    if not isinstance(said, (int, float)) or isinstance(said, bool) or said <= 0:
        return None
    return datetime.fromtimestamp(min(said, now.timestamp()), UTC)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode("utf-8", "replace"))


def _basic(name: str, secret: str) -> str:
    return b64encode(f"{quote(name, safe='')}:{quote(secret, safe='')}".encode()).decode()
