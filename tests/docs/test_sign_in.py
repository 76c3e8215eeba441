"""The page on signing in: its files can be read as they stand, its scopes and limits are the real ones."""

import re
from pathlib import Path

import msgspec
import pytest

from api.access.oidc.settings import (
    ALGORITHMS,
    MOST_SKEW,
    Claims,
    Provider,
    Tokens,
    read_sign_in,
)
from api.settings import SignInLimits
from caseledger.settings import Settings
from tests.docs.blocks import ROOT
from tests.support.world import DAY, published_policy

PAGE = (ROOT / "docs" / "sign-in.md").read_text("utf-8")
FILES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", FILES)
def test_its_files_are_taken_as_they_stand(tmp_path: Path, text: str) -> None:
    (tmp_path / "client-secret").write_text("invented")
    path = tmp_path / "sign-in.toml"
    path.write_text(text)
    found = read_sign_in(path)
    policy = published_policy()
    for role in found.claims.role_of.values():
        assert policy.code("roles", role, DAY)
    for office in found.claims.office_of.values():
        assert policy.code("offices", office, DAY)
    assert found.tokens and len(FILES) == 2


def test_every_key_that_it_names_exists_with_its_default() -> None:
    named = set(re.findall(r"`(provider|claims|tokens)\.(\w+)`", PAGE))
    kinds = {"provider": Provider, "claims": Claims, "tokens": Tokens}
    for kind, key in named:
        assert key in {field.name for field in msgspec.structs.fields(kinds[kind])}, key
    provider = Provider(issuer="", client_id="")
    assert f"{provider.clock_skew_seconds}; at most {MOST_SKEW}" in PAGE
    assert f"believed ({provider.keys_seconds})" in PAGE
    assert f"nobody knows ({provider.refetch_seconds})" in PAGE
    assert set(provider.algorithms) == {"RS256", "PS256", "ES256", "EdDSA"} <= set(ALGORITHMS)
    assert f"of a token lasts: {Tokens(audience='').session_minutes}" in PAGE


def test_its_scopes_are_those_of_policy() -> None:
    told = re.findall(r"^\| `(\w+:\w+)` \|", PAGE, re.MULTILINE)
    assert told == [code.code for code in published_policy().codes("scopes", DAY)]


def test_its_limits_are_those_that_hold(tmp_path: Path) -> None:
    limits = SignInLimits()
    minutes = int(limits.window.total_seconds() // 60)
    said = (
        f"after {limits.failures_of_address} from one address or {limits.failures_of_account} of one"
        f" account\n  within {minutes} minutes there is a wait of {minutes} minutes"
    )
    assert said in PAGE
    settings = Settings.read({"CASELEDGER_HOME": str(tmp_path)})
    assert (settings.idle_minutes, settings.session_minutes) == (30, 600)
    assert "after 30 minutes without use and after 10 hours" in PAGE
