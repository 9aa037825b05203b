"""Addresses: every way of writing the inside as if it were the outside."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from stoppress.errors import AddressRefused
from stoppress.outbound.addresses import exceptions, is_public, target

TAKEN = [
    ("https://news.velmora.org/a?b=c#d", "news.velmora.org", 443),
    ("http://news.velmora.org", "news.velmora.org", 80),
    ("http://news.velmora.org:443/", "news.velmora.org", 443),
    ("https://news.velmora.org:80/", "news.velmora.org", 80),
    ("HTTPS://NEWS.Velmora.ORG/", "news.velmora.org", 443),
    ("https://münchen.de/", "xn--mnchen-3ya.de", 443),
    ("https://xn--mnchen-3ya.de/", "xn--mnchen-3ya.de", 443),
    ("https://8.8.8.8/", "8.8.8.8", 443),
    ("https://[2606:4700::1111]/", "2606:4700::1111", 443),
    ("https://a.co/%0d%0aX:%20y", "a.co", 443),
    ("https://127.0.0.1.nip.io/", "127.0.0.1.nip.io", 443),
]
REFUSED = [
    # other schemes, none, and what is no address at all
    "", "news.velmora.org", "//news.velmora.org/", "ftp://news.velmora.org/", "file:///etc/passwd", "gopher://a.co/",
    "javascript:alert(1)", "data:text/html,x", "dict://a.co:11211/", "unix:///run/x", "http:news.velmora.org",
    "http:/news.velmora.org", "http:///path", "https://", "https://?x", "https://:443/",
    # names and passwords
    "https://rosa@news.velmora.org/", "https://rosa:word@news.velmora.org/", "https://@news.velmora.org/",
    "https://news.velmora.org@127.0.0.1/", "https://127.0.0.1#@news.velmora.org@x/",
    # ports
    "http://news.velmora.org:8080/", "http://news.velmora.org:22/", "http://news.velmora.org:0/",
    "http://news.velmora.org:65536/", "http://news.velmora.org:-1/", "http://news.velmora.org:80a/",
    # this machine, in all spellings
    "http://localhost/", "http://LOCALHOST/", "http://localhost./", "http://a.localhost/", "http://127.0.0.1/",
    "http://127.0.0.1./", "http://127.1/", "http://127.0.1/", "http://127.255.255.254/", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0x7f.1/", "http://017700000001/", "http://0177.0.0.1/",
    "http://127.0.0.01/", "http://0/", "http://0.0.0.0/", "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/", "http://１２７.0.0.1/", "http://127%2e0%2e0%2e1/", "http://%31%32%37.0.0.1/",
    # networks of houses, companies and clouds
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/",
    "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://100.64.0.1/",
    "http://100.100.100.200/", "http://198.18.0.1/", "http://192.0.2.1/", "http://203.0.113.9/", "http://192.0.0.8/",
    "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/", "http://255.255.255.255/", "http://[ff02::1]/",
    "http://[2001:db8::1]/", "http://[fec0::1]/", "http://[3fff::1]/", "http://[5f00::1]/", "http://[100::1]/",
    "http://printer/", "http://printer.local/", "http://db.internal/", "http://metadata.google.internal/",
    "http://nas.lan/", "http://router.home.arpa/", "http://x.corp/", "http://hidden.onion/", "http://x.test/",
    # characters that end a line, a host or a request
    "http://news.velmora.org\r\nX: y", "http://news.velmora.org/\n", "http://news.velmora.org\t/", "http://a.co\\@b.co/",
    "http://news.velmora.org /", "http://\u200bnews.velmora.org\x00/", "http://news_velmora.org/", "http://-a.velmora.org/",
    "http://a..velmora.org/", "http://.velmora.org/", "http://velmora.org./", "http://[::1", "http://[velmora.org]/",
    f"http://{'a' * 64}.org/", f"http://{'a.' * 130}org/", f"https://a.co/{'x' * 2_000}",
]  # fmt: skip


@pytest.mark.parametrize(("url", "host", "port"), TAKEN)
def test_plain_addresses_are_taken(url: str, host: str, port: int) -> None:
    found = target(url)
    assert (found.host, found.port, found.is_allowed) == (host, port, False)


@pytest.mark.parametrize("url", REFUSED)
def test_everything_else_is_refused_with_a_sentence(url: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        target(url)
    assert len(str(refusal.value)) > 60


def test_there_are_enough_spellings() -> None:
    assert len(TAKEN) + len(REFUSED) >= 80
    assert len(set(REFUSED)) == len(REFUSED)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("64:ff9b::a00:1", False),
        ("2002:808:808::1", True),
        ("2002:a00:1::1", False),
        ("::ffff:8.8.8.8", False),
        ("2001::1", False),
        ("fe80::1%eth0", False),
        ("4000::1", False),
    ],
)
def test_an_address_within_an_address_counts(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


def test_an_exception_is_one_exact_address_of_this_machine() -> None:
    allowed = exceptions("127.0.0.1:8080, [::1]:9090")
    assert target("http://127.0.0.1:8080/x", allowed).is_allowed
    assert target("http://[::1]:9090/x", allowed).is_allowed
    for other in ("http://127.0.0.1:8081/", "http://127.0.0.1/", "http://127.0.0.2:8080/", "http://localhost:8080/"):
        with pytest.raises(AddressRefused):
            target(other, allowed)


@pytest.mark.parametrize(
    "text",
    ["*", "127.0.0.1", "127.0.0.1:*", "127.0.0.0/8:80", "localhost:80", "10.0.0.1:80", "0.0.0.0:80", "127.0.0.1:080"],
)
def test_no_exception_is_wider(text: str) -> None:
    with pytest.raises(ValueError, match="127"):
        exceptions(text)
