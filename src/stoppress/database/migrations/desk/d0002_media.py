"""Media, and what refers to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0002"
down_revision = "d0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "media",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
    )
    op.create_index("ix_media_created_at", "media", ["created_at"])
    op.create_index("media_owner", "media", ["owner", "created_at"])
    op.create_table(
        "media_uses",
        sa.Column("media", sa.String(26), sa.ForeignKey("media.id"), primary_key=True),
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("post", sa.String(64), primary_key=True),
    )
    op.create_index("media_uses_blog", "media_uses", ["blog"])
    op.create_table(
        "media_keys",
        sa.Column("purpose", sa.String(20), primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
