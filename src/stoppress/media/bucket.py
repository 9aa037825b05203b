"""Buckets: media in an S3-compatible store, for nodes that share no disk.

Knows what an operator has to say about one, and that the secret must not be seen.
Does not know what is kept there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from obstore.store import S3Store

from stoppress.errors import SettingsInvalid
from stoppress.media.objects import ObjectStorage

_CONNECT_SECONDS: Final = 5
_SILENCE_SECONDS: Final = 30

# obstore's own limit is on a request as a whole, a slow reader's film included; silence is what is judged here.
_REQUEST_HOURS: Final = 6

_RETRIES: Final = 3
_RETRY_SECONDS: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketSettings:
    """Where the bucket is: `url` is `s3://BUCKET` or `s3://BUCKET/PREFIX`.

    `endpoint` is the store's address without the bucket, Amazon's of `region` when empty. `allow_http` lets it be
    plain HTTP, on a loopback address alone. The bucket needs a rule that ends unfinished multipart uploads.
    """

    url: str
    endpoint: str = ""
    region: str = "us-east-1"
    key_id: str = ""
    secret: str = field(default="", repr=False)
    allow_http: bool = False


def bucket_storage(settings: BucketSettings) -> ObjectStorage:
    """The storage in this bucket; nothing is connected yet. Raises SettingsInvalid."""
    bucket, prefix = _place(settings.url)
    endpoint = settings.endpoint or f"https://s3.{settings.region}.amazonaws.com"
    _check_endpoint(urlsplit(endpoint), allow_http=settings.allow_http)
    if not settings.key_id or not settings.secret:
        # Without them obstore would ask an address of the cloud's for some.
        raise SettingsInvalid(problem="a bucket needs a key id and a secret.")
    credential = {"access_key_id": settings.key_id, "secret_access_key": settings.secret, "expires_at": None}
    return ObjectStorage(
        S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=endpoint.rstrip("/"),
            region=settings.region,
            # Given so and not as keys, they are not mixed with what the environment happens to hold.
            credential_provider=lambda: credential,  # type: ignore[arg-type]
            client_options={
                "allow_http": settings.allow_http,
                "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
                "read_timeout": timedelta(seconds=_SILENCE_SECONDS),
                "timeout": timedelta(hours=_REQUEST_HOURS),
            },
            retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_RETRY_SECONDS)},
        )
    )


def _place(url: str) -> tuple[str, str]:
    found = urlsplit(url)
    if found.scheme != "s3" or not found.netloc or "@" in found.netloc or found.query or found.fragment:
        raise SettingsInvalid(problem="a bucket's URL looks like s3://BUCKET/PREFIX.")
    return found.netloc, found.path.strip("/")


def _check_endpoint(endpoint: SplitResult, *, allow_http: bool) -> None:
    if endpoint.scheme not in ("http", "https") or not endpoint.hostname or "@" in endpoint.netloc:
        raise SettingsInvalid(problem="a bucket's endpoint looks like https://HOST:PORT.")
    if endpoint.scheme == "http" and not (allow_http and _is_loopback(endpoint.hostname)):
        raise SettingsInvalid(problem="a bucket's endpoint must be https; http is for loopback addresses, if allowed.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
