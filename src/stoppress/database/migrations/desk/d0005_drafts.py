"""Drafts, the rules of a blog's desk, and the count of what changes there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0005"
down_revision = "d0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _drafts()
    op.create_table(
        "desk_rules",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("undo_seconds", sa.Integer(), nullable=False),
        sa.Column("second_eyes", sa.Text(), nullable=False),
    )
    op.create_table(
        "desk_rings",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("what", sa.String(10), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_desk_rings_rung_at", "desk_rings", ["rung_at"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.Column("sent_by_name", sa.Text(), nullable=True),
        sa.Column("held_by", sa.Text(), nullable=True),
        sa.Column("held_by_name", sa.Text(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_by_name", sa.Text(), nullable=True),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("wanted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("drafts_due", "drafts", ["state", "due_at"])
    op.create_index("drafts_blog", "drafts", ["blog", "state"])
    op.create_index("drafts_post", "drafts", ["blog", "post"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
