"""Merging: what two people made of the same post, put together paragraph by paragraph and field by field. Pure.

Knows the text both began from, and that nothing of either is left out unseen: where both changed the same, both are told.
Does not know where the three texts come from, nor who may see them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from stoppress.domain.body import normal_form, parser
from stoppress.domain.content import Content
from stoppress.domain.normal import normal

FIELDS: Final = tuple(each.name for each in fields(Content) if each.name != "body")
"""What is merged as a whole."""


MOST_PARAGRAPHS: Final = 400
"""Of a longer body the whole is compared, and not its paragraphs: that takes a time which grows with their square."""

_UNKNOWN: Final = object()


class Came(StrEnum):
    """Where a stretch comes from."""

    KEPT = "kept"
    """Neither changed it."""
    THEIRS = "theirs"
    MINE = "mine"
    AGREED = "agreed"
    """Both changed it, and to the same."""
    CONFLICT = "conflict"


class Take(StrEnum):
    """What stands in the merged text where both changed the same."""

    THEIRS = "theirs"
    MINE = "mine"
    BOTH = "both"


Paragraphs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some paragraphs in a row, as they were and as each has them."""

    came: Came
    base: Paragraphs
    theirs: Paragraphs
    mine: Paragraphs

    @property
    def usual(self) -> Take:
        """What is taken unless somebody chooses: both where both wrote something; what one took out, as readers see it now."""
        return Take.BOTH if self.theirs and self.mine else Take.THEIRS

    def taken(self, take: Take | None = None) -> Paragraphs:
        """What stands in the merged text."""
        if self.came is not Came.CONFLICT:
            return self.mine if self.came is Came.MINE else self.theirs
        take = take or self.usual
        if take is not Take.BOTH:
            return self.theirs if take is Take.THEIRS else self.mine
        return (*self.theirs, *(each for each in self.mine if each not in self.theirs))


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed, each to something else. Mine is taken unless somebody chooses."""

    name: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """Two versions put together: the body in stretches, the fields as they follow, and those that clash.

    `whole` are the two bodies as they are.
    """

    fields: Content
    stretches: tuple[Stretch, ...]
    clashes: tuple[Clash, ...]
    whole: tuple[str, str]

    @property
    def conflicts(self) -> tuple[Stretch, ...]:
        """The stretches of which both made something else."""
        return tuple(each for each in self.stretches if each.came is Came.CONFLICT)

    @property
    def is_clear(self) -> bool:
        """Whether nobody has to choose."""
        return not self.conflicts and not self.clashes

    def content(self, chosen: Choices | None = None) -> Content:
        """The merged text, with what somebody chose."""
        chosen = chosen or Choices()
        conflicts = 0
        taken: list[str] = []
        for each in self.stretches:
            taken.extend(each.taken(chosen.paragraphs.get(conflicts)))
            conflicts += each.came is Came.CONFLICT
        theirs = {each.name: each.theirs for each in self.clashes if chosen.fields.get(each.name) is Take.THEIRS}
        return replace(self.fields, body=self._body(joined(taken)), **theirs)

    def _body(self, text: str) -> str:
        """In normal form. Where it is what one of the two wrote, it is so to the letter."""
        return next((each for each in self.whole if joined(blocks(each)) == text), None) or normal_form(text)


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody chose: of conflicts by their place among them, of fields by name."""

    paragraphs: Mapping[int, Take] = field(default_factory=lambda: MappingProxyType({}))
    fields: Mapping[str, Take] = field(default_factory=lambda: MappingProxyType({}))


def merge(base: Content | None, theirs: Content, mine: Content) -> Merged:
    """What both made of `base`. Where nobody knows that any more, what both say is taken for it, and no field for the same."""
    base, theirs, mine = normal(base), normal(theirs), normal(mine)
    clashes: list[Clash] = []
    decided: dict[str, Any] = {}
    for name in FIELDS:
        other, own = getattr(theirs, name), getattr(mine, name)
        was = getattr(base, name) if base is not None else None if own == other else _UNKNOWN
        decided[name] = other if own == was else own
        if own not in (was, other) and other != was:
            clashes.append(Clash(name, None if was is _UNKNOWN else was, other, own))
    bodies = blocks(theirs.body), blocks(mine.body)
    stretches = merge_lines(blocks(base.body) if base is not None else _common(*bodies), *bodies)
    return Merged(Content(**decided), stretches, tuple(clashes), (theirs.body, mine.body))


