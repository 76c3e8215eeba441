"""Free text of read tables: opened when a field asks for it, all of a batch in one go."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from api.read.disposed import words
from domain.private import Clear, Disposed
from projections.texts import NO_LANGUAGE, SealedText
from projections.timeline.queries import events

if TYPE_CHECKING:
    from api.read.batch import Batch


class Sealed:
    """A private text that may be opened, or nothing where there is none or it is not open."""

    def __init__(self, texts: "Texts | None", text: SealedText | None) -> None:
        self._texts = texts if text is not None else None
        self._text = text

    async def open(self) -> str | None:
        if self._texts is None or self._text is None:
            return None
        return await self._texts.open(self._text)


NOTHING = Sealed(None, None)


class Texts:
    """The private texts of one list of a batch; the first that is opened opens them all."""

    def __init__(self, batch: "Batch", name: str, texts: Iterable[SealedText | None]) -> None:
        self._batch = batch
        self._name = f"texts of {name}"
        self._events = {text.event_id for text in texts if text is not None}

    async def open(self, text: SealedText) -> str | None:
        opened = await self._batch.once(self._name, self._open)
        value = at_path(opened.get(text.event_id), text.path)
        if isinstance(value, Disposed) and text.language != NO_LANGUAGE:
            return await words(self._batch, text.event_id, value.subject)
        return value.value if isinstance(value, Clear) else None

    async def _open(self) -> dict[Any, Any]:
        batch = self._batch
        found = await batch.ask(events, batch.context.tenant, self._events)
        unsealed = await batch.context.unseal(found)
        return {recorded.event_id: recorded.event for recorded in unsealed}


def at_path(value: Any, path: str) -> Any:
    """What stands at ``items.0.description.body`` of an event, or nothing."""
    for step in path.split("."):
        if value is None:
            return None
        if step.isdigit():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = getattr(value, step, None)
    return value
