"""Settings: what an operator may set, and how each is read.

Knows names, types, defaults and meanings; docs/reference/settings.md is made from them.
Does not know where they are written down (`reading`).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

from stoppress.actions.drafting import DRAFT_LIMIT
from stoppress.actions.rehearsals import READERS
from stoppress.actions.submitting import NOTE_LIMIT
from stoppress.audience.followers import FOLLOWERS_LIMIT, SERVICES
from stoppress.audience.followers import KEPT_DAYS as FOLLOW_DAYS
from stoppress.audience.followers import PER_MINUTE as FOLLOWS_PER_MINUTE
from stoppress.audience.proof import BITS, MOST_BITS
from stoppress.audience.views import KEPT_DAYS as VIEW_DAYS
from stoppress.audience.votes import KEPT_DAYS as VOTE_DAYS
from stoppress.audience.votes import PER_MINUTE
from stoppress.config.lists import Ancestors, Caches, Hosts, Names, Networks, Origin, Origins
from stoppress.drafts.notice_rows import KEPT_DAYS
from stoppress.drafts.presence import LASTS
from stoppress.drafts.rows import DRAFTS_LIMIT
from stoppress.drafts.rules import MOST_UNDO_SECONDS
from stoppress.outbound.addresses import exceptions
from stoppress.render.clock import ClockStyle
from stoppress.render.publication import History
from stoppress.staff.permissions import Role
from stoppress.staff.required import Demand


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
    language: str = Field(
        "en", pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="Language of the front page and of refusals."
    )
    colour: str = Field(
        "#b3121d", pattern="^#[0-9a-f]{6}$", description="Colour of share cards, in which white can be read."
    )
    clock: ClockStyle = Field(ClockStyle.COLON, description="How times are written: 13:45, 13.45 or 1.45pm.")
    history: History = Field(
        History.CORRECTIONS,
        description="What readers may see of words that were replaced: `corrections` alone, or the `full` history.",
    )
    past_at_once: int = Field(
        2, ge=1, description="Pages as they stood, and histories, that a process puts together at a time."
    )
    past_waiting: int = Field(16, ge=1, description="Requests that may wait for such a page; further ones are refused.")
    page_posts: int = Field(30, ge=1, le=200, description="Posts on a page.")
    key_events: int = Field(10, ge=0, le=50, description="Key events and corrections listed on a page.")
    heartbeat_seconds: float = Field(15.0, gt=0, le=15.0, description="Seconds of silence before a heartbeat.")
    stream_backlog: int = Field(
        262_144, ge=1_024, description="Bytes a reader may be behind on a stream before it is cut."
    )
    streams: int = Field(
        0, ge=0, description="Most streams a process holds; 0 for as many as open files allow, less 512."
    )
    streams_per_address: int = Field(50, ge=1, description="Most streams for one address.")
    trusted_proxies: Networks = Field(
        ("127.0.0.0/8", "::1/128"),
        description="Networks of proxies, separated by commas; their addresses may hold any number of streams, and who "
        "signs in through them is known by `X-Forwarded-For`, read from its end.",
    )
    stall_seconds: float = Field(
        30.0, gt=0, description="Seconds a reader may take nothing of what it was sent before its stream is cut."
    )
    idle_seconds: float = Field(65.0, gt=0, description="Seconds a connection may stay open without a request.")
    step_seconds: float = Field(20.0, ge=0, description="Seconds a request for updates waits for news.")
    page_memory: int = Field(67_108_864, ge=1_048_576, description="Bytes of finished pages a process keeps ready.")
    purge: Caches = Field(
        (),
        description="Addresses of caches, separated by commas, that are sent `PURGE` with the header `xkey` when words "
        "were withdrawn.",
    )
    media: Path | None = Field(None, description="Folder of pictures, films and sounds. [default: `media` in data]")
    media_origin: Origin | None = Field(
        None,
        description="Origin from which readers get files of media, if not the pages' own; nothing else is answered there.",
    )
    media_bucket: str | None = Field(
        None, description="`s3://BUCKET` or `s3://BUCKET/PREFIX`, where they are kept instead of in the folder."
    )
    media_endpoint: str = Field("", description="Address of a store that speaks S3; Amazon's own when empty.")
    media_region: str = Field("us-east-1", description="The bucket's region.")
    media_key_id: str = Field("", description="The access key's id for the bucket.")
    media_secret: SecretStr = Field(SecretStr(""), description="The access key's secret for the bucket.")
    media_limit: int = Field(209_715_200, ge=1_024, description="Largest uploaded file in bytes.")
    picture_limit: int = Field(20_971_520, ge=1_024, description="Largest picture in bytes.")
    picture_pixels: int = Field(
        50_000_000, ge=1_000_000, le=200_000_000, description="Most pixels of a picture; its memory grows with them."
    )
    media_quota: int = Field(5_368_709_120, ge=1_024, description="Bytes one person may upload in 24 hours.")
    media_days: int = Field(7, ge=1, description="Days that a file is kept to which nothing refers.")
    ffmpeg: Path | None = Field(
        None, description="The program ffmpeg, which sound and film need. [default: the one on the path]"
    )
    embeds: bool = Field(True, description="Whether providers are asked about addresses alone on a line, for cards.")
    embed_previews: int = Field(
        30, ge=1, description="Cards that one person may look at in a minute while they write, in each process."
    )
    embed_pictures: bool = Field(True, description="Whether the pictures of cards are kept and shown.")
    embed_frames: bool = Field(True, description="Whether readers can load a provider's frame.")
    providers: Path | None = Field(None, description="File with a table of providers of your own (TOML).")
    mastodon_hosts: Hosts = Field(
        (), description="Mastodon servers, separated by commas, whose frames readers can load."
    )
    live_streams: Origins = Field(
        (),
        description="Origins of live streams (HLS), separated by commas, that pages play above the key points; others are "
        "linked.",
    )
    frame_ancestors: Ancestors = Field(
        ("*",),
        description="Origins, separated by commas, whose pages may carry a blog in a frame; `*` for all, nothing for none.",
    )
    theme: Path | None = Field(None, description="File with colours, fonts, logo, header and footer (TOML).")
    templates: Path | None = Field(None, description="Folder of templates that stand before ours.")
    contact: str = Field(
        "",
        pattern=r"^(|mailto:[^\s<>]+@[^\s<>]+|https?://\S+)$",
        description="Where readers' questions and comments go: `mailto:…` or an address; nothing is shown when empty.",
    )
    questions: bool = Field(
        False, description="Whether readers can send questions and comments from live pages, which the desk moderates."
    )
    questions_per_minute: int = Field(3, ge=1, description="Most questions from one network in a minute.")
    questions_per_hour: int = Field(20, ge=1, description="Most questions from one network in an hour.")
    questions_per_blog: int = Field(
        30, ge=1, description="Most questions to one blog in a minute, from all readers together."
    )
    question_work: int = Field(
        BITS,
        ge=0,
        le=MOST_BITS,
        description="Work of a reader's browser before a question is taken; one more doubles it, 0 asks for none.",
    )
    question_days: int = Field(90, ge=1, le=365, description="Days that readers' questions are kept.")
    slot_every: int = Field(0, ge=0, description="Every so manieth post bears a slot for another page; 0 for none.")
    slot_address: str = Field(
        "",
        pattern=r"^(|https://\S+)$",
        description="Address of the page in the slots; its origin is added to the policy.",
    )
    slot_height: int = Field(
        250, ge=50, le=1_000, description="Height of a slot in pixels, kept free before it is filled."
    )
    slot_label: str = Field(
        "", max_length=60, description="What a slot is called. [default: Advertisement, translated]"
    )
    host_limit: int = Field(
        500, ge=20, description="Longest address of a host's page, in characters, for which a fragment is made."
    )
    session_seconds: int = Field(604_800, ge=60, description="Seconds somebody stays signed in at most.")
    session_idle_seconds: int = Field(43_200, ge=60, description="Seconds without a request after which they are not.")
    shared_seconds: int = Field(28_800, ge=60, description="The same at most on a machine that others use as well.")
    shared_idle_seconds: int = Field(1_800, ge=60, description="The same without a request on such a machine.")
    proof_seconds: int = Field(
        3_600, ge=60, description="Seconds after signing in in which people can be managed without the password again."
    )
    password_least: int = Field(12, ge=8, le=64, description="Fewest characters of a password.")
    password_most: int = Field(200, ge=64, le=1_000, description="Most characters of a password.")
    sign_in_tries: int = Field(
        5, ge=1, description="Failures to sign in to one account from one network before a wait."
    )
    sign_in_wait_seconds: int = Field(900, ge=1, description="Seconds in which those failures are counted.")
    sign_in_network_tries: int = Field(100, ge=1, description="Failures in an hour from one network, whatever account.")
    sign_in_code_tries: int = Field(20, ge=1, description="Wrong codes of one person in an hour, from all networks.")
    sign_in_all_tries: int = Field(
        1_000,
        ge=1,
        description="Failures in an hour in all; they keep no network waiting in which somebody is signed in.",
    )
    second_factor: Demand = Field(
        Demand.OPTIONAL,
        description="Who has to have a second factor: nobody (`optional`), whoever has a password here (`passwords`), "
        "or everybody, however they sign in (`everybody`).",
    )
    invitation_hours: int = Field(168, ge=1, description="Hours an invitation is good for.")
    reset_hours: int = Field(24, ge=1, description="Hours a link to choose another password is good for.")
    first_run_minutes: int = Field(60, ge=1, description="Minutes the link to the first account is good for.")
    oidc_issuer: str = Field(
        "",
        pattern=r"^(|https://\S+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/\S*)?)$",
        max_length=255,
        description="Address of a provider of OpenID Connect by which people may sign in; none when empty.",
    )
    oidc_client_id: str = Field("", description="What Stoppress is called there.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Its secret there; empty for a public client.")
    oidc_name: str = Field("single sign-on", min_length=1, max_length=60, description="What the provider is called.")
    oidc_role: Role | None = Field(
        None,
        description="Role of whoever comes from there without having been invited; they are turned away without one.",
    )
    workers: int = Field(1, ge=1, le=64, description="Processes that serve on one port.")
    body_limit: int = Field(1_048_576, ge=1_024, description="Largest request body in bytes.")
    headline_limit: int = Field(300, ge=1, description="Longest headline and key point in characters.")
    post_limit: int = Field(20_000, ge=1, description="Longest post body in characters of CommonMark.")
    key_points_limit: int = Field(30, ge=0, description="Most key points of a blog.")
    undo_seconds: int = Field(
        0,
        ge=0,
        le=MOST_UNDO_SECONDS,
        description="Seconds a post stays at the desk before it leaves and can be taken back; a blog may have its own.",
    )
    reporters_submit: bool = Field(
        False,
        description="Whether reporters submit and editors publish in blogs whose desk has not agreed on rules of its own.",
    )
    drafts_limit: int = Field(DRAFTS_LIMIT, ge=1, description="Most drafts of one person in a blog.")
    draft_limit: int = Field(DRAFT_LIMIT, ge=1_000, description="Longest draft in characters, all its parts together.")
    rehearsal_readers: int = Field(
        READERS,
        ge=0,
        le=50_000,
        description="Most simulated readers of a rehearsal; each is a file this machine opens.",
    )
    rehearsal_days: float = Field(
        7.0, ge=0, description="Days after which a rehearsal's blog is thrown away; its report stays."
    )
    push: bool = Field(True, description="Whether staff can have notices sent to their devices (Web Push).")
    outbound_exceptions: str = Field(
        "",
        description="Addresses of this machine, such as `127.0.0.1:8080`, separated by commas, that may be connected to "
        "although somebody else supplied them; for tests.",
    )
    presence_seconds: int = Field(
        int(LASTS.total_seconds()),
        ge=30,
        le=600,
        description="Seconds after which a page of the desk that is not heard of any more counts as closed.",
    )
    note_limit: int = Field(NOTE_LIMIT, ge=1, description="Longest note at the desk in characters.")
    notice_days: int = Field(KEPT_DAYS, ge=1, le=365, description="Days that a notice to staff is kept.")
    readers_seconds: float = Field(
        10.0, ge=1, le=20, description="Seconds between two counts of a blog's readers, which the desk shows."
    )
    ratings: bool = Field(False, description="Whether readers are asked to give a blog's page one to five stars.")
    helpful: bool = Field(False, description="Whether readers are asked if they found a blog's page helpful.")
    votes_barred: Names = Field(
        (),
        description="Sections of blogs and labels of posts, separated by commas, on whose pages neither is asked.",
    )
    votes_least: int = Field(
        10, ge=1, description="Votes from which on readers are told what others say; fewer are not shown."
    )
    votes_per_minute: int = Field(PER_MINUTE, ge=1, description="Most votes in a minute from one address.")
    vote_days: int = Field(
        VOTE_DAYS, ge=1, le=400, description="Days that a vote can be changed; then it is no longer known whose it was."
    )
    follow: bool = Field(True, description="Whether readers can follow a story and have alerts sent to their devices.")
    follow_days: int = Field(
        FOLLOW_DAYS, ge=0, le=400, description="Days after the end of a story that those who follow it are kept."
    )
    follow_per_minute: int = Field(
        FOLLOWS_PER_MINUTE,
        ge=1,
        description="How often in a minute somebody may follow, change or stop from one address.",
    )
    followers_limit: int = Field(FOLLOWERS_LIMIT, ge=1, description="Most devices that follow one story.")
    push_services: Names = Field(
        SERVICES,
        description="Hosts of push services that readers' browsers may name, separated by commas; one that begins with a "
        "dot stands for all below it.",
    )
    views: bool = Field(True, description="Whether it is counted how often pages and posts are looked at.")
    views_shown: bool = Field(False, description="Whether readers are told how often a blog's page was looked at.")
    views_per_minute: int = Field(
        600, ge=1, description="Most views that are counted in a minute from one address, in each process."
    )
    view_days: int = Field(
        VIEW_DAYS, ge=1, description="Days that views are kept hour by hour; their sum is kept for ever."
    )
    most_read_hours: int = Field(
        24,
        ge=1,
        le=744,
        description="Hours over which views make a blog one of the most read; one counts half after a quarter of them.",
    )
    drain_seconds: float = Field(10.0, ge=0, description="Seconds over which streams are closed at a stop.")
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="Least serious message that is logged."
    )

    @model_validator(mode="after")
    def _known_at_the_provider(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("oidc_issuer needs oidc_client_id: what Stoppress is called there")
        return self

    @field_validator("outbound_exceptions")
    @classmethod
    def _exact(cls, given: str) -> str:
        exceptions(given)
        return given
