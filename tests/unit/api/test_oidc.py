"""The identity provider's keys, claims and settings, and how codes are exchanged."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from api.access.code_flow import CodeFlow, SignInRefused
from api.access.oidc.claims import read_claims
from api.access.oidc.errors import ClaimsRefused, CodeRefused, ProviderAway
from api.access.oidc.keys import Keys, thumbprint
from api.access.oidc.provider import IdentityProvider
from api.access.oidc.settings import (
    BadSignIn,
    Claims,
    Provider,
    SignInSettings,
    read_sign_in,
)

ISSUER = "https://login.example.org/city"


def rsa_jwk(kid: str | None = None, size: int = 2048, **more: str) -> dict[str, Any]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=size).public_key()
    named = {"kid": kid} if kid else {}
    return {**RSAAlgorithm.to_jwk(key, as_dict=True), **named, **more}


ONE, OTHER = rsa_jwk("one"), rsa_jwk("other")


class Published:
    """A set of keys, how often it was fetched, and a clock."""

    def __init__(self, *keys: Mapping[str, Any], **settings: Any) -> None:
        self.keys, self.fetched, self.now, self.away = list(keys), 0, 1000.0, False
        provider = Provider(issuer=ISSUER, client_id="c", **settings)
        self.of = Keys(self._fetch, provider, clock=lambda: self.now)

    async def _fetch(self) -> Mapping[str, Any]:
        self.fetched += 1
        if self.away:
            raise ProviderAway("away")
        return {"keys": self.keys}

    async def kids(self, kid: str | None = None, algorithm: str = "RS256") -> list[str | None]:
        return [key.kid for key in await self.of.candidates(kid, algorithm)]


async def test_a_new_key_is_fetched_when_it_is_first_met_and_an_old_one_goes() -> None:
    published = Published(ONE)
    assert await published.kids("one") == ["one"] and published.fetched == 1
    published.keys = [OTHER]
    published.now += 61
    assert await published.kids("other") == ["other"] and published.fetched == 2
    assert await published.kids("one") == []


async def test_unknown_keys_are_asked_for_once_an_interval() -> None:
    published = Published(ONE)
    for n in range(50):
        assert await published.kids(f"made-up-{n}") == []
    assert published.fetched == 1
    published.now += 61
    for n in range(50):
        await published.kids(f"made-up-{n}")
    assert published.fetched == 2
    assert await published.kids("one") == ["one"]


async def test_keys_are_believed_for_a_while_and_not_for_ever() -> None:
    published = Published(ONE, keys_seconds=600)
    await published.kids("one")
    published.away = True
    published.now += 599
    assert await published.kids("one") == ["one"]
    published.now += 2
    for _ in range(2):
        with pytest.raises(ProviderAway):
            await published.kids("one")
    assert published.fetched == 2
    published.away, published.now = False, published.now + 61
    assert await published.kids("one") == ["one"]


async def test_only_pinned_keys_count_where_keys_are_pinned() -> None:
    published = Published(ONE, OTHER, pinned_keys=(thumbprint(OTHER),))
    assert await published.kids() == ["other"]
    assert await published.kids("one") == []


def test_a_thumbprint_is_that_of_the_standard() -> None:
    # RFC 7638, section 3.1.
    key = {
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS"
        "oc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YG"
        "jQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt"
        "-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }
    assert thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


async def test_a_key_signs_by_its_own_kind_of_signature_alone() -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    named = {**ECAlgorithm.to_jwk(curve, as_dict=True), "kid": "curve"}
    short = rsa_jwk("short", size=1024)
    shared = {"kty": "oct", "k": base64.urlsafe_b64encode(b"s" * 32).decode(), "kid": "shared"}
    sealing = rsa_jwk("sealing", use="enc")
    only = rsa_jwk("only", alg="PS256")
    broken = {"kty": "RSA", "kid": "broken"}
    published = Published(ONE, named, short, shared, sealing, only, broken, {})
    assert await published.kids(algorithm="RS256") == ["one"]
    assert await published.kids(algorithm="PS256") == ["one", "only"]
    assert await published.kids(algorithm="ES256") == ["curve"]
    assert await published.kids(algorithm="HS256") == []


# --- Claims ----------------------------------------------------------------------------------

ROLES = frozenset({"CASEWORKER", "SUPERVISOR"})
SAID = Claims(
    roles="realm_access.roles",
    office="https://city.example/office",
    organisation="org",
    tenant="tid",
    role_of={"worker": "CASEWORKER", "lead": "SUPERVISOR"},
    office_of={"C-1": "centre"},
    organisation_of={"EO1": "eo-01"},
    tenant_of={"0001": "riviere-nord"},
)
GOOD = {
    "sub": "42",
    "name": "  Zoé   Q ",
    "realm_access": {"roles": ["worker", "lead", "worker"]},
    "https://city.example/office": "C-1",
    "tid": "0001",
}


def read(said: Claims = SAID, **changes: Any) -> Any:
    return read_claims(
        GOOD | changes,
        said,
        tenant="riviere-nord",
        roles=ROLES,
        offices=frozenset({"centre"}),
        organisations=frozenset({"eo-01"}),
    )


def test_claims_are_read_as_the_file_says() -> None:
    found = read()
    assert (found.subject, found.name, found.roles) == ("42", "Zoé Q", ("CASEWORKER", "SUPERVISOR"))
    assert (found.office, found.organisation) == ("centre", "riviere-nord")
    assert read(org="EO1").organisation == "eo-01"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"realm_access": {"roles": ["worker", "king"]}}, "ROLE_UNKNOWN"),
        ({"realm_access": {"roles": ["CASEWORKER"]}}, "ROLE_UNKNOWN"),
        ({"realm_access": {"roles": []}}, "ROLE_MISSING"),
        ({"realm_access": "worker"}, "ROLE_MISSING"),
        ({"https://city.example/office": "C-9"}, "OFFICE_UNKNOWN"),
        ({"https://city.example/office": ["C-1", "C-1"]}, "OFFICE_UNKNOWN"),
        ({"org": "EO9"}, "ORGANISATION_UNKNOWN"),
        ({"tid": "0002"}, "OTHER_TENANT"),
        ({"tid": None}, "OTHER_TENANT"),
        ({"name": None}, "NAME_MISSING"),
        ({"name": "a\x00b"}, "NAME_MISSING"),
    ],
)
def test_what_is_unknown_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(ClaimsRefused) as refused:
        read(**changes)
    assert refused.value.code == code


def test_what_an_access_token_does_not_say_stays_as_it_was() -> None:
    before = read(org="EO1")
    bare = {"sub": "42", "tid": "0001"}
    codes = {
        "roles": ROLES,
        "offices": frozenset({"centre"}),
        "organisations": frozenset({"eo-01"}),
    }
    assert read_claims(bare, SAID, tenant="riviere-nord", before=before, **codes) == before
    fewer = bare | {"realm_access": {"roles": ["lead"]}}
    found = read_claims(fewer, SAID, tenant="riviere-nord", before=before, **codes)
    assert (found.roles, found.office) == (("SUPERVISOR",), "centre")
    with pytest.raises(ClaimsRefused):
        read_claims(
            bare | {"realm_access": {"roles": []}},
            SAID,
            tenant="riviere-nord",
            before=before,
            **codes,
        )
    with pytest.raises(ClaimsRefused):
        read_claims(bare, SAID, tenant="riviere-nord", **codes)


def test_whose_own_record_it_is_comes_from_a_claim_or_not_at_all() -> None:
    person = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    said = msgspec.structs.replace(SAID, person="hr.record")
    assert read().person is None and read(said).person is None
    for told in (str(person), f"Person:{person}"):
        assert read(said, hr={"record": told}).person == person
    with pytest.raises(ClaimsRefused) as refused:
        read(said, hr={"record": "42"})
    assert refused.value.code == "PERSON_UNREADABLE"


def test_other_roles_of_the_directory_are_passed_over_only_where_the_file_says() -> None:
    said = Claims(roles="roles", role_of={"worker": "CASEWORKER"}, ignore_other_roles=True)
    assert read(said, roles=["printer", "worker"]).roles == ("CASEWORKER",)
    with pytest.raises(ClaimsRefused):
        read(said, roles=["printer"])


# --- The file --------------------------------------------------------------------------------

FILE = """
public_url = "https://cases.example.org"
[provider]
issuer = "https://login.example.org/city"
client_id = "caseledger"
client_secret_file = "secret"
[tokens]
audience = "https://cases.example.org/api"
"""


def written(tmp_path: Path, text: str) -> Path:
    (tmp_path / "secret").write_text("s3cret\n")
    path = tmp_path / "sign-in.toml"
    path.write_text(text)
    return path


def test_the_file_names_the_secret_and_does_not_hold_it(tmp_path: Path) -> None:
    found = read_sign_in(written(tmp_path, FILE))
    assert found.client_secret == "s3cret"
    assert found.redirect_uri == "https://cases.example.org/sign-in/return"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"https://cases.example.org"', '"http://cases.example.org"', "public_url"),
        ('"https://cases.example.org"', '"https://cases.example.org/here"', "public_url"),
        ('"https://login', '"http://login', "provider.issuer"),
        ('client_secret_file = "secret"', "", "provider.client_secret_file"),
        ('"caseledger"', '"caseledger"\nalgorithms = ["HS256"]', "provider.algorithms"),
        ('"caseledger"', '"caseledger"\nalgorithms = ["none"]', "provider.algorithms"),
        ('"caseledger"', '"caseledger"\nclock_skew_seconds = 600', "provider.clock_skew_seconds"),
        ('"https://cases.example.org/api"', '"caseledger"', "tokens.audience"),
        ("[tokens]", "[tokens]\nsurprise = 1", "-"),
        ("[provider]", "[provider", "-"),
    ],
)
def test_a_file_that_would_weaken_signing_in_is_refused(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    with pytest.raises(BadSignIn) as refused:
        read_sign_in(written(tmp_path, FILE.replace(old, new, 1)))
    assert refused.value.key == key and "s3cret" not in str(refused.value)
    assert refused.value.fr != refused.value.en


# --- Over the wire ---------------------------------------------------------------------------

DOCUMENT = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


def provider(answers: Any, document: dict[str, Any] = DOCUMENT, **said: Any) -> IdentityProvider:
    def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(200, json=document)
        return answers(request)

    settings = SignInSettings(
        public_url="https://cases.example.org",
        provider=Provider(issuer=ISSUER, client_id="case ledger", **said),
        client_secret="a:b/é",
    )
    return IdentityProvider(settings, httpx.MockTransport(handle))


@pytest.mark.parametrize("auth", ["client_secret_basic", "client_secret_post", "none"])
async def test_the_code_goes_with_its_verifier_and_the_client_as_agreed(auth: str) -> None:
    seen: list[httpx.Request] = []

    def answers(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id_token": "t"})

    assert await provider(answers, client_auth=auth).id_token("code", "verifier") == "t"
    form = parse_qs(seen[0].content.decode())
    assert form["code_verifier"] == ["verifier"] and form["code"] == ["code"]
    assert form["redirect_uri"] == ["https://cases.example.org/sign-in/return"]
    given = base64.b64decode(seen[0].headers.get("authorization", "Basic ")[6:]).decode()
    assert given == ("case%20ledger:a%3Ab%2F%C3%A9" if auth == "client_secret_basic" else "")
    assert form.get("client_secret") == (["a:b/é"] if auth == "client_secret_post" else None)


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (httpx.Response(400, json={"error": "invalid_grant"}), CodeRefused),
        (httpx.Response(500, text="<html>"), ProviderAway),
        (httpx.Response(200, json={"access_token": "t"}), ProviderAway),
        (httpx.Response(200, json=[1]), ProviderAway),
        (httpx.Response(302, headers={"location": "https://evil.example"}), ProviderAway),
    ],
)
async def test_an_answer_without_a_token_gives_none(answer: Any, raised: type) -> None:
    with pytest.raises(raised):
        await provider(lambda _: answer).id_token("code", "verifier")


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://login.example.org/token"},
        {"jwks_uri": "http://login.example.org/keys"},
        {"code_challenge_methods_supported": ["plain"]},
        {"authorization_endpoint": None},
    ],
)
async def test_a_discovery_document_that_cannot_be_trusted_is_not(changes: Any) -> None:
    with pytest.raises(ProviderAway):
        await provider(None, DOCUMENT | changes).metadata()


@pytest.mark.parametrize(
    ("announced", "given", "taken"),
    [
        (True, {"iss": ISSUER}, True),
        (False, {"iss": ISSUER}, True),
        (False, {}, True),
        (True, {}, False),
        (True, {"iss": "https://evil.example"}, False),
        (False, {"iss": "https://evil.example"}, False),
    ],
)
async def test_an_answer_says_whose_it_is(announced: bool, given: Any, taken: bool) -> None:
    document = DOCUMENT | {"authorization_response_iss_parameter_supported": announced}
    flow = CodeFlow(None, provider(None, document), None, "t", None)  # type: ignore[arg-type]
    if taken:
        await flow._check_answer({"code": "c"} | given)
    else:
        with pytest.raises(SignInRefused) as refused:
            await flow._check_answer({"code": "c"} | given)
        assert refused.value.code == "ISSUER"