def blocks(body: str) -> Paragraphs:
    """The paragraphs of a body: whatever stands at its outermost level, lists and quotes whole."""
    lines = body.split("\n")
    starts = [token.map[0] for token in parser().parse(f"{body}\n") if token.map is not None and token.level == 0]
    # What makes no block of its own, such as the address of a reference, goes with the one before it.
    starts = [0, *sorted({each for each in starts if each > 0})]
    found = ("\n".join(lines[at:end]).strip("\n") for at, end in zip(starts, [*starts[1:], len(lines)], strict=True))
    return tuple(each for each in found if each.strip())


def joined(texts: Iterable[str]) -> str:
    """Paragraphs as a body."""
    return "\n\n".join(filter(None, texts))


@dataclass(frozen=True, slots=True)
class _Edit:
    """The paragraphs `start` to `end` of the base are these instead."""

    start: int
    end: int
    put: Paragraphs
    mine: bool


def _common(one: Paragraphs, other: Paragraphs) -> Paragraphs:
    matching = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return tuple(each for found in matching for each in one[found.a : found.a + found.size])


def merge_lines(was: Paragraphs, theirs: Paragraphs, mine: Paragraphs) -> tuple[Stretch, ...]:
    """What two made of the same lines, or paragraphs, stretch by stretch."""
    if max(map(len, (was, theirs, mine))) > MOST_PARAGRAPHS:
        return (_stretch(was, 0, len(was), [_Edit(0, len(was), theirs, False), _Edit(0, len(was), mine, True)]),)
    edits = [*_edits(was, theirs, mine=False), *_edits(was, mine, mine=True)]
    stretches: list[Stretch] = []
    at = 0
    for group in _groups(edits):
        start, end = min(each.start for each in group), max(each.end for each in group)
        stretches.extend(_kept(was[at:start]))
        stretches.append(_stretch(was, start, end, group))
        at = end
    return (*stretches, *_kept(was[at:]))


def _kept(some: Sequence[str]) -> Iterable[Stretch]:
    return (Stretch(Came.KEPT, (each,), (each,), (each,)) for each in some)


def _edits(was: Sequence[str], now: Sequence[str], *, mine: bool) -> Iterable[_Edit]:
    """What makes `now` of `was`. As many paragraphs for as many are edits of one each: then two may change neighbours."""
    for tag, start, end, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        put = tuple(now[first:last])
        if tag == "replace" and end - start == last - first:
            yield from (_Edit(start + n, start + n + 1, (each,), mine) for n, each in enumerate(put))
        elif tag != "equal":
            yield _Edit(start, end, put, mine)


def _groups(edits: Iterable[_Edit]) -> Iterable[list[_Edit]]:
    """The edits in order, those together that concern the same paragraphs, or put something at the same place."""
    group: list[_Edit] = []
    end = 0
    for each in sorted(edits, key=lambda each: (each.start, each.end)):
        is_same = bool(group) and (each.start < end or (each.start, each.end) == (group[-1].start, group[-1].end))
        if group and not is_same:
            yield group
            group = []
        group.append(each)
        end = max(end, each.end) if is_same else each.end
    if group:
        yield group


def _stretch(was: Sequence[str], start: int, end: int, group: Sequence[_Edit]) -> Stretch:
    base = tuple(was[start:end])
    theirs, mine = (_applied(was, start, end, [each for each in group if each.mine is own]) for own in (False, True))
    if theirs == mine:
        came = Came.AGREED
    elif mine == base:
        came = Came.THEIRS
    elif theirs == base:
        came = Came.MINE
    else:
        came = Came.CONFLICT
    return Stretch(came, base, theirs, mine)


def _applied(was: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> Paragraphs:
    """The paragraphs `start` to `end` as one of the two has them."""
    found: list[str] = []
    at = start
    for each in edits:
        found += [*was[at : each.start], *each.put]
        at = each.end
    return (*found, *was[at:end])
