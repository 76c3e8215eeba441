"""What the command line says of its options and arguments, in both languages."""

OPTIONS: dict[str, dict[str, str]] = {
    "host": {
        "fr": "adresse où écouter (127.0.0.1)",
        "en": "address to listen on (127.0.0.1)",
    },
    "port": {
        "fr": "port où écouter (8620, ou le prochain libre ; 0 : un libre)",
        "en": "port to listen on (8620, or the next free one; 0: any free one)",
    },
    "empty": {
        "fr": "sans données inventées au premier démarrage (base embarquée)",
        "en": "no invented data at the first start (embedded database)",
    },
    "what": {
        "fr": "le dossier de l’extrait ; ou « rejects » pour écrire les rangées illisibles, ou "
        "« mended » pour les renvoyer corrigées",
        "en": "the extract’s folder; or `rejects` to write the unreadable rows, or `mended` to send "
        "them again",
    },
    "mended": {
        "fr": "après « mended » : le fichier ou le dossier des rangées corrigées",
        "en": "after `mended`: the file or the folder of the mended rows",
    },
    "out": {
        "fr": "après « rejects » : le dossier où écrire les rangées (rejects-ORGANISME)",
        "en": "after `rejects`: the folder to write the rows to (rejects-CUSTODIAN)",
    },
    "report": {
        "fr": "dossier où écrire le compte rendu (« imports » dans le dossier de données)",
        "en": "folder to write the report to (`imports` in the data folder)",
    },
    "by": {
        "fr": "qui fait l’import (sinon le nom d’utilisateur de la machine)",
        "en": "who runs the import (else the machine’s user name)",
    },
    "folder": {
        "fr": "dossier nouveau où écrire ; il sera fermé aux autres",
        "en": "new folder to write to; it will be closed to others",
    },
    "sealed": {
        "fr": "laisse scellé ce qui est privé (événements seuls ; ne s’importe nulle part)",
        "en": "leave what is private sealed (events alone; cannot be imported anywhere)",
    },
    "only": {
        "fr": "seulement les événements, ou seulement la forme CSV",
        "en": "only the events, or only the CSV form",
    },
    "export-by": {
        "fr": "qui fait l’export, pour le registre des consultations (sinon l’utilisateur)",
        "en": "who runs the export, for the record of looks (else the machine’s user name)",
    },
    "own-person": {
        "fr": "numéro de la personne, comme dans « Person:… »",
        "en": "the person's id, as in Person:…",
    },
    "was": {
        "fr": "code de cette personne dans le système importé : ses dossiers d’alors sont les siens",
        "en": "this person’s code in the imported system: their cases there are theirs here",
    },
    "cases": {"fr": "nombre de dossiers à inventer (320)", "en": "how many cases to invent (320)"},
    "json": {"fr": "réponse en JSON", "en": "answer in JSON"},
    "switch": {
        "fr": "mettre en place, sans demander, ce qui a été refait à côté",
        "en": "put what was made beside in place, without asking",
    },
    "back": {
        "fr": "revenir à ce qui était en place avant, une fois mis à jour",
        "en": "go back to what was in place before, once it has caught up",
    },
    "lacking": {
        "fr": "mettre en place même s’il y manque ce qui est mis de côté",
        "en": "put it in place though it lacks what is parked",
    },
    "drop-builds": {
        "fr": "supprimer ce qui se fait à côté et ce qui était en place avant",
        "en": "drop what is made beside, and what was in place before",
    },
    "differing-keys": {
        "fr": "combien de lignes différentes nommer par table (10 si rien n’est dit)",
        "en": "how many differing rows to name of each table (10 if not said)",
    },
    "projection": {"fr": "nom de la projection", "en": "the projection's name"},
    "mend-case": {
        "fr": "ce dossier seul, et ce qui y tient : son numéro ou son identifiant",
        "en": "this case alone, and what hangs on it: its number or its id",
    },
    "mend-person": {
        "fr": "cette personne seule, et ce qui y tient : son identifiant",
        "en": "this person alone, and what hangs on them: their id",
    },
    "mend-all": {"fr": "tout ce qui attend", "en": "all that is parked"},
    "id": {
        "fr": "identifiant d’un événement, d’une commande ou d’une série, ou position d’un événement",
        "en": "id of an event, a command or a run, or the position of an event",
    },
    "log-reopen": {
        "fr": "après une restauration : ferme les registres et ouvre les suivants, qui citent le "
        "dernier point de contrôle connu",
        "en": "after a restore: end the logs and open the next, which cite the last known checkpoint",
    },
    "because": {
        "fr": "nom de la restauration ; le même une seconde fois ne change rien",
        "en": "name of the restore; the same a second time changes nothing",
    },
    "known-events": {
        "fr": "dernier point de contrôle connu des événements, par exemple celui d’un témoin",
        "en": "last known checkpoint of the events, for example a witness’s",
    },
    "known-looks": {
        "fr": "dernier point de contrôle connu des consultations",
        "en": "last known checkpoint of the looks",
    },
    "witness-log": {
        "fr": "adresse du registre, par exemple https://exemple.org/log/events (sans elle : montre "
        "la clé de ce témoin)",
        "en": "address of the log, for example https://example.org/log/events (without it: show this "
        "witness’s key)",
    },
    "vkey": {
        "fr": "clé du registre, nom+empreinte+clé",
        "en": "key of the log, name+hash+key",
    },
    "state": {
        "fr": "dossier où ce témoin garde sa clé et ce qu’il a signé",
        "en": "folder where this witness keeps its key and what it has signed",
    },
    "witness-name": {
        "fr": "nom de ce témoin, à donner la première fois",
        "en": "name of this witness, to be given the first time",
    },
    "once": {"fr": "une seule fois", "en": "once only"},
    "every": {
        "fr": "secondes entre deux regards (60)",
        "en": "seconds between two looks (60)",
    },
    "prove-id": {
        "fr": "identifiant d’un événement ou d’une consultation, ou position d’un événement",
        "en": "id of an event or a look, or an event’s position",
    },
    "old": {
        "fr": "taille d’un point de contrôle plus ancien, que le registre doit continuer",
        "en": "size of an older checkpoint, which the log must continue",
    },
    "row": {
        "fr": "fichier où écrire la ligne elle-même, sous la forme dont sa feuille est l’empreinte",
        "en": "file to write the row itself to, in the form that its leaf is the hash of",
    },
    "known": {
        "fr": "point de contrôle gardé ailleurs, par exemple par un témoin ; plusieurs fois au besoin",
        "en": "checkpoint kept elsewhere, for example by a witness; may be given again",
    },
    "known-key": {
        "fr": "clé du registre telle que vous la connaissez, nom+empreinte+clé (sinon celle de la "
        "base est crue)",
        "en": "key of the log as you know it, name+hash+key (else that of the database is believed)",
    },
    "pack-case": {"fr": "identifiant du dossier", "en": "id of the case"},
    "pack-decision": {
        "fr": "identifiant de l’événement de la décision",
        "en": "id of the decision’s event",
    },
    "pack-disclosure": {
        "fr": "identifiant de la communication",
        "en": "id of the disclosure",
    },
    "pack-out": {"fr": "fichier à écrire (.zip)", "en": "file to write (.zip)"},
    "pack-by": {
        "fr": "qui le fait, pour le registre des consultations (sinon l’utilisateur)",
        "en": "who makes it, for the record of looks (else the machine’s user name)",
    },
    "snapshots-drop": {
        "fr": "les supprime tous, sans arrêter quoi que ce soit",
        "en": "drop them all, without stopping anything",
    },
    "staff-list": {"fr": "liste des comptes", "en": "list the accounts"},
    "staff-add": {"fr": "ajoute un compte", "en": "add an account"},
    "staff-link": {
        "fr": "donne un lien de connexion, valable une fois, 24 heures",
        "en": "give a sign-in link, good once, for 24 hours",
    },
    "staff-close": {
        "fr": "ferme un compte et met fin à ses sessions",
        "en": "close an account and end its sessions",
    },
    "staff-person": {
        "fr": "note quel dossier est celui de qui a ce compte ; sans numéro : aucun",
        "en": "note whose own record an account's is; without a person: nobody's",
    },
    "staff-bind": {
        "fr": "relie un compte à la personne que le fournisseur d’identité désigne ainsi",
        "en": "bind an account to whom the identity provider calls so",
    },
    "staff-service": {
        "fr": "ajoute le compte d’un programme, limité à des portées, et donne son jeton",
        "en": "add the account of a program, limited to scopes, and give its token",
    },
    "staff-token": {
        "fr": "donne un nouveau jeton à un programme ; les anciens s’éteignent",
        "en": "give a program a new token; its old ones end",
    },
    "staff-revoke": {
        "fr": "éteint aussitôt les jetons et les sessions d’un programme",
        "en": "end a program’s tokens and sessions at once",
    },
    "subject": {
        "fr": "valeur de « sub » chez le fournisseur d’identité",
        "en": "the value of `sub` at the identity provider",
    },
    "scope": {
        "fr": "portée, de la liste « scopes » ; plusieurs fois au besoin",
        "en": "scope, of the list “scopes”; may be given again",
    },
    "client": {
        "fr": "son nom de client chez le fournisseur d’identité, qui donne alors les jetons",
        "en": "its client id at the identity provider, which then gives the tokens",
    },
    "days": {"fr": "durée du jeton, en jours (90)", "en": "how many days the token lasts (90)"},
    "overlap": {
        "fr": "heures pendant lesquelles les anciens jetons valent encore (24)",
        "en": "hours for which old tokens still count (24)",
    },
    "keys-rotate": {
        "fr": "enveloppe tout sous une clé nouvelle, sans arrêter quoi que ce soit, et détruit l’ancienne",
        "en": "wrap everything under a new key, without stopping anything, and destroy the old one",
    },
    "person": {
        "fr": "donne plutôt une clé nouvelle à cette personne, pour ce qui sera écrit",
        "en": "give this person a new key instead, for what will be written",
    },
    "to": {
        "fr": "dossier nouveau de la sauvegarde ; il sera fermé aux autres",
        "en": "new folder of the backup; it will be closed to others",
    },
    "from": {"fr": "dossier de la sauvegarde", "en": "folder of the backup"},
    "keys-of": {
        "fr": "dossier d’une sauvegarde plus récente, dont seules les clés sont reprises",
        "en": "folder of a more recent backup, of which only the keys are taken",
    },
    "disposals": {
        "fr": "un journal des destructions de plus à suivre (CASELEDGER_DISPOSALS d’une autre machine)",
        "en": "a further journal of disposals to follow (CASELEDGER_DISPOSALS of another machine)",
    },
    "checkpoint": {
        "fr": "le dernier point de contrôle qu’un témoin a vu d’un registre de preuves, à citer",
        "en": "the last checkpoint that a witness has seen of a log, to be cited",
    },
    "account": {"fr": "identifiant du compte", "en": "the account's id"},
    "name": {"fr": "nom de la personne", "en": "the person's name"},
    "role": {
        "fr": "rôle, ou rôles, de la liste « roles »",
        "en": "role, or roles, of the list “roles”",
    },
    "office": {"fr": "bureau, de la liste « offices »", "en": "office, of the list “offices”"},
    "organisation": {
        "fr": "organisme (sinon celui du registre)",
        "en": "organisation (else the ledger's own)",
    },
    "effects-list": {
        "fr": "compte tout, et montre ce qui attend, a été refusé ou abandonné",
        "en": "count all, and show what waits, was refused or given up",
    },
    "effects-all": {"fr": "montre aussi ce qui est fait", "en": "show what is done as well"},
    "effects-retry": {
        "fr": "essaie de nouveau ce qui a été refusé ou abandonné",
        "en": "try again what was refused or given up",
    },
    "effects-drop": {"fr": "y renonce, avec un motif", "en": "give it up, with a reason"},
    "effect-keys": {"fr": "clés des effets, comme listées", "en": "keys of effects, as listed"},
    "effect-because": {"fr": "le motif, gardé avec l’effet", "en": "the reason, kept with it"},
    "effect-by": {"fr": "qui en a décidé", "en": "who decided it"},
    "effects-endpoints": {
        "fr": "où les partenaires reçoivent ce qui les concerne",
        "en": "where partners are told what concerns them",
    },
    "effects-endpoint": {
        "fr": "règle l’adresse d’un partenaire, et montre le secret qui signe",
        "en": "set a partner’s address, and show the secret that signs",
    },
    "effects-renew-secret": {
        "fr": "donne un autre secret ; l’ancien signe encore un jour",
        "en": "give another secret; the one of before signs for a day more",
    },
    "effects-end-endpoint": {
        "fr": "n’envoie plus rien à ce partenaire",
        "en": "send nothing to this partner any more",
    },
    "recipient": {
        "fr": "organisme, de la liste « organisations »",
        "en": "organisation, of the list “organisations”",
    },
    "url": {"fr": "adresse https", "en": "https address"},
}
