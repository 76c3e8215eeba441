"""The whole program as a process of its own, as a person starts it."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import msgspec

READY = re.compile(r"(?:ready|prêt) ?: (http://\S+?)/? ")
ROOT = Path(__file__).resolve().parents[2]


class Program:
    """``python -m caseledger ...``; what it says is gathered in ``said`` as it comes."""

    def __init__(self, *arguments: str, env: Mapping[str, str]) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CASELEDGER", "DATABASE"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "caseledger", *arguments],
            cwd=ROOT,
            env=kept | {"CASELEDGER_LANG": "en"} | dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def ready(self, seconds: float = 60.0) -> str:
        """Its address, once it says that it is ready; fails with what it said instead."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := READY.search(self.said):
                return found[1]
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"not ready (exit {self.process.poll()}):\n{self.said}")

    def ended(self, seconds: float = 60.0) -> int:
        """Its exit code, once it has ended by itself."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        return code

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Told to stop: its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.ended()


def ask(
    address: str, path: str, body: Any = None, token: str | None = None, language: str = "en"
) -> tuple[int, Any]:
    """A request of a tool: status and decoded JSON (or the text where it is none)."""
    headers = {"Accept-Language": language, "Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else msgspec.json.encode(body)
    request = Request(address + path, data=data, headers=headers)
    try:
        with urlopen(request, timeout=30) as response:
            return response.status, _decoded(response.read())
    except OSError as error:
        read = getattr(error, "read", None)
        if read is None:
            raise
        return error.code, _decoded(read())  # type: ignore[attr-defined]


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body.decode("utf-8", "replace")
