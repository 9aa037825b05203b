"""What templates are given is what they use, and what is written down of it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from jinja2 import meta, nodes

from stoppress.render.documents import DOCUMENTS, Document
from stoppress.render.templating import environment

_SHELLS = ("document.html.j2", "bare.html.j2")
_GLOBAL = {"direction", "sayings"}


def used(names: list[str]) -> set[str]:
    """The variables templates of these names ask for."""
    made = environment("en")
    found: set[str] = set()
    for name in names:
        assert made.loader is not None
        source, _, _ = made.loader.get_source(made, name)
        tree = made.parse(source)
        macros = {each.name for each in tree.find_all(nodes.Macro)}
        for each in tree.find_all(nodes.FromImport):
            macros |= {name if isinstance(name, str) else name[1] for name in each.names}
        found |= meta.find_undeclared_variables(tree) - macros
    return found - _GLOBAL - set(made.globals)


@pytest.mark.parametrize("kind", DOCUMENTS, ids=[each.__name__ for each in DOCUMENTS])
def test_a_document_is_given_what_its_template_uses(kind: type[Document]) -> None:
    given = {each.name for each in fields(kind)}
    # The shell asks for what every document has, and in a frame for the way out of it.
    shells = set() if kind.template == "fragment.html.j2" else used([_SHELLS[0]])
    framed = used([_SHELLS[1]]) if "shell" in given else set()
    assert used([kind.template]) | shells | framed <= given
    assert given - used([kind.template]) - {"publication", "language", "view"} == set()
