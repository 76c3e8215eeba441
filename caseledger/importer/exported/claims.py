"""What streams hold alone, made anew: the hashes of another ledger's claims are of no use here."""

from collections.abc import Sequence
from dataclasses import replace

from caseledger.importer.claims import claim
from domain.case.eligibility import unit
from domain.case.events import ApplicationSubmitted
from domain.decision import Claim
from domain.event import Event, Metadata, Recorded
from domain.evolve import fold
from domain.person import PersonRegistered, sin_valid
from domain.private import Clear
from ledger.hashes import KeyedHashes
from ledger.ledger import Ledger
from ledger.store_errors import ClaimConflict
from ledger.stored import Append, Appended


def of_event(stream: str, event: Event, metadata: Metadata) -> list[Claim]:
    """A social insurance number or a case number, but for those that were shared there already."""
    shared = metadata.irregularities
    match event:
        case PersonRegistered(sin=Clear(value=sin)) if "SIN_SHARED" not in shared:
            return [claim("sin", sin, stream)] if sin_valid(sin) else []
        case ApplicationSubmitted(case_number=number) if "CASE_NUMBER_SHARED" not in shared:
            return [claim("case_number", number, stream)]
    return []


def of_case(ledger: Ledger, stream: str, events: Sequence[Recorded]) -> list[Claim]:
    """The people of a case that is open today: nobody is in two of them."""
    state = fold("case", events)
    current = state.current()
    if current is None or not state.open_on(ledger.today()):
        return []
    return [claim("member", str(person), stream) for person in unit(current.application)]


async def append(ledger: Ledger, what: Append, claims: Sequence[Claim]) -> Appended:
    """Append with claims: each is whoever's was first. Raises what ``Store.append`` raises."""
    hashes, wanted = KeyedHashes(ledger.keys), {}
    for each in map(hashes.claim, claims):
        wanted.setdefault((each.kind, each.key), each)
    while True:
        try:
            return await ledger.store.append(replace(what, claims=list(wanted.values())), bulk=True)
        except ClaimConflict as conflict:
            del wanted[conflict.kind, conflict.key]
