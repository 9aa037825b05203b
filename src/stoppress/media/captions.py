"""Captions: WebVTT or SRT as people send it, written anew as WebVTT; and a transcript made from it.

Knows cues and the few marks that are kept in them: italics, bold and who speaks. Styles, regions, notes and positions are
dropped: what is shown is made from what was understood, and nothing else is passed on.
Does not know films, nor where captions are kept.
Source: W3C, WebVTT: The Web Video Text Tracks Format, §3 and §6.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from stoppress.errors import InputInvalid, TooMany

CUES: Final = 10_000
"""Most cues of a film: 24 hours with one every nine seconds."""

_NO_CUES: Final = "send WebVTT or SRT, with times such as “00:00:05.000 --> 00:00:08.000”."

_TIME: Final = r"(?:([0-9]{1,3}):)?([0-9]{2}):([0-9]{2})[.,]([0-9]{3})"
_TIMES: Final = re.compile(rf"\s*{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?\Z", re.ASCII)
_LEFT_OUT: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|\Z)")
_MARK: Final = re.compile(r"<[^<>]{0,300}>")
_KEPT: Final = re.compile(r"</?([ib])>")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, milliseconds, in one or more lines; `voice` is who speaks, if it is said."""

    start: int
    end: int
    lines: tuple[str, ...]
    voice: str = ""


def read_captions(content: bytes) -> tuple[Cue, ...]:
    """The cues in the order of their times. Raises InputInvalid, TooMany."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputInvalid(field="captions", problem="send text in UTF-8.") from problem
    blocks = re.split(r"\n[ \t]*\n", re.sub(r"\r\n?", "\n", text))
    found: list[Cue] = []
    for block in blocks:
        found += _cue(block.strip("\n").split("\n"))
        if len(found) > CUES:
            raise TooMany(field="captions", count=len(found), limit=CUES)
    if not found:
        raise InputInvalid(field="captions", problem=_NO_CUES)
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def written(cues: Sequence[Cue]) -> bytes:
    """WebVTT of these cues and nothing else. Read again it gives the same."""
    return "".join(["WEBVTT\n", *map(_written, cues)]).encode()


def transcript(cues: Sequence[Cue]) -> str:
    """What is said, in lines; who speaks where that changes, and nothing twice that was only shown twice."""
    lines: list[str] = []
    voice = last = ""
    for cue in cues:
        for line in cue.lines:
            plain = html.unescape(_MARK.sub("", line))
            if plain == last:
                continue
            speaks = cue.voice if cue.voice != voice else ""
            lines.append(f"{speaks}: {plain}" if speaks else plain)
            voice, last = cue.voice or voice, plain
    return "\n".join(lines)


def _cue(lines: Sequence[str]) -> Iterator[Cue]:
    if _LEFT_OUT.match(lines[0]):
        return
    # The first line may be the cue's name, and in the first block the word WEBVTT.
    for at, line in enumerate(lines[:2]):
        times = _TIMES.match(line)
        if times is not None:
            start, end = _milliseconds(times.groups()[:4]), _milliseconds(times.groups()[4:])
            voice = next((found[1] for each in lines[at + 1 :] if (found := _VOICE.search(each))), "")
            said = tuple(filter(None, map(_plain, lines[at + 1 :])))
            if said and start < end:
                yield Cue(start, end, said, " ".join(_clean(html.unescape(voice)).split()))
            return


def _plain(line: str) -> str:
    """A line in which `<i>` and `<b>` are the only marks, each closed."""
    open_marks: list[str] = []
    parts: list[str] = []
    at = 0
    for mark in _MARK.finditer(line):
        parts.append(_escaped(line[at : mark.start()]))
        at = mark.end()
        kept = _KEPT.fullmatch(mark[0])
        if kept is None:
            continue
        if not mark[0].startswith("</"):
            open_marks.append(kept[1])
            parts.append(mark[0])
        elif open_marks[-1:] == [kept[1]]:
            open_marks.pop()
            parts.append(mark[0])
    parts.append(_escaped(line[at:]))
    text = " ".join("".join([*parts, *(f"</{each}>" for each in reversed(open_marks))]).split())
    return text if _MARK.sub("", text).strip() else ""


def _escaped(text: str) -> str:
    return html.escape(_clean(html.unescape(text)), quote=False)


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text)


def _milliseconds(parts: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (int(each or 0) for each in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _written(cue: Cue) -> str:
    lines = [f"<v {html.escape(cue.voice, quote=False)}>{cue.lines[0]}", *cue.lines[1:]] if cue.voice else cue.lines
    return f"\n{_clock(cue.start)} --> {_clock(cue.end)}\n" + "\n".join(lines) + "\n"


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
