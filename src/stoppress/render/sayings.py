"""Sayings: what the page's script says, in the page's language.

Knows every sentence of the script's (frontend/src/reader/sayings.json has the same, for English pages), and the plural
categories (CLDR) by which a browser chooses among the forms of one.
Does not know when any is said.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from babel import Locale
from markupsafe import Markup

from stoppress.render.json_in_html import json_in_html
from stoppress.render.words import SOURCE, marked, words

SAYINGS: Final = {
    "lost": marked("Last checked {age} ago. New posts will appear when the connection is back."),
    "offline": marked("Offline, showing {time}. New posts will appear when the connection is back."),
    "seconds": marked("{n} s"),
    "minutes": marked("{n} min"),
    "hours": marked("{n} h"),
    "paused": marked("Updates are paused."),
    "since": marked("New since you were last here"),
    "wasReading": marked("You were reading the post of {time}."),
    "missed": marked("You were reading the post of {time}. Since then: {posts}."),
    "missedMore": marked("You were reading the post of {time}. Since then: more than {posts}."),
    "amongThem": marked("{posts}, {events} among them"),
    "goOn": marked("Go on from there"),
    "dismiss": marked("Dismiss"),
    "copied": marked("Link copied"),
    "showPicture": marked("Show picture"),
    "yours": marked("{time} where you are"),
    "pictures": marked("Pictures"),
    "previousPicture": marked("Previous picture"),
    "nextPicture": marked("Next picture"),
    "close": marked("Close"),
    "always": marked("Always load from {provider} on this device"),
    "loaded": marked("Loaded by themselves on this device:"),
    "stop": marked("{provider}: stop"),
    "votedStars": marked("You gave this page {n} of 5."),
    "votedYes": marked("You found this page helpful."),
    "votedNo": marked("You did not find this page helpful."),
    "votedBack": marked("It is taken back."),
    "voteFailed": marked("This could not be counted. Try again when you are connected."),
    "followsKey": marked("You follow this story. You are told of key events and breaking news."),
    "followsAll": marked("You follow this story. You are told of every post."),
    "followStopped": marked("You are told nothing more of this story."),
    "followFailed": marked("This could not be saved. Try again when you are connected."),
    "followBarred": marked(
        "Your browser does not let this page tell you anything. Allow notifications for it, then press again."
    ),
    "followLost": marked("Your browser has stopped telling you of this story. Press “Follow” to be told again."),
}
"""Sentences by name."""

COUNTED: Final = {
    "newUpdates": ("{n} new update", "{n} new updates"),
    "hides": ("{n} post left out", "{n} posts left out"),
    "newPosts": ("{n} new post", "{n} new posts"),
    "keyEvents": ("{n} key event", "{n} key events"),
    "unfold": ("Show {n} post", "Show {n} posts"),
}
"""Sentences that depend on a number, for one and for more."""

# A number of each plural category, in every language that has the category.
_SAMPLES: Final = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def said(language: str) -> dict[str, str | dict[str, str]]:
    """Every sentence in a language that is `spoken`, those that depend on a number by plural category."""
    told = words(language)
    categories = [each for each in _SAMPLES if each in _categories(language)]
    counted = {
        name: {each: told.ngettext(one, more, _SAMPLES[each]) for each in categories}
        for name, (one, more) in COUNTED.items()
    }
    return {**{name: told.gettext(text) for name, text in SAYINGS.items()}, **counted}


def _categories(language: str) -> set[str]:
    return {*Locale.parse(language).plural_form.tags, "other"}


@cache
def sayings(language: str) -> Markup:
    """The sentences as JSON that may stand in a script element; nothing where the script knows them itself."""
    if language == SOURCE:
        return Markup()
    return Markup(json_in_html(said(language)))  # noqa: S704 - escaped as JSON
