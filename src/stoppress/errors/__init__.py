"""Every way in which Stoppress can refuse.

Knows, for each situation, a stable code for programs and a sentence that tells the person what to do next.
Does not know HTTP: `web/problems.py` holds the table from class to status.
"""

from __future__ import annotations

from typing import ClassVar


class StoppressError(Exception):
    """The root of all refusals. `facts` are the numbers and names the sentence mentions, for programs."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = "Something went wrong. Try again, and tell your administrator if it happens again."

    def __init__(self, **facts: str | int | None) -> None:
        self.facts = facts
        super().__init__(self.message.format_map(_Facts(facts)))


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


class StoredRevisionUnreadable(StoppressError):
    """A row of the journal is of a kind or version this program does not know, or is damaged."""

    code = "stored-revision-unreadable"
    message = (
        "A revision in the journal cannot be read ({blog} {seq}). Run `stoppress check`; if a newer version of "
        "Stoppress wrote it, start that version."
    )


# --- what was asked for is not there -------------------------------------------------------------------


class BlogUnknown(StoppressError):
    """No blog has this slug, or this person may not know that it exists."""

    code = "blog-unknown"
    message = "There is no blog named “{blog}”. Check its address."


class PostUnknown(StoppressError):
    """No post of this blog has this id."""

    code = "post-unknown"
    message = "There is no post “{post}” in this blog. Reload the list of posts."


class PageUnknown(StoppressError):
    """No page has this address."""

    code = "page-unknown"
    message = "There is no page at this address. Check it for typing errors, or start from the front page."


class TimeUnreadable(StoppressError):
    """An address names a time that is none."""

    code = "time-unreadable"
    message = "“{text}” is not a time. Write it like 2031-04-05T13:45, in the blog's own zone."


class ThemeUnreadable(StoppressError):
    """A theme, or a template of the newsroom's own, is not as it has to be."""

    code = "theme-unreadable"
    message = "The theme cannot be used: {problem}."


class FolderNotEmpty(StoppressError):
    """Something is there already where pages shall be written."""

    code = "folder-not-empty"
    message = "There is something in {folder} already. Name a folder that does not exist, or an empty one."


class QueryInvalid(StoppressError):
    """What stands behind an address's question mark is not what can be asked there."""

    code = "query-invalid"
    message = "{field}: {problem}"


class OembedFormatUnknown(StoppressError):
    """oEmbed has two formats."""

    code = "oembed-format-unknown"
    message = "There is no oEmbed answer in “{format}”. Ask for json or xml."


class NotYetBegun(StoppressError):
    """Nothing stood there at this time."""

    code = "not-yet-begun"
    message = "This live page began at {began}. Choose a later time, or go to {path}."


class PastBusy(StoppressError):
    """Too many ask for pages as they stood."""

    code = "past-busy"
    message = "Too many earlier pages are being put together just now. Try again in a few seconds."


class PostIsWithdrawn(StoppressError):
    """The post has been taken back; its words are no longer shown, and it can no longer be changed."""

    code = "post-withdrawn"
    message = "This post was taken down. Publish a new one instead of changing it."


class PostIsRemoved(StoppressError):
    """The post's words were removed by law."""

    code = "post-removed"
    message = "The words of this post were removed. Publish a new one instead of changing it."


# --- what was asked for does not fit what is there -----------------------------------------------------


class BlogExists(StoppressError):
    """The slug is taken."""

    code = "blog-exists"
    message = "There is already a blog named “{blog}”. Choose another slug."


class PostExists(StoppressError):
    """The post id is taken."""

    code = "post-exists"
    message = "There is already a post “{post}” in this blog. Leave the id out to get a fresh one."


class CoverageIsOver(StoppressError):
    """The blog has ended; posts need it reopened first."""

    code = "coverage-ended"
    message = "This blog has ended. Reopen it first, then publish."


class CoverageUnsuitable(StoppressError):
    """The blog is not in a state from which this can be done."""

    code = "coverage-unsuitable"
    message = "This cannot be done while the blog is {coverage}. Reload it and look at its state."


class SequenceConflict(StoppressError):
    """Somebody else's revision came first; the append was decided on an older state of the blog."""

    code = "sequence-conflict"
    message = "Someone else published first ({actual}, not {expected}). Look at their change, then try again."


class VersionConflict(StoppressError):
    """The thing to change is no longer what the caller looked at (HTTP: If-Match)."""

    code = "version-conflict"
    message = "This was changed since you looked (now version {current}). Look at the change, then try again."


