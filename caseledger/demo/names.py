"""Invented names and places. Names mix at random; no combination is meant to be anybody."""

import msgspec

from domain.private import Language


class Origin(msgspec.Struct, frozen=True):
    """Names that go together: with which official language, which language at home, how often."""

    official: Language
    spoken: tuple[str, ...]
    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _origin(official: Language, spoken: str, weight: int, given: str, family: str) -> Origin:
    return Origin(official, _words(spoken), weight, _words(given), tuple(family.split(", ")))


ORIGINS = (
    _origin(
        "fr",
        "fr",
        24,
        "Océane Marie-Ève Réjean Chloé Gaëtan Maude Jean-François Noëlla Zoé Rhéal Anaïs Hélène"
        " Félix Mélodie Sébastien Fleurette Normand Léa Yannick Véronique Laurent Cédric Gisèle",
        "Lafrenière, Bellefeuille, Prud’homme, Sauvé, Beauséjour, L’Heureux, Quesnel, Ménard,"
        " Côté-Rainville, D’Aoust, Séguin, Gravelle, Brisebois, Larocque, Thibodeau, Ouellette",
    ),
    _origin(
        "fr",
        "ht",
        4,
        "Widline Jean-Robert Mirlande Wilner Fabiola Ricardo Guerda Esther",
        "Désir, Jean-Louis, Pierre-Antoine, Saint-Fleur, Estimé",
    ),
    _origin(
        "fr",
        "fr ln sw",
        5,
        "Grâce Dieudonné Espérance Christelle Patrick Nadège Béni Aimée",
        "Mukendi, Kabasele, N’Diaye, Ngo Bassong, Tshibangu, Ouédraogo",
    ),
    _origin(
        "fr",
        "ar fr",
        4,
        "Yasmina Karim Nour-Eddine Samira Idriss Lamia Rachid",
        "Benchekroun, El-Amrani, Ould Mohamed, Haddadou, Ben Saïd",
    ),
    _origin(
        "en",
        "en",
        26,
        "Brandon Tiffany Kyle Heather Gord Shannon Trevor Amber Darlene Curtis Mackenzie Wade"
        " Bonnie Tyler Sierra Doug Kayla Rosemary Dwayne Paige Ethel Logan",
        "McIsaac, Hollingsworth, O’Reilly, Thistlewood, MacDougall, Prentice-Hale, Wetherby,"
        " Stroud, Pickersgill, Rutledge, Ashdown, FitzGibbon, Carmody, Blackwood, Tunstall, Yeo",
    ),
    _origin(
        "en",
        "en oj",
        3,
        "Dakota Autumn Raven Jordan Skye Mason",
        "Whitesky, Stonefish, Northwind, Redwillow",
    ),
    _origin(
        "en",
        "fi en",
        2,
        "Aino Väinö Eero Päivi Toivo",
        "Mäkelä, Hyvärinen, Koskela, Jääskeläinen",
    ),
    _origin(
        "en",
        "uk",
        4,
        "Oksana Mykola Iryna Taras Solomiia Bohdan Halyna",
        "Kovalchuk, Shevchuk-Bondar, Zakharchenko, Lysenko, Horobets",
    ),
    _origin(
        "en",
        "ar",
        5,
        "Amira Yousef Rania Abdul-Rahman Hala Bilal Sawsan",
        "Al-Khatib, Haddad, Abu-Salem, Barazi, El Masri",
    ),
    _origin(
        "en",
        "so",
        4,
        "Hodan Abdirahman Ifrah Mahad Sagal Liban",
        "Warsame, Farah, Jama, Abdullahi, Cabdi",
    ),
    _origin(
        "en",
        "pa ur hi ta",
        6,
        "Gurleen Harpreet Ayesha Imran Meenakshi Senthil Jaspreet Zainab",
        "Sandhu, Dhaliwal, Qureshi, Ramanathan, Siddiqui, Bhattacharjee",
    ),
    _origin(
        "en",
        "tl",
        3,
        "Maricel Jun-Jun Rowena Arnel Divina Reynaldo",
        "Dela Cruz, Macaraeg, Bautista, Ilagan",
    ),
    _origin(
        "en",
        "zh-Hans yue vi ko",
        4,
        "Xiǎoyàn Wei Linh Thuỳ Minh Ji-woo Siu-Fong Đức",
        "Nguyễn, Ōu-Yáng, Trịnh, Leung, Seo, Zhào",
    ),
    _origin(
        "en",
        "es pt",
        4,
        "Begoña Íñigo Xiomara João Conceição Joaquín Maribel",
        "Núñez de la Torre, Gonçalves, Ibáñez, Araújo, Zúñiga",
    ),
    _origin(
        "en",
        "fa ku",
        2,
        "Shirin Behrouz Niloufar Dilan",
        "Tehranizadeh, Mohammadi, Azadpour",
    ),
    _origin(
        "en",
        "pl ro",
        2,
        "Małgorzata Łukasz Ștefan Ioana",
        "Wiśniewska-Nowak, Brzęczyszczak, Țurcanu",
    ),
)

MONONYMS = ("Thandar", "Suryadi")
"""Given to people who have one name only, as is usual where they come from."""

STREETS: dict[str, tuple[tuple[str, str], ...]] = {
    "centre": (
        ("rue de la Drave", "Drave Street"),
        ("rue du Vieux-Moulin", "Old Mill Street"),
        ("avenue des Grands-Ducs", "Horned Owl Avenue"),
        ("rue Principale", "Main Street"),
    ),
    "east": (
        ("rue des Épinettes", "Spruce Street"),
        ("chemin du Portage-Perdu", "Lost Portage Road"),
        ("rue de l’Écluse", "Lock Street"),
    ),
    "west": (
        ("boulevard du Couchant", "Sundown Boulevard"),
        ("rue des Bouleaux-Blancs", "White Birch Street"),
        ("côte de la Scierie", "Sawmill Hill"),
    ),
    "rural": (
        ("rang du Lac-à-l’Outarde", "Wild Goose Lake Line"),
        ("chemin de la Troisième-Chute", "Third Falls Road"),
    ),
}
"""Streets of Rivière-Nord by office, in French and in English. The place is invented."""

FORWARD_SORTATION_AREA = "P9F"
"""No Canadian postal code has an F in it: this area cannot exist."""

SAFE_CONTACT: tuple[tuple[str, str], ...] = (
    (
        "Ne pas laisser de message vocal. Appeler seulement entre 10 h et midi.",
        "Leave no voice message. Call between 10 a.m. and noon only.",
    ),
    (
        "Écrire par courriel seulement; le téléphone est partagé.",
        "Write by email only; the telephone is shared.",
    ),
    (
        "Ne rien envoyer par la poste. Les lettres se prennent au bureau.",
        "Send nothing by mail. Letters are picked up at the office.",
    ),
    (
        "Au téléphone, se présenter par son prénom, sans nommer le service.",
        "On the telephone, give your first name only, and do not name the service.",
    ),
)
