"""The architecture: who may import whom, and whose a day is. A new arrow is a decision, not an accident."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MAY_IMPORT = {
    "domain": set(),
    "ledger": {"domain"},
    "projections": {"domain", "ledger"},
    "api": {"domain", "ledger", "projections"},
    "ui": {"api"},
    "caseledger": {"domain", "ledger", "projections", "api", "ui"},
}

IMPURE = {"asyncio", "datetime.datetime.now", "os", "psycopg", "random", "socket", "time", "uuid4"}


def files(package: str) -> Iterator[Path]:
    yield from (ROOT / package).rglob("*.py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_follow_the_arrows(package: str) -> None:
    ours = set(MAY_IMPORT) - {package} - MAY_IMPORT[package]
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files(package)
        for name in imported(path)
        if name.partition(".")[0] in ours
    }
    assert wrong == set()
    assert list(files(package)), f"no file of {package} was found: this test would check nothing"


def test_the_domain_is_pure() -> None:
    """No clock, no randomness, no input or output: all of it comes by the context."""
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files("domain")
        for name in imported(path)
        if name in IMPURE
        or name.partition(".")[0] in {"asyncio", "os", "psycopg", "random", "socket", "time"}
    }
    assert wrong == set()
    clocks = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files("domain")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    }
    assert clocks == set()


MAKES_DAYS = {
    "domain/calendar.py": "local_day itself",
    "ui/formats.py": "the pages import nothing of the domain: local_day again, for what the API gives",
}
NO_DAY_OF_THE_TENANTS = {
    "caseledger/cli/importing.py": "names a report's files by the instant",
    "caseledger/cli/importing_events.py": "names a report's files by the instant",
    "caseledger/demo/fill.py": "tells of a step that was refused, at the town's own time",
    "ledger/pack/page.py": "says UTC in the sentence around it",
}


OF_TIME = re.compile(r"\.date\(\)|\b(date|datetime)\.(today|now|utc|fromtimestamp)|:%.*%d")
"""Files without any of it need no parsing."""


def timeless(node: ast.AST) -> bool:
    """Whether it takes a day from an instant, or from the machine's clock, without saying whose."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in {"now", "fromtimestamp"}:
            return len(node.args) + len(node.keywords) < (1 if node.func.attr == "now" else 2)
        called = not node.args and not node.keywords
        of = node.func.value
        # Ours of that name (``Ledger.today``) are of no class of Python's.
        bare = isinstance(of, ast.Name) and of.id in {"date", "datetime"}
        return called and (node.func.attr == "date" or (bare and node.func.attr == "today"))
    return isinstance(node, ast.Attribute) and node.attr in {"utcnow", "utcfromtimestamp"}


def day_in_text(node: ast.AST) -> bool:
    """Whether it writes the day of an instant without saying that it is by UTC."""
    if not isinstance(node, ast.JoinedStr):
        return False
    specs = [each.format_spec for each in node.values if isinstance(each, ast.FormattedValue)]
    written = any(spec is not None and "%d" in ast.unparse(spec) for spec in specs)
    return written and "UTC" not in ast.unparse(node)


def test_a_day_is_the_tenants() -> None:
    """In the evening in Ontario it is tomorrow by UTC: days come from ``domain.calendar.local_day``."""
    for source, refused in (
        ("made.at.date()", True),
        ("date.today()", True),
        ("datetime.now()", True),
        ("datetime.fromtimestamp(1)", True),
        ("datetime.utcnow", True),
        ("datetime.now(UTC)", False),
        ("ledger.today()", False),
        ("f.date(form, 'on')", False),
        ("f'{row.placed_at:%Y-%m-%d}'", True),
        ("f'{at:%Y-%m-%d %H:%M} UTC'", False),
        ("f'{month:%Y-%m}'", False),
    ):
        nodes = list(ast.walk(ast.parse(source)))
        assert any(timeless(node) or day_in_text(node) for node in nodes) is refused, source
        assert OF_TIME.search(source) or not refused, source
    wrong = {
        f"{name}:{node.lineno} {ast.unparse(node)}"
        for package in MAY_IMPORT
        for path in files(package)
        for name in [str(path.relative_to(ROOT))]
        for text in [path.read_text("utf-8")]
        if OF_TIME.search(text)
        for node in ast.walk(ast.parse(text))
        if (timeless(node) and name not in MAKES_DAYS)
        or (day_in_text(node) and name not in NO_DAY_OF_THE_TENANTS)
    }
    assert wrong == set()


DAY_BY_SERVER = re.compile(
    r"current_date|localtimestamp|date_trunc\('(?:day|week)'|(?:_at|\bat|_from|now\(\)|timestamp\(\))::date"
)
"""A day by the zone of a session; ``(at at time zone zone)::date`` is one by the tenant's."""


def test_a_day_is_the_tenants_in_sql_too() -> None:
    for package in ("projections", "api", "ledger", "caseledger", "migrations"):
        for path in (p for p in (ROOT / package).rglob("*") if p.suffix in {".py", ".sql"}):
            found = DAY_BY_SERVER.search(path.read_text("utf-8"))
            assert found is None, f"{path.relative_to(ROOT)}: {found and found[0]}"


def test_no_file_is_long_enough_to_hold_two_subjects() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in MAY_IMPORT
        for path in files(package)
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}
