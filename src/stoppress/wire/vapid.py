"""VAPID: how this newsroom proves to push services who it is (RFC 8292).

Knows that there is one key for all nodes and for ever, made when it is first asked for: a browser's subscription is good
for it alone. It is in no log, and leaves the database for memory only.
Does not know what is sent (`push`).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from joserfc import jwt
from joserfc.jwk import ECKey

from stoppress.database.database import Database
from stoppress.database.keys import key_for
from stoppress.database.schema_notices import push_keys

# RFC 8292 allows a day; half of it leaves room for clocks that disagree.
GOOD_FOR: Final = timedelta(hours=12)


class Vapid:
    """The key, and what is signed with it. `contact` is whom a push service may write to: `mailto:…` or an address."""

    def __init__(self, key: bytes, contact: str) -> None:
        found = load_der_private_key(key, None)
        assert isinstance(found, EllipticCurvePrivateKey)
        self._key = ECKey.import_key(found)
        point = found.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = urlsafe_b64encode(point).rstrip(b"=").decode()
        self._contact = contact

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header by which the push service at `endpoint` knows us."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((now + GOOD_FOR).timestamp()),
            "sub": self._contact,
        }
        token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, self._key)
        return f"vapid t={token}, k={self.public}"

    def __repr__(self) -> str:
        return f"Vapid({self.public})"


async def vapid_key(database: Database) -> bytes:
    """The private key, as DER. Raises StorageFull, StorageUnavailable."""
    return await key_for("vapid", database, push_keys, _private_key)


def _private_key() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
