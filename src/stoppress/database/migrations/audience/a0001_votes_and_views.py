"""Votes, views, and how often something comes from a network."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _votes()
    _views()
    _networks()


def _votes() -> None:
    op.create_table(
        "votes",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("reader", sa.String(64), primary_key=True),
        sa.Column("stars", sa.SmallInteger(), nullable=True),
        sa.Column("helpful", sa.Boolean(), nullable=True),
        sa.Column("voted_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_votes_voted_on", "votes", ["voted_on"])
    op.create_table(
        "vote_totals",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("what", sa.String(10), primary_key=True),
        sa.Column("value", sa.SmallInteger(), primary_key=True),
        sa.Column("votes", sa.Integer(), nullable=False),
    )


def _views() -> None:
    op.create_table(
        "view_hours",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("post", sa.String(100), primary_key=True),
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("views", sa.Integer(), nullable=False),
    )
    op.create_index("view_hours_hour", "view_hours", ["hour"])
    op.create_table(
        "view_totals",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("post", sa.String(100), primary_key=True),
        sa.Column("views", sa.Integer(), nullable=False),
    )


def _networks() -> None:
    op.create_table(
        "network_keys",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "arrivals",
        sa.Column("whence", sa.String(64), primary_key=True),
        sa.Column("what", sa.String(20), primary_key=True),
        sa.Column("minute", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.create_index("arrivals_minute", "arrivals", ["minute"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
