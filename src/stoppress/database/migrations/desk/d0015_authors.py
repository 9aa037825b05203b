"""Authors: the pages of those who write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0015"
down_revision = "d0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "authors",
        sa.Column("slug", sa.String(100), primary_key=True),
        sa.Column("person", sa.String(30), nullable=True, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("links", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("picture", sa.String(64), nullable=False),
        sa.Column("picture_jpeg", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(30), nullable=False),
    )


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
