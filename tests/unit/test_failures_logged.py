"""What the program's log says of requests: failures, and not the answers of an ordinary day."""

import logging
from typing import Any

import pytest
from litestar.exceptions import NotFoundException

from caseledger.serve import _log_failure
from ui.site import NotAllowed, OutOfReach, SignInNeeded

SCOPE: Any = {"method": "GET"}


async def test_who_has_to_sign_in_or_may_not_is_no_failure(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        for ordinary in (SignInNeeded(), NotAllowed(), NotFoundException()):
            await _log_failure(ordinary, SCOPE)
        assert not caplog.records
        for failure in (OutOfReach(), ValueError("Zoé Tremblay")):
            await _log_failure(failure, SCOPE)
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    assert "OutOfReach" in caplog.text and "ValueError" in caplog.text
    assert "Tremblay" not in caplog.text
