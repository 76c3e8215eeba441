"""How projections stand, as a table in the reader's language."""

from collections.abc import Sequence

from caseledger.errors import Lang
from projections.engine.progress import BuildStatus
from projections.status import ProjectionStatus

HEADINGS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        "Projection",
        "Position",
        "Retard",
        "Depuis",
        "Par s",
        "Vue",
        "À part",
        "Processus",
        "État",
    ),
    "en": (
        "Projection",
        "Position",
        "Behind",
        "For",
        "Per s",
        "Heard",
        "Parked",
        "Process",
        "State",
    ),
}
LEFT = frozenset({0, 7, 8})
"""The columns of words; the others hold numbers."""

STATES: dict[Lang, dict[str | None, str]] = {
    "fr": {
        None: "en marche",
        "NEVER_STARTED": "jamais mise en marche",
        "STOPPED": "arrêtée : son processus ne la fait plus tourner",
        "STALE": "arrêtée : son processus ne donne plus signe de vie",
        "SUPERSEDED": "remplacée par celle d’un programme plus récent",
        "FAILING": "arrêtée devant une faute",
        "TOO_MANY_PARKED": "arrêtée : trop de dossiers mis à part",
    },
    "en": {
        None: "running",
        "NEVER_STARTED": "never started",
        "STOPPED": "stopped: its process no longer runs it",
        "STALE": "stopped: its process was not heard of",
        "SUPERSEDED": "a newer program's serves in its place",
        "FAILING": "stands still before a fault",
        "TOO_MANY_PARKED": "stands still: too many files are parked",
    },
}

BUILDS: dict[Lang, dict[str, str]] = {
    "fr": {
        "building": "se remplit à côté",
        "ready": "prêt à servir",
        "kept": "gardé, pour y revenir",
    },
    "en": {
        "building": "being filled beside",
        "ready": "ready to serve",
        "kept": "kept, to go back to",
    },
}


def table(rows: Sequence[ProjectionStatus], lang: Lang) -> list[str]:
    """A line each, below the headings. Durations as ``4 s``, ``3 min``, ``2 h``, ``5 d``."""
    cells = [HEADINGS[lang], *(_cells(row, lang) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [_line(each, widths) for each in cells]


def builds_told(found: Sequence[BuildStatus], lang: Lang) -> list[str]:
    """The builds that stand beside the live ones, a line each."""
    return [_build(one, lang) for one in found if one.state != "live"]


def _build(one: BuildStatus, lang: Lang) -> str:
    name = f"  {one.name} v{one.version}, {'jeu' if lang == 'fr' else 'build'} {one.build}"
    told = [BUILDS[lang][one.state]]
    if one.state == "building":
        told.append(f"{100 * one.share:.0f} %")
        if one.seconds_left is not None:
            left = duration(one.seconds_left, lang)
            told.append(f"encore {left}" if lang == "fr" else f"{left} left")
    if one.parked:
        told.append(f"{one.parked} {'à part' if lang == 'fr' else 'parked'}")
    if one.error:
        told.append(one.error)
    return f"{name}{' :' if lang == 'fr' else ':'} {', '.join(told)}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    set_out = (
        cell.ljust(width) if at in LEFT else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(set_out).rstrip()


def _cells(row: ProjectionStatus, lang: Lang) -> tuple[str, ...]:
    parked = f"{row.parked_streams}/{row.parked_events}" if row.parked_streams else "-"
    state = STATES[lang][row.trouble]
    if row.healthy and row.state == "rebuilding":
        state = BUILDS[lang]["building"]
    return (
        f"{row.name} v{row.version}",
        str(row.position),
        str(row.lag_events),
        duration(row.lag_seconds, lang) if row.lag_events else "-",
        "-" if row.rate is None else _number(row.rate, lang),
        "-" if row.heartbeat_age is None else duration(row.heartbeat_age, lang),
        parked,
        row.owner or "-",
        f"{state} ({row.error})" if row.error else state,
    )


def duration(seconds: float, lang: Lang) -> str:
    """In the unit that is read at a glance."""
    for unit, length in (("j" if lang == "fr" else "d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{_number(seconds, lang)} s"


def _number(value: float, lang: Lang) -> str:
    text = f"{value:.1f}" if value < 10 else f"{value:.0f}"
    return text.replace(".", ",") if lang == "fr" else text
