"""Notes of shifts can be changed, taken away and put back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0018"
down_revision = "d0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("shift_notes", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("shift_notes", sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("shift_notes", sa.Column("gone_by", sa.Text(), nullable=True))
    op.add_column("shift_notes", sa.Column("gone_by_name", sa.Text(), nullable=True))
    op.add_column("shift_notes", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
