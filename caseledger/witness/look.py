"""One look at a log: verify, remember, countersign, hand in."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from caseledger.witness.errors import Refusal, Trouble
from caseledger.witness.folder import Folder
from caseledger.witness.remote import Remote
from ledger.log.checkpoint import Checkpoint
from ledger.log.note import BadNote, Cosigner, Note, Signature, VerifierKey, open_note, verified
from ledger.log.proof import BadProof, prove_consistency, root_of, verify_consistency


class Seen(NamedTuple):
    """What came of one look: the checkpoint, and whether it is signed only now."""

    checkpoint: Checkpoint
    new: bool


def look(remote: Remote, log_key: VerifierKey, folder: Folder, key: Cosigner) -> Seen:
    """One look at the log: verify, remember, countersign, hand in.

    Raises ``Refusal``, with what was shown kept in the folder, or ``Trouble``.
    """
    written = remote.checkpoint()
    try:
        try:
            note = open_note(written, [log_key])
            shown = Checkpoint.parse(note.text)
            served = verified(note, [key.verifier])
        except BadNote as error:
            raise Refusal(
                "BAD_CHECKPOINT",
                f"Ce que l'adresse montre n'est pas un point de contrôle signé par cette clé "
                f"({error}).",
                f"What the address shows is not a checkpoint signed by that key ({error}).",
            ) from None
        if shown.origin != log_key.name:
            raise Refusal(
                "OTHER_ORIGIN",
                f"Le registre s'appelle « {shown.origin} », et non « {log_key.name} ».",
                f"The log calls itself {shown.origin}, not {log_key.name}.",
            )
        last = folder.last(shown.origin, key.verifier)
        if last is None:
            _check_citation(shown, folder, key.verifier)
        _check_continues(remote, last, shown)
    except Refusal as refusal:
        kept = folder.keep_evidence(log_key.name, written)
        raise Refusal(
            refusal.code,
            f"{refusal.fr} Rien n'est signé. Ce qui a été montré est gardé dans « {kept} ».",
            f"{refusal.en} Nothing is signed. What was shown is kept in {kept}.",
        ) from None
    if last == shown and served:
        return Seen(shown, new=False)
    cosigned = Note(note.text, (*_own(note, [log_key]), key.cosign(note.text, int(time.time()))))
    folder.keep(cosigned)
    refused = remote.hand_in(cosigned)
    if refused:
        raise Trouble(
            f"{shown.size} feuilles vérifiées et contresignées, mais le registre n'a pas pris la "
            f"signature ({refused}). Elle est dans « {folder.file(shown.origin)} ». La clé à "
            f"donner à qui tient le registre : {key.verifier}",
            f"{shown.size} leaves verified and countersigned, but the log did not take the "
            f"signature ({refused}). It is in {folder.file(shown.origin)}. The key to give to "
            f"whoever runs the log: {key.verifier}",
        )
    return Seen(shown, new=True)


def _check_continues(remote: Remote, last: Checkpoint | None, shown: Checkpoint) -> None:
    if last is not None and shown.size < last.size:
        raise Refusal(
            "ROLLED_BACK",
            f"Le registre est revenu en arrière : il montre {shown.size} feuilles, ce témoin en a "
            f"signé {last.size}.",
            f"The log went back: it shows {shown.size} leaves, this witness has signed {last.size}.",
        )
    if last is not None and shown.size == last.size:
        if shown != last:
            raise Refusal(
                "FORK",
                f"Le registre montre un autre arbre de {shown.size} feuilles que celui que ce "
                "témoin a signé.",
                f"The log shows another tree of {shown.size} leaves than the one this witness has "
                "signed.",
            )
        return
    try:
        if root_of(remote, shown.size) != shown.root:
            raise BadProof("the tiles have another root")
        if last is not None:
            proof = prove_consistency(remote, last.size, shown.size)
            verify_consistency(last.size, last.root, shown.size, shown.root, proof)
    except (BadProof, LookupError):
        signed = last.size if last else 0
        raise Refusal(
            "NOT_CONTINUED",
            f"Le registre ne prouve pas que ses {shown.size} feuilles continuent les {signed} que "
            "ce témoin a signées.",
            f"The log does not prove that its {shown.size} leaves continue the {signed} that this "
            "witness has signed.",
        ) from None
    if last is not None and last.previous != shown.previous:
        raise Refusal(
            "FORK",
            "Le registre cite maintenant un autre passé qu'avant.",
            "The log now cites another past than before.",
        )


def _check_citation(shown: Checkpoint, folder: Folder, key: VerifierKey) -> None:
    """A log that begins after a restore must own up to what this witness signed of the last one."""
    cited = shown.previous
    signed = folder.last(cited.origin, key) if cited else None
    if cited is None or signed is None:
        return
    if cited.size < signed.size or (cited.size == signed.size and cited.root != signed.root):
        raise Refusal(
            "DENIED",
            f"Ce registre dit continuer « {cited.origin} » après {cited.size} feuilles ; ce témoin "
            f"en a signé {signed.size}, et elles n'y sont pas reconnues.",
            f"This log says that it follows {cited.origin} after {cited.size} leaves; this witness "
            f"has signed {signed.size} of it, and they are not owned up to.",
        )


def _own(note: Note, keys: Sequence[VerifierKey]) -> list[Signature]:
    known = {(key.name, key.key_id) for key in keys}
    return [one for one in note.signatures if (one.name, one.key_id) in known]
