"""The API's own words, in English and French. Rules of a case have theirs in ``domain.refusals``."""

from collections.abc import Sequence
from typing import Any

LANGUAGES = ("en", "fr")

_TEXTS: dict[str, tuple[str, str]] = {
    "NOT_SIGNED_IN": (
        "Sign in first.",
        "Ouvrez d’abord une session.",
    ),
    "NOT_PERMITTED": (
        "Your role does not open this.",
        "Votre rôle ne donne pas accès à ceci.",
    ),
    "PURPOSE_NEEDED": (
        "None of your work leads to this file. Say what you open it for: ask again with a purpose "
        "from the list look_purposes.",
        "Aucune de vos tâches ne mène à ce dossier. Dites pourquoi vous l’ouvrez : redemandez-le avec "
        "une raison (purpose) de la liste look_purposes.",
    ),
    "BAD_PURPOSE": (
        "The purpose is a code of the list look_purposes.",
        "La raison (purpose) est un code de la liste look_purposes.",
    ),
    "NOT_OPEN": (
        "This is not open to you, or there is no such thing. Nothing was changed.",
        "Ceci ne vous est pas accessible, ou n’existe pas. Rien n’a été modifié.",
    ),
    "NOT_AVAILABLE": (
        "There is nothing here that is open to you.",
        "Il n’y a rien ici qui vous soit accessible.",
    ),
    "TEMPORARILY_UNAVAILABLE": (
        "The ledger cannot be reached right now. Nothing is lost: try again in {seconds} seconds.",
        "Le registre est injoignable pour le moment. Rien n’est perdu : réessayez dans {seconds} "
        "secondes.",
    ),
    "BEING_REBUILT": (
        "This is being prepared for a new version of the program ({projection}: {percent}%). Nothing "
        "is lost: try again a little later.",
        "Ceci est en préparation pour une nouvelle version du programme ({projection} : {percent} %). "
        "Rien n’est perdu : réessayez un peu plus tard.",
    ),
    "TIMEOUT": (
        "This took too long and was stopped. If you sent a change, send it again under the same "
        "command id: it is done once at most.",
        "La demande a pris trop de temps et a été interrompue. Si vous envoyiez une modification, "
        "renvoyez-la sous le même identifiant de commande : elle ne sera faite qu’une fois.",
    ),
    "INTERNAL": (
        "Something went wrong on our side. Quote request {request} when you report it.",
        "Une erreur s’est produite de notre côté. Mentionnez la demande {request} en la signalant.",
    ),
    "GRAPHQL_PARSE_FAILED": (
        "This is not a GraphQL document that can be read.",
        "Ce n’est pas un document GraphQL lisible.",
    ),
    "GRAPHQL_VALIDATION_FAILED": (
        "The GraphQL document asks for what the schema does not hold.",
        "Le document GraphQL demande ce que le schéma ne contient pas.",
    ),
    "INVALID_VARIABLES": (
        "The variables do not fit what the GraphQL document declares.",
        "Les variables ne correspondent pas à ce que déclare le document GraphQL.",
    ),
    "OPERATION_NOT_FOUND": (
        "Name the one operation of the GraphQL document to run.",
        "Nommez l’opération du document GraphQL à exécuter.",
    ),
    "TOO_LONG": (
        "The GraphQL document is longer than the {limit} tokens allowed.",
        "Le document GraphQL dépasse les {limit} jetons permis.",
    ),
    "TOO_DEEP": (
        "The GraphQL document is {found} levels deep; {limit} are allowed.",
        "Le document GraphQL compte {found} niveaux; {limit} sont permis.",
    ),
    "TOO_MANY_ALIASES": (
        "The GraphQL document has {found} aliases; {limit} are allowed.",
        "Le document GraphQL compte {found} alias; {limit} sont permis.",
    ),
    "TOO_COSTLY": (
        "This asks for too much at once (cost {found}, limit {limit}). Ask for shorter pages.",
        "La demande est trop lourde (coût {found}, limite {limit}). Demandez des pages plus "
        "courtes.",
    ),
    "BODY_TOO_LARGE": (
        "The request is larger than the {limit} bytes allowed.",
        "La requête dépasse les {limit} octets permis.",
    ),
    "NOT_JSON": (
        "Send one JSON object with a query, as application/json.",
        "Envoyez un seul objet JSON contenant une requête, en application/json.",
    ),
    "BATCH_REFUSED": (
        "Send one operation a request; batches are not taken.",
        "Envoyez une opération par requête; les lots ne sont pas acceptés.",
    ),
    "INTROSPECTION_OFF": (
        "Introspection is off here. The schema is at /schema.graphql.",
        "L’introspection est désactivée ici. Le schéma se trouve à /schema.graphql.",
    ),
    "CROSS_SITE": (
        "This request came from another site and was refused.",
        "Cette requête provient d’un autre site et a été refusée.",
    ),
    "TOKEN_REFUSED": (
        "This token opens nothing here. Get a new one and send the request again.",
        "Ce jeton n’ouvre rien ici. Demandez-en un nouveau, puis renvoyez la requête.",
    ),
    "OUT_OF_SCOPE": (
        "The scopes of this token do not include this field.",
        "Les portées de ce jeton ne comprennent pas ce champ.",
    ),
    "TRY_LATER": (
        "Too many attempts to sign in have failed. Try again in {minutes} min.",
        "Trop de tentatives de connexion ont échoué. Réessayez dans {minutes} min.",
    ),
    "NOT_HERE": (
        "Ask for subscriptions at /graphql/stream, for queries and mutations at /graphql.",
        "Demandez les abonnements à /graphql/stream, les requêtes et les mutations à /graphql.",
    ),
    "TOO_MANY_STREAMS": (
        "Too many streams are open here just now. Try again in a minute.",
        "Trop de flux sont ouverts en ce moment. Réessayez dans une minute.",
    ),
    "PAGE_SIZE": (
        "Ask for 1 to {limit} at a time.",
        "Demandez de 1 à {limit} éléments à la fois.",
    ),
    "EFFECT_UNKNOWN": (
        "There is nothing of this key to be carried out.",
        "Il n’y a rien à effectuer sous cette clé.",
    ),
    "EFFECT_NOT_FAILED": (
        "This was neither refused nor given up after its attempts: there is nothing to try again.",
        "Ceci n’a pas été refusé, ni abandonné après ses essais : il n’y a rien à reprendre.",
    ),
    "EFFECT_ENDED": (
        "This came to an end already: there is nothing left to give up.",
        "Ceci a déjà pris fin : il ne reste rien à abandonner.",
    ),
    "REASON_TOO_LONG": (
        "The reason has at most {limit} characters.",
        "Le motif a au plus {limit} caractères.",
    ),
    "BAD_CURSOR": (
        "This is not a cursor of this list.",
        "Ce n’est pas un curseur de cette liste.",
    ),
    "BOTH_WAYS": (
        "Go forward (first, after) or backward (last, before), not both.",
        "Avancez (first, after) ou reculez (last, before), mais pas les deux.",
    ),
    "INVALID_INPUT": (
        "Part of what was sent cannot be read: {fields}.",
        "Une partie de ce qui a été envoyé ne peut pas être lue : {fields}.",
    ),
    "NEEDED": (
        "This is needed.",
        "Ce champ est nécessaire.",
    ),
    "BAD_VALUE": (
        "A value has a character or a number that nothing here can have.",
        "Une valeur a un caractère ou un nombre que rien ne peut avoir ici.",
    ),
    "BAD_DATE": (
        "This is not a date that exists. Write year-month-day, such as 2026-03-31.",
        "Cette date n’existe pas. Écrivez année-mois-jour, par exemple 2026-03-31.",
    ),
    "BEYOND_HEAD": (
        "The ledger does not reach that far: its last position is {head}.",
        "Le registre ne va pas jusque-là : sa dernière position est {head}.",
    ),
    "AT_TWICE": (
        "Say either the day up to which it was known, or the position, not both.",
        "Indiquez soit le jour jusqu’auquel c’était connu, soit la position, mais pas les deux.",
    ),
    "NOT_KNOWN_THEN": (
        "At that time there was no such file yet, or the ledger did not know of it. Choose a later day.",
        "À ce moment-là, ce dossier n’existait pas encore, ou le registre ne le connaissait pas. "
        "Choisissez un jour plus récent.",
    ),
    "NO_HISTORY": (
        "The consent opens what is known now, not how it was before. Ask for it as it is known now.",
        "Le consentement donne accès à ce qui est connu maintenant, et non à ce qui l’était avant. "
        "Demandez-le tel qu’il est connu maintenant.",
    ),
    "NO_PAST": (
        "No past is kept of a part of what you ask. Ask for it as it is known now.",
        "Le passé d’une partie de ce que vous demandez n’est pas conservé. Demandez-la telle qu’elle "
        "est connue maintenant.",
    ),
    "BAD_MONTH": (
        "This is not a month. Write year-month, such as 2026-03.",
        "Ce n’est pas un mois. Écrivez année-mois, par exemple 2026-03.",
    ),
    "BAD_NUMBER": (
        "This is not a whole number within reach.",
        "Ce n’est pas un nombre entier acceptable.",
    ),
    "BAD_ID": (
        "This is not the id of a {kind}.",
        "Ce n’est pas un identifiant de type {kind}.",
    ),
    "BAD_UUID": (
        "This is not a UUID.",
        "Ce n’est pas un UUID.",
    ),
    "BAD_CHOICE": (
        "Choose one of {choices}.",
        "Choisissez parmi {choices}.",
    ),
    "BAD_TEXT": (
        "This text holds characters that cannot be kept, or is too long.",
        "Ce texte contient des caractères qui ne peuvent être conservés, ou est trop long.",
    ),
    "UNKNOWN_LIST": (
        "There is no such list.",
        "Cette liste n’existe pas.",
    ),
    "UNKNOWN_NOTICE": (
        "There is no such notice, or not in that version.",
        "Cet avis n’existe pas, ou pas dans cette version.",
    ),
    "BAD_PERIOD": (
        "The period ends before it begins.",
        "La période se termine avant de commencer.",
    ),
    "PERIOD_TOO_LONG": (
        "Ask for at most {months} months, or for the whole period without its months.",
        "Demandez au plus {months} mois, ou toute la période sans ses mois.",
    ),
    "DAY_TO_COME": (
        "What will be known on a day to come cannot be told today.",
        "Ce qui sera connu un jour à venir ne peut être dit aujourd’hui.",
    ),
    "NOT_BY_OFFICE": (
        "This figure is not of cases: it is told for the whole custodian alone.",
        "Ce nombre n’est pas celui de cas : il n’est donné que pour tout l’organisme.",
    ),
    "UNKNOWN_MEASURE": (
        "There is no such measure.",
        "Cet indicateur n’existe pas.",
    ),
    "BAD_SEARCH": (
        "Search by a name or part of one, of 1 to 200 characters.",
        "Cherchez par un nom ou une partie de nom, de 1 à 200 caractères.",
    ),
    "LINK_SPENT": (
        "This sign-in link was used already or has expired. Ask for a new one.",
        "Ce lien de connexion a déjà servi ou a expiré. Demandez-en un nouveau.",
    ),
}


def text(code: str, language: str, **values: Any) -> str:
    """The words of a code in ``en`` or ``fr``. Raises ``KeyError`` for a code without words."""
    return _TEXTS[code][LANGUAGES.index(language)].format(**values)


def codes() -> Sequence[str]:
    """Every code that has words."""
    return tuple(_TEXTS)


def preferred(accept_language: str | None) -> str:
    """``fr`` or ``en`` by an Accept-Language header (RFC 9110); ``en`` where it names neither."""
    best, best_quality = "en", 0.0
    for part in (accept_language or "")[:500].split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        name, _, value = parameter.strip().partition("=")
        try:
            quality = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best
