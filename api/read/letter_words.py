"""The words of a letter, in French or English, made of the record at the moment it is opened.

Plain and discreet: they tell what happened and what can be done, and nothing of anybody else.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from api.labels import Labels
from api.narrate import month_in_words
from api.read.sealed import Sealed
from api.schema.category import CONSENT, INCOME
from api.schema.letters import Letter, LetterText
from domain.policy import Policy
from projections.case_file import queries as case_file
from projections.consent_audit import queries as consents

if TYPE_CHECKING:
    from api.read.batch import Batch

REVIEW = "review-of-decision"
_TITLES = {
    "DECISION": ("Our decision on your application", "Notre décision sur votre demande"),
    "OVERPAYMENT": ("You were paid more than you were owed", "Nous vous avons versé trop d’argent"),
    "CONSENT_ENDED": ("You took back your consent: receipt", "Vous avez retiré votre consentement : reçu"),
}  # fmt: skip
_REVIEW_TITLE = ("If you do not agree", "Si vous n’êtes pas d’accord")
_SAID = {
    "received": (
        "We looked at the application that we received from you on {day}.",
        "Nous avons examiné la demande que nous avons reçue de vous le {day}.",
    ),
    "granted": (
        "Your application is granted. It covers you from {day} on.",
        "Votre demande est acceptée. Elle vous couvre à partir du {day}.",
    ),
    "refused": ("Your application is refused.", "Votre demande est refusée."),
    "reasons": ("The reasons: {reasons}.", "Les motifs : {reasons}."),
    "decided": ("This was decided on {day}.", "Cette décision a été prise le {day}."),
    "overpaid": (
        "For {month} you were paid {amount} more than you were owed.",
        "Pour {month}, nous vous avons versé {amount} de trop.",
    ),
    "cause": (
        "How it came about: {cause}. It was established on {day}.",
        "Ce qui s’est passé : {cause}. Cela a été établi le {day}.",
    ),
    "repay": (
        "Please talk to us: together we look at how it can be paid back without leaving you in "
        "need.",
        "Parlez-nous-en : nous verrons ensemble comment le rembourser sans vous mettre dans le "
        "besoin.",
    ),
    "taken_back": (
        "On {day} you took back what you had let us share: {what}; with {whom}; for {why}.",
        "Le {day}, vous avez retiré ce que vous nous aviez permis de communiquer : {what}; à "
        "{whom}; pour {why}.",
    ),
    "from_then": (
        "From that moment on we share nothing on it. What was shared before cannot be taken back; "
        "ask us, and we show you what was shared, with whom and when.",
        "À partir de ce moment, nous ne communiquons plus rien. Ce qui a été communiqué avant ne "
        "peut pas être repris; demandez-nous, et nous vous montrerons quoi, à qui et quand.",
    ),
    "no_cost": (
        "Your financial assistance and our services do not depend on it.",
        "Votre aide financière et nos services n’en dépendent pas.",
    ),
    "term": (
        "You have {days} days from the day on which you get this letter. A letter that was mailed "
        "counts as received {mailed} days after it was sent.",
        "Vous avez {days} jours à partir du jour où vous recevez cette lettre. Une lettre postée "
        "compte comme reçue {mailed} jours après son envoi.",
    ),
}


async def text_of(batch: "Batch", letter: Letter) -> LetterText | None:
    """The letter's words; nothing where what it tells of is not open, or not there any more."""
    language = letter.row.language or "en"
    words = _Words(batch, letter, Labels(batch.policy, language))
    told = await words.paragraphs()
    if told is None:
        return None
    labels, person = words.labels, letter.person
    review = letter.row.kind != "CONSENT_ENDED"
    case = batch.cases[letter.row.case_id]
    mail = await batch.letter_held(letter) is None
    office = batch.labels.code("offices", None) if case.office is None else case.office
    return LetterText(
        language=language,
        title=words.spaced(_TITLES[letter.row.kind][labels.french]),
        day=labels.day(letter.row.prepared_on),
        to=person.display_name,
        address=await _address(batch, letter) if mail else None,
        paragraphs=told,
        review_title=_REVIEW_TITLE[labels.french] if review else None,
        review=_review(batch.policy, words, letter.row.prepared_on) if review else [],
        signed=[
            part
            for part in (
                case.caseworker.name if case.caseworker else None,
                labels.word("offices", office.code) if case.office else None,
            )
            if part
        ],
    )


