"""A newsroom's own providers: what the table may say, and that everything else in it is refused with its place."""

from __future__ import annotations

import pytest

from stoppress.errors import SettingsInvalid
from stoppress.media.own_providers import LIMITS, own_providers
from stoppress.media.provider_table import providers

TABLE = """
[[provider]]
name = "velmora-tv"
title = "Velmora TV"
hosts = ["tv.velmora.example"]
paths = ["/watch/{id}", "/old/film-{id}.html", "/player?film={id}&from={start?}"]
key = "{id}"
address = "https://tv.velmora.example/watch/{id}"
oembed = "https://tv.velmora.example/oembed?format=json&url={address}"
frame = "https://frames.velmora.example/{id}"
shape = "640:360"
sandbox = ["allow-scripts"]
allow = ["fullscreen"]

[provider.parts]
id = "digits:3-8"
start = "digits:1-4"
"""


@pytest.mark.parametrize("path", ["watch/1234", "old/film-1234.html", "player?film=1234", "player?film=1234&from=7"])
def test_a_provider_of_ones_own_is_recognised_and_framed(path: str) -> None:
    ours = providers(own_providers(TABLE))
    found = ours.recognise(f"https://tv.velmora.example/{path}")
    assert found is not None
    assert (found.provider.name, found.key) == ("velmora-tv", "1234")
    assert found.question.endswith("?format=json&url=https%3A%2F%2Ftv.velmora.example%2Fwatch%2F1234")
    frame = ours.frame("velmora-tv", found.key)
    assert frame is not None
    assert (frame.address, frame.sandbox) == ("https://frames.velmora.example/1234", "allow-scripts")
    assert "https://frames.velmora.example" in ours.frame_sources()


@pytest.mark.parametrize(
    "path", ["watch/12", "watch/123456789", "watch/12a4", "watch/1234/x", "old/film-.html", "player"]
)
def test_what_the_table_does_not_say_is_a_link(path: str) -> None:
    assert providers(own_providers(TABLE)).recognise(f"https://tv.velmora.example/{path}") is None


def test_no_table_is_no_provider() -> None:
    assert own_providers("") == ()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "velmora-tv"', 'name = "youtube"', "taken"),
        ('name = "velmora-tv"', 'name = "Velmora TV"', "name"),
        ('name = "velmora-tv"', "name = 7", "name"),
        ('title = "Velmora TV"', 'title = ""', "title"),
        ('title = "Velmora TV"', 'title = "Vel\\u202emora"', "title"),
        ('title = "Velmora TV"\n', "", "“title” is missing"),
        ('key = "{id}"', 'key = "{id}"\nregex = "(a+)+$"', "regex"),
        ('hosts = ["tv.velmora.example"]', 'hosts = ["*.velmora.example"]', "hosts"),
        ('hosts = ["tv.velmora.example"]', 'hosts = ["127.0.0.1"]', "127.0.0.1"),
        ('hosts = ["tv.velmora.example"]', 'hosts = ["youtu.be"]', "belongs"),
        ('hosts = ["tv.velmora.example"]', "hosts = []", "hosts"),
        ("/watch/{id}", "/watch/(.*)", "paths"),
        ("/watch/{id}", "/watch/{id}{start}", "more than one part"),
        ("/watch/{id}", "/watch/{unknown}", "not described"),
        ("/watch/{id}", "/watch/", "not enough for a key"),
        ('key = "{id}"', 'key = "{other}"', "not described"),
        ('key = "{id}"', 'key = "a b"', "key"),
        ("https://frames.velmora.example/{id}", "http://frames.velmora.example/{id}", "frame"),
        ("https://frames.velmora.example/{id}", "https://{id}.velmora.example/", "frame"),
        ("https://frames.velmora.example/{id}", "https://127.0.0.1/{id}", "frame"),
        ("https://frames.velmora.example/{id}", "https://live.velmora.example/{id}", "publication's own host"),
        ("https://frames.velmora.example/{id}", "https://frames.velmora.example/{id}#{nothing}", "frame"),
        ("https://frames.velmora.example/{id}", "https://frames.velmora.example/{start}", "needs a part"),
        ("https://tv.velmora.example/oembed", "https://a@tv.velmora.example/oembed", "oembed"),
        ('shape = "640:360"', 'shape = "wide"', "shape"),
        ('["allow-scripts"]', '["allow-top-navigation"]', "sandbox"),
        ('["fullscreen"]', '["camera"]', "allow"),
        ('"digits:3-8"', '"regex:3-8"', "parts.id"),
        ('"digits:3-8"', '"digits:8-3"', "parts.id"),
        ('"digits:3-8"', '"digits:0-900"', "parts.id"),
        ('"digits:3-8"', "3", "parts.id"),
        ("[[provider]]", "[[providers]]", "[[provider]]"),
        ("[[provider]]", "[provider", "TOML"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(old: str, new: str, says: str) -> None:
    assert old in TABLE
    with pytest.raises(SettingsInvalid) as refusal:
        own_providers(TABLE.replace(old, new, 1), own_hosts=["live.velmora.example"])
    assert says in str(refusal.value)


@pytest.mark.parametrize("table", [TABLE + TABLE, "#" * (LIMITS.table + 1), TABLE * (LIMITS.providers + 1)])
def test_a_table_has_limits_and_no_name_twice(table: str) -> None:
    with pytest.raises(SettingsInvalid):
        own_providers(table)
