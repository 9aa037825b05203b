"""What reporters submit and what becomes of it, who has a blog, and what one shift leaves to the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0009"
down_revision = "d0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns."""
    for column in (
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_by_name", sa.Text(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.Column("assigned_to_name", sa.Text(), nullable=True),
    ):
        op.add_column("drafts", column)
    rule: sa.Column[bool] = sa.Column("reporters_submit", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("desk_rules", rule)
    _submissions()
    _shifts()
    _notes()


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("draft", sa.String(26), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("post", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_by_name", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_by_name", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_index("submissions_blog", "submissions", ["blog", "submitted_at"])
    op.create_index("submissions_post", "submissions", ["blog", "post"])


def _shifts() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("open", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("taken_from", sa.Text(), nullable=True),
        sa.Column("taken_from_name", sa.Text(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_seq", sa.BigInteger(), nullable=False),
        sa.Column("offered_to", sa.Text(), nullable=True),
        sa.Column("offered_to_name", sa.Text(), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_seq", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(10), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.UniqueConstraint("blog", "open", name="shifts_open"),
    )
    op.create_index("shifts_blog", "shifts", ["blog", "began_at"])


def _notes() -> None:
    op.create_table(
        "shift_notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_by_name", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_to", sa.Text(), nullable=True),
        sa.Column("assigned_to_name", sa.Text(), nullable=True),
        sa.Column("done_by", sa.Text(), nullable=True),
        sa.Column("done_by_name", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("shift_notes_blog", "shift_notes", ["blog", "written_at"])


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
