"""What ``caseledger rebuild`` says of builds, in French and in English."""

from projections.engine.compare import Difference
from projections.engine.progress import BuildStatus

WHY_NOT = {
    "NEVER_RAN": (
        "La projection « {} » n’a encore jamais tourné ici.",
        "The projection {} has never run here.",
    ),
    "NEWER_CODE": (
        "« {0} » est tenue par une version plus récente du programme : c’est à elle de la refaire. "
        "« caseledger rebuild {0} --back » revient à cette version-ci.",
        "{0} is kept by a newer version of the program: that one can make it again. `caseledger "
        "rebuild {0} --back` goes back to this one.",
    ),
    "NEWER_BESIDE": (
        "Une version plus récente du programme refait « {0} » à côté. « caseledger rebuild {0} "
        "--drop » supprime ce qu’elle a fait.",
        "A newer version of the program is making {0} beside. `caseledger rebuild {0} --drop` drops "
        "what it has made.",
    ),
    "GOING_BACK": (
        "De « {0} », ce qui était en place avant est déjà à côté. « caseledger rebuild {0} --back "
        "--switch » l’y remet, « --drop » le supprime.",
        "What was in place before of {0} is beside already. `caseledger rebuild {0} --back --switch` "
        "puts it back, `--drop` drops it.",
    ),
    "NONE_BESIDE": (
        "Rien ne se fait à côté de « {} » : une autre commande l’a mis en place ou supprimé.",
        "Nothing is being made beside {}: another command put it in place, or dropped it.",
    ),
    "NONE_KEPT": (
        "De « {} », rien d’ancien n’est conservé : il n’y a rien à quoi revenir.",
        "Nothing older is kept of {}: there is nothing to go back to.",
    ),
    "KEPT_BY_OTHER_CODE": (
        "Ce qui est conservé de « {} » vient d’une autre version du programme : lancez celle-là pour "
        "y revenir.",
        "What is kept of {} was made by another version of the program: run that one to go back.",
    ),
}


def progress(standing: BuildStatus) -> tuple[str, str]:
    """How far it is, and for how long it still goes on."""
    percent = f"{100 * standing.share:.0f}"
    fr = f"{standing.name} : {percent} % ({standing.position} sur {standing.head})"
    en = f"{standing.name}: {percent}% ({standing.position} of {standing.head})"
    if standing.error:
        return f"{fr}, arrêtée : {standing.error}", f"{en}, stands still: {standing.error}"
    if standing.seconds_left is None:
        return fr, en
    left_fr, left_en = _duration(standing.seconds_left)
    return f"{fr}, encore {left_fr} environ", f"{en}, about {left_en} left"


def _duration(seconds: float) -> tuple[str, str]:
    seconds = max(seconds, 1)
    if seconds < 90:
        return f"{seconds:.0f} s", f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min", f"{seconds / 60:.0f} min"
    hours = f"{seconds / 3600:.1f}"
    return hours.replace(".", ",") + " h", f"{hours} h"


def difference(table: Difference, french: bool) -> str:
    """A table's line, and one for each of the rows that are named."""
    if table.untold is None:
        said = ("pas comparable ; lignes neuves", "not comparable; new rows")[not french]
        return f"  {table.table}: {said} {table.only_new}"
    words = (
        ("seulement dans l’ancienne", "seulement dans la nouvelle", "différentes")
        if french
        else ("only in the old one", "only in the new one", "different")
    )
    counts = (table.only_live, table.only_new, table.different)
    lines = [
        f"  {table.table}: "
        + ", ".join(f"{count} {word}" for count, word in zip(counts, words, strict=True))
    ]
    if table.untold:
        said = ("colonnes non comparées", "columns not compared")[not french]
        lines.append(f"    {said}: {', '.join(table.untold)}")
    return "\n".join([*lines, *(f"    {key}" for key in table.keys)])
