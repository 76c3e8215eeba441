"""What an audit found, in words."""

from caseledger.errors import Lang
from ledger.log.audit.findings import Checked, Finding

WHAT: dict[str, tuple[str, str]] = {
    "ROW_MISSING": (
        "une ligne qui a été signée n’est plus là",
        "a row that was signed is gone",
    ),
    "ROW_INSERTED": (
        "une ligne a été glissée ici, que le registre de preuves ne connaît pas",
        "a row was slipped in here that the log does not know",
    ),
    "ROW_MOVED": ("une ligne n’est plus à sa place", "a row is not in its place"),
    "ROW_ALTERED": (
        "cette ligne n’est pas celle qui a été signée",
        "this row is not the one that was signed",
    ),
    "VERSION_GAP": (
        "la version de cet événement ne suit pas la précédente de son flux",
        "this event’s version does not follow the one before it in its stream",
    ),
    "TIME_BACK": (
        "cet événement porte une heure antérieure à celle du précédent",
        "this event was appended earlier than the one before it",
    ),
    "LOOK_WITHOUT_LEAF": (
        "une consultation n’est dans aucun registre de preuves et n’en attend aucun",
        "a look is in no log of proofs, and waits for none",
    ),
    "TILE_MISSING": ("il manque une tuile de l’arbre", "a tile of the tree is gone"),
    "TILE_ALTERED": (
        "une tuile de l’arbre a été modifiée",
        "a tile of the tree was altered",
    ),
    "OTHER_TREE": (
        "les lignes et l’arbre ont été récrits : ce point de contrôle en a signé d’autres",
        "rows and tree were rewritten: this checkpoint signed others",
    ),
    "BAD_CHECKPOINT": (
        "un point de contrôle n’est pas celui que la clé a signé pour cette taille",
        "a checkpoint is not what the key signed for that size",
    ),
    "CHECKPOINT_MISSING": (
        "le dernier point de contrôle n’est plus là",
        "the last checkpoint is gone",
    ),
    "BAD_COSIGNATURE": (
        "la contresignature d’un témoin ne vaut pas pour ce point de contrôle",
        "a witness’s countersignature does not fit that checkpoint",
    ),
    "OTHER_KEY": (
        "le registre de preuves n’est pas signé par la clé connue",
        "the log is not signed with the key that is known",
    ),
    "BAD_CITATION": (
        "le registre suivant ne cite pas le dernier point de contrôle de celui-ci",
        "the next log does not cite this one’s last checkpoint",
    ),
    "OTHER_PAST": (
        "le registre suivant a d’autres lignes que celui-ci pour le même passé",
        "the next log has other rows than this one for the same past",
    ),
    "ROLLED_BACK": (
        "le registre est revenu en arrière : ce que d’autres en ont gardé va plus loin",
        "the log went back: what others kept of it reaches further",
    ),
    "FORK": (
        "l’histoire a été récrite : ce que d’autres ont gardé montre un autre arbre",
        "history was rewritten: what others kept shows another tree",
    ),
    "UNKNOWN_ORIGIN": (
        "le registre que d’autres ont gardé n’existe pas ici",
        "the log that others kept does not exist here",
    ),
}

_NAMES: dict[str, tuple[str, str]] = {
    "position": ("position", "position"),
    "leaf": ("feuille", "leaf"),
    "tenant": ("organisme", "organisation"),
    "stream": ("flux", "stream"),
    "version": ("version", "version"),
    "event_id": ("événement", "event"),
    "look_id": ("consultation", "look"),
    "belongs_at": (
        "la ligne qui s’y trouve a été signée à la place",
        "the row that stands there was signed at",
    ),
    "stands_at": (
        "celle qui y a été signée se trouve maintenant à la place",
        "the one signed there now stands at",
    ),
    "column": ("colonne échangée", "column swapped"),
    "column_of": ("avec celle de la place", "with that at"),
    "since": ("après la feuille", "after leaf"),
    "until": ("jusqu’à la taille", "up to size"),
    "expected": ("signé", "signed"),
    "found": ("trouvé", "found"),
    "detail": ("précision", "detail"),
}


def told(finding: Finding, lang: Lang) -> list[str]:
    """One finding: what it is, and below it all that names it."""
    at = 0 if lang == "fr" else 1
    colon = " : " if lang == "fr" else ": "
    lines = [f"{finding.code}{colon}{WHAT[finding.code][at]}"]
    lines[0] += f" ({finding.origin or finding.log})" if finding.origin or finding.log else ""
    for name, words in _NAMES.items():
        value = getattr(finding, name)
        if value is not None and not (name == "leaf" and finding.position is not None):
            lines.append(f"    {words[at]}{colon}{value}")
    return lines


def told_of(checked: Checked, lang: Lang) -> list[str]:
    """What was looked at of one origin."""
    french = lang == "fr"
    if checked.ended:
        rows = "terminé" if french else "ended"
    else:
        rows = (
            f"{checked.rows} lignes, dont {checked.unsigned} pas encore signées"
            if french
            else f"{checked.rows} rows, {checked.unsigned} of them not signed yet"
        )
    counted = (
        f"{checked.leaves} feuilles, {checked.checkpoints} points de contrôle"
        if french
        else f"{checked.leaves} leaves, {checked.checkpoints} checkpoints"
    )
    lines = [f"{checked.origin:24} {counted}, {rows}", f"    {checked.verifier or '-'}"]
    for witness, size in checked.cosignatures.items():
        name = witness.partition("+")[0]
        by = f"contresigné par {name} jusqu’à" if french else f"countersigned by {name} up to"
        lines.append(f"    {by} {size}  {witness}")
    return lines
