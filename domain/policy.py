"""Policy: rules that are data. Dated documents, each with its source, published as events.

A document says from which day it holds. The answer for a day is the newest version that holds on
it; a code is valid from and to the days that it names itself.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from domain.decision import Command, Context, Decision, NewEvent, Refusal, States, decides
from domain.event import Event, Recorded, wire
from domain.private import Language
from domain.streams import policy_stream

# --- Events ---------------------------------------------------------------------------------


@wire("policy.published", 1)
class PolicyPublished(Event, kw_only=True):
    """A version of a policy was published, in force from ``effective_from``.

    ``content`` is JSON text, ``content_hash`` its SHA-256 in hex, ``public_on`` the day on which
    the source was public, ``source`` its citation (or that it was invented for the demo).
    """

    policy_id: str
    version: str
    effective_from: date
    public_on: date
    source: str
    content: str
    content_hash: str


# --- State + evolve -------------------------------------------------------------------------


class PolicyState(msgspec.Struct):
    """The published versions of one policy, and the hash of each."""

    version: int = 0
    hashes: dict[str, str] = {}


def evolve(state: PolicyState, recorded: Recorded) -> PolicyState:
    """Move the state on by one event, in place."""
    state.version = recorded.version
    if isinstance(recorded.event, PolicyPublished):
        state.hashes[recorded.event.version] = recorded.event.content_hash
    return state


# --- Commands -------------------------------------------------------------------------------


class PublishPolicy(Command, kw_only=True):
    """Publish a version of a policy; ``content`` is JSON text."""

    policy_id: str
    version: str
    effective_from: date
    public_on: date
    source: str
    content: str


# --- Decisions ------------------------------------------------------------------------------


NOTICES = "notices."
"""How the policy of a notice is named: this, then the notice."""


def _is_pair(content: Any) -> bool:
    """Whether a notice says the same in both languages, as far as that can be seen."""
    texts = (
        [content.get(language) for language in ("fr", "en")] if isinstance(content, dict) else []
    )
    return bool(texts) and all(isinstance(text, str) and text.strip() for text in texts)


def content_hash(command: PublishPolicy) -> str:
    """SHA-256 over all that a version says, so that a change of its date or source is seen too."""
    said = (command.effective_from, command.public_on, command.source, command.content)
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


@decides(PublishPolicy, reads=lambda c: (policy_stream(c.policy_id),))
def publish_policy(states: States, command: PublishPolicy, context: Context) -> Decision | Refusal:
    """Publish once; a version that says something else now is refused, and stops the start."""
    if context.actor.kind != "SYSTEM":
        return Refusal("NOT_PERMITTED")
    try:
        content = msgspec.json.decode(command.content)
    except msgspec.DecodeError:
        return Refusal("POLICY_UNREADABLE", {"policy": command.policy_id}, "content")
    if command.policy_id.startswith(NOTICES) and not _is_pair(content):
        return Refusal("NOTICE_NOT_A_PAIR", {"notice": command.policy_id}, "content")
    stream = policy_stream(command.policy_id)
    published: PolicyState = states[stream]
    new_hash = content_hash(command)
    known = published.hashes.get(command.version)
    if known == new_hash:
        return Decision()
    if known is not None:
        details = {"policy": command.policy_id, "version": command.version}
        return Refusal("POLICY_CHANGED_WITHOUT_VERSION", details, "content")
    public_at = datetime.combine(command.public_on, time(), context.zone).astimezone(UTC)
    event = PolicyPublished(
        policy_id=command.policy_id,
        version=command.version,
        effective_from=command.effective_from,
        public_on=command.public_on,
        source=command.source,
        content=command.content,
        content_hash=new_hash,
    )
    new = NewEvent(
        stream=stream,
        event=event,
        effective_on=command.effective_from,
        known_at=min(public_at, context.now),
    )
    return Decision(events=[new])


# --- Answers --------------------------------------------------------------------------------


class Code(msgspec.Struct, frozen=True):
    """A code of a list: labels, days of validity (both included), what else is said of it."""

    code: str
    fr: str
    en: str
    from_on: date = date.min
    to_on: date = date.max
    is_: dict[str, Any] = {}

    def label(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def get(self, attribute: str, default: Any = None) -> Any:
        """What the list says of this code beside its labels (``participates``, ``kind`` …)."""
        return self.is_.get(attribute, default)


class Document(msgspec.Struct, frozen=True):
    """One version of a policy, its content decoded."""

    policy_id: str
    version: str
    effective_from: date
    public_on: date
    source: str
    content: Any
    content_hash: str
    codes: dict[str, Code]


class Notice(msgspec.Struct, frozen=True):
    """A notice as shown: one version, both languages, and the SHA-256 of each text."""

    notice_id: str
    version: str
    fr: str
    en: str
    hash_fr: str
    hash_en: str
    authority: str = ""
    """What it says it rests on, as a citation; empty where its version names none apart."""

    def text(self, language: str) -> str:
        return self.fr if language == "fr" else self.en

    def hash(self, language: str) -> str:
        return self.hash_fr if language == "fr" else self.hash_en


class Policy:
    """All published policy, answering by day. Built anew when a version is published."""

    def __init__(self, events: Iterable[PolicyPublished]) -> None:
        versions: dict[str, dict[str, Document]] = {}
        for event in events:
            versions.setdefault(event.policy_id, {})[event.version] = _document(event)
        # A stable sort: of two versions from the same day, the one published last holds.
        self._versions = {
            policy_id: sorted(found.values(), key=lambda d: d.effective_from)
            for policy_id, found in versions.items()
        }
        self._starts = {
            policy_id: [d.effective_from for d in found]
            for policy_id, found in self._versions.items()
        }

    def document(self, policy_id: str, on: date) -> Document | None:
        """The version in force on that day, or nothing where none is."""
        starts = self._starts.get(policy_id)
        if not starts:
            return None
        index = bisect_right(starts, on)
        return self._versions[policy_id][index - 1] if index else None

    def content(self, policy_id: str, on: date) -> Any:
        """What the version in force on that day says; an empty mapping where none is."""
        document = self.document(policy_id, on)
        return document.content if document else {}

    def code(self, name: str, code: str, on: date) -> Code | None:
        """The code, where the list holds it and it is valid on that day."""
        document = self.document(name, on)
        found = document.codes.get(code) if document else None
        return found if found and found.from_on <= on <= found.to_on else None

    def codes(self, name: str, on: date) -> Sequence[Code]:
        """The list's codes that are valid on that day, in the list's order."""
        document = self.document(name, on)
        if document is None:
            return ()
        return [c for c in document.codes.values() if c.from_on <= on <= c.to_on]

    def label(self, name: str, code: str, language: Language) -> str:
        """The code's newest label, valid today or not; the code itself where no list has it."""
        for document in reversed(self._versions.get(name, ())):
            if found := document.codes.get(code):
                return found.label(language)
        return code

    def words(self, name: str, codes: Iterable[str]) -> dict[str, str]:
        """Labels in both languages, as the detail of a refusal."""
        listed = list(codes)
        return {
            "fr": ", ".join(self.label(name, c, "fr") for c in listed),
            "en": ", ".join(self.label(name, c, "en") for c in listed),
        }

    def clock(self, name: str, on: date) -> dict[str, Any]:
        """A clock's ``days`` and ``basis`` (BUSINESS or CALENDAR). ``KeyError``: no such clock."""
        return self.content("clocks", on)[name]

    def limit(self, name: str, on: date) -> int:
        """A bound of what is plausible (days, characters, cents). ``KeyError``: no such bound."""
        return self.content("limits", on)[name]["value"]

    def holidays(self) -> frozenset[date]:
        """All public holidays of the newest list; ``KeyError`` where no list is published."""
        return self._versions["holidays"][-1].content["dates"]

    def authority(self, site: str, function: str, on: date) -> dict[str, Any] | None:
        """The local authority in force at a site for DECIDE or PAY on that day, if there is one."""
        for row in self.content("authority", on).get("rows", ()):
            if row["site"] == site and row["function"] == function:
                until = row.get("to_on")
                if row["from_on"] <= on.isoformat() and (not until or on.isoformat() <= until):
                    return row
        return None

    def notice(
        self, notice_id: str, version: str | None = None, *, on: date | None = None
    ) -> Notice | None:
        """That version of a notice, as it was shown then; or the one to show on a day."""
        policy_id = f"{NOTICES}{notice_id}"
        if version is not None:
            versions = self._versions.get(policy_id, ())
            found = next((d for d in versions if d.version == version), None)
        else:
            found = self.document(policy_id, on) if on else None
        return _notice(notice_id, found) if found else None


