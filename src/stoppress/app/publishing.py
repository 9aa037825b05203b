"""The publication: how everything that readers see is to look, from settings, a theme and the built files.

Does not know blogs, nor who serves them.
"""

from __future__ import annotations

import json

from stoppress.app.audience import asks_of
from stoppress.app.media import listed_providers
from stoppress.app.theming import open_theme
from stoppress.config.settings import Settings
from stoppress.render.figures import MediaPlace
from stoppress.render.frames import Frames
from stoppress.render.publication import Assets, Publication, Slot
from stoppress.render.templating import use_templates
from stoppress.web.door import STATIC


def publication_of(settings: Settings, origin: str) -> Publication:
    """The publication, at `origin` unless the settings say where."""
    return Publication(
        name=settings.publication,
        language=settings.language,
        origin=(settings.origin or origin).rstrip("/"),
        clock_style=settings.clock,
        colour=settings.colour,
        streams=settings.live_streams,
        media=MediaPlace(settings.media_origin or "", _frames(settings)),
        page_posts=settings.page_posts,
        key_events=settings.key_events,
        history=settings.history,
        frame_ancestors=settings.frame_ancestors,
        contact=settings.contact,
        questions=settings.questions,
        theme=open_theme(settings.theme)[0],
        templates=use_templates(settings.templates),
        slot=_slot(settings),
        asks=asks_of(settings),
        follows=settings.follow,
        assets=built_assets(),
    )


def _slot(settings: Settings) -> Slot | None:
    if not settings.slot_every or not settings.slot_address:
        return None
    return Slot(
        every=settings.slot_every,
        address=settings.slot_address,
        height=settings.slot_height,
        label=settings.slot_label,
    )


def _frames(settings: Settings) -> Frames:
    listed = listed_providers(settings)
    titles = {each.name: each.title for each in listed}
    if not settings.embed_frames:
        return Frames(titles)
    return Frames(titles, listed.frame, listed.frame_sources())


def built_assets() -> Assets:
    """The built scripts and sheets, from Vite's manifests; plain names where nothing has been built."""
    reader, desk = _built("manifest.json"), _built("desk.json")
    if not reader or not desk:
        return Assets()
    return Assets(
        script=reader["src/reader/main.ts"],
        sheet=reader["src/styles/reader.css"],
        desk_script=desk["src/desk/main.ts"],
        desk_sheet=desk["src/styles/desk.css"],
    )


def _built(manifest: str) -> dict[str, str]:
    path = STATIC / manifest
    if not path.exists():
        return {}
    return {name: f"/static/{entry['file']}" for name, entry in json.loads(path.read_text()).items()}
