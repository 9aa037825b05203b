"""Readers' questions, and what the newsroom does with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a0002"
down_revision = "a0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _questions()
    _moderation()
    op.create_table(
        "question_keys",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
    )


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("ticket", sa.String(64), nullable=False, unique=True),
        sa.Column("sent", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("edited", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("suspicion", sa.String(20), nullable=False),
        sa.Column("is_proved", sa.Boolean(), nullable=False),
        sa.Column("is_sorted", sa.Boolean(), nullable=False),
        sa.Column("lead", sa.String(26), nullable=True),
        sa.Column("assigned", sa.String(30), nullable=True),
        sa.Column("assigned_name", sa.Text(), nullable=True),
        sa.Column("post", sa.String(100), nullable=True),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("whence", sa.String(64), nullable=True),
        sa.Column("whence_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("questions_listed", "questions", ["blog", "state", "received_at"])
    op.create_index("questions_unsorted", "questions", ["is_sorted"])
    op.create_index("questions_post", "questions", ["blog", "post"])
    op.create_index("ix_questions_lead", "questions", ["lead"])


def _moderation() -> None:
    op.create_table(
        "question_log",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("question", sa.String(26), nullable=True),
        sa.Column("person", sa.String(30), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("deed", sa.String(20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_question_log_blog", "question_log", ["blog"])
    op.create_index("ix_question_log_at", "question_log", ["at"])
    op.create_table(
        "question_blocks",
        sa.Column("id", sa.String(26), primary_key=True),
        sa.Column("blog", sa.String(100), nullable=False),
        sa.Column("whence", sa.String(64), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_question_blocks_until", "question_blocks", ["until"])
    op.create_table(
        "question_forms",
        sa.Column("blog", sa.String(100), primary_key=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=True),
        sa.Column("to_minute", sa.Integer(), nullable=True),
        sa.Column("call", sa.Text(), nullable=False),
    )
    op.create_table("question_words", sa.Column("word", sa.String(60), primary_key=True))


def downgrade() -> None:
    """Nothing comes before: to go back, restore a backup."""
    raise RuntimeError("restore a backup instead")
