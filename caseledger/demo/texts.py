"""What the demo's staff write, as pairs of French and English. Invented, and about nobody."""

from random import Random

Pair = tuple[str, str]

NOTES: tuple[Pair, ...] = (
    (
        "Rencontre au bureau. La situation est stable; prochain contact dans un mois.",
        "Met at the office. Things are stable; next contact in a month.",
    ),
    (
        "Appel téléphonique. Le propriétaire a confirmé le renouvellement du bail.",
        "Telephone call. The landlord confirmed that the lease is renewed.",
    ),
    (
        "A repris ses cours de jour. Horaire remis; les rendez-vous se feront le matin.",
        "They are back in day classes. Timetable received; appointments will be in the morning.",
    ),
    (
        "Message laissé au numéro sûr. Rappel prévu jeudi.",
        "Left a message at the safe number. Will call back on Thursday.",
    ),
    (
        "Discussion sur le budget du mois et le dépôt direct. Tout est en ordre.",
        "Talked about this month’s budget and direct deposit. All is in order.",
    ),
    (
        "Entrevue d’embauche passée la semaine dernière; la réponse est attendue vendredi.",
        "Had a job interview last week; an answer is expected on Friday.",
    ),
    (
        "Rendez-vous médical reporté. Le formulaire suivra par la poste.",
        "Medical appointment was moved. The form will follow by mail.",
    ),
    (
        "A demandé de l’aide pour sa déclaration de revenus. Heures du comptoir remises.",
        "Asked for help with the tax return. Gave the hours of the tax clinic.",
    ),
    (
        "Garde d’enfants trouvée trois jours par semaine à compter de lundi.",
        "Found child care for three days a week from Monday on.",
    ),
    (
        "Travail à temps partiel, deux quarts par semaine. Talons de paie chaque mois.",
        "Working part time, two shifts a week. Pay stubs will be brought every month.",
    ),
    (
        "Aucun autobus après 18 h : les cours du soir sont difficiles. On cherche autre chose.",
        "There is no bus after 6 p.m., which makes evening classes hard. Looking for another way.",
    ),
    (
        "Bonne nouvelle : le premier module est réussi. Félicitations transmises.",
        "Good news: the first module is passed. Passed on our congratulations.",
    ),
    (
        "Le chauffage ne fonctionnait plus. Le service du logement a été joint avec la personne.",
        "The heating had stopped. Called Housing Services together with them.",
    ),
    (
        "Préfère être joint par courriel et rencontré près de chez soi. Préférence inscrite.",
        "Would rather be reached by email and met close to home. Preference recorded.",
    ),
)

ASSESSMENTS: tuple[Pair, ...] = (
    (
        "Les forces d’abord : un réseau solide et de l’expérience en vente. Le logement inquiète.",
        "Strengths first: good support from others and experience in sales. Housing is a worry.",
    ),
    (
        "Veut reprendre le travail en soins. D’abord, un diagnostic et un moyen de transport.",
        "Wants to go back to care work. A diagnosis and a way to travel come first.",
    ),
    (
        "Parle trois langues et apprend vite. Les diplômes de l’étranger restent à faire évaluer.",
        "Speaks three languages and learns fast. Diplomas from abroad still need to be assessed.",
    ),
    (
        "Se sent plus en sécurité qu’au début. Souhaite avancer à petits pas.",
        "Feels safer than at the start. Would like to go on in small steps.",
    ),
    (
        "Prêt à chercher un emploi; curriculum vitæ à jour, horaires souples.",
        "Ready to look for work; résumé up to date, flexible hours.",
    ),
)

STEPS: dict[tuple[str, str], tuple[Pair, ...]] = {
    ("STABILITY", "CRISIS_SAFETY"): (
        (
            "Revoir le plan de sécurité avec l’intervenante.",
            "Go through the safety plan with the support worker.",
        ),
        (
            "Demander une place sur la liste des logements.",
            "Ask for a place on the housing list.",
        ),
    ),
    ("STABILITY", "HEALTH"): (
        ("Prendre rendez-vous à la clinique.", "Make an appointment at the clinic."),
        ("Remplir le formulaire de soins de la vue.", "Fill in the form for vision care."),
    ),
    ("STABILITY", "LIFE_SKILLS"): (
        (
            "Obtenir une pièce d’identité avec photo.",
            "Get identification with a photograph.",
        ),
        (
            "Produire la déclaration de revenus au comptoir d’impôt.",
            "File the tax return at the tax clinic.",
        ),
        ("Ouvrir un compte bancaire sans frais.", "Open a bank account without fees."),
    ),
    ("STABILITY", "COMMUNITY"): (
        (
            "Visiter le centre alimentaire et s’y inscrire.",
            "Visit the food centre and sign up there.",
        ),
        ("Participer au cercle de conversation.", "Join the conversation circle."),
    ),
    ("EMPLOYMENT", "EMPLOYMENT"): (
        ("Mettre à jour le curriculum vitæ.", "Bring the résumé up to date."),
        ("Suivre l’atelier sur les entrevues.", "Go to the workshop on interviews."),
        (
            "Présenter une demande au programme de préposées et préposés.",
            "Apply to the personal support worker programme.",
        ),
        ("Faire évaluer les diplômes de l’étranger.", "Have diplomas from abroad assessed."),
    ),
}

