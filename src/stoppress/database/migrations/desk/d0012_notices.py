"""Notices: what staff are told, in the page and by push; alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d0012"
down_revision = "d0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _notices()
    _push()
    _alarms()


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("blog", sa.String(100), nullable=True),
        sa.Column("verb", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_notices_told_at", "notices", ["told_at"])
    op.create_table(
        "notice_people",
        sa.Column("notice", sa.String(26), sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("person", sa.String(30), primary_key=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("notice_people_unread", "notice_people", ["person", "read_at"])
    op.create_table(
        "notice_choices",
        sa.Column("person", sa.String(30), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("page", sa.Boolean(), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
    )


def _push() -> None:
    op.create_table(
        "push_keys",
        sa.Column("purpose", sa.String(20), primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.String(30), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(100), nullable=False),
        sa.Column("auth", sa.String(40), nullable=False),
        sa.Column("person", sa.String(30), nullable=False),
        sa.Column("session", sa.String(30), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_push_subscriptions_person", "push_subscriptions", ["person"])
    op.create_index("ix_push_subscriptions_session", "push_subscriptions", ["session"])
    to_subscription = sa.ForeignKey("push_subscriptions.id", ondelete="CASCADE")
    op.create_table(
        "push_deliveries",
        sa.Column("notice", sa.String(26), sa.ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("subscription", sa.String(30), to_subscription, primary_key=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_push_deliveries_subscription", "push_deliveries", ["subscription"])
    op.create_index("ix_push_deliveries_due_at", "push_deliveries", ["due_at"])


def _alarms() -> None:
    op.create_table(
        "alarm_rules",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("blog_minutes", sa.Integer(), nullable=False),
        sa.Column("key_points_minutes", sa.Integer(), nullable=False),
        sa.Column("pin_minutes", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
    )
    op.create_table(
        "alarms",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("what", sa.String(20), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
