"""Building the staff room: people, and how they come in.

Knows where the settings say for how long and how often.
Does not know doors.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from stoppress.config.settings import Settings
from stoppress.database.database import Database
from stoppress.outbound.configured import consult
from stoppress.staff.arrivals import Arrivals
from stoppress.staff.known import KnownBrowsers
from stoppress.staff.links import LinkKind, LinkLimits, Links
from stoppress.staff.open_id import Client, OpenId
from stoppress.staff.passwords import PasswordLimits, Passwords
from stoppress.staff.people import People
from stoppress.staff.permissions import OPERATOR
from stoppress.staff.room import StaffRoom
from stoppress.staff.second_factor import SecondFactors
from stoppress.staff.sessions import SessionLimits, Sessions
from stoppress.staff.sign_in import SignIn
from stoppress.staff.throttle import Throttle, ThrottleLimits
from stoppress.staff.welcome import Welcome
from stoppress.web.desk.sign_in import WELCOME_PATH


def open_staff(settings: Settings, desk: Database, now: Callable[[], datetime]) -> StaffRoom:
    """The parts over the desk's database."""
    random = secrets.token_bytes
    people = People(desk)
    passwords = Passwords(PasswordLimits(least=settings.password_least, most=settings.password_most))
    sessions = Sessions(desk, _session_limits(settings), random=random, demand=settings.second_factor)
    second_factors = SecondFactors(desk, settings.publication, random=random)
    links = Links(desk, _link_limits(settings), random=random)
    throttle = Throttle(desk, _throttle_limits(settings))
    sign_in = SignIn(people, passwords, sessions, second_factors, throttle, KnownBrowsers(desk, random=random), now)
    return StaffRoom(
        people=people,
        passwords=passwords,
        sessions=sessions,
        second_factors=second_factors,
        links=links,
        welcome=Welcome(desk, links, passwords, random=random),
        sign_in=sign_in,
        arrivals=_arrivals(settings, desk, people, sign_in, now) if settings.oidc_issuer else None,
    )


async def first_run_secret(staff: StaffRoom, now: datetime) -> str | None:
    """What a link has by which the first administrator makes their account; None where somebody works already.

    There is no account that everybody knows: whoever can read what the program prints is let in, once.
    """
    if not await staff.people.is_empty():
        return None
    return await staff.links.make(LinkKind.FIRST_RUN, None, by=OPERATOR.id, now=now)


def address_of_link(origin: str, secret: str) -> str:
    """A link as it is handed over."""
    return f"{origin}{WELCOME_PATH}/{secret}"


def _arrivals(
    settings: Settings, desk: Database, people: People, sign_in: SignIn, now: Callable[[], datetime]
) -> Arrivals:
    client = Client(
        issuer=settings.oidc_issuer, id=settings.oidc_client_id, secret=settings.oidc_client_secret.get_secret_value()
    )
    return Arrivals(
        desk,
        OpenId(client, consult, now, secrets.token_bytes),
        people,
        sign_in,
        name=settings.oidc_name,
        role=settings.oidc_role,
        now=now,
        random=secrets.token_bytes,
    )


def _session_limits(settings: Settings) -> SessionLimits:
    return SessionLimits(
        idle=timedelta(seconds=settings.session_idle_seconds),
        most=timedelta(seconds=settings.session_seconds),
        shared_idle=timedelta(seconds=settings.shared_idle_seconds),
        shared_most=timedelta(seconds=settings.shared_seconds),
        proof=timedelta(seconds=settings.proof_seconds),
    )


def _link_limits(settings: Settings) -> LinkLimits:
    return LinkLimits(
        invitation=timedelta(hours=settings.invitation_hours),
        reset=timedelta(hours=settings.reset_hours),
        first_run=timedelta(minutes=settings.first_run_minutes),
    )


def _throttle_limits(settings: Settings) -> ThrottleLimits:
    return ThrottleLimits(
        tries=settings.sign_in_tries,
        wait=timedelta(seconds=settings.sign_in_wait_seconds),
        per_network=settings.sign_in_network_tries,
        codes=settings.sign_in_code_tries,
        in_all=settings.sign_in_all_tries,
    )
