"""Readers who follow a story."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0004"
down_revision = "a0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "followers",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("browser", sa.String(64), primary_key=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(120), nullable=False),
        sa.Column("auth", sa.String(40), nullable=False),
        sa.Column("wants", sa.String(4), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("owed_seq", sa.Integer(), nullable=False),
        sa.Column("owed_post", sa.String(100), nullable=False),
        sa.Column("owed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("failed", sa.SmallInteger(), nullable=False),
    )
    op.create_index("followers_due", "followers", ["due_at"])
    op.create_table(
        "followed",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("epoch", sa.String(8), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "alerted",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("post", sa.String(100), primary_key=True),
        sa.Column("wants", sa.String(4), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("alerted_at", "alerted", ["at"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
