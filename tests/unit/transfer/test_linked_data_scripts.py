"""JSON-LD scripts in real pages: how they are wrapped, and how they are broken."""

from __future__ import annotations

import pytest

from stoppress.transfer.linked_data_scripts import parsed, scripts
from tests.unit.transfer.reading import details, page

GOOD = '{"@type":"LiveBlogPosting","headline":"Fog","liveBlogUpdate":{"datePublished":"2031-04-05","headline":"Bell"}}'


def script(content: str, attributes: str = 'type="application/ld+json"') -> str:
    return f"<script {attributes}>{content}</script>"


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "\n {} \n",
        "<!-- {} -->",
        "<!--\n{}\n//-->",
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/ {} /*]]>*/",
        "<![CDATA[{}]]>",
        "{};",
    ],
)
def test_what_is_wrapped_around_json_is_taken_off(wrapped: str) -> None:
    (found,) = scripts(script(wrapped.replace("{}", GOOD)))
    assert found.trouble == ""
    assert found.tree["headline"] == "Fog"


@pytest.mark.parametrize(
    "attributes",
    ["type='application/ld+json'", "type=application/ld+json", 'data-x="1" TYPE="application/LD+JSON; charset=utf-8"'],
)
def test_scripts_are_known_by_their_type(attributes: str) -> None:
    assert len(list(scripts(script(GOOD, attributes)))) == 1


def test_other_scripts_and_commented_ones_are_passed_over() -> None:
    others = f'<script>var a = "<!-- {GOOD}";</script><!-- {script(GOOD)} --><script src="x"></script>'
    html = f"{others}\n{script(GOOD)}<!--"
    assert [each.line for each in scripts(html)] == [2]


def test_a_script_that_never_ends_is_read_to_the_end() -> None:
    assert [each.tree["headline"] for each in scripts(script(GOOD).removesuffix("</script>"))] == ["Fog"]


@pytest.mark.parametrize(
    ("text", "tree", "trouble"),
    [
        ('{"a": [1, 2]}', {"a": [1, 2]}, ""),
        ('{"a": [1, 2,], }', {"a": [1, 2]}, "commas"),
        ('{"a": "x,]"}', {"a": "x,]"}, ""),
        ('{"a": "x\ny\tz"}', {"a": "x\ny\tz"}, "control characters"),
        (r'{"a": "it\'s \x \d"}', {"a": r"it's \x \d"}, "escapes"),
        (r'{"a": "\\", "b": "\u00e9",}', {"a": "\\", "b": "é"}, "commas"),
        ('{"a": "the "bell" rang", "b": 1}', {"a": 'the "bell" rang', "b": 1}, "quotation marks"),
        ('{"a": "she said "no", and left"}', {"a": 'she said "no", and left'}, "quotation marks"),
        ('{"a": 1}}', {"a": 1}, "after its end"),
        ('{"a": 1};', {"a": 1}, "after its end"),
    ],
)
def test_broken_json_is_mended(text: str, tree: object, trouble: str) -> None:
    found, what = parsed(text)
    assert found == tree
    assert trouble in what


@pytest.mark.parametrize("text", ["", "{", '{"a": }', "LiveBlogPosting", '{"a": 1} and more', "[" * 100_000])
def test_what_cannot_be_mended_is_not_guessed_at(text: str) -> None:
    found, what = parsed(text)
    assert found is None
    assert what


def test_a_broken_script_beside_a_good_one_is_told() -> None:
    imported = page(f"<html>\n{script('{oops')}\n{script(GOOD.replace('}}', ',}}'))}")
    assert imported.report.posts == 1
    assert [each["line"] for each in details(imported, "json-ld-unreadable")] == [2]
    assert [each["line"] for each in details(imported, "json-ld-repaired")] == [3]
