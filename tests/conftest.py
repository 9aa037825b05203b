"""What all tests share: a PostgreSQL server, an S3-compatible one, and how hard hypothesis tries.

Knows nothing of any one test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.bucket_server import bucket_server
from tests.postgresql import server

# A timed assertion has no place in a test: a busy machine is not a broken law.
# The same tree is judged alike wherever and whenever it is; what only chance finds is looked for by `make soak`.
settings.register_profile("stoppress", deadline=None, derandomize=True)
settings.register_profile("fast", deadline=None, derandomize=True, max_examples=4)
settings.register_profile("chance", deadline=None)
settings.load_profile("stoppress")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a server that lives as long as the run."""
    with server() as url:
        yield url


@pytest.fixture(scope="session")
def bucket_endpoint() -> Iterator[str]:
    """The endpoint of a server that lives as long as the run."""
    with bucket_server() as endpoint:
        yield endpoint
