"""What somebody consents to, in which capacity, and what became of it. Each code: French, then English."""

TEXTS = {
    "RECIPIENT_HOLDS_NOTHING": (
        "Rien n’a été communiqué à ce destinataire sur la foi de ce consentement avant sa fin. "
        "Choisissez un destinataire de la liste.",
        "Nothing was sent to this recipient on this consent before it ended. Choose a recipient "
        "from the list.",
    ),
    "TELLING_UNKNOWN": (
        "Cet avis au destinataire est inconnu. Consignez d’abord que le destinataire a été avisé.",
        "This notice to a recipient is not known. First record that the recipient was told.",
    ),
    "TELLING_ANSWERED": (
        "La réponse du destinataire a été consignée le {on}. Il n’y a rien à ajouter.",
        "The recipient’s answer was recorded on {on}. There is nothing to add.",
    ),
    "NOT_UNDER_SECTION": (
        "Cette disposition de la loi ne le permet pas. Elle permet : {allowed}. Choisissez-en, ou "
        "une autre disposition.",
        "This section of the law does not allow that. It allows: {allowed}. Choose from these, or choose "
        "another section.",
    ),
    "NOTICE_TO_SETTLE": (
        "La loi demande que la personne en soit avisée. Dites si elle l’a été, si elle est à aviser, ou "
        "pourquoi l’avis est retenu.",
        "The law asks that the person be told. Say whether they were, are still to be told, or why the "
        "notice is held back.",
    ),
    "NOTICE_NOT_OWED": (
        "Aucun avis n’est requis pour cette divulgation. Laissez ces champs vides.",
        "No notice is owed for this disclosure. Leave these fields empty.",
    ),
    "NOTICE_NOT_WITHHELD": (
        "Un motif et une date de retenue vont seulement avec un avis retenu.",
        "A reason and a day of holding back go only with a notice that is held back.",
    ),
    "NOTICE_WITHHELD_UNTIL": (
        "Dites jusqu’à quand l’avis est retenu.",
        "Say until when the notice is held back.",
    ),
    "NOTICE_STILL_WITHHELD": (
        "L’avis est retenu jusqu’au {until}. La personne peut être avisée à partir de ce jour.",
        "The notice is held back until {until}. The person may be told from that day on.",
    ),
    "NOTICE_GIVEN_ALREADY": (
        "La personne en a été avisée le {on}. Il n’y a rien à ajouter.",
        "The person was told of it on {on}. There is nothing to add.",
    ),
    "DISCLOSURE_UNKNOWN": (
        "Cette divulgation est inconnue. Choisissez-en une de la liste de la personne.",
        "This disclosure is not known. Choose one from the person’s list.",
    ),
    "NOTHING_CHOSEN": (
        "Rien n’est choisi. Choisissez au moins une valeur de la liste.",
        "Nothing is chosen. Choose at least one value from the list.",
    ),
    "NOTICE_UNKNOWN": (
        "Aucun avis « {notice} » n’était en vigueur le {on}. Vérifiez la date ou l’avis.",
        "No notice “{notice}” was in force on {on}. Check the date or the notice.",
    ),
    "NOTICE_NOT_IN_LANGUAGE": (
        "L’avis n’existe pas en « {language} ». Montrez-le en français ou en anglais, avec "
        "une ou un interprète au besoin.",
        "The notice does not exist in “{language}”. Show it in French or English, with an "
        "interpreter where needed.",
    ),
    "GRANTOR_MISSING": (
        "Il manque la personne qui consent à la place de l’autre. Indiquez-la ; elle doit "
        "être inscrite.",
        "The person who consents in the other’s place is missing. Name them; they must be "
        "registered.",
    ),
    "GRANTOR_WITHOUT_CAPACITY": (
        "Une autre personne donne ce consentement. Indiquez à quel titre elle le fait.",
        "Somebody else gives this consent. Say in what capacity they do so.",
    ),
    "WITNESS_MISSING": (
        "Un consentement donné de vive voix demande un témoin. Inscrivez le nom du témoin.",
        "A consent given verbally needs a witness. Write down the witness’s name.",
    ),
    "CONSENT_UNKNOWN": (
        "Cette personne n’a pas donné ce consentement. Choisissez-le dans la liste de ses "
        "consentements.",
        "This person did not give that consent. Choose it from the list of their consents.",
    ),
    "CONSENT_MISSING": (
        "Aucun consentement en vigueur ne permet de communiquer ceci : {categories} "
        "(destinataire : {recipient} ; fin : {purpose}). Demandez le consentement à la "
        "personne, ou ne communiquez pas ces renseignements.",
        "No consent in force allows sharing this: {categories} (recipient: {recipient}; "
        "purpose: {purpose}). Ask the person for consent, or leave this information out.",
    ),
    "CONSENT_WITHDRAWN": (
        "La personne a retiré son consentement à communiquer ceci : {categories} "
        "(destinataire : {recipient} ; fin : {purpose}). Demandez-lui si elle consent de "
        "nouveau, ou ne communiquez pas ces renseignements.",
        "The person withdrew their consent to share this: {categories} (recipient: "
        "{recipient}; purpose: {purpose}). Ask whether they consent again, or leave this "
        "information out.",
    ),
    "SIGNED_BEFORE_WITHDRAWAL": (
        "Ce formulaire a été signé avant le retrait du {withdrawn_on} : il ne dit rien de ce que "
        "la personne veut depuis. Demandez-lui si elle consent de nouveau et faites-lui signer un "
        "nouveau formulaire.",
        "This form was signed before the withdrawal of {withdrawn_on}: it says nothing about what "
        "the person has wanted since. Ask whether they consent again, on a new form.",
    ),
    "CONSENT_EXPIRED": (
        "Le consentement à communiquer ceci est échu : {categories} (destinataire : "
        "{recipient} ; fin : {purpose}). Demandez à la personne de le renouveler, ou ne "
        "communiquez pas ces renseignements.",
        "The consent to share this has expired: {categories} (recipient: {recipient}; "
        "purpose: {purpose}). Ask the person to renew it, or leave this information out.",
    ),
    "NOTICE_NOT_A_PAIR": (
        "L’avis « {notice} » n’existe pas dans les deux langues. Publiez le français et l’anglais "
        "ensemble.",
        "The notice “{notice}” does not exist in both languages. Publish the French and the "
        "English together.",
    ),
    "RECIPIENT_NEEDS_NAME": (
        "« {kind} » ne dit pas quel programme verrait le dossier. Choisissez-le : {names}.",
        "“{kind}” does not say which programme would see the file. Choose it: {names}.",
    ),
    "CONSENT_NOT_ANSWERED": (
        "La personne n’a pas encore répondu à cette demande. Inscrivez d’abord sa réponse.",
        "The person has not answered this request yet. Record their answer first.",
    ),
    "CONSENT_ANSWERED": (
        "La personne a déjà répondu (état : {state}). Si elle a changé d’avis, inscrivez une "
        "nouvelle réponse.",
        "The person has answered already (state: {state}). If they have changed their mind, record "
        "a new answer.",
    ),
    "CONSENT_WAS_REFUSED": (
        "La personne a dit non : il n’y a rien à modifier. Si elle consent maintenant, inscrivez un "
        "nouveau consentement.",
        "The person said no: there is nothing to change. If they consent now, record a new consent.",
    ),
    "CONSENT_ENDED": (
        "Ce consentement n’est plus en vigueur (état : {state}). Au besoin, demandez-en un nouveau.",
        "This consent is no longer in force (state: {state}). If needed, ask for a new one.",
    ),
    "REAFFIRM_NOT_DUE": (
        "Ce consentement n’a pas à être confirmé : l’autorité de la personne qui l’a donné n’a pas "
        "pris fin.",
        "This consent does not need to be reaffirmed: the authority of whoever gave it has not ended.",
    ),
    "NOT_WHAT_WAS_ASKED": (
        "Ceci dépasse ce qui a été demandé. Choisissez dans la demande, ou inscrivez un consentement "
        "à part.",
        "This is more than was asked for. Choose from the request, or record a consent of its own.",
    ),
    "NOT_IN_CONSENT": (
        "Le consentement ne comprend pas cela, ou ne le comprend plus. Choisissez dans ce qu’il en "
        "reste.",
        "The consent does not include that, or no longer does. Choose from what is left of it.",
    ),
    "SAY_WHICH_PART": (
        "Une partie de ce consentement avait été retirée. Indiquez les catégories, les destinataires "
        "et les fins que la personne confirme.",
        "A part of this consent had been withdrawn. Say which categories, recipients and purposes the "
        "person reaffirms.",
    ),
    "CAPACITY_CONSENTS_TO_NOTHING": (
        "Une ou un fiduciaire reçoit l’argent d’une autre personne, mais ne peut pas consentir à sa "
        "place. Demandez à la personne elle-même, ou à qui peut décider pour elle.",
        "A trustee receives another person’s money, but cannot consent in their place. Ask the person "
        "themselves, or who may decide for them.",
    ),
    "TOO_YOUNG_TO_CONSENT": (
        "La personne aura {age} ans le {day}. D’ici là, demandez le consentement d’un parent qui a la "
        "garde ou de la tutrice ou du tuteur ; la personne peut dire non elle-même.",
        "The person turns {age} on {day}. Until then, ask a parent with custody or a guardian for "
        "consent; the person can say no themselves.",
    ),
    "TOO_YOUNG_FOR_CAPACITY": (
        "Personne ne peut être procureure ou procureur de quelqu’un de moins de {age} ans (atteints le "
        "{day}). Demandez à un parent qui a la garde ou à la tutrice ou au tuteur.",
        "Nobody can be attorney for somebody under {age} (reached on {day}). Ask a parent with custody "
        "or a guardian.",
    ),
    "CUSTODY_NOT_STATED": (
        "Seul un parent qui a la garde peut consentir. Demandez-le-lui et indiquez-le ; sinon, "
        "demandez à qui a la garde.",
        "Only a parent with custody can consent. Ask them and say so here; if not, ask whoever has "
        "custody.",
    ),
    "BIRTH_DATE_UNKNOWN": (
        "La date de naissance n’est pas connue : on ne sait pas jusqu’à quand un parent peut "
        "consentir. Inscrivez-la d’abord.",
        "The date of birth is not known, so nobody can say until when a parent may consent. Record it "
        "first.",
    ),
    "EVIDENCE_MISSING": (
        "Indiquez le document qui donne le droit de consentir pour la personne (ordonnance, "
        "procuration), par son numéro ou sa date.",
        "Name the document that gives the right to consent for the person (an order, a power of "
        "attorney), by its number or date.",
    ),
    "AUTHORITY_END_MISSING": (
        "Indiquez jusqu’à quand ce droit dure. Si le document ne le dit pas, indiquez le jour où il "
        "sera revu.",
        "Say until when this right lasts. If the document does not say, give the day on which it will "
        "be looked at again.",
    ),
    "CAPACITY_HAS_ENDED": (
        "Ce droit de consentir pour la personne a pris fin le {day}. Demandez à la personne "
        "elle-même, ou à qui peut décider pour elle maintenant.",
        "This right to consent for the person ended on {day}. Ask the person themselves, or who may "
        "decide for them now.",
    ),
    "ONE_OFF_STANDS_ALONE": (
        "Une conversation à trois se permet à part, pour cette fois seulement. Inscrivez-la seule.",
        "A three-way conversation is allowed by itself, for this one time. Record it alone.",
    ),
    "ONE_OFF_NEEDS_END": (
        "Indiquez jusqu’à quand cette permission vaut : {days} jours au plus, car elle ne sert qu’une "
        "fois.",
        "Say until when this permission holds: {days} days at most, for it is used once only.",
    ),
    "CONSEQUENCE_NOT_SHOWN": (
        "Montrez d’abord ce qui arrive si la personne dit non, puis indiquez que vous l’avez fait.",
        "First show what happens if the person says no, then say that you did.",
    ),
}
