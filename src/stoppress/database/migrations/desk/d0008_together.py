"""Who is here, and what they have open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0008"
down_revision = "d0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "open_pages",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("doing", sa.String(12), nullable=False),
        sa.Column("thing", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_open_pages_expires_at", "open_pages", ["expires_at"])
    op.create_index("open_pages_blog", "open_pages", ["blog"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
