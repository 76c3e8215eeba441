"""What the command line says of itself and of its commands, in both languages."""

WORDS = {
    "fr": {
        "program": "Caseledger : un registre de dossiers d’aide sociale, événement par événement.",
        "commands": "commandes",
        "options": "options",
        "usage": "Usage : ",
        "help": "montre cette aide et s’arrête",
        "lang": "langue des messages : fr ou en (sinon celle du système)",
        "tenant": "organisme dont c’est le registre (sinon CASELEDGER_TENANT)",
        "bad": "Commande non comprise. « {prog} --help » dit ce qui existe.\n  ({error})\n",
        "environment": """\
Sans DATABASE_URL : PostgreSQL embarqué, dans $CASELEDGER_HOME ou le dossier de données de
l’utilisateur, avec des données inventées et une connexion d’essai pour chaque rôle.
Avec DATABASE_URL et une adresse par rôle (DATABASE_URL_WRITER, _PROJECTOR, _READER, _AUTH,
_AUDITOR, _SEQUENCER), CASELEDGER_TENANT, CASELEDGER_KEY_FOLDER, CASELEDGER_KEY_FILE ou
CASELEDGER_KEY_ENCRYPTION_KEY, et CASELEDGER_LOG_KEY ou CASELEDGER_LOG_KEY_FILE : le vrai registre,
sans données d’essai.
Aussi : CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER, CASELEDGER_KEY_COMMAND, CASELEDGER_DISPOSALS,
CASELEDGER_HOST, CASELEDGER_PORT, CASELEDGER_HTTPS, CASELEDGER_LANG,
CASELEDGER_STANDBY_URL, CASELEDGER_SIGN_IN_FILE, CASELEDGER_SESSION_IDLE_MINUTES,
CASELEDGER_SESSION_MINUTES, CASELEDGER_LOG_ORIGIN, CASELEDGER_LOG_WITNESSES,
CASELEDGER_METRICS, CASELEDGER_EFFECTS_ATTEMPTS, CASELEDGER_WEBHOOKS,
CASELEDGER_WEBHOOK_NETWORKS.
""",
    },
    "en": {
        "program": "Caseledger: a ledger of social assistance cases, event by event.",
        "commands": "commands",
        "options": "options",
        "usage": "Usage: ",
        "help": "show this help and stop",
        "lang": "language of messages: fr or en (else the system's)",
        "tenant": "organisation whose ledger is meant (else CASELEDGER_TENANT)",
        "bad": "That was not understood. “{prog} --help” tells what there is.\n  ({error})\n",
        "environment": """\
Without DATABASE_URL: embedded PostgreSQL, in $CASELEDGER_HOME or the user's data folder, with
invented data and a trial sign-in for each role.
With DATABASE_URL and an address for each role (DATABASE_URL_WRITER, _PROJECTOR, _READER, _AUTH,
_AUDITOR, _SEQUENCER), CASELEDGER_TENANT, CASELEDGER_KEY_FOLDER, CASELEDGER_KEY_FILE or
CASELEDGER_KEY_ENCRYPTION_KEY, and CASELEDGER_LOG_KEY or CASELEDGER_LOG_KEY_FILE: the real ledger,
without trial data.
Also: CASELEDGER_KEY_ENCRYPTION_KEYS_OLDER, CASELEDGER_KEY_COMMAND, CASELEDGER_DISPOSALS,
CASELEDGER_HOST, CASELEDGER_PORT, CASELEDGER_HTTPS, CASELEDGER_LANG, CASELEDGER_STANDBY_URL,
CASELEDGER_SIGN_IN_FILE, CASELEDGER_SESSION_IDLE_MINUTES, CASELEDGER_SESSION_MINUTES,
CASELEDGER_LOG_ORIGIN, CASELEDGER_LOG_WITNESSES, CASELEDGER_METRICS,
CASELEDGER_EFFECTS_ATTEMPTS, CASELEDGER_WEBHOOKS, CASELEDGER_WEBHOOK_NETWORKS.
""",
    },
}

