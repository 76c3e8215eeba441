"""``caseledger witness``: watch another administration's log, and countersign what it proves."""

import time
from pathlib import Path
from typing import Any

from caseledger.cli.say import Say
from caseledger.embedded.locks import FileLock
from caseledger.witness.errors import Refusal, Trouble
from caseledger.witness.folder import Folder
from caseledger.witness.look import look
from caseledger.witness.remote import Remote
from ledger.log.note import BadNote, Cosigner, VerifierKey

EXIT_FAILED = 1
EXIT_REFUSED = 3


def witness(options: Any, say: Say) -> int:
    """0 done, 1 the log does not answer or does not take the signature, 3 refused to sign."""
    folder = Folder(Path(options.state).expanduser().absolute())
    key = folder.key(options.name)
    if not options.log:
        print(key.verifier)
        return 0
    with FileLock(folder.root / "lock") as lock:
        if not lock.try_exclusive():
            raise Trouble(
                f"Un autre témoin travaille déjà dans « {folder.root} ».",
                f"Another witness is at work in {folder.root}.",
            )
        return _watch(options, _log_key(options.vkey), folder, key, say)


def _watch(options: Any, log_key: VerifierKey, folder: Folder, key: Cosigner, say: Say) -> int:
    remote = Remote(options.log)
    while True:
        try:
            seen = look(remote, log_key, folder, key)
        except Refusal as refusal:
            say(
                f"REFUSÉ ({refusal.code}) : {refusal.fr}", f"REFUSED ({refusal.code}): {refusal.en}"
            )
            return EXIT_REFUSED
        except Trouble as trouble:
            say(trouble.fr, trouble.en)
            if options.once:
                return EXIT_FAILED
        else:
            if seen.new or options.once:
                size, origin = seen.checkpoint.size, seen.checkpoint.origin
                say(
                    f"{origin} : {size} feuilles vérifiées et contresignées.",
                    f"{origin}: {size} leaves verified and countersigned.",
                )
            if options.once:
                return 0
        time.sleep(options.every)


def _log_key(text: str | None) -> VerifierKey:
    try:
        return VerifierKey.parse(text or "")
    except BadNote:
        raise Trouble(
            "Donnez avec --vkey la clé du registre, de la forme nom+empreinte+clé. Qui le tient la "
            "voit avec « caseledger log » ; demandez-la par une autre voie que cette adresse.",
            "Give with --vkey the key of the log, of the form name+hash+key. Whoever runs it sees it "
            "with `caseledger log`; ask for it by another way than that address.",
        ) from None
