"""What is looked at on the network, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0003"
down_revision = "d0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "looks",
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("post", sa.String(64), primary_key=True),
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_looks_due_at", "looks", ["due_at"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
