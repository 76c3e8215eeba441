"""The memory of states has a bound, and never goes back."""

from types import SimpleNamespace

from ledger.memory import StateMemory


def state(version: int) -> SimpleNamespace:
    return SimpleNamespace(version=version)


def test_the_least_used_is_forgotten_first() -> None:
    memory = StateMemory("test", size=2)
    memory.keep({"case-a": state(1), "case-b": state(1)})
    assert memory.recall(["case-a"], 0) is not None
    memory.keep({"case-c": state(1)})
    assert memory.recall(["case-b"], 0) is None
    assert memory.recall(["case-a", "case-c"], 0) is not None


def test_a_load_that_comes_late_does_not_undo_what_is_known() -> None:
    memory = StateMemory("test", size=2)
    memory.keep({"case-a": state(3)})
    memory.keep({"case-a": state(2)})
    recalled = memory.recall(["case-a"], 0)
    assert recalled is not None and recalled["case-a"].version == 3
    memory.forget(["case-a"])
    memory.keep({"case-a": state(2)})
    recalled = memory.recall(["case-a"], 0)
    assert recalled is not None and recalled["case-a"].version == 2


def test_one_that_is_missing_is_all_missing() -> None:
    memory = StateMemory("test", size=2)
    memory.keep({"case-a": state(1)})
    assert memory.recall(["case-a", "case-b"], 0) is None


def test_a_lost_server_takes_all_that_is_remembered_with_it() -> None:
    """What came of it may stand on another server that never had the last events."""
    memory = StateMemory("test", size=2)
    memory.keep({"case-a": state(1)})
    assert memory.recall(["case-a"], 0) is not None
    assert memory.recall(["case-a"], 1) is None
    memory.keep({"case-a": state(1)})
    assert memory.recall(["case-a"], 1) is not None
