"""Themes and templates of a newsroom's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from stoppress.app.theming import open_theme
from stoppress.errors import ThemeUnreadable
from stoppress.render.page import problem_page
from stoppress.render.publication import Publication
from stoppress.render.templating import use_templates
from stoppress.render.theme import DARK, LIGHT, contrast
from stoppress.web.reader.theme import theme_files

ROOT = Path(__file__).parents[2]
BROADSHEET = ROOT / "deploy" / "themes" / "broadsheet"
TOKENS = (ROOT / "frontend" / "src" / "styles" / "tokens.css").read_text("utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    use_templates(None)


def themed(folder: Path, text: str) -> Path:
    path = folder / "theme.toml"
    path.write_text(text, "utf-8")
    return path


def page(publication: Publication) -> LexborHTMLParser:
    return LexborHTMLParser(problem_page("A title", "A sentence.", publication).decode())


def test_the_colours_that_may_be_set_are_those_of_the_sheet() -> None:
    by_day, _, by_night = TOKENS.partition("prefers-color-scheme: dark")
    for colours, text in ((LIGHT, by_day), (DARK, by_night.partition("prefers-contrast")[0])):
        found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))
        assert {name: found[name] for name in colours} == colours


def test_a_theme_sets_sheet_logo_header_and_footer(tmp_path: Path) -> None:
    Image.new("RGB", (120, 40), "#1d1a14").save(tmp_path / "logo.png")
    (tmp_path / "serif.woff2").write_bytes(b"wOF2")
    text = """logo = "logo.png"
    serif = "Spectral, Georgia, serif"
    footer_text = "Since 1871 & still <here>"
    light = {paper = "#ffffff", ink = "#000000"}
    fonts = [{family = "Spectral", file = "serif.woff2", weight = "400 700"}]
    header = [{title = "Harbour", url = "/section/harbour"}]
    footer = [{title = "Write to us", url = "mailto:desk@gazette.example"}]"""
    theme, files = open_theme(themed(tmp_path, text))
    found = page(Publication(name="The Gazette", theme=theme))
    sheets = [str(each.attributes["href"]) for each in found.css("link[rel=stylesheet]")]
    assert sheets[-1] == theme.sheet
    logo = found.css(".masthead img")[0].attributes
    assert (logo["alt"], logo["width"], logo["height"]) == ("The Gazette", "120", "40")
    assert [each.attributes["href"] for each in found.css(".masthead .shell a")] == ["/section/harbour"]
    assert "Since 1871 & still <here>" in found.css(".foot")[0].text()
    sheet = files.by_name[theme.sheet.rpartition("/")[2]].content.decode()
    assert "--ink:#000000;" in sheet
    assert "font-family:'Spectral'" in sheet
    assert Publication(theme=theme).version != Publication().version


async def test_its_files_are_served_for_ever_and_can_do_nothing(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    theme, files = open_theme(themed(tmp_path, 'logo = "logo.svg"'))
    assert theme.logo is not None
    app = FastAPI()
    app.include_router(theme_files(files.by_name))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get(theme.logo.address)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('light = {ink = "#777777"}', "contrast of"),
        ('light = {ink = "red"}', "light.ink"),
        ('light = {shadow = "#000000"}', "shadow"),
        ('serif = "x; } body { display: none"', "serif"),
        ('fonts = [{family = "X\'", file = "x.woff2"}]', "family"),
        ('fonts = [{family = "X", file = "x.exe"}]', ".woff2"),
        ('logo = "nowhere.png"', "cannot be read"),
        ('header = [{title = "X", url = "javascript:alert(1)"}]', "url"),
        ("colour = 1", "colour"),
        ("= 1", "cannot be read"),
    ],
)
def test_what_a_theme_may_not_say_is_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ThemeUnreadable, match=re.escape(said)):
        open_theme(themed(tmp_path, text))


@given(st.from_regex("#[0-9a-f]{6}", fullmatch=True), st.from_regex("#[0-9a-f]{6}", fullmatch=True))
def test_contrast_is_the_same_either_way(one: str, other: str) -> None:
    assert 1 <= contrast(one, other) <= 21.01
    assert contrast(one, other) == contrast(other, one)
    assert round(contrast("#000000", "#ffffff"), 3) == 21


def test_a_template_of_ones_own_stands_before_ours(own: Path) -> None:
    (own / "problem.html.j2").write_text(
        '{% extends "stoppress/problem.html.j2" %}{% block foot %}<p class="mine">{{ publication.name }}</p>{% endblock %}'
    )
    first = use_templates(own)
    found = page(Publication(name="A <b>"))
    assert [each.text() for each in found.css(".mine")] == ["A <b>"]
    assert found.css(".foot") == []
    (own / "problem.html.j2").write_text("{{ title }}")
    assert use_templates(own) not in ("", first)


@pytest.mark.parametrize(("text", "said"), [("{% if %}", "line 1"), ('{% extends "nothing.j2" %}', "nothing.j2")])
def test_a_broken_template_stops_the_start(own: Path, text: str, said: str) -> None:
    (own / "problem.html.j2").write_text(text)
    with pytest.raises(ThemeUnreadable, match=re.escape(said)):
        use_templates(own)


def test_the_example_is_whole(own: Path) -> None:
    theme, _ = open_theme(BROADSHEET / "theme.toml")
    use_templates(BROADSHEET / "templates")
    found = page(Publication(name="The Gazette", theme=theme))
    assert [each.text() for each in found.css(".broadsheet .shell a")] == ["Harbour", "Weather", "Letters"]
