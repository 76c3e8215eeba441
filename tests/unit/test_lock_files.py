"""The lock files name releases by hash alone, and hold all that the project says it needs."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
TELEMETRY = "requirements-telemetry.lock"


def locked(name: str) -> dict[str, str]:
    """Release of each distribution, of a lock in which each has at least one hash."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    releases = {}
    for line in text.splitlines():
        found = re.fullmatch(
            r"([a-z0-9.-]+)==([\w.]+)(?: ; [^#@]*?)?((?:\s+--hash=sha256:[0-9a-f]{64})+)\s*", line
        )
        assert found, f"not a release with its hashes: {line[:100]}"
        releases[found[1]] = found[2]
    return releases


def normal(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("name", [RUNTIME, TELEMETRY, DEVELOPMENT])
def test_every_line_is_a_release_with_hashes_and_nothing_else(name: str) -> None:
    assert len(locked(name)) > 20
    assert not re.search(r"://|file:|--index|--find-links|/", (ROOT / name).read_text())


def test_each_lock_holds_the_releases_of_the_smaller_one() -> None:
    assert locked(RUNTIME).items() < locked(TELEMETRY).items() < locked(DEVELOPMENT).items()


def test_all_that_the_project_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = {normal(requirement) for requirement in project["project"]["dependencies"]}
    tools = {normal(requirement) for requirement in project["dependency-groups"]["dev"]}
    extras = project["project"]["optional-dependencies"]
    telemetry = {normal(requirement) for requirement in extras["telemetry"]}
    assert runtime <= locked(RUNTIME).keys()
    assert telemetry <= locked(TELEMETRY).keys() - locked(RUNTIME).keys()
    assert tools <= locked(DEVELOPMENT).keys()
    assert not (tools - {"httpx"}) & locked(RUNTIME).keys()
