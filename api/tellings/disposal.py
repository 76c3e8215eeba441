"""How the disposal of somebody's data is told."""

from api.schema.category import IDENTITY
from api.tellings.telling import PERSON, Telling, value

_GROUND = (
    PERSON,
    value("ground.record_class", "Class of record", "Catégorie de documents", "retention"),
    value("ground.reason", "Reason", "Motif", "disposal_reasons"),
    value("ground.authority", "Authority", "Fondement", "disposal_authorities"),
    value("ground.reference", "Reference", "Référence", "as_is"),
    value("ground.schedule", "Schedule, version", "Calendrier, version", "as_is"),
)

DISPOSAL: dict[str, Telling] = {
    "disposal.requested": Telling(
        IDENTITY,
        "Disposal asked for",
        "Destruction demandée",
        (*_GROUND, value("kept_until", "Kept until", "Conservé jusqu’au", "day")),
    ),
    "disposal.approved": Telling(IDENTITY, "Disposal approved", "Destruction approuvée", (PERSON,)),
    "disposal.declined": Telling(
        IDENTITY,
        "Disposal declined",
        "Destruction refusée",
        (PERSON, value("reason", "Reason", "Motif", "disposal_decline_reasons")),
    ),
    "person.disposed": Telling(
        IDENTITY, "Information disposed of", "Renseignements détruits", _GROUND
    ),
    "item.disposed": Telling(IDENTITY, "Text disposed of", "Texte détruit", _GROUND),
}
