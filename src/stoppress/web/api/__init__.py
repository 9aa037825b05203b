"""The programs' door: `/api/v1`.

Knows JSON, tokens, `Idempotency-Key` and `If-Match`.
Does not know readers' pages.
"""
