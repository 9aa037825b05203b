"""Settings: what becomes part of a header is what it looks like, and nothing more."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from stoppress.config.settings import Settings


def test_origins_are_read_from_one_line() -> None:
    given = Settings.model_validate({"live_streams": "https://live.example, http://127.0.0.1:8080/"})
    assert given.live_streams == ("https://live.example", "http://127.0.0.1:8080")


@pytest.mark.parametrize(("given", "networks"), [("", ()), ("::1/128 , ,10.0.0.0/8", ("::1/128", "10.0.0.0/8"))])
def test_what_is_left_out_of_a_list_is_not_in_it(given: str, networks: tuple[str, ...]) -> None:
    assert Settings.model_validate({"trusted_proxies": given}).trusted_proxies == networks


@pytest.mark.parametrize("wrong", ["*", "127.0.0.1", "127.0.0.1:*", "0.0.0.0:80", "10.0.0.1:80", "localhost:80"])
def test_exceptions_are_exact_addresses_of_this_machine(wrong: str) -> None:
    with pytest.raises(ValidationError, match=r"not 127\.0\.0\.1 or \[::1\] with a port"):
        Settings.model_validate({"outbound_exceptions": wrong})
    given = Settings.model_validate({"outbound_exceptions": "127.0.0.1:8080, [::1]:9090"})
    assert given.outbound_exceptions == "127.0.0.1:8080, [::1]:9090"


@pytest.mark.parametrize(
    "wrong",
    [
        "live.example",
        "https://live.example/path",
        "https://*",
        "https://a.example; script-src *",
        "https://a b",
        "blob:",
    ],
)
def test_what_is_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="no origin"):
        Settings.model_validate({"live_streams": wrong})
