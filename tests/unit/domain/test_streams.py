"""How streams are called."""

from inspect import signature
from uuid import UUID, uuid4

from domain import streams


def test_every_kind_of_stream_that_belongs_to_one_thing_is_listed() -> None:
    named = [
        each
        for name, each in vars(streams).items()
        if name.endswith("_stream") and [*signature(each).parameters] != ["policy_id"]
    ]
    kinds = {streams.stream_kind(each(uuid4())) for each in named if signature(each).parameters}
    assert kinds == set(streams.KINDS)
    assert all(isinstance(streams.stream_uuid(f"{kind}-{UUID(int=7)}"), UUID) for kind in kinds)
