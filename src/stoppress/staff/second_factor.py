"""Second factor: codes from somebody's phone, and ten on paper for when the phone is lost.

Knows time-based codes (RFC 6238): thirty seconds, six digits, one step of tolerance, none accepted twice.
Does not know who is to give one, nor how often they may try (`throttle`).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pyotp
import segno
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from stoppress.database.database import Database
from stoppress.database.schema_desk import recovery_codes, second_factors
from stoppress.errors.people import CodeRefused, SecondFactorSet
from stoppress.staff.secret import Random, hash_of, text_of

RECOVERY_CODES: Final = 10

_SECRET_BYTES: Final = 20
_TOLERANCE: Final = 1

# 80 bits: nobody finds one out from its hash.
_RECOVERY_BYTES: Final = 10
_GROUP: Final = 4
_DIGITS: Final = 6
_PICTURE_SCALE: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a phone takes up: as a picture (`data:` address of an SVG), as an address, and as letters to be typed."""

    secret: str
    address: str
    picture: str


class SecondFactors:
    """Those of one publication, which phones call `issuer`. Everything raises StorageFull and StorageUnavailable."""

    def __init__(self, database: Database, issuer: str, *, random: Random) -> None:
        self._database = database
        self._issuer = issuer
        self._random = random

    async def begin(self, person: str) -> None:
        """Make a secret that counts once a code of it is confirmed. Raises SecondFactorSet."""
        row = {
            "person": person,
            "secret": text_of(self._random(_SECRET_BYTES)).upper(),
            "confirmed_at": None,
            "last_step": 0,
        }

        def beginning(connection: Connection) -> None:
            mine = second_factors.c.person == person
            connection.execute(delete(second_factors).where(mine, second_factors.c.confirmed_at.is_(None)))
            if connection.scalar(select(second_factors.c.person).where(mine)) is not None:
                raise SecondFactorSet
            connection.execute(insert(second_factors), [row])

        await self._database.write(beginning)

    async def offer(self, person: str, email: str) -> Offer | None:
        """What is to be confirmed, if anything."""
        query = select(second_factors.c.secret).where(
            second_factors.c.person == person, second_factors.c.confirmed_at.is_(None)
        )
        secret = await self._database.read(lambda connection: connection.scalar(query))
        if secret is None:
            return None
        address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=self._issuer)
        picture = segno.make_qr(address).svg_data_uri(scale=_PICTURE_SCALE, light="#fff")
        return Offer(secret=secret, address=address, picture=picture)

    async def confirm(self, person: str, code: str, now: datetime) -> tuple[str, ...]:
        """From now on a code is asked for; the recovery codes, told this once. Raises CodeRefused."""

        def confirming(connection: Connection) -> tuple[str, ...]:
            _accept(connection, person, code, now, confirmed=False)
            confirmed = update(second_factors).where(second_factors.c.person == person)
            connection.execute(confirmed.values(confirmed_at=now.astimezone(UTC)))
            return self._fresh_codes(connection, person)

        return await self._database.write(confirming)

    async def accept(self, person: str, code: str, now: datetime) -> None:
        """Use a code, of the phone or of the paper. Raises CodeRefused: it is wrong, or was used."""

        def accepting(connection: Connection) -> None:
            if is_recovery_code(code):
                _use(connection, person, code, now)
            else:
                _accept(connection, person, code, now, confirmed=True)

        await self._database.write(accepting)

    async def is_set(self, person: str) -> bool:
        """Whether a code is asked for."""
        return await self._database.read(lambda connection: _secret(connection, person, confirmed=True) is not None)

    async def codes_left(self, person: str) -> int:
        """How many recovery codes have not been used."""
        unused = recovery_codes.c.person == person, recovery_codes.c.used_at.is_(None)
        query = select(func.count()).select_from(recovery_codes).where(*unused)
        return await self._database.read(lambda connection: connection.scalar(query)) or 0

    async def fresh_codes(self, person: str) -> tuple[str, ...]:
        """Other recovery codes instead of the ones there are, told this once. Raises CodeRefused without a second factor."""

        def making(connection: Connection) -> tuple[str, ...]:
            if _secret(connection, person, confirmed=True) is None:
                raise CodeRefused
            return self._fresh_codes(connection, person)

        return await self._database.write(making)

    async def remove(self, person: str) -> None:
        """No code is asked for any more."""

        def removing(connection: Connection) -> None:
            connection.execute(delete(second_factors).where(second_factors.c.person == person))
            connection.execute(delete(recovery_codes).where(recovery_codes.c.person == person))

        await self._database.write(removing)

    def _fresh_codes(self, connection: Connection, person: str) -> tuple[str, ...]:
        codes = tuple(_grouped(text_of(self._random(_RECOVERY_BYTES))) for _ in range(RECOVERY_CODES))
        connection.execute(delete(recovery_codes).where(recovery_codes.c.person == person))
        rows = [{"person": person, "hash": hash_of(_typed(each)), "used_at": None} for each in codes]
        connection.execute(insert(recovery_codes), rows)
        return codes


def is_recovery_code(code: str) -> bool:
    """Whether this is meant to be one of the paper's: the phone's are shorter."""
    return len(_typed(code)) > _DIGITS


def _accept(connection: Connection, person: str, code: str, now: datetime, *, confirmed: bool) -> None:
    secret = _secret(connection, person, confirmed=confirmed)
    step = None if secret is None else _step(secret, _typed(code), now)
    if step is None:
        raise CodeRefused
    # One statement: of two who show the same code at once one is refused.
    later = second_factors.c.person == person, second_factors.c.last_step < step
    if not connection.execute(update(second_factors).where(*later).values(last_step=step)).rowcount:
        raise CodeRefused


def _step(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, among those that are good now."""
    totp = pyotp.TOTP(secret)
    current = totp.timecode(now)
    steps = range(current - _TOLERANCE, current + _TOLERANCE + 1)
    shown = code.encode("utf-8", "replace")
    found = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), shown)]
    return found[-1] if found else None


def _use(connection: Connection, person: str, code: str, now: datetime) -> None:
    mine = recovery_codes.c.person == person, recovery_codes.c.hash == hash_of(_typed(code))
    using = update(recovery_codes).where(*mine, recovery_codes.c.used_at.is_(None))
    if not connection.execute(using.values(used_at=now.astimezone(UTC))).rowcount:
        raise CodeRefused


def _secret(connection: Connection, person: str, *, confirmed: bool) -> str | None:
    query = select(second_factors.c.secret).where(
        second_factors.c.person == person, second_factors.c.confirmed_at.is_not(None) == confirmed
    )
    found: str | None = connection.scalar(query)
    return found


def _typed(code: str) -> str:
    return "".join(each for each in code.lower() if each.isalnum())


def _grouped(text: str) -> str:
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
