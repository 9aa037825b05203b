"""Browsers: where one is told something while no page of ours is open in it, and what that is encrypted for (RFC 8030, 8291).

Knows which keys are keys, and that a push service is reached safely or not at all.
Does not know whose browser it is, what it is told, nor how that is sent (`wire`).
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from stoppress.errors import AddressRefused
from stoppress.errors.notices import SubscriptionInvalid
from stoppress.outbound.addresses import target

_AUTH_BYTES: Final = 16
_PADDED_TO: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a browser is told, and what it is encrypted for: `public_key` and `auth` are its own, in base64url."""

    endpoint: str
    public_key: str
    auth: str

    @property
    def digest(self) -> str:
        """Of the endpoint: what one is recognised by."""
        return sha256(self.endpoint.encode("utf-8", "surrogatepass")).hexdigest()


def require_sound(address: Address, allowed: frozenset[str] = frozenset()) -> str:
    """The host of its push service; `allowed` as for `addresses.target`. Raises SubscriptionInvalid."""
    try:
        found = target(address.endpoint, allowed)
    except AddressRefused as problem:
        raise SubscriptionInvalid(problem="its push service has an address that is none.") from problem
    if found.url.scheme != "https" and not found.is_allowed:
        raise SubscriptionInvalid(problem="its push service cannot be reached safely.")
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key_bytes(address.public_key))
        sound = len(key_bytes(address.auth)) == _AUTH_BYTES
    except (ValueError, binascii.Error) as problem:
        raise SubscriptionInvalid(problem="its key is none.") from problem
    if not sound:
        raise SubscriptionInvalid(problem="its secret is none.")
    return f"{found.host}:{found.port}" if found.is_allowed else found.host


def key_bytes(text: str) -> bytes:
    """What stands in base64url, with or without padding. Raises ValueError."""
    if not text.isascii() or len(text) > 2 * SECP256R1().key_size:
        raise ValueError("no key")
    return urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % _PADDED_TO))
