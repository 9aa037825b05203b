"""The room's parts together.

Knows which there are.
Does not know how they are made (`app`).
"""

from __future__ import annotations

from dataclasses import dataclass

from stoppress.staff.arrivals import Arrivals
from stoppress.staff.links import Links
from stoppress.staff.passwords import Passwords
from stoppress.staff.people import People
from stoppress.staff.second_factor import SecondFactors
from stoppress.staff.sessions import Sessions
from stoppress.staff.sign_in import SignIn
from stoppress.staff.welcome import Welcome


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRoom:
    """Who works here, how they come in, and what they prove it by; `arrivals` where a provider lets people in as well."""

    people: People
    passwords: Passwords
    sessions: Sessions
    second_factors: SecondFactors
    links: Links
    welcome: Welcome
    sign_in: SignIn
    arrivals: Arrivals | None = None
