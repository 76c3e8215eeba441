"""The page of words in a pack: what is in it, how to verify it step by step, what it proves."""

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from ledger.log.store import Published
from ledger.pack.choosing import Chosen

if TYPE_CHECKING:
    from ledger.pack.making import About

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font-family: ui-monospace, monospace; font-size: .85em; overflow-wrap: anywhere }
pre { white-space: pre-wrap; border-left: .25rem solid; padding-left: .75rem }
dt { font-weight: bold } dd { margin: 0 0 .5rem 1rem; overflow-wrap: anywhere }
section { border-top: 1px solid; margin-top: 2rem }
@media print { section { break-before: page } section:first-of-type { break-before: auto } }
"""

_KINDS = {
    "case": ("un dossier", "a case"),
    "decision": ("une décision", "a decision"),
    "disclosure": ("une communication de renseignements", "a disclosure"),
}

_WORDS = (
    {
        "lang": "fr",
        "colon": "\u00a0: ",
        "title": "Dossier de preuve",
        "about": "Ce dossier concerne {kind}, <code>{id}</code>, de « {tenant} ». Il a été fait le "
        "{at} (UTC) par {by}. Il contient {count} événements, tels qu’ils sont dans le registre, et "
        "les règles qui étaient publiées alors.",
        "private": "Il contient des renseignements personnels en clair : gardez-le comme tel.",
        "how": "Vérifier en une commande",
        "run": "Il faut Python 3.10 ou plus récent, et rien d’autre : ni réseau, ni l’organisme. "
        "Le programme, <code>verify.py</code> et <code>verify_crypto.py</code>, est court : on peut "
        "le lire.",
        "steps": "Vérifier pas à pas, avec vos propres outils",
        "one": "Comparez la clé du registre à celle que l’organisme publie ailleurs (son site, un "
        "témoin, un courrier). Sans cela tout le reste ne prouve que la cohérence du dossier.",
        "two": "<code>manifest.note</code> donne l’empreinte SHA-256 de <code>manifest.json</code>, "
        "signée par cette clé (Ed25519) ; la liste donne celle de chaque fichier :",
        "three": "<code>checkpoint.note</code> dit combien d’événements le registre avait, et la "
        "racine de leur arbre ; il est signé de la même clé. {witnesses}",
        "four": "Chaque événement est un fichier de <code>rows</code>. L’empreinte d’un octet nul "
        "suivi de ce fichier est sa feuille dans l’arbre :",
        "five": "Dans <code>proofs</code>, le fichier du même numéro donne les empreintes voisines, "
        "de la feuille à la racine (RFC 6962 ; format c2sp.org/tlog-proof). Chaque fois : SHA-256 "
        "d’un octet 01, de la gauche, de la droite. À la fin se trouve la racine du point de "
        "contrôle. Les outils <code>golang.org/x/mod/sumdb</code> font de même.",
        "six": "Un texte libre a sa propre clé, donnée dans <code>manifest.json</code> : elle ouvre "
        "(AES-256-GCM) la boîte scellée de la ligne, et rien d’autre.",
        "proves": "Ce que cela prouve",
        "yes": "Ces lignes étaient dans le registre, à ces places, quand le point de contrôle a été "
        "signé ; aucune n’a été modifiée depuis. Les textes qui ont leur clé sont ceux qui ont été "
        "écrits.",
        "no": "Cela ne prouve pas que ce qui a été écrit était vrai, ni que rien d’autre n’existe. "
        "Les noms et coordonnées sont scellés sous une clé qui n’est pas donnée : que la boîte n’a "
        "pas changé est prouvé ; ce qu’elle contient, l’organisme l’affirme en signant ce dossier. "
        "Sans témoin, rien ne prouve que l’organisme ne montre pas un autre registre à d’autres.",
        "witnessed": "Il est aussi contresigné : {names}.",
        "unwitnessed": "Aucun témoin ne l’a contresigné.",
        "events": "Les événements",
        "place": "Place",
        "key": "Clé du registre",
        "proved": "prouvé par sa clé",
        "vouched": "affirmé par l’organisme",
    },
    {
        "lang": "en",
        "colon": ": ",
        "title": "Proof pack",
        "about": "This pack is about {kind}, <code>{id}</code>, of {tenant}. It was made on {at} "
        "(UTC) by {by}. It holds {count} events as they stand in the ledger, and the rules that were "
        "published then.",
        "private": "It holds personal information in clear: keep it as such.",
        "how": "Verify with one command",
        "run": "Python 3.10 or later is needed, and nothing else: no network, and not the "
        "organisation. The program, <code>verify.py</code> and <code>verify_crypto.py</code>, is "
        "short: it can be read.",
        "steps": "Verify step by step, with tools of your own",
        "one": "Compare the log’s key with the one that the organisation publishes elsewhere (its "
        "site, a witness, a letter). Without that all the rest proves no more than that the pack "
        "fits together.",
        "two": "<code>manifest.note</code> gives the SHA-256 of <code>manifest.json</code>, signed "
        "with that key (Ed25519); the list gives that of every file:",
        "three": "<code>checkpoint.note</code> says how many events the log had, and the root of "
        "their tree; it is signed with the same key. {witnesses}",
        "four": "Each event is a file in <code>rows</code>. The hash of a zero byte followed by that "
        "file is its leaf in the tree:",
        "five": "In <code>proofs</code> the file of the same number gives the neighbouring hashes, "
        "from the leaf to the root (RFC 6962; format c2sp.org/tlog-proof). Each time: SHA-256 of a "
        "byte 01, the left one, the right one. At the end stands the root of the checkpoint. The "
        "tools of <code>golang.org/x/mod/sumdb</code> do the same.",
        "six": "A free text has a key of its own, given in <code>manifest.json</code>: it opens "
        "(AES-256-GCM) the sealed box in the row, and nothing else.",
        "proves": "What this proves",
        "yes": "These rows were in the ledger, at these places, when the checkpoint was signed; none "
        "was altered since. The texts that have their key are those that were written.",
        "no": "It does not prove that what was written was true, nor that nothing else exists. Names "
        "and contact details are sealed under a key that is not given: that the box did not change "
        "is proved; what it holds is what the organisation affirms by signing this pack. Without a "
        "witness nothing proves that the organisation does not show others another log.",
        "witnessed": "It is countersigned as well: {names}.",
        "unwitnessed": "No witness has countersigned it.",
        "events": "The events",
        "place": "Place",
        "key": "The log’s key",
        "proved": "proved by its key",
        "vouched": "affirmed by the organisation",
    },
)


def page(
    about: "About",
    chosen: Sequence[Chosen],
    published: Published,
    key: str,
    witnesses: Sequence[str],
) -> str:
    """HTML that needs nothing else, French first, for a screen or for paper."""
    parts = [
        "<!doctype html><html lang='fr'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>Dossier de preuve – Proof pack</title><style>{_STYLE}</style></head><body>"
        "<p><a href='#en' lang='en'>English below</a></p><main>"
    ]
    for at, words in enumerate(_WORDS):
        parts.append(_in_words(at, words, about, chosen, published, key, witnesses))
    return "".join([*parts, "</main></body></html>\n"])


def _in_words(
    at: int,
    words: dict[str, str],
    about: "About",
    chosen: Sequence[Chosen],
    published: Published,
    key: str,
    witnesses: Sequence[str],
) -> str:
    first = chosen[0].recorded.position
    names = ", ".join(f"<code>{escape(each)}</code>" for each in witnesses)
    said = words["witnessed"].format(names=names) if witnesses else words["unwitnessed"]
    intro = words["about"].format(
        kind=_KINDS[about.kind][at],
        id=about.id,
        tenant=escape(about.tenant),
        at=f"{about.made_at:%Y-%m-%d %H:%M:%S}",
        by=escape(about.made_by),
        count=len(chosen),
    )
    lang = words["lang"]
    return f"""
