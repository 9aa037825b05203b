"""A real provider of OpenID Connect (npm's oidc-provider) as a process of its own, and a person at its forms.

Knows how its forms are filled in, with httpx in place of a browser.
Does not know Stoppress.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser

SCRIPT = Path(__file__).with_name("provider.mjs")
MODULES = Path(__file__).parents[1] / "frontend" / "node_modules"
SECRET = "a secret that is as long as one for HS256 has to be"


@contextmanager
def providing(
    origin: str,
    people: Mapping[str, Mapping[str, Any]],
    *,
    algorithm: str = "RS256",
    secret: str = SECRET,
    tokens: str = "client_secret_basic",
) -> Iterator[str]:
    """The issuer of a provider that knows these people, and a client at this origin called `stoppress`."""
    arguments = [str(MODULES.resolve()), origin, algorithm, secret, tokens]
    # Its warnings are about an issuer without https, and forms that are meant for tests.
    process = subprocess.Popen(
        ["node", str(SCRIPT), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(people) + "\n")
        process.stdin.flush()
        issuer = process.stdout.readline().strip()
        assert issuer.startswith("http://127.0.0.1:"), "the provider did not start: is oidc-provider installed?"
        yield issuer
    finally:
        process.terminate()
        process.wait()
        process.stdin.close()
        process.stdout.close()


async def let_in(client: httpx.AsyncClient, address: str, person: str) -> str:
    """Go to the provider, sign in there as this person, and consent; the address it sends one back to."""
    issuer = httpx.URL(address).copy_with(raw_path=b"/")
    answer = await client.get(address)
    for _ in range(12):
        if answer.is_redirect:
            onward = issuer.join(answer.headers["location"])
            if onward.host != issuer.host or onward.port != issuer.port:
                return str(onward)
            answer = await client.get(onward)
            continue
        assert answer.status_code == 200, answer.text
        form = LexborHTMLParser(answer.text).css_first("form")
        assert form is not None, answer.text
        fields = {
            each.attributes["name"]: each.attributes.get("value") or ""
            for each in form.css("input")
            if each.attributes.get("name")
        }
        fields |= {"login": person, "password": "x"} if "login" in fields else {}
        answer = await client.post(issuer.join(str(form.attributes["action"])), data=fields)  # type: ignore[arg-type]
    raise AssertionError("the provider does not send anybody back")
