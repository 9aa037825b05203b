"""Signing in: from what somebody shows to a session.

Knows the order: whoever tries too often waits, a password comes first, a code after it; and that nobody is told whether an
address is somebody's.
Does not know cookies and pages, nor how any of it is checked (`passwords`, `second_factor`, `throttle`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from stoppress.domain.networks import network_of
from stoppress.errors import StoppressError
from stoppress.errors.people import CodeRefused, SignInOver, SignInRefused
from stoppress.staff.known import KnownBrowsers
from stoppress.staff.passwords import Passwords
from stoppress.staff.people import People
from stoppress.staff.person_rows import email_key
from stoppress.staff.second_factor import SecondFactors, is_recovery_code
from stoppress.staff.sessions import Sessions, SignedIn
from stoppress.staff.throttle import Throttle

# What is typed where an address belongs can be as long as a request.
_EMAIL_LIMIT: Final = 320

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody signs in: the address they come from, what their browser says it is, and whether others use it.

    `kept` is what the browser keeps of an earlier time (`known`).
    """

    address: str
    device: str = ""
    shared: bool = False
    kept: str = ""

    @property
    def network(self) -> str:
        """What counts as one place."""
        return network_of(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session's secret, told this once. One that is not `complete` waits for a code; `shared` is as for `Place`.

    `mark` is what the browser is to keep, so that it is known again; "" for nothing.
    """

    secret: str
    complete: bool
    shared: bool
    mark: str = ""


class SignIn:
    """Lets people in. Everything raises StorageFull and StorageUnavailable."""

    def __init__(
        self,
        people: People,
        passwords: Passwords,
        sessions: Sessions,
        second_factors: SecondFactors,
        throttle: Throttle,
        known: KnownBrowsers,
        now: Callable[[], datetime],
    ) -> None:
        self._people = people
        self._passwords = passwords
        self._sessions = sessions
        self._second_factors = second_factors
        self._throttle = throttle
        self._known = known
        self._now = now

    async def by_password(self, email: str, password: str, place: Place) -> Begun:
        """A session for whoever has this address and password. Raises SignInRefused, TooFast."""
        account = email_key(email[:_EMAIL_LIMIT])
        browser = await self._admit(account, place, account)
        person, kept = await self._people.proof_of(account) or ("", None)
        if not await self._is_right(person, kept, password):
            _log.warning("sign-in refused", person=person, network=place.network)
            raise SignInRefused
        await self._throttle.clear(account, place.network, browser)
        return await self.begin(person, place)

    async def by_code(self, secret: str, code: str, place: Place) -> Begun:
        """A complete session for one that waits. Raises SignInOver, CodeRefused, TooFast."""
        waiting = await self._sessions.waiting(secret, self._now())
        if waiting is None:
            raise SignInOver
        account, email = f"code {waiting.person}", (await self._people.row(waiting.person)).email
        browser = await self._admit(account, place, email, everywhere=not is_recovery_code(code))
        try:
            await self._second_factors.accept(waiting.person, code, self._now())
        except CodeRefused:
            _log.warning("code refused", person=waiting.person, network=place.network)
            raise
        await self._throttle.clear(account, place.network, browser)
        await self._sessions.end(waiting.person, waiting.id)
        return await self._begin(waiting.person, place, shared=waiting.shared, proved_at=waiting.proved_at)

    async def begin(self, person: str, place: Place, *, proved_at: datetime | None = None) -> Begun:
        """A session for somebody who showed what comes first: a password, a link, or that a provider knows them.

        `proved_at` as for `Sessions.begin`: a provider may know them from the day before.
        """
        complete = not await self._second_factors.is_set(person)
        return await self._begin(person, place, shared=place.shared, complete=complete, proved_at=proved_at)

    async def prove(self, signed_in: SignedIn, password: str, place: Place) -> None:
        """Somebody who is signed in proves again who they are. Raises SignInRefused, TooFast."""
        await self._require_password(signed_in.person.id, password, place)
        await self._sessions.prove(signed_in.session, self._now())

    async def change_password(self, signed_in: SignedIn, password: str, new: str, place: Place) -> None:
        """Another password; all other sessions end. Raises SignInRefused, PasswordWeak, TooFast."""
        row = await self._people.row(signed_in.person.id)
        if row.has_password:
            await self._require_password(row.id, password, place)
        else:
            self._sessions.require_proof(signed_in, self._now())
        kept = await self._passwords.hashed(new, (row.name, row.email))
        await self._people.set_password(row.id, kept, but=signed_in.session)
        _log.info("password changed", person=row.id)

    async def _require_password(self, person: str, password: str, place: Place) -> None:
        account, email = f"password {person}", (await self._people.row(person)).email
        browser = await self._admit(account, place, email)
        if not await self._is_right(person, await self._people.password(person), password):
            _log.warning("password refused", person=person, network=place.network)
            raise SignInRefused
        await self._throttle.clear(account, place.network, browser)

    async def _is_right(self, person: str, kept: str | None, password: str) -> bool:
        checked = await self._passwords.check(kept, password)
        if checked.is_right and kept is not None and checked.better is not None:
            await self._people.rehash(person, kept, checked.better)
        return checked.is_right

    async def _admit(self, account: str, place: Place, email: str, *, everywhere: bool = False) -> str:
        """Count a try; the name of the browser, where whoever has this address has signed in there before. Raises TooFast."""
        now = self._now()
        browser = await self._known.name(place.kept, email, now)
        try:
            await self._throttle.admit(account, place.network, now, everywhere=everywhere, browser=browser)
        except StoppressError as problem:
            _log.warning("sign-in not tried", network=place.network, problem=problem.code)
            raise
        return browser

    async def _begin(
        self, person: str, place: Place, *, shared: bool, proved_at: datetime | None, complete: bool = True
    ) -> Begun:
        secret = await self._sessions.begin(
            person,
            now=self._now(),
            shared=shared,
            device=place.device,
            network=place.network,
            complete=complete,
            proved_at=proved_at,
        )
        _log.info("signed in" if complete else "a code is asked for", person=person, network=place.network)
        # On a machine of many nobody is known.
        email = (await self._people.row(person)).email if complete and not shared else ""
        mark = await self._known.mark(email, self._now()) if email else ""
        return Begun(secret=secret, complete=complete, shared=shared, mark=mark)