<section lang="{lang}" id="{lang}">
<h1>{words["title"]}</h1>
<p>{intro} <strong>{words["private"]}</strong></p>
<h2>{words["how"]}</h2>
<p>{words["run"]}</p>
<pre>python3 verify.py --key '{escape(key)}'</pre>
<h2>{words["steps"]}</h2>
<ol>
<li>{words["one"]}<br>{words["key"]}{words["colon"]}<code>{escape(key)}</code></li>
<li>{words["two"]}<pre>sha256sum manifest.json rows/* proofs/*</pre></li>
<li>{words["three"].format(witnesses=said)}<pre>{escape(published.note)}</pre></li>
<li>{words["four"]}<pre>(printf '\\0'; cat rows/{first}.bin) | sha256sum</pre></li>
<li>{words["five"]}<pre>cat proofs/{first}.tlog-proof</pre></li>
<li>{words["six"]}</li>
</ol>
<h2>{words["proves"]}</h2>
<p>{words["yes"]}</p><p>{words["no"]}</p>
<h2>{words["events"]}</h2>
<dl>{"".join(_event(each, words) for each in chosen)}</dl>
</section>"""


def _event(each: Chosen, words: dict[str, str]) -> str:
    at = each.recorded
    values = "".join(
        f"<br>{escape(value.path)}{words['colon']}<q>{escape(value.value)}</q> "
        f"({words['vouched'] if value.key is None else words['proved']})"
        for value in each.opened
    )
    return (
        f"<dt>{words['place']} {at.position}{words['colon']}<code>{escape(at.event.wire_name)}</code></dt>"
        f"<dd>{at.known_at:%Y-%m-%d %H:%M:%S} UTC, <code>{escape(at.stream)}</code>{values}</dd>"
    )
