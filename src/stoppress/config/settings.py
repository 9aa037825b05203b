"""Settings: what an operator may set, and how each is read.

Knows names, types, defaults and meanings; docs/reference/settings.md is made from them.
Does not know where they are written down (`reading`).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from stoppress.render.clock import ClockStyle


class Settings(BaseModel):
    """All settings. In the environment they are upper case and begin with `STOPPRESS_`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(Path("data"), description="Folder of the SQLite files and of the witness file.")
    database: str | None = Field(
        None, description="URL of a PostgreSQL database for everything, instead of the SQLite files."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65_535, description="Port to listen on; 0 takes a free one.")
    origin: str | None = Field(
        None, description="Public address without a path; links are made from it. Default: host and port."
    )
    publication: str = Field("Stoppress", min_length=1, description="Name of the publication.")
    clock: ClockStyle = Field(ClockStyle.COLON, description="How times are written: 13:45, 13.45 or 1.45pm.")
    page_posts: int = Field(30, ge=1, le=200, description="Posts on a page.")
    key_events: int = Field(10, ge=0, le=50, description="Key events and corrections listed on a page.")
    heartbeat_seconds: float = Field(15.0, gt=0, le=15.0, description="Seconds of silence before a heartbeat.")
    stream_backlog: int = Field(
        262_144, ge=1_024, description="Bytes a reader may be behind on a stream before it is cut."
    )
    body_limit: int = Field(1_048_576, ge=1_024, description="Largest request body in bytes.")
    headline_limit: int = Field(300, ge=1, description="Longest headline and key point in characters.")
    post_limit: int = Field(20_000, ge=1, description="Longest post body in characters of CommonMark.")
    key_points_limit: int = Field(30, ge=0, description="Most key points of a blog.")
    drain_seconds: float = Field(10.0, ge=0, description="Seconds over which streams are closed at a stop.")
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="Least serious message that is logged."
    )
