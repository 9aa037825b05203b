"""OpenID Connect: a token is believed when the provider signed it, for us, now, and for this attempt; nothing else is."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from stoppress.errors import FetchFailed
from stoppress.errors.people import ProviderFailed, SignInOver
from stoppress.outbound.configured import Answer, Question
from stoppress.staff.open_id import Client, Departure, Identity, OpenId
from tests.contract.staff_room import counted

NOW = datetime(2031, 4, 5, 9, 41, 7, tzinfo=UTC)
ISSUER, BACK, CLIENT, SECRET = "https://accounts.example", "https://live.example/back", "stoppress", "s" * 40
ROSA = {"sub": "rosa", "email": "rosa@velmora.example", "email_verified": True, "name": "Rosa"}
RSA, OTHER = (RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}) for kid in ("first", "second"))
EC = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"})

FACTS: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth?tenant=1",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/me",
    "jwks_uri": f"{ISSUER}/keys",
}


class FakeProvider:
    """A provider that says whatever it is told to say."""

    def __init__(self) -> None:
        self.now = NOW
        self.facts: dict[str, Any] = dict(FACTS)
        self.keys: list[Any] = [RSA, EC]
        self.token: dict[str, Any] = {}
        self.me: dict[str, Any] = {}
        self.asked: list[Question] = []
        self.open_id = OpenId(Client(issuer=ISSUER, id=CLIENT, secret=SECRET), self.consult, self.time, counted())

    def time(self) -> datetime:
        return self.now

    async def consult(self, question: Question) -> Answer:
        """See `Consult`."""
        self.asked.append(question)
        said = {
            f"{ISSUER}/.well-known/openid-configuration": self.facts,
            FACTS["token_endpoint"]: self.token,
            FACTS["userinfo_endpoint"]: self.me,
            FACTS["jwks_uri"]: KeySet(list(self.keys)).as_dict(private=False),
        }
        return Answer(200, json.dumps(said[question.url]).encode())

    def sign(self, nonce: str, key: Any = RSA, algorithm: str = "RS256", **claims: Any) -> None:
        """Let the next answer be this token."""
        at = int(self.now.timestamp())
        said = {"iss": ISSUER, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce, **ROSA, **claims}
        header = {"alg": algorithm} | ({"kid": key.kid} if key.kid else {})
        given = {name: value for name, value in said.items() if value is not None}
        self.token = {"access_token": "a", "id_token": jwt.encode(header, given, key, [algorithm])}

    def asked_for(self, path: str) -> int:
        return sum(each.url == f"{ISSUER}{path}" for each in self.asked)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


def nonce_of(departure: Departure) -> str:
    return parse_qs(departure.kept)["nonce"][0]


def sent(departure: Departure, **more: str) -> dict[str, str]:
    return {"code": "c", "state": parse_qs(departure.kept)["state"][0], **more}


async def come_back(provider: FakeProvider, **claims: Any) -> Identity:
    departure = await provider.open_id.begin(BACK)
    provider.sign(nonce_of(departure), **claims)
    return await provider.open_id.finish(departure.kept, sent(departure), BACK)


async def test_somebody_is_sent_with_a_challenge_and_comes_back_with_a_name(provider: FakeProvider) -> None:
    departure = await provider.open_id.begin(BACK)
    found = urlsplit(departure.address)
    query = {name: values[0] for name, values in parse_qs(found.query).items()}
    assert (found.hostname, query["tenant"]) == ("accounts.example", "1")
    assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
    assert query["redirect_uri"] == BACK
    verifier = parse_qs(departure.kept)["verifier"][0]
    assert verifier not in departure.address
    assert len({query["state"], query["nonce"], verifier}) == 3
    provider.sign(query["nonce"])
    identity = await provider.open_id.finish(departure.kept, sent(departure, iss=ISSUER), BACK)
    assert identity == Identity(issuer=ISSUER, subject="rosa", email="rosa@velmora.example", name="Rosa")
    (redeemed,) = [each for each in provider.asked if each.form is not None]
    assert redeemed.form is not None
    assert redeemed.form["code_verifier"] == verifier
    assert redeemed.headers["Authorization"].startswith("Basic ")
    assert SECRET not in str(redeemed.form)


async def test_both_kinds_of_signatures_count(provider: FakeProvider) -> None:
    assert (await come_back(provider, key=EC, algorithm="ES256")).subject == "rosa"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://accounts.example.evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["stoppress", "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"iat": None},
        {"nbf": int(NOW.timestamp()) + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"at_hash": "another"},
        {"key": OTHER},
        {"key": RSAKey.generate_key(2048, {"kid": "first"})},
        {"key": OctKey.import_key(SECRET), "algorithm": "HS256"},
        {"algorithm": "PS256"},
    ],
)
async def test_what_is_not_certain_is_not_believed(provider: FakeProvider, claims: dict[str, Any]) -> None:
    given = dict(claims)
    departure = await provider.open_id.begin(BACK)
    nonce = given.pop("nonce", nonce_of(departure))
    provider.sign(nonce, **given)
    with pytest.raises(ProviderFailed):
        await provider.open_id.finish(departure.kept, sent(departure), BACK)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb3NhIn0.", None, 7])
async def test_what_is_no_token_is_not_believed(provider: FakeProvider, token: Any) -> None:
    departure = await provider.open_id.begin(BACK)
    provider.token = {"id_token": token, "access_token": "a"}
    with pytest.raises(ProviderFailed):
        await provider.open_id.finish(departure.kept, sent(departure), BACK)


async def test_an_unsigned_token_is_not_believed(provider: FakeProvider) -> None:
    departure = await provider.open_id.begin(BACK)
    provider.sign(nonce_of(departure))
    _header, payload, _signature = provider.token["id_token"].split(".")
    provider.token["id_token"] = f"eyJhbGciOiJub25lIn0.{payload}."
    with pytest.raises(ProviderFailed):
        await provider.open_id.finish(departure.kept, sent(departure), BACK)


async def test_a_public_key_is_no_secret_to_sign_with(provider: FakeProvider) -> None:
    departure = await provider.open_id.begin(BACK)
    provider.sign(nonce_of(departure))
    payload = provider.token["id_token"].split(".")[1]
    header = urlsafe_b64encode(b'{"alg":"HS256","kid":"first"}').rstrip(b"=").decode()
    made = hmac.digest(RSA.as_pem(private=False), f"{header}.{payload}".encode(), "sha256")
    provider.token["id_token"] = f"{header}.{payload}.{urlsafe_b64encode(made).rstrip(b'=').decode()}"
    with pytest.raises(ProviderFailed):
        await provider.open_id.finish(departure.kept, sent(departure), BACK)


@pytest.mark.parametrize("kept", ["", "state=", "state=x&nonce=y&verifier=z", "%", "nonce=y"])
async def test_whoever_did_not_leave_from_here_does_not_come_back_here(provider: FakeProvider, kept: str) -> None:
    departure = await provider.open_id.begin(BACK)
    for given in (sent(departure), {"code": "c"}, {"code": "c", "state": ""}):
        with pytest.raises(SignInOver):
            await provider.open_id.finish(kept, given, BACK)
    assert provider.asked_for("/token") == 0


@pytest.mark.parametrize("since", ["x", "-1", "9" * 5000, "１", "1e3"])
async def test_a_browser_that_keeps_nonsense_is_sent_back_to_the_start(provider: FakeProvider, since: str) -> None:
    departure = await provider.open_id.begin(BACK)
    provider.sign(nonce_of(departure), auth_time=0)
    kept = (
        departure.kept.replace("since=", f"since={since}")
        if "since=" in departure.kept
        else f"{departure.kept}&since={since}"
    )
    with pytest.raises(SignInOver):
        await provider.open_id.finish(kept, sent(departure), BACK)


async def test_a_nonce_that_was_lost_lets_nobody_in(provider: FakeProvider) -> None:
    departure = await provider.open_id.begin(BACK)
    provider.sign("")
    state = parse_qs(departure.kept)["state"][0]
    with pytest.raises(ProviderFailed):
        await provider.open_id.finish(f"state={state}&verifier=x", sent(departure), BACK)


@pytest.mark.parametrize(("ago", "is_proof"), [(None, False), (3600, False), (90, False), (30, True), (0, True)])
async def test_proof_anew_is_no_older_than_the_question(
    provider: FakeProvider, ago: int | None, is_proof: bool
) -> None:
    departure = await provider.open_id.begin(BACK, anew=True)
    provider.sign(nonce_of(departure), auth_time=None if ago is None else int(NOW.timestamp()) - ago)
    finishing = provider.open_id.finish(departure.kept, sent(departure), BACK)
    if is_proof:
        assert (await finishing).subject == "rosa"
    else:
        with pytest.raises(ProviderFailed):
            await finishing


@pytest.mark.parametrize(("said", "ago"), [(None, None), (-3600, 3600), (90, 0), (True, None), (-(2**60), None)])
async def test_when_somebody_proved_who_they_are_is_what_the_provider_says(
    provider: FakeProvider, said: Any, ago: int | None
) -> None:
    """Whoever sits down at a machine that is signed in over there has come in here, and has proved nothing."""
    is_number = isinstance(said, int) and said is not True
    identity = await come_back(provider, auth_time=int(NOW.timestamp()) + said if is_number else said)
    assert identity.proved_at == (None if ago is None else NOW - timedelta(seconds=ago))


async def test_an_address_counts_when_it_was_checked(provider: FakeProvider) -> None:
    for checked in (False, None, "true", 1):
        assert (await come_back(provider, email_verified=checked)).email == ""
    assert (await come_back(provider, email=["rosa@velmora.example"])).email == ""


async def test_what_is_not_in_the_token_is_asked_for_of_the_same_person(provider: FakeProvider) -> None:
    hidden = {"email": None, "email_verified": None, "name": None}
    provider.me = ROSA
    assert (await come_back(provider, **hidden)).email == "rosa@velmora.example"
    provider.me = ROSA | {"sub": "ana"}
    with pytest.raises(ProviderFailed):
        await come_back(provider, **hidden)


async def test_new_keys_are_fetched_and_not_by_everybody_who_sends_nonsense(provider: FakeProvider) -> None:
    await come_back(provider)
    provider.keys = [OTHER]
    provider.now += timedelta(minutes=1)
    assert (await come_back(provider, key=OTHER)).subject == "rosa"
    assert provider.asked_for("/keys") == 2
    for _ in range(20):
        with pytest.raises(ProviderFailed):
            await come_back(provider, key=RSA)
    assert provider.asked_for("/keys") == 2
    assert provider.asked_for("/.well-known/openid-configuration") == 1
    provider.now += timedelta(hours=2)
    await come_back(provider, key=OTHER)
    assert provider.asked_for("/.well-known/openid-configuration") == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://evil.example"},
        {"issuer": f"{ISSUER}/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://accounts.example/auth"},
        {"token_endpoint": "http://accounts.example/token"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": "//me"},
    ],
)
async def test_a_provider_that_is_another_or_leads_astray_is_not_asked(
    provider: FakeProvider, wrong: dict[str, Any]
) -> None:
    provider.facts |= wrong
    with pytest.raises(ProviderFailed):
        await provider.open_id.begin(BACK)


@pytest.mark.parametrize(
    "said", [Answer(500, b"{}"), Answer(200, b"<html>"), Answer(200, b"[]"), Answer(302, b"{}"), None]
)
async def test_a_provider_that_answers_nonsense_is_a_refusal(provider: FakeProvider, said: Answer | None) -> None:
    async def consult(_question: Question) -> Answer:
        if said is None:
            raise FetchFailed(problem="it does not answer.")
        return said

    open_id = OpenId(Client(issuer=ISSUER, id=CLIENT), consult, provider.time, counted())
    with pytest.raises(ProviderFailed):
        await open_id.begin(BACK)
