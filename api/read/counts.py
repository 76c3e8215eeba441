"""Counts of lists, asked for only when somebody asks how many."""

from collections.abc import Awaitable, Callable

from projections.paging import Count

Counting = Callable[[], Awaitable[Count]]


def counting(ask: Callable[[], Awaitable[Count]]) -> Counting:
    """The count behind ``ask``, taken once at most."""
    known: list[Count] = []

    async def once() -> Count:
        if not known:
            known.append(await ask())
        return known[0]

    return once


def known(value: int, capped: bool = False) -> Counting:
    """A count that is known already."""

    async def once() -> Count:
        return Count(value, capped)

    return once
