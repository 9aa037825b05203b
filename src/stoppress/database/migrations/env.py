"""What Alembic runs for each command: migrations on the connection it was handed.

Knows the history to follow. The transaction is the caller's, so all steps are applied or none.
Does not know how the connection was made.
"""

from __future__ import annotations

from alembic import context

_history = context.config.attributes["history"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=_history.metadata,
    version_table=_history.version_table,
    transactional_ddl=True,
)
context.run_migrations()
