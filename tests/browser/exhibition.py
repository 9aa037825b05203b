"""An exhibition: posts with films, sounds and embeds, whose facts are appended to the journal of a server that runs.

Knows what such facts look like, and how a browser gets files nobody uploaded, as late as a test wants.
Does not know how media come to be there (`tests/web`), nor what any test expects of a page.
"""

from __future__ import annotations

import asyncio
import re
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import BrowserContext, Page, Request, Route

from stoppress.app.building import now, open_newsroom
from stoppress.config.reading import read_settings
from stoppress.domain.identifiers import MediaId, PostId, Slug
from stoppress.domain.media import Embed, Format, Medium, MediumKind, Rendition
from stoppress.domain.revisions import EmbedFilled, MediumPrepared, PostPublished, Revision

FERRY = Slug("ferry")
SECONDS = 30

# By the first letter of a file's name: how wide and how high a picture is, in parts.
SHAPES = {"w": (3, 2), "t": (2, 3), "s": (16, 9)}

# Nobody's upload has such a name.
_MADE_UP = re.compile(r"/media/([a-z])\1{25}/")


def named(letter: str) -> MediaId:
    """An id for a made-up medium."""
    return MediaId(letter * 26)


def picture(letter: str = "p", size: tuple[int, int] = (1200, 800), *, name: str = "a") -> Medium:
    """A picture in two widths; another `name` gives it other files."""
    width, height = size
    shape = next(each for each, (across, down) in SHAPES.items() if across * height == down * width)
    files = tuple(_file(Format.JPEG, f"{shape}{name}{at}", width // at, height // at) for at in (2, 1))
    return Medium(
        id=named(letter),
        kind=MediumKind.PICTURE,
        width=width,
        height=height,
        colour="#6d8ba2",
        alt=f"Scene {letter}",
        caption=f"The quay, scene {letter}.",
        credit="Rosa Quill",
        renditions=files,
    )


def film(letter: str = "f", *, is_ready: bool = True) -> Medium:
    """A film with a still, captions and a transcript."""
    return Medium(
        id=named(letter),
        kind=MediumKind.FILM,
        width=640,
        height=360,
        milliseconds=SECONDS * 1000,
        alt="Waves break over the gate",
        caption="The gate at high water.",
        credit="Harbour Board",
        transcript="A horn sounds twice.\nWater runs over the gate.",
        renditions=(_file(Format.WEBM, "f", 640, 360),),
        still=(_file(Format.JPEG, "s", 640, 360),),
        captions=_file(Format.VTT, "c") if is_ready else None,
        is_ready=is_ready,
    )


def sound(letter: str = "s") -> Medium:
    """A sound."""
    return Medium(
        id=named(letter),
        kind=MediumKind.AUDIO,
        milliseconds=SECONDS * 1000,
        alt="The harbour's horn",
        caption="Recorded at noon.",
        transcript="Two long tones.",
        renditions=(_file(Format.MP3, "f"),),
        is_ready=True,
    )


def embed(number: int = 1, *, with_picture: bool = True) -> Embed:
    """What a provider that does not exist says about a post of its own."""
    return Embed(
        address=f"https://video.example/watch?v={number}",
        provider="video",
        key=str(number),
        title=f"The quay at dawn, part {number}",
        author="Rosa Quill",
        text="Nobody has seen the water this high, and the harbour master is not one to exaggerate.",
        picture=picture("e", (1280, 720)) if with_picture else None,
        is_gone=number % 5 == 0,
    )


def showing(name: str, *shown: Medium | Embed | str) -> list[Revision]:
    """A post that shows these, or says them, each in a paragraph of its own; embeds are filled in already."""
    at = now()
    media = tuple(each for each in shown if isinstance(each, Medium))
    body = "\n\n".join(["Boats wait at the quay.", *map(_line, shown)])
    post = PostId(name)
    made: list[Revision] = [
        PostPublished(at=at, post=post, published_at=at, headline=f"To be seen: {name}", body=body, media=media)
    ]
    return made + [EmbedFilled(at=at, post=post, embed=each) for each in shown if isinstance(each, Embed)]


def _line(shown: Medium | Embed | str) -> str:
    if isinstance(shown, str):
        return shown
    return f"![](media:{shown.id})" if isinstance(shown, Medium) else shown.address


def prepared(name: str, medium: Medium) -> Revision:
    """More is known about what a post shows."""
    return MediumPrepared(at=now(), post=PostId(name), medium=medium)


def append(folder: Path, revisions: list[Revision]) -> None:
    """Append to the journal of the newsroom in `folder`, beside the server that reads it."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, _append(folder, revisions)).result()


async def _append(folder: Path, revisions: list[Revision]) -> None:
    async with open_newsroom(read_settings({}, {"data": folder / "data", "database": None})) as newsroom:
        await newsroom.journal.append(FERRY, revisions, by="rosa")


def _file(format_: Format, name: str, width: int = 0, height: int = 0) -> Rendition:
    letters = name.replace("1", "l")
    return Rendition(format=format_, name=f"{letters:a<26}.{format_.value}", size=9, width=width, height=height)


@dataclass
class Files:
    """What stands behind the made-up addresses: drawn or played when it is asked for.

    Held back until `let_go` if `late`.
    """

    late: bool = False
    asked: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    _waiting: list[Route] = field(default_factory=list)

    def behind(self, place: Page | BrowserContext) -> Files:
        """Answer what a page asks of media that are made up, and count the hosts it asks."""
        place.route(_MADE_UP, self._asked)
        place.on("request", self._counted)
        return self

    def let_go(self) -> None:
        """Answer what was held back, and everything from now on."""
        self.late = False
        for each in self._waiting:
            self._answer(each)
        self._waiting.clear()

    def _counted(self, request: Request) -> None:
        self.hosts.add(urlsplit(request.url).netloc)

    def _asked(self, route: Route) -> None:
        self.asked.append(urlsplit(route.request.url).path)
        if self.late:
            self._waiting.append(route)
        else:
            self._answer(route)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        ending = path.rsplit(".", 1)[-1]
        if ending in ("webm", "mp3"):
            # A player looks at what comes and not at its name: silence will do for a film.
            route.fulfill(body=played(), content_type="audio/wav")
        elif ending == "vtt":
            route.fulfill(body="WEBVTT\n\n00:00.000 --> 00:09.000\nA horn sounds.\n", content_type="text/vtt")
        else:
            route.fulfill(body=drawn(path), content_type="image/jpeg")


def drawn(path: str) -> bytes:
    """A picture that is the same for the same path, of the shape its name says."""
    seed, (across, down) = sum(path.encode()), SHAPES[path.rsplit("/", 1)[-1][0]]
    size = (across * 60, down * 60)
    channels = [Image.linear_gradient("L").rotate((seed * step) % 360).resize(size) for step in (1, 3, 7)]
    packed = BytesIO()
    Image.merge("RGB", channels).save(packed, "JPEG")
    return packed.getvalue()


def played() -> bytes:
    """Silence of `SECONDS`."""
    packed = BytesIO()
    with wave.open(packed, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * 8_000 * SECONDS)
    return packed.getvalue()
