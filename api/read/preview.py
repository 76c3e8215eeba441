"""Before signing: what each programme would see of a person, were a consent given now.

The gate's own decision is asked twice, with what the person consented to and with the consent that
is thought of beside it; what differs is what would newly open. Nothing is recorded but the look.
"""

from collections.abc import Sequence
from uuid import UUID

from api.access.gate import gate_of
from api.access.roles import CONSENT_LISTS, require
from api.asked import asked
from api.context import Context, Info
from api.errors import Fault
from api.labels import Labels
from api.parse import id_argument
from api.read.preview_words import fields_of
from api.schema.category import CONSENT
from api.schema.consent import ConsentPreview, PreviewedCategory
from domain.access import Moment, ReferralOf, Subject, Viewer, consents_to_share, decide, explain
from domain.access.facts import Access
from domain.consent import Grant
from domain.policy import Policy
from domain.recipients import kind_of, recipient
from projections.consent_audit.queries import grants_for
from projections.same_person.queries import same_persons

_NOBODY = UUID(int=0)


async def preview(
    info: Info,
    person: str,
    categories: Sequence[str],
    recipients: Sequence[str],
    purposes: Sequence[str],
) -> list[ConsentPreview]:
    """One answer a recipient and purpose; nothing of a person whose consents are not open."""
    context = info.context
    key = id_argument(person, "Person", "person")
    gate = await gate_of(context)
    require(gate.session, CONSENT_LISTS)
    policy = await context.policy()
    _known(policy, context, categories, recipients, purposes)
    if key is None:
        raise Fault("BAD_ID", field="person", kind="Person")
    opened = await gate.persons([key])
    allowed = CONSENT in opened.persons.get(key, frozenset())
    await gate.record(opened, asked(info), task="CONSENT_AUDIT", persons=[key], allowed=allowed)
    if not allowed:
        return []
    ask = context.reader.ask
    numbers = await ask(None, same_persons, context.tenant, [key])
    every = {key, *(row.same_id for row in numbers)}
    grants = [found.grant for found in await ask(None, grants_for, context.tenant, every)]
    asking = _Asking(context, policy, key, grants)
    return [
        asking.of(frozenset(categories), code, purpose)
        for code in dict.fromkeys(recipients)
        for purpose in dict.fromkeys(purposes)
    ]


class _Asking:
    """The decision, for one person, with and without the consent that is thought of."""

    def __init__(
        self, context: Context, policy: Policy, person: UUID, grants: Sequence[Grant]
    ) -> None:
        self._policy = policy
        self._person = person
        self._grants = grants
        self._labels = Labels(policy, context.language)
        self._moment = Moment(context.now, context.today)

    def of(self, wanted: frozenset[str], code: str, purpose: str) -> ConsentPreview:
        moment = self._moment
        thought = Grant(
            consent_id=_NOBODY,
            categories=wanted,
            recipients=frozenset({code}),
            purposes=frozenset({purpose}),
            signed_on=moment.today,
            valid_from=moment.now,
        )
        previewed = {}
        for category in self._policy.codes("categories", moment.today):
            before = self._decide(code, purpose, category.code, self._grants)
            after = self._decide(code, purpose, category.code, [*self._grants, thought])
            previewed[category.code] = self._told(category.code, before, after)
        return ConsentPreview(
            recipient=self._labels.code("recipients", code),
            purpose=self._labels.code("purposes", purpose),
            categories=[one for name, one in previewed.items() if name in wanted],
            unchanged=[one for name, one in previewed.items() if name not in wanted],
        )

    def _decide(self, code: str, purpose: str, category: str, grants: Sequence[Grant]) -> Access:
        """As who works there would be answered, once the person was referred to them."""
        policy, moment = self._policy, self._moment
        kind = kind_of(policy, code, moment.today)
        role = next(
            (r for r in policy.codes("roles", moment.today) if r.get("consent_as") == kind), None
        )
        if role is None:
            # No account of theirs looks at files: a referral may carry it, or may not.
            cover = consents_to_share(grants, {kind, code}, purpose, [category], moment)
            if cover.missing:
                return Access(False, cover.missing[category])
            return Access(True, "CONSENT_IN_FORCE", "CONSENT", cover.consent_ids[0])
        referral = ReferralOf(code, kind, _NOBODY, moment.now)
        subject = Subject(self._person, referrals=[referral], grants=grants)
        viewer = Viewer(_NOBODY, role.code, code)
        return decide(viewer, subject, category, purpose, moment, policy)

    def _told(self, category: str, before: Access, after: Access) -> PreviewedCategory:
        french = self._labels.french
        return PreviewedCategory(
            category=self._labels.code("categories", category),
            fields=fields_of(category, french),
            open_now=before.allowed,
            would_open=after.allowed and not before.allowed,
            why=explain(after, "fr" if french else "en"),
        )


def _known(
    policy: Policy,
    context: Context,
    categories: Sequence[str],
    recipients: Sequence[str],
    purposes: Sequence[str],
) -> None:
    """Refuse what no list has, so that nothing is promised of it."""
    on = context.today
    asked_for = (
        ("categories", categories, lambda code: policy.code("categories", code, on)),
        ("recipients", recipients, lambda code: recipient(policy, code, on)),
        ("purposes", purposes, lambda code: policy.code("purposes", code, on)),
    )
    for field, codes, found in asked_for:
        if not all(map(found, codes)) or len(codes) > MOST:
            raise Fault("BAD_VALUE", field=field)


MOST = 40
"""Codes of a kind that one preview may name."""
