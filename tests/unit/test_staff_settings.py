"""Settings of the staff room: each reaches the part whose limit it is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from stoppress.app.building import now
from stoppress.app.staff import open_staff
from stoppress.config.settings import Settings
from stoppress.database.kinds import database_at
from stoppress.staff.links import LinkLimits
from stoppress.staff.passwords import PasswordLimits
from stoppress.staff.permissions import Role
from stoppress.staff.required import Demand
from stoppress.staff.sessions import SessionLimits
from stoppress.staff.throttle import ThrottleLimits

GIVEN = {
    "session_seconds": 1_001,
    "session_idle_seconds": 1_002,
    "shared_seconds": 1_003,
    "shared_idle_seconds": 1_004,
    "proof_seconds": 1_005,
    "password_least": 13,
    "password_most": 113,
    "sign_in_tries": 14,
    "sign_in_wait_seconds": 1_006,
    "sign_in_network_tries": 15,
    "sign_in_code_tries": 16,
    "sign_in_all_tries": 17,
    "invitation_hours": 18,
    "reset_hours": 19,
    "first_run_minutes": 20,
    "oidc_issuer": "https://accounts.example",
    "oidc_client_id": "stoppress",
    "oidc_role": "reporter",
    "second_factor": "passwords",
}


async def test_each_limit_is_where_it_belongs(tmp_path: Path) -> None:
    desk = database_at(f"sqlite:///{tmp_path / 'desk.db'}")
    staff = open_staff(Settings.model_validate(GIVEN), desk, now)
    await desk.close()
    assert staff.sessions._limits == SessionLimits(
        idle=timedelta(seconds=1_002),
        most=timedelta(seconds=1_001),
        shared_idle=timedelta(seconds=1_004),
        shared_most=timedelta(seconds=1_003),
        proof=timedelta(seconds=1_005),
    )
    assert staff.sessions._demand is Demand.PASSWORDS
    assert staff.passwords.limits == PasswordLimits(least=13, most=113)
    assert staff.sign_in._throttle._limits == ThrottleLimits(
        tries=14, wait=timedelta(seconds=1_006), per_network=15, codes=16, in_all=17
    )
    assert staff.links._limits == LinkLimits(
        invitation=timedelta(hours=18), reset=timedelta(hours=19), first_run=timedelta(minutes=20)
    )
    assert staff.arrivals is not None
    assert staff.arrivals._role is Role.REPORTER


async def test_by_default_they_are_what_the_parts_say_themselves(tmp_path: Path) -> None:
    desk = database_at(f"sqlite:///{tmp_path / 'desk.db'}")
    staff = open_staff(Settings.model_validate({}), desk, now)
    await desk.close()
    assert staff.sessions._limits == SessionLimits()
    assert staff.sessions._demand is Demand.OPTIONAL
    assert staff.passwords.limits == PasswordLimits()
    assert staff.sign_in._throttle._limits == ThrottleLimits()
    assert staff.links._limits == LinkLimits()
    assert staff.arrivals is None
