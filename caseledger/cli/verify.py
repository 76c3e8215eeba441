"""``caseledger verify``: everything that was ever signed, checked again against what is stored."""

from pathlib import Path
from typing import Any

import msgspec

from caseledger.cli.finding_words import told, told_of
from caseledger.cli.say import Say
from caseledger.errors import BilingualError
from caseledger.place import addresses, require_migrated_at
from caseledger.settings import Settings
from ledger.log.audit.findings import Report
from ledger.log.audit.run import audit
from ledger.log.note import BadNote, VerifierKey
from ledger.log.rows import connect

EXIT_NOTHING = 1
EXIT_WRONG = 3


def verify(options: Any, say: Say) -> int:
    """0 where all holds, 1 where nothing was ever signed, 3 where something does not hold."""
    keys = [_key(text) for text in options.vkey]
    known = [read_note(path) for path in options.known]
    settings = Settings.read(roles=("auditor",), key=False)
    with addresses(settings) as urls:
        require_migrated_at(urls["auditor"])
        with connect(urls["auditor"], "caseledger verify") as connection:
            try:
                found = audit(connection, known, keys, _progress(say))
            except BadNote as error:
                raise _no_checkpoint(", ".join(options.known), error) from None
    if options.json:
        print(msgspec.json.encode(found).decode())
    else:
        _tell(found, say)
    if not found.checked:
        return EXIT_NOTHING
    return 0 if found.sound else EXIT_WRONG


def read_note(path: str) -> str:
    """A checkpoint kept in a file. Raises ``BilingualError``."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BilingualError(
            f"« {path} » ne peut pas être lu ({type(error).__name__}).",
            f"{path} cannot be read ({type(error).__name__}).",
        ) from None


def _tell(found: Report, say: Say) -> None:
    for one in found.checked:
        print(*told_of(one, say.lang), sep="\n")
    for finding in found.findings:
        print(*told(finding, say.lang), sep="\n")
    speed = found.rows / found.seconds if found.seconds else 0.0
    say(
        f"{found.rows} lignes en {found.seconds:.1f} s ({speed:,.0f} par seconde).",
        f"{found.rows} rows in {found.seconds:.1f} s ({speed:,.0f} a second).",
    )
    if not found.checked:
        say(
            "Rien n’a jamais été signé ici : il n’y a rien à vérifier.",
            "Nothing was ever signed here: there is nothing to verify.",
        )
    elif found.sound:
        say("Tout concorde.", "All of it holds.")
    else:
        count = len(found.findings)
        say(
            f"NE CONCORDE PAS ({count}). Ne réparez rien : gardez une copie de cette base, et "
            "prévenez qui tient la clé du registre et ses témoins.",
            f"DOES NOT HOLD ({count}). Mend nothing: keep a copy of this database, and tell whoever "
            "holds the log’s key, and its witnesses.",
        )


def _progress(say: Say) -> Any:
    return lambda log, done, total: say.progress(f"{log} :", f"{log}:", done, total)


def _key(text: str) -> VerifierKey:
    try:
        return VerifierKey.parse(text)
    except BadNote as error:
        raise BilingualError(
            f"« {text} » n’est pas une clé de la forme nom+empreinte+clé ({error}).",
            f"{text} is not a key of the form name+hash+key ({error}).",
        ) from None


def _no_checkpoint(path: str, error: BadNote) -> BilingualError:
    return BilingualError(
        f"Ce n’est pas un point de contrôle signé : « {path} » ({error}).",
        f"That is not a signed checkpoint: {path} ({error}).",
    )
