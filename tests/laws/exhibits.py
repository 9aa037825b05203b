"""Exhibits of random stories: pictures, films, sounds, embeds and heroes.

Knows how to draw what may be known about each.
Does not know the logs they stand in (`stories`).
"""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from stoppress.domain.facts import Hero, HeroKind
from stoppress.domain.identifiers import MediaId
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition

_WORDS = [
    "ferry",
    "Harrowgate",
    "“calm”",
    "a & b",
    "<b>",
    "£5m (€6m)",
    "naïve",
    "tide*",
    "[quay]",
    "1.",
    "emoji 🚢",
    "#9",
]
prose = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)

ADDRESSES = ["https://video.example/watch?v=a_b", "https://words.example/@ferry/1"]


def medium_named(number: int) -> MediaId:
    """A medium's id, the same for the same number."""
    return MediaId("m" + "abcdefgh"[number] * 25)


def _file(letter: str, ending: Format, width: int = 0) -> Rendition:
    return Rendition(format=ending, name=f"{letter * 26}.{ending.value}", size=9, width=width, height=width)


_FILES = {
    MediumKind.PICTURE: (_file("p", Format.JPEG, 960), _file("q", Format.AVIF, 960)),
    MediumKind.FILM: (_file("f", Format.MP4, 640),),
    MediumKind.AUDIO: (_file("s", Format.MP3),),
}


def media_of(name: MediaId) -> SearchStrategy[Medium]:
    """What may be known about a medium."""
    return st.sampled_from(MediumKind).flatmap(
        lambda kind: st.builds(
            Medium,
            id=st.just(name),
            kind=st.just(kind),
            width=st.just(0 if kind is MediumKind.AUDIO else 960),
            height=st.just(0 if kind is MediumKind.AUDIO else 540),
            colour=st.sampled_from(["", "#3a5c7f"]),
            alt=st.just("") | prose,
            caption=st.just("") | prose,
            credit=st.just("") | prose,
            renditions=st.sampled_from([_FILES[kind][:1], _FILES[kind]]),
        )
    )


MEDIA = [medium_named(number) for number in range(4)]
media = st.lists(st.sampled_from(MEDIA), unique=True, max_size=3).flatmap(
    lambda names: st.tuples(*(media_of(name) for name in names))
)
heroes = st.builds(
    Hero, kind=st.just(HeroKind.LIVE_STREAM), media=st.just("https://live.example/a.m3u8"), alt=prose
) | (
    st.sampled_from(MEDIA)
    .flatmap(media_of)
    .map(lambda each: Hero(kind=HeroKind(each.kind.value), media=each.id, medium=each, caption="The quay"))
)
embeds = st.builds(
    Embed,
    address=st.sampled_from(ADDRESSES),
    provider=st.sampled_from(["video", "words"]),
    key=st.just("a_b"),
    title=prose,
    author=st.just("") | prose,
    text=st.just("") | prose,
    picture=st.none() | media_of(medium_named(5)),
    is_gone=st.booleans(),
)
