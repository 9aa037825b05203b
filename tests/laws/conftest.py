"""What tests of the lanes share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.laws.talks import Place, opened_place


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A newsroom behind both lanes."""
    with opened_place() as place:
        yield place
