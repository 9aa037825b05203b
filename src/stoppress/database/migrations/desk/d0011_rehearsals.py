"""Rehearsals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0011"
down_revision = "d0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "rehearsals",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("sandbox", sa.String(100), nullable=False, unique=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_by_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stop_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thrown_away_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
    )
    op.create_index("ix_rehearsals_state", "rehearsals", ["state"])
    op.create_index("rehearsals_blog", "rehearsals", ["blog", "asked_at"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
