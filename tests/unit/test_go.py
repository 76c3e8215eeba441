"""The bootstrap's logic, without setting anything up; `tests/integration/test_go.py` does that."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

GO = Path(__file__).resolve().parents[2] / "go.py"


@pytest.fixture
def go() -> ModuleType:
    spec = importlib.util.spec_from_file_location("go", GO)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_older_python_can_read_it_far_enough_to_be_refused() -> None:
    ast.parse(GO.read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("version", [(3, 8), (3, 10)])
def test_an_older_python_is_refused_in_both_languages(go: ModuleType, version: tuple) -> None:
    with pytest.raises(go.Stop) as caught:
        go.check_python(version)
    assert "Python 3.11 ou plus récent" in caught.value.texts["fr"]
    assert "Python 3.11 or later" in caught.value.texts["en"]


def test_a_python_without_venv_is_told_the_package(
    go: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    go.check_python((3, 12))
    monkeypatch.setattr(
        go.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else True
    )
    with pytest.raises(go.Stop) as caught:
        go.check_python((3, 12))
    assert all("apt install python3.12-venv" in text for text in caught.value.texts.values())


def test_windows_is_refused(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go.os, "name", "nt")
    with pytest.raises(go.Stop, match="WSL"):
        go.check_python((3, 12))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ("en", [])),
        (["run", "--lang", "fr"], ("en", ["run", "--lang", "fr"])),
        (["--lang", "fr", "run"], ("fr", ["run"])),
        (["--lang=fr", "test", "-q"], ("fr", ["test", "-q"])),
    ],
)
def test_a_leading_language_is_taken_and_the_rest_is_the_command_s(
    go: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str], expected: tuple
) -> None:
    monkeypatch.setenv("CASELEDGER_LANG", "en")
    assert go.parse(arguments, "en") == expected
    assert go.os.environ["CASELEDGER_LANG"] == expected[0]


@pytest.mark.parametrize("arguments", [["--lang"], ["--lang="], ["--lang", "de"], ["--language"]])
def test_a_language_it_does_not_speak_is_refused(go: ModuleType, arguments: list[str]) -> None:
    with pytest.raises(go.Stop) as caught:
        go.parse(arguments, "en")
    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "en"),
        ({"LANG": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_CA.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_CA.UTF-8", "CASELEDGER_LANG": "fr"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_settings(
    go: ModuleType, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("CASELEDGER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert go.locale_language() == expected


def test_both_helps_name_the_same_commands(go: ModuleType) -> None:
    commands = [
        [
            line.split()[0]
            for line in text.splitlines()
            if line.startswith("  ") and "  " in line[4:]
        ]
        for text in go.HELP.values()
    ]
    assert commands[0] == commands[1]
    assert {"run", "demo", "migrate", "status", "test", "setup"} <= set(commands[0])
