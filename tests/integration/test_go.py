"""The bootstrap at work on a small project: a real virtual environment, and nothing to download."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.databases import wait_until

GO = Path(__file__).resolve().parents[2] / "go.py"
PROGRAM = """
import json, os, signal, sys
print(json.dumps({"arguments": sys.argv[1:], "lang": os.environ.get("CASELEDGER_LANG"),
                  "prefix": sys.prefix, "cwd": os.getcwd(), "pid": os.getpid()}), flush=True)
if sys.argv[1] == "wait":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))
    print("waiting", flush=True)
    signal.pause()
sys.exit(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
"""
BUILD_ASSETS = """
from pathlib import Path
(Path(__file__).parents[2] / "build" / "assets").mkdir(parents=True, exist_ok=True)
"""
UNOBTAINABLE = f"nothing @ file:///nowhere/nothing-1.whl --hash=sha256:{'0' * 64}\n"


class Project:
    """A folder with `go.py` and a program that says how it was called."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        shutil.copy(GO, root)
        self.lock("")
        for path, text in {
            "caseledger/__main__.py": PROGRAM,
            "pytest.py": PROGRAM,
            "ui/assets/__main__.py": BUILD_ASSETS,
        }.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text)

    def lock(self, text: str) -> None:
        (self.root / "requirements.lock").write_text(text)
        (self.root / "requirements-dev.lock").write_text(text)

    def start(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("CASELEDGER", "LC_", "PY"))}
        return subprocess.Popen(
            [sys.executable, self.root / "go.py", *arguments],
            cwd="/",
            env={**env, "LANG": "C", "PIP_RETRIES": "0", **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **variables: str) -> tuple[int, str, str]:
        """Exit code, standard output and standard error."""
        process = self.start(*arguments, **variables)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project that is set up already."""
    made = Project(tmp_path_factory.mktemp("ready"))
    code, _, err = made.run("setup")
    assert code == 0, err
    yield made


def test_it_becomes_the_program_with_its_arguments_and_exit_code(ready: Project) -> None:
    code, out, err = ready.run("--lang", "fr", "status", "5", "--all")
    said = json.loads(out)
    assert (code, err) == (5, "")
    assert said["arguments"] == ["status", "5", "--all"]
    assert (said["lang"], said["prefix"], said["cwd"]) == ("fr", str(ready.venv), "/")


def test_a_signal_reaches_the_program(ready: Project) -> None:
    process = ready.start("wait")
    assert json.loads(process.stdout.readline())["pid"] == process.pid
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 7
    process.communicate()


def test_the_tests_run_in_the_project_s_folder_with_the_development_lock(ready: Project) -> None:
    code, out, _ = ready.run("test", "-q", "3")
    said = json.loads(out)
    assert (code, said["arguments"], said["cwd"]) == (3, ["-q", "3"], str(ready.root))
    assert (ready.venv / "installed-requirements-dev.lock").exists()
    assert ready.run("status")[2] == ""


def test_help_installs_nothing(project: Project) -> None:
    for arguments, variables, word in [
        ([], {}, "COMMAND"),
        (["--help"], {"LANG": "fr_CA.UTF-8"}, "COMMANDE"),
        (["--lang", "fr"], {}, "COMMANDE"),
    ]:
        code, out, err = project.run(*arguments, **variables)
        assert (code, err) == (0, "")
        assert f"] {word} [" in out
    assert not project.venv.exists()


def test_a_changed_lock_begins_anew(ready: Project) -> None:
    leftover = ready.venv / "leftover"
    leftover.touch()
    ready.lock("# another lock\n")
    code, _, err = ready.run("status")
    assert code == 0
    assert "Setting up" in err
    assert not leftover.exists()


def test_a_failed_or_killed_installation_is_done_again(project: Project) -> None:
    project.lock(UNOBTAINABLE)
    code, out, err = project.run("--lang", "fr", "status")
    assert (code, out) == (1, "")
    assert "a échoué" in err
    project.lock("")
    killed = project.start("status")
    wait_until(lambda: not (project.venv / "pyvenv.cfg").exists())
    wait_until((project.venv / "pyvenv.cfg").exists)
    killed.kill()
    killed.communicate()
    assert not (project.venv / "installed-requirements.lock").exists()
    assert project.run("status")[0] == 0


def test_two_at_once_install_once(project: Project) -> None:
    both = [project.start("status") for _ in range(2)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("Setting up" in err for _, err in said) == 1
    assert sum("Another set-up" in err for _, err in said) == 1


def test_a_folder_it_did_not_make_is_left_alone(project: Project) -> None:
    project.venv.mkdir()
    (project.venv / "pyvenv.cfg").write_text("home = /usr/bin\n")
    code, _, err = project.run("status", CASELEDGER_LANG="fr")
    assert code == 1
    assert "n'a pas été fait par go.py" in err
    assert [path.name for path in project.venv.iterdir()] == ["pyvenv.cfg"]


def test_a_place_where_nothing_can_be_made_is_said(project: Project) -> None:
    code, _, err = project.run("status", CASELEDGER_VENV=str(project.root / "go.py" / "venv"))
    assert code == 1
    assert "CASELEDGER_VENV may name another folder" in err
    assert "Traceback" not in err


def test_without_assets_the_program_still_runs(ready: Project) -> None:
    builder = ready.root / "ui" / "assets" / "__main__.py"
    working = builder.read_text()
    builder.write_text("import sys; sys.exit('no network')")
    code, _, err = ready.run("status")
    assert code == 0
    assert "no network" in err
    assert "Warning" in err
    builder.write_text(working)