PROGRESS: tuple[Pair, ...] = (
    ("Fait plus vite que prévu.", "Done sooner than planned."),
    (
        "A pris plus de temps que prévu; on continue ensemble.",
        "Took longer than planned; we go on together.",
    ),
    ("Reçu la confirmation par courriel.", "Got the confirmation by email."),
)

REFUSALS: dict[str, Pair] = {
    "INCOME_ABOVE_LIMIT": (
        "Le revenu du mois dépasse la limite. Une nouvelle demande est possible s’il change.",
        "This month’s income is above the limit. They may apply again if it changes.",
    ),
    "ASSETS_ABOVE_LIMIT": (
        "Les épargnes dépassent la limite pour l’instant. Le calcul a été expliqué.",
        "Savings are above the limit for now. The calculation was explained.",
    ),
    "INFORMATION_MISSING": (
        "Les relevés bancaires demandés deux fois ne sont pas arrivés.",
        "The bank statements that were asked for twice did not arrive.",
    ),
    "SERVED_ELSEWHERE": (
        "Reçoit déjà de l’aide d’un autre agent de prestation ce mois-ci.",
        "Already receives assistance from another delivery agent this month.",
    ),
}

REFERRALS: dict[str, tuple[Pair, ...]] = {
    "EO": (
        (
            "Cherche un emploi dans la vente ou l’accueil, de jour.",
            "Looking for work in sales or reception, during the day.",
        ),
        (
            "Souhaite une formation en soins et un stage.",
            "Would like training in care work and a placement.",
        ),
    ),
    "COMMUNITY": (
        (
            "Souhaite un accompagnement; préfère le matin.",
            "Would like somebody at their side; mornings are best.",
        ),
        ("Premier contact fait ensemble par téléphone.", "First contact made together by phone."),
    ),
    "INTERNAL": (
        (
            "Demande de soutien au logement; le bail se termine bientôt.",
            "Asks for help with housing; the lease ends soon.",
        ),
        ("Place en garderie recherchée.", "Looking for a child care space."),
    ),
}

WITHDRAWALS: tuple[Pair, ...] = (
    (
        "Ne souhaite plus que l’information soit communiquée pour le moment.",
        "Does not want the information to be shared for now.",
    ),
    ("A changé d’organisme et décidera plus tard.", "Changed organisations and will decide later."),
)

EXITS: dict[str, Pair] = {
    "EMPLOYMENT": (
        "Emploi à temps plein commencé. Bravo! La porte reste ouverte.",
        "Started full-time work. Well done! The door stays open.",
    ),
    "OTHER_INCOME": (
        "Une pension commence ce mois-ci et suffit au budget.",
        "A pension begins this month and covers the budget.",
    ),
    "MOVED_TO_OTHER_AGENT": (
        "Déménagement dans une autre région; le dossier a été annoncé là-bas.",
        "Moved to another region; the other office was told.",
    ),
    "NO_CONTACT": (
        "Trois essais de contact sans réponse, par les moyens convenus.",
        "Tried three times to reach them in the ways agreed, without an answer.",
    ),
    "ODSP_GRANTED": (
        "Admission au POSPH; le transfert a été expliqué.",
        "Granted ODSP; the transfer was explained.",
    ),
}


def pick(rng: Random, pairs: tuple[Pair, ...], language: str) -> str:
    """One of the pairs, in that language."""
    return in_language(rng.choice(pairs), language)


def in_language(pair: Pair, language: str) -> str:
    return pair[0] if language == "fr" else pair[1]


APART: dict[str, Pair] = {
    "sealed": (
        "Séjourne en maison d’hébergement. Demande que son dossier ne soit connu de personne d’autre.",
        "Stays in a shelter. Asks that nobody else knows of this file.",
    ),
    "safe": (
        "Ne laisser aucun message. Ne jamais nommer le bureau avant d’avoir entendu le mot convenu.",
        "Leave no message. Never name the office before the code word was said.",
    ),
    "hours": ("En semaine, de 9 h à 11 h 30", "Weekdays, 9 to 11:30"),
    "word": ("Bouleau", "Birch"),
    "note": (
        "Se sent plus en sécurité. Cherche un logement dans un autre quartier.",
        "Feels safer. Looks for a place to live in another part of town.",
    ),
}
"""What is told in a file of somebody's own after they left a household."""

OFFICE: dict[str, Pair] = {
    "about": (
        "Tout ce que vous avez sur moi, et à qui vous l’avez donné.",
        "Everything that you have about me, and to whom you gave it.",
    ),
    "wanted": (
        "J’ai fait ma demande par téléphone, deux jours plus tôt.",
        "I applied by telephone, two days earlier.",
    ),
    "statement": (
        "J’ai appelé deux jours plus tôt. Personne n’a noté mon appel.",
        "I called two days earlier. Nobody wrote down my call.",
    ),
    "astray": (
        "Une lettre a été livrée chez les voisins. Ils l’ont rapportée sans l’ouvrir, disent-ils.",
        "A letter was delivered to the neighbours. They say that they brought it back unopened.",
    ),
}

PRIVACY = {
    "emergency": (
        "S’est effondrée à la réception. Les ambulanciers demandent qui appeler.",
        "Collapsed at reception. The paramedics ask whom to call.",
    ),
    "service": ("Ambulances de Rivière-Nord, équipe 4", "Rivière-Nord ambulances, crew 4"),
    "given": ("Nom et numéro de téléphone", "Name and telephone number"),
}
"""Words of an emergency, and of what was told to the service that came."""
