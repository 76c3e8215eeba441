"""How many streams of events one account may have open."""

from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from api.settings import Limits
from api.streams import Streams


def test_one_account_has_as_many_as_are_promised_and_then_the_oldest_gives_way() -> None:
    streams = Streams("town", Limits(streams=10))
    session: Any = SimpleNamespace(account_id=uuid4())
    other: Any = SimpleNamespace(account_id=uuid4())
    with ExitStack() as open_:
        theirs = open_.enter_context(streams.open(other))
        mine = [open_.enter_context(streams.open(session)) for _ in range(10)]
        assert not any(each.ended for each in (theirs, *mine))
        mine += [open_.enter_context(streams.open(session)) for _ in range(2)]
        assert [each.ended for each in mine] == [True, True] + [False] * 10
        assert not theirs.ended