def _notice(notice_id: str, document: Document) -> Notice:
    fr, en = document.content["fr"], document.content["en"]
    authority = document.content.get("authority", "")
    return Notice(notice_id, document.version, fr, en, _sha256(fr), _sha256(en), authority)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _document(event: PolicyPublished) -> Document:
    content = msgspec.json.decode(event.content)
    codes = {}
    if isinstance(content, dict):
        for row in content.get("codes", ()):
            codes[row["code"]] = _code(row)
        if event.policy_id == "holidays":
            content["dates"] = frozenset(date.fromisoformat(d["on"]) for d in content["holidays"])
    return Document(
        policy_id=event.policy_id,
        version=event.version,
        effective_from=event.effective_from,
        public_on=event.public_on,
        source=event.source,
        content=content,
        content_hash=event.content_hash,
        codes=codes,
    )


def _code(row: dict[str, Any]) -> Code:
    named = {"code", "fr", "en", "from_on", "to_on"}
    return Code(
        code=row["code"],
        fr=row["fr"],
        en=row["en"],
        from_on=date.fromisoformat(row["from_on"]) if "from_on" in row else date.min,
        to_on=date.fromisoformat(row["to_on"]) if "to_on" in row else date.max,
        is_={k: v for k, v in row.items() if k not in named},
    )
