"""What tests read off a page.

Knows where a page says how far it has come.
Does not know anything else of it.
"""

from __future__ import annotations

import re


def cursor_of(page: bytes) -> str:
    """Where a page stands, from which its reader goes on."""
    found = re.search(rb'data-live="([^"]+)"', page)
    assert found is not None, page[:500]
    return found[1].decode()
