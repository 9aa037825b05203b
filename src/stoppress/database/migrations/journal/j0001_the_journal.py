"""The journal as it began: facts, words, answers, snapshots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "j0001"
down_revision = None
branch_labels = None
depends_on = None

_row = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("epoch", sa.String(8), nullable=False),
    )
    op.create_table(
        "blogs",
        sa.Column("id", _row, primary_key=True, autoincrement=True),
        sa.Column("slug", sa.String(100), nullable=False, unique=True),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False, index=True),
    )
    op.create_table(
        "revisions",
        sa.Column("blog", _row, sa.ForeignKey("blogs.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    )
    op.create_table(
        "words",
        sa.Column("blog", _row, sa.ForeignKey("blogs.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("field", sa.String(100), primary_key=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "answers",
        sa.Column("owner", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
    )
    op.create_table(
        "snapshots",
        sa.Column("blog", _row, sa.ForeignKey("blogs.id"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    """Nothing comes before the journal: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
