"""The composer's law (DESIGN §10.13), through the editor itself: what was only read is written as it was."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from stoppress.domain.body import normal_form
from tests.laws.bodies import anything

# One page for all examples: each opens a body of its own.
_LAWFUL = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

_OPENED = """bodies => {
    const composer = document.querySelector('[data-composer]').composer.rich;
    return bodies.map((body) => {
        composer.open(body);
        return composer.body;
    });
}"""

# Types a word where a block's words begin, end, or anywhere between, as the editor does for a key: no cursor stands within a
# character that takes two units of UTF-16.
_TYPED = """([body, count, at, share, word]) => {
    const composer = document.querySelector('[data-composer]').composer.rich;
    composer.open(body);
    const { state, view } = composer.editor;
    if (state.doc.childCount !== count) return null;
    let place = null;
    let begins = 0;
    state.doc.forEach((block, offset, index) => {
        if (index !== at) return;
        begins = offset;
        block.descendants((node, position) => {
            if (place === null && node.isTextblock) place = [offset + 1 + position + 1, node.content.size];
        });
        if (block.isTextblock) place = [offset + 1, block.content.size];
    });
    if (place === null) return null;
    let cursor = place[0] + Math.round(place[1] * share);
    if (/^[\\uD800-\\uDBFF]$/.test(state.doc.textBetween(cursor - 1, cursor))) cursor += 1;
    view.dispatch(state.tr.insertText(word, cursor));
    return composer.body;
}"""


@settings(_LAWFUL, max_examples=60)
@given(texts=st.lists(anything, min_size=10, max_size=40))
def test_what_was_only_read_is_written_as_it_was(composer: Page, texts: list[str]) -> None:
    """The identity on the normal form, byte for byte. (DESIGN §10.13)"""
    bodies = [normal_form(text) for text in texts]
    assert composer.evaluate(_OPENED, bodies) == bodies


@settings(_LAWFUL, max_examples=150)
@example(texts=["~~~\n\U000250a0\n~~~"], at=0, share=0.5, word="tide")
@given(
    texts=st.lists(anything, min_size=1, max_size=5),
    at=st.integers(0, 4),
    share=st.floats(0, 1),
    word=st.sampled_from(
        ["tide", " tide ", "*tide", "tide*", "_", "[tide](", "1. ", "- ", "# ", "> ", "é", "<b>", "&amp;"]
    ),
)
def test_changing_one_block_leaves_the_bytes_of_all_others(
    composer: Page, texts: list[str], at: int, share: float, word: str
) -> None:
    parts = [part for text in texts for part in _blocks(composer, normal_form(text))]
    body = "\n\n".join(parts)
    assume(parts and normal_form(body) == body)
    at %= len(parts)
    changed: Any = composer.evaluate(_TYPED, [body, len(parts), at, share, word])
    assume(changed is not None)
    before = "".join(f"{part}\n\n" for part in parts[:at])
    after = "".join(f"\n\n{part}" for part in parts[at + 1 :])
    assert changed.startswith(before)
    assert changed.endswith(after)
    assert changed != body
    assert changed == normal_form(changed), "what is typed is in normal form too"


def _blocks(composer: Page, body: str) -> list[str]:
    """The blocks of a body, each as a body."""
    found: list[str] = composer.evaluate(
        """body => {
            const composer = document.querySelector('[data-composer]').composer.rich;
            composer.open(body);
            const { state } = composer.editor;
            const parts = [];
            state.doc.forEach((block) => {
                composer.editor.commands.setContent({ type: 'doc', content: [block.toJSON()] }, { emitUpdate: false });
                if (composer.body) parts.push(composer.body);
            });
            return parts;
        }""",
        body,
    )
    return found


def test_the_law_can_fail(composer: Page) -> None:
    """A text that is in no normal form comes out in it."""
    assert composer.evaluate(_OPENED, ["* one\n* two", "Title\n====="]) == ["- one\n- two", "# Title"]
