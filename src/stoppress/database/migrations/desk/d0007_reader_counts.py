"""How many read each blog."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0007"
down_revision = "d0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reader_counts",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("node", sa.String(20), primary_key=True),
        sa.Column("minute", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
    )
    op.create_index("reader_counts_counted", "reader_counts", ["counted_at"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
