"""Films and sounds that tests make for themselves, with words planted wherever a format has room for them.

Knows how ffmpeg is asked for a recording of nothing in particular.
Does not know what any test expects.
"""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import imageio_ffmpeg

FFMPEG: str = imageio_ffmpeg.get_ffmpeg_exe()

PICTURE = ("-f", "lavfi", "-i", "testsrc=size=320x180:rate=25")
SOUND = ("-f", "lavfi", "-i", "sine=frequency=440")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")

CANARY = b"QWZX"
PLACE = b"+51.5007-000.1246"
_SAID = {
    "": {"title": "Title", "artist": "Artist", "comment": "Comment", "description": "Words", "copyright": "Owner"},
    ":s:0": {"title": "Track", "handler_name": "Handler", "language": "eng"},
}
_CHAPTERS = ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=QWZXChapter\n"

HOW = {
    "mp4": (*PICTURE, *SOUND, *H264, "-c:a", "aac"),
    "silent.mp4": (*PICTURE, *H264),
    "av1.mp4": (*PICTURE, "-c:v", "libaom-av1", "-cpu-used", "8", "-row-mt", "1"),
    "vorbis.webm": (*PICTURE, *SOUND, "-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"),
    "opus.webm": (*PICTURE, *SOUND, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"),
    "sound.webm": (*SOUND, "-c:a", "libopus"),
    "mp3": (*SOUND, "-c:a", "libmp3lame", "-id3v2_version", "3", "-write_id3v1", "1"),
    "m4a": (*SOUND, "-c:a", "aac"),
    "vorbis.ogg": (*SOUND, "-c:a", "libvorbis"),
    "opus.ogg": (*SOUND, "-c:a", "libopus"),
}


@cache
def recording(name: str, seconds: float = 1.0) -> bytes:
    """One of `HOW`, with a canary in every field there is."""
    said = [f"{field}=QWZX{value}" for field, value in _SAID[""].items()]
    track = [
        f"{field}=QWZX{value}" if field != "language" else f"{field}={value}" for field, value in _SAID[":s:0"].items()
    ]
    told = [part for each in said for part in ("-metadata", each)]
    told += [part for each in track for part in ("-metadata:s:0", each)]
    told += ["-metadata", f"location={PLACE.decode()}/", "-metadata", "creation_time=2031-04-05T06:07:08Z"]
    made = encoded(name.rpartition(".")[2], *HOW[name], "-t", str(seconds), *told)
    assert CANARY in made
    return made


def chaptered() -> bytes:
    """An MP4 with a chapter, a cover and a track of subtitles, all of which say something."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.mp4").write_bytes(recording("mp4"))
        (folder / "chapters").write_text(_CHAPTERS)
        (folder / "words.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nQWZXSubtitle\n")
        run(
            folder,
            "-f",
            "lavfi",
            "-i",
            "color=red:size=64x64",
            "-frames:v",
            "1",
            "-metadata",
            "comment=QWZXCover",
            "cover.jpg",
        )
        inputs = ("-i", "in.mp4", "-i", "words.srt", "-i", "cover.jpg", "-f", "ffmetadata", "-i", "chapters")
        maps = ("-map", "0", "-map", "1", "-map", "2", "-map_chapters", "3", "-map_metadata", "0", "-c", "copy")
        cover = ("-c:s", "mov_text", "-disposition:v:1", "attached_pic", "out.mp4")
        run(folder, *inputs, *maps, *cover)
        return (folder / "out.mp4").read_bytes()


def encoded(ending: str, *arguments: str) -> bytes:
    """What ffmpeg makes of these arguments, as a file with this ending."""
    with TemporaryDirectory() as name:
        run(Path(name), *arguments, f"made.{ending}")
        return (Path(name) / f"made.{ending}").read_bytes()


def run(folder: Path, *arguments: str) -> bytes:
    """What ffmpeg says on standard output, at work in `folder`."""
    command = [FFMPEG, "-nostdin", "-v", "error", "-y", *arguments]
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, timeout=120).stdout


def packets(folder: Path, content: bytes) -> bytes:
    """The hashes of what is to be seen of a recording, and of its sound as it is stored.

    Not of the sound as it is heard: containers differ in how they say what of the first packet is left out.
    """
    (folder / "hashed").write_bytes(content)
    tracks = ("-map", "0:V:0?", "-map", "0:a:0?", "-c:a", "copy")
    return run(folder, "-i", "hashed", *tracks, "-f", "streamhash", "-hash", "sha256", "-")