COMMANDS: dict[str, dict[str, str]] = {
    "run": {
        "fr": "migre la base, sert les pages et GraphQL, fait tourner les projections",
        "en": "migrate the database, serve pages and GraphQL, run the projections",
    },
    "effects": {
        "fr": "montre ce qui suit des événements : lettres, rappels, ce qui est dit aux partenaires",
        "en": "show what follows from events: letters, reminders, what partners are told",
    },
    "demo": {
        "fr": "remplit un registre vide de données inventées",
        "en": "fill an empty ledger with invented data",
    },
    "migrate": {
        "fr": "prépare la base de données ou la met à jour",
        "en": "prepare the database, or bring it up to date",
    },
    "status": {
        "fr": "dit où en sont le registre et chaque projection",
        "en": "tell where the ledger and each projection stand",
    },
    "rebuild": {
        "fr": "refait une projection à côté de celle qui est lue, dit ce qui diffère, et l’échange",
        "en": "make a projection again beside the one that is read, tell what differs, and switch",
    },
    "unpark": {
        "fr": "montre les dossiers dont des événements attendent, ou les reprend",
        "en": "list the cases whose events wait, or take them up again",
    },
    "log": {
        "fr": "montre les registres de preuves, leurs clés, et où ils en sont",
        "en": "show the logs of proofs, their keys, and where they stand",
    },
    "witness": {
        "fr": "surveille le registre de preuves d’un autre organisme et contresigne ce qu’il prouve",
        "en": "watch another organisation’s log, and countersign what it proves",
    },
    "prove": {
        "fr": "prouve qu’un événement est dans le registre, et que le registre n’a fait que grandir",
        "en": "prove that an event is in the log, and that the log only grew",
    },
    "verify": {
        "fr": "vérifie de nouveau tout ce qui a été signé, et nomme ce qui ne concorde pas",
        "en": "check again all that was ever signed, and name what does not hold",
    },
    "pack": {
        "fr": "écrit un dossier, une décision ou une communication en un fichier que l’on vérifie sans "
        "nous",
        "en": "write a case, a decision or a disclosure as one file that can be verified without us",
    },
    "trace": {
        "fr": "montre ce qui a mené à un événement ou à une commande, et ce qui en a suivi",
        "en": "show what led to an event or a command, and what followed from it",
    },
    "snapshots": {
        "fr": "états gardés des longs flux d’événements, qui peuvent toujours être supprimés",
        "en": "kept states of long streams, which may be dropped at any time",
    },
    "staff": {
        "fr": "comptes du personnel et liens de connexion à usage unique",
        "en": "staff accounts and single-use sign-in links",
    },
    "import": {
        "fr": "importe l’extrait d’un autre système, et dit ce qu’il en est advenu",
        "en": "import another system’s extract, and tell what became of it",
    },
    "suspects": {
        "fr": "cherche qui pourrait être inscrit sous deux numéros ; une personne en décide ensuite",
        "en": "look for whoever may be registered under two numbers; a person then decides",
    },
    "dispose": {
        "fr": "détruit des renseignements selon le calendrier de conservation, ou les suspend",
        "en": "dispose of data by the retention schedule, or hold it back",
    },
    "export": {
        "fr": "écrit toutes les données d’un organisme, en événements et en fichiers CSV",
        "en": "write all the data of an organisation, as events and as CSV files",
    },
    "keys": {
        "fr": "dit quelles clés protègent le registre, ou les remplace",
        "en": "tell which keys protect the ledger, or replace them",
    },
    "backup": {
        "fr": "sauvegarde le registre, et ses clés à part, pendant qu’il sert",
        "en": "back up the ledger, and its keys apart, while it serves",
    },
    "restore": {
        "fr": "reprend une sauvegarde dans une base vide, et y détruit de nouveau ce qui l’a été",
        "en": "take a backup into an empty database, and dispose again of what was disposed of",
    },
}