class VersionMissing(StoppressError):
    """A change was asked for without saying which version it applies to."""

    code = "version-missing"
    message = "Say which version you are changing: send its ETag as If-Match."


class KeyReused(StoppressError):
    """The idempotency key was used before, for something else."""

    code = "idempotency-key-reused"
    message = "This Idempotency-Key was used before with different content. Use a new key for new content."


# --- what was sent is not acceptable -------------------------------------------------------------------


class InputInvalid(StoppressError):
    """Something sent is not of the shape asked for."""

    code = "input-invalid"
    message = "{field}: {problem}"


class TooLong(StoppressError):
    """A text is over its limit."""

    code = "too-long"
    message = "{field} has {length} characters; the limit is {limit}. Shorten it."


class TooMany(StoppressError):
    """A list is over its limit."""

    code = "too-many"
    message = "{field}: {count} were sent; the limit is {limit}. Leave some out."


class BodyTooLarge(StoppressError):
    """A request body is over its limit in bytes."""

    code = "body-too-large"
    message = "What was sent is larger than {limit} bytes. Send less at a time."


class AddressRefused(StoppressError):
    """An address is none that this server may connect to: private, reserved, or not a web address."""

    code = "address-refused"
    message = "The server does not connect to this address: {problem}"


class FetchFailed(StoppressError):
    """An address was asked and gave no usable answer; `problem` is a sentence."""

    code = "fetch-failed"
    message = "The address gave no usable answer: {problem}"


class Empty(StoppressError):
    """A text that has to say something says nothing."""

    code = "empty"
    message = "{field} is empty. Write something there."


class ReferenceUnknown(StoppressError):
    """A cross-reference or key point names a post that is not there."""

    code = "reference-unknown"
    message = "{field} refers to the post “{post}”, which is not in this blog. Link an existing post."


class TooFarAhead(StoppressError):
    """A post's time lies so far ahead that this is a schedule (DESIGN §10.9)."""

    code = "too-far-ahead"
    message = "published_at lies more than {minutes} minutes ahead. Schedule the post instead."


class TooFarBehind(StoppressError):
    """A post's time lies in the past, which only imports and back-dating tokens may do (DESIGN §10.9)."""

    code = "too-far-behind"
    message = "published_at lies in the past. Leave it out, or use a token with the scope “backdate”."


class ImportUnrecognised(StoppressError):
    """A file is none of the kinds that can be imported."""

    code = "import-unrecognised"
    message = (
        "{file} was not recognised: {problem}. Importable are a plain-text transcript with HH:MM:SS lines, an HTML "
        "page with LiveBlogPosting JSON-LD, and Stoppress's own export."
    )


# --- who asks --------------------------------------------------------------------------------------------


class SignInNeeded(StoppressError):
    """No credentials, or none that are valid."""

    code = "sign-in-needed"
    message = "Send a valid token: Authorization: Bearer …. An administrator makes one with `stoppress token create`."


class NotAllowed(StoppressError):
    """This person may not do this."""

    code = "not-allowed"
    message = "You may not {verb}: that needs {needs}. Ask an administrator."


class TooFast(StoppressError):
    """A rate limit."""

    code = "too-fast"
    message = "Too many requests. Wait {seconds} seconds, then try again."


# --- what is broken --------------------------------------------------------------------------------------


class WorkerFailed(StoppressError):
    """A worker ended before it served; `code` is its exit code."""

    code = "worker-failed"
    message = "A worker ended with code {code} before it could serve; what it said stands above."


class StorageFull(StoppressError):
    """The disk is full; nothing was written."""

    code = "storage-full"
    message = "Nothing was saved: the disk is full. Tell your administrator; readers can go on reading."


class StorageUnavailable(StoppressError):
    """The database does not answer, or answered with an error; nothing was written, as far as is known."""

    code = "storage-unavailable"
    message = "Nothing was saved: the database does not answer. Try again with the same Idempotency-Key."


class StorageOutdated(StoppressError):
    """The database's schema is not this program's."""

    code = "storage-outdated"
    message = "The database is at version {found}, this program needs {needed}. Run `stoppress migrate`."


class SettingsInvalid(StoppressError):
    """A setting is unknown or has a value it cannot have."""

    code = "settings-invalid"
    message = "Settings: {problem} `stoppress settings` lists every one."
