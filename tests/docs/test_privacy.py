"""What is said to be kept of readers is what is kept: every column is named, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Table

from stoppress.audience import (
    followers,
    networks,
    owed,
    question_blocks,
    question_upkeep,
    reader_counts,
    views,
    votes,
)
from stoppress.config.settings import Settings
from stoppress.database.migrate import AUDIENCE
from stoppress.database.schema_desk import reader_counts as counts
from stoppress.domain import alerts

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "privacy.md"

# A column of such a name would hold what is said not to be kept.
NEVER = re.compile(r"address|ip\b|agent|referr|cookie|session|fingerprint|location|device")


def columns(*tables: Table) -> set[str]:
    return {f"{table.name}.{column.name}" for table in tables for column in table.columns}


def named() -> list[str]:
    return re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)


def test_every_column_is_named_once_and_nothing_else_is() -> None:
    assert sorted(named()) == sorted(columns(*AUDIENCE.metadata.sorted_tables, counts))


def test_no_column_is_for_what_is_not_kept() -> None:
    assert [each for each in columns(*AUDIENCE.metadata.sorted_tables) if NEVER.search(each)] == []


def test_times_are_those_of_the_program() -> None:
    page = PAGE.read_text("utf-8")
    fields = Settings.model_fields
    assert (fields["vote_days"].default, fields["view_days"].default) == (votes.KEPT_DAYS, views.KEPT_DAYS)
    assert f"`vote_days` ({votes.KEPT_DAYS})" in page
    assert f"`view_days` ({views.KEPT_DAYS})" in page
    assert f"`question_days` ({fields['question_days'].default})" in page
    assert (question_upkeep.SPAM_KEPT.days, "; spam 14 days |" in page) == (14, True)
    assert (question_upkeep.LOG_KEPT.days, "| 400 days |" in page) == (400, True)
    assert max(question_blocks.SPANS.values()).days == 7
    assert fields["follow_days"].default == followers.KEPT_DAYS
    assert f"`follow_days` ({followers.KEPT_DAYS})" in page
    assert f"nothing happens for {followers.QUIET_DAYS} days" in page
    assert (owed.GOOD_FOR.total_seconds(), "30 minutes at most" in page) == (1_800, True)
    assert (2 * alerts.FRESH.total_seconds(), "| an hour |" in page) == (3_600, True)
    assert (owed.MOST_FAILED, "ten alerts in a row" in page) == (10, True)
    assert (networks.KEPT.total_seconds(), "| two hours |" in page) == (7_200, True)
    assert (reader_counts.KEPT.total_seconds(), "| 24 hours |" in page) == (86_400, True)
