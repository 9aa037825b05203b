"""Admission of pictures, films, sounds and embeds.

Knows that a post shows just the media its body names, that each has its facts beside it, and how much they may say.
Does not know whether a file exists: whoever decides on a revision has looked (`actions`).
"""

from __future__ import annotations

import re
from typing import Final

from stoppress.domain.checks import at_most, is_web_address, not_over
from stoppress.domain.exhibits import addresses, media_named, media_within_prose
from stoppress.domain.facts import Hero, HeroKind
from stoppress.domain.identifiers import is_media_id
from stoppress.domain.limits import Limits
from stoppress.domain.media import Embed, Medium, MediumKind, Rendition
from stoppress.errors import InputInvalid
from stoppress.errors.media import MediaUnknown

_COLOUR: Final = re.compile(r"(#[0-9a-f]{6})?", re.ASCII)
_NAME: Final = re.compile(r"[a-z2-7]{26}\.[a-z0-9]{2,4}", re.ASCII)


def admit_exhibits(body: str, media: tuple[Medium, ...], limits: Limits) -> None:
    """Refuse unless `media` are the facts of what `body` shows, each once. Raises MediaUnknown, InputInvalid, TooMany."""
    named = media_named(body)
    at_most("media in the body", len(named), limits.body_media)
    at_most("embeds in the body", len(addresses(body)), limits.body_embeds)
    if media_within_prose(body):
        problem = "put pictures, films and sounds on a line of their own, with an empty line before and after."
        raise InputInvalid(field="body", problem=problem)
    known = {each.id for each in media}
    for name in named:
        if name not in known:
            raise MediaUnknown(media=name)
    if len(media) != len(named):
        raise InputInvalid(field="media", problem="the body has to name each of them once.")
    for each in media:
        admit_medium(each, limits)


def admit_prepared(medium: Medium, shown: tuple[Medium, ...], limits: Limits) -> None:
    """Refuse unless `medium` is one of those that are shown."""
    if medium.id not in {each.id for each in shown}:
        raise MediaUnknown(media=medium.id)
    admit_medium(medium, limits)


def admit_filled(embed: Embed, limits: Limits) -> None:
    """Refuse what says too much. An address the body has no more is no mistake: the fold passes it over."""
    for field, text in (("title", embed.title), ("author", embed.author), ("text", embed.text)):
        not_over(f"embed {field}", text, limits.embed)
    if embed.picture is not None:
        admit_medium(embed.picture, limits)


def admit_hero(hero: Hero, limits: Limits) -> None:
    """Refuse unless a hero names its medium, or a live stream an address."""
    if hero.medium is not None:
        if hero.medium.id != hero.media:
            raise MediaUnknown(media=hero.media)
        admit_medium(hero.medium, limits)
    if hero.poster is not None:
        admit_medium(hero.poster, limits)
        if hero.kind is not HeroKind.LIVE_STREAM or hero.poster.kind is not MediumKind.PICTURE:
            raise InputInvalid(field="hero", problem="a poster is a picture, and stands for a live stream.")
    if hero.kind is HeroKind.LIVE_STREAM and not is_web_address(hero.media):
        raise InputInvalid(field="hero", problem="a live stream is an address that begins with https:// or http://.")


def admit_medium(medium: Medium, limits: Limits) -> None:
    """Refuse what cannot be a medium's facts."""
    if not is_media_id(medium.id):
        raise MediaUnknown(media=medium.id)
    for field, text in (
        ("alt", medium.alt),
        ("caption", medium.caption),
        ("credit", medium.credit),
        ("licence", medium.licence),
    ):
        not_over(field, text, limits.caption)
    not_over("transcript", medium.transcript, limits.transcript)
    files = (*medium.renditions, *medium.still, *((medium.captions,) if medium.captions else ()))
    at_most("renditions", len(files), limits.renditions)
    if not (_COLOUR.fullmatch(medium.colour) and all(map(_is_sound, files))):
        raise InputInvalid(
            field="media", problem="a colour is “#rrggbb”, and a file is named by its hash and its ending."
        )


def _is_sound(file: Rendition) -> bool:
    return _NAME.fullmatch(file.name) is not None and file.name.endswith(f".{file.format.value}")
