"""The page of GraphQL conventions says what the code does."""

import re

import msgspec

from api.app import Api
from api.schema.build import build
from api.settings import Limits, Settings
from tests.docs.blocks import ROOT

PAGE = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)


def rows_below(title: str) -> dict[str, str]:
    """The first two columns of the table in that section."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return {name: told.strip() for name, told in ROW.findall(section)}


def test_every_limit_is_told_with_its_value() -> None:
    told = {name: float(value) for name, value in rows_below("Limits").items()}
    assert told == {name: float(value) for name, value in msgspec.structs.asdict(Limits()).items()}


def test_every_outcome_of_a_command_is_told() -> None:
    union = build().get_type_by_name("CommandResult")
    assert union is not None
    names = {kind.__strawberry_definition__.name for kind in union.types}  # type: ignore[attr-defined]
    assert set(rows_below("Commands")) == names


def test_how_long_a_session_lasts_is_told() -> None:
    defaults = {f.name: f.default for f in msgspec.structs.fields(Settings)}
    minutes, hours = defaults["idle_minutes"], defaults["absolute_minutes"] // 60
    assert f"after {minutes} minutes without use, and after {hours} hours" in PAGE.replace(
        "\n", " "
    )


def test_every_address_that_is_told_is_served() -> None:
    told = set(re.findall(r"`(?:GET|POST|DELETE) (/[\w/.]*)", PAGE)) | {"/schema.graphql"}
    settings = Settings(tenant="t", reader_url="", auth_url="", auditor_url="", demo=True)
    served = {path for handler in handlers(settings) for path in handler.paths}
    assert told <= served, told - served


def handlers(settings: Settings) -> list:
    class NoLedger:
        tenant = "t"

    return Api(NoLedger(), None, settings).handlers()  # type: ignore[arg-type]
