"""Keys are remembered for a while, and never more than so many."""

import pytest

from ledger.keys import cache
from ledger.keys.cache import KeyCache


def test_the_least_used_goes_first() -> None:
    keys: KeyCache[str, int] = KeyCache(max_age=60, max_count=2)
    keys.put({"a": 1, "b": 2}, keys.dropped)
    assert keys.get(["a"]) == {"a": 1}
    keys.put({"c": 3}, keys.dropped)
    assert keys.get(["a", "b", "c"]) == {"a": 1, "c": 3}


def test_what_is_old_is_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(cache.time, "monotonic", lambda: now)
    keys: KeyCache[str, None] = KeyCache(max_age=60, max_count=9)
    keys.put({"destroyed": None}, keys.dropped)
    now += 60
    assert keys.get(["destroyed"]) == {"destroyed": None}, "that there is none is known as well"
    now += 1
    assert keys.get(["destroyed"]) == {}


def test_what_is_forgotten_is_gone() -> None:
    keys: KeyCache[str, int] = KeyCache(max_age=60, max_count=9)
    keys.put({"a": 1, "b": 2}, keys.dropped)
    keys.drop(["a"])
    assert keys.get(["a", "b"]) == {"b": 2}
    keys.clear()
    assert keys.get(["b"]) == {}


def test_what_was_dropped_while_it_was_being_read_is_not_remembered() -> None:
    keys: KeyCache[str, int] = KeyCache(max_age=60, max_count=9)
    for change in (keys.clear, lambda: keys.drop(["a"])):
        began = keys.dropped
        change()
        keys.put({"a": 1}, began)
        assert keys.get(["a"]) == {}
