"""Buckets: what an operator may set, and that the secret is seen nowhere."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
from obstore.exceptions import BaseError

from stoppress.domain.identifiers import MediaId
from stoppress.errors import SettingsInvalid, StorageFull, StorageUnavailable
from stoppress.media.bucket import BucketSettings, bucket_storage
from stoppress.media.keys import original_key
from stoppress.media.objects import troubles

SECRET = "a-canary-that-nobody-may-see"
GOOD = BucketSettings(url="s3://velmora/media", key_id="key", secret=SECRET)


@pytest.mark.parametrize("url", ["", "velmora", "http://velmora/", "s3://", "s3:///media", "s3://key:secret@velmora"])
def test_a_url_that_names_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(SettingsInvalid):
        bucket_storage(replace(GOOD, url=url))


@pytest.mark.parametrize(
    ("endpoint", "allow_http"),
    [
        ("http://127.0.0.1:9000", False),
        ("http://10.0.0.1:9000", True),
        ("http://store.example", True),
        ("http://localhost.example", True),
        ("ftp://127.0.0.1", True),
        ("https://", False),
        ("https://key:secret@store.example", False),
        ("store.example", False),
    ],
)
def test_an_endpoint_is_https_or_an_allowed_loopback_address(endpoint: str, allow_http: bool) -> None:
    with pytest.raises(SettingsInvalid):
        bucket_storage(replace(GOOD, endpoint=endpoint, allow_http=allow_http))


def test_what_is_right_is_taken() -> None:
    bucket_storage(GOOD)
    bucket_storage(replace(GOOD, endpoint="https://store.example:9000/"))
    bucket_storage(replace(GOOD, endpoint="http://127.0.0.1:9000", allow_http=True))
    bucket_storage(replace(GOOD, endpoint="http://[::1]:9000", allow_http=True))


@pytest.mark.parametrize("settings", [replace(GOOD, key_id=""), replace(GOOD, secret="")])
def test_credentials_are_not_looked_for_elsewhere(settings: BucketSettings) -> None:
    with pytest.raises(SettingsInvalid):
        bucket_storage(settings)


async def test_the_secret_is_seen_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in what is printed of the settings or the storage, nor in a refusal with all its causes, nor in the log."""
    monkeypatch.setattr("stoppress.media.bucket._RETRIES", 0)
    caplog.set_level(logging.DEBUG)
    (tmp_path / "file").write_bytes(b"0123456789")
    # Nothing listens on the port called discard.
    settings = replace(GOOD, endpoint="http://127.0.0.1:9", allow_http=True)
    storage = bucket_storage(settings)
    with pytest.raises(StorageUnavailable) as refusal:
        await storage.put(original_key(MediaId("a" * 26)), tmp_path / "file")
    seen = "".join(traceback.format_exception(refusal.value)) + caplog.text
    assert "127.0.0.1:9" in seen
    for text in (seen, repr(settings), str(settings), repr(storage), repr(vars(storage))):
        assert SECRET not in text


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ("response 507 Insufficient Storage: …", StorageFull),
        ("<Error><Code>XMinioStorageFull</Code></Error>", StorageFull),
        ("<Error><Code>QuotaExceeded</Code></Error>", StorageFull),
        ("response 503 Service Unavailable", StorageUnavailable),
        ("<Key>files/507</Key>", StorageUnavailable),
    ],
)
def test_a_store_that_is_full_is_told_from_one_that_is_away(said: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), troubles():
        raise BaseError(said)
