"""Refusals about pictures, films and sounds.

Knows what whoever uploads can do next.
Does not know HTTP.
"""

from __future__ import annotations

from stoppress.errors import StoppressError


class MediaUnknown(StoppressError):
    """No picture, film or sound has this id, or this person may not know that it exists."""

    code = "media-unknown"
    message = "There is no picture, film or sound “{media}”. Upload it first, then use the id you get."


class UploadOffset(StoppressError):
    """An upload was to be gone on with, or finished, at another offset than it stands at; nothing was changed."""

    code = "upload-offset"
    message = "The upload stands at byte {expected}, not {given}. Go on from byte {expected}."


class MediaTooLarge(StoppressError):
    """A file, or what it unpacks to, is over a limit; `problem` is a sentence that names it."""

    code = "media-too-large"
    message = "{problem} Make it smaller, then upload it again."


class MediaRefused(StoppressError):
    """A file is not of a kind that is taken, or not what it says it is; `problem` is a sentence."""

    code = "media-refused"
    message = "{problem} Pictures can be JPEG, PNG, WebP, AVIF, GIF or HEIC; sound MP3, M4A or OGG; film MP4 or WebM."


class MediaBroken(StoppressError):
    """A file ends too early or cannot be read to its end."""

    code = "media-broken"
    message = "The file cannot be read to its end. Save it anew or export it again, then upload that."


class MediaToolMissing(StoppressError):
    """Film and sound need a program that is not there."""

    code = "media-tool-missing"
    message = "Film and sound need ffmpeg, which is not on the server. Ask your administrator to install it."


class QuotaUsed(StoppressError):
    """This person has uploaded as much as they may in a day."""

    code = "quota-used"
    message = "You have uploaded {limit} bytes today, which is the limit. Wait until tomorrow, or ask for a higher one."
