"""Trust: whose certificates are believed of those that are connected to.

Knows the list that comes with the program. Does not know whom anything is asked of.
"""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def authorities() -> ssl.SSLContext:
    """The authorities that are believed. Reading them takes 25 ms, and a server has four clients."""
    return httpx.create_ssl_context(trust_env=False)