async def _address(batch: "Batch", letter: Letter) -> str | None:
    # Somebody's own page shows it; in a list of people it is nobody's to read beside others.
    return None if batch.listing else letter.person.mailing_address


def _review(policy: Policy, words: "_Words", on: date) -> list[str]:
    notice, term = policy.notice(REVIEW, on=on), policy.content("review_request", on)
    language = "fr" if words.labels.french else "en"
    found = [notice.text(language)] if notice else []
    if term:
        found.append(words.say("term", days=term["days"], mailed=term["mailed_days"]))
    return found


class _Words:
    """The sentences of one letter."""

    def __init__(self, batch: "Batch", letter: Letter, labels: Labels) -> None:
        self._batch = batch
        self._row = letter.row
        self.labels = labels

    def say(self, sentence: str, /, **told: Any) -> str:
        return self.spaced(_SAID[sentence][self.labels.french].format(**told))

    def spaced(self, text: str) -> str:
        """French puts a space that never breaks before a colon."""
        return text.replace(" :", "\u00a0:") if self.labels.french else text

    async def paragraphs(self) -> list[str] | None:
        batch, row = self._batch, self._row
        if row.kind == "CONSENT_ENDED":
            open_ = CONSENT in batch.of_person(row.person_id)
            return await self._consent_ended() if open_ else None
        if INCOME not in batch.of_case(row.case_id):
            return None
        return await (self._decision() if row.kind == "DECISION" else self._overpayment())

    async def _decision(self) -> list[str] | None:
        batch, row, labels = self._batch, self._row, self.labels
        rows = await batch.ask(case_file.applications, batch.context.tenant, [row.case_id])
        found = next((each for each in rows if each.application_id == row.about), None)
        if found is None or found.outcome not in ("GRANTED", "REFUSED"):
            return None
        said = []
        if found.submitted_on:
            said.append(self.say("received", day=labels.day(found.submitted_on)))
        if found.outcome == "GRANTED" and found.effective_on:
            said.append(self.say("granted", day=labels.day(found.effective_on)))
        elif found.outcome == "REFUSED":
            said.append(self.say("refused"))
        if found.reasons:
            reasons = "; ".join(labels.word("decision_reasons", each) for each in found.reasons)
            said.append(self.say("reasons", reasons=reasons))
        texts = batch.texts(f"letter {row.letter_id}", [found.explanation])
        explained: Sealed = batch.sealed(texts, found.explanation, batch.of_case(row.case_id))
        if words := await explained.open():
            said.append(words)
        if found.decided_on:
            said.append(self.say("decided", day=labels.day(found.decided_on)))
        return said

    async def _overpayment(self) -> list[str] | None:
        batch, row, labels = self._batch, self._row, self.labels
        rows = await batch.ask(case_file.overpayments, batch.context.tenant, [row.case_id])
        found = next((each for each in rows if each.overpayment_id == row.about), None)
        if found is None:
            return None
        month = month_in_words(found.month, "fr" if labels.french else "en")
        cause = labels.word("overpayment_causes", found.cause)
        return [
            self.say("overpaid", month=month, amount=labels.money(found.amount_cents)),
            self.say("cause", cause=cause, day=labels.day(found.established_on)),
            self.say("repay"),
        ]

    async def _consent_ended(self) -> list[str] | None:
        batch, row, labels = self._batch, self._row, self.labels
        rows = await batch.ask(consents.consents, batch.context.tenant, [row.about])
        found = next(iter(rows), None)
        ending = (
            next((e for e in found.endings if e.event_id == row.of_event), None) if found else None
        )
        if found is None or ending is None:
            return None

        def listed(of: str, part: Any, whole: Any) -> str:
            return ", ".join(labels.word(of, code) for code in (part or whole))

        return [
            self.say(
                "taken_back",
                day=labels.day(batch.context.local_day(ending.at)),
                what=listed("categories", ending.categories, found.categories),
                whom=listed("recipients", ending.recipients, found.recipients),
                why=listed("purposes", ending.purposes, found.purposes),
            ),
            self.say("from_then"),
            self.say("no_cost"),
        ]
