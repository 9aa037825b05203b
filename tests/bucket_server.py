"""An S3-compatible server of our own: moto's, as a process on a loopback port.

Knows how to start one, how to make buckets in it and how to stop the process it started.
Does not know what is kept in it.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import httpx

from stoppress.media.bucket import BucketSettings

_SAYS_WHERE = "Running on http://127.0.0.1:"


@contextmanager
def bucket_server() -> Iterator[str]:
    """The endpoint of a running server; it is ended by the pid we started."""
    arguments = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    # It logs each request; a pipe that nobody reads would bring it to a halt.
    drain = Thread(target=process.stderr.read, daemon=True)
    try:
        said = next((line for line in process.stderr if _SAYS_WHERE in line), "")
        assert said, "moto's server has stopped before it said where it is"
        drain.start()
        yield said.split()[-1].rstrip("/")
    finally:
        process.terminate()
        process.wait()
        if drain.ident is not None:
            drain.join()
        process.stderr.close()


def fresh_bucket(endpoint: str) -> BucketSettings:
    """The settings of a new, empty bucket."""
    name = f"velmora-{secrets.token_hex(6)}"
    httpx.put(f"{endpoint}/{name}").raise_for_status()
    return BucketSettings(
        url=f"s3://{name}/media",
        endpoint=endpoint,
        key_id="velmora",
        secret="a-canary-that-nobody-may-see",
        allow_http=True,
    )
