"""How events of a person are told."""

from api.schema.category import IDENTITY
from api.tellings.telling import PERSON, Telling, value

PEOPLE: dict[str, Telling] = {
    "person.registered": Telling(IDENTITY, "Person registered", "Personne inscrite"),
    "person.contact_updated": Telling(IDENTITY, "Contact details changed", "Coordonnées modifiées"),
    "person.duplicate_suspected": Telling(
        IDENTITY,
        "Perhaps registered twice",
        "Peut-être inscrite deux fois",
        (PERSON, value("other_id", "Other record", "Autre inscription", "person")),
    ),
    "person.kept_apart": Telling(
        IDENTITY,
        "Found to be two people",
        "Reconnues comme deux personnes",
        (
            PERSON,
            value("other_id", "Other person", "Autre personne", "person"),
            value("reason", "Reason", "Motif", "keep_apart_reasons"),
        ),
    ),
    "person.merged": Telling(
        IDENTITY,
        "Two records merged",
        "Deux inscriptions réunies",
        (
            value("survivor_id", "Shown as", "Affichée sous", "person"),
            value("reason", "Reason", "Motif", "merge_reasons"),
        ),
    ),
    "person.unmerged": Telling(
        IDENTITY,
        "Merge undone",
        "Réunion annulée",
        (
            value("survivor_id", "Was shown as", "Était affichée sous", "person"),
            value("reason", "Reason", "Motif", "unmerge_reasons"),
        ),
    ),
}
