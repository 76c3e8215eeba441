"""With whom something may be shared: a recipient kind (all organisations of it), or one organisation."""

from collections.abc import Collection, Iterable
from datetime import date

from domain.checks import code_valid
from domain.decision import Context, Refusal
from domain.policy import Code, Policy


def recipient(policy: Policy, code: str, on: date) -> Code | None:
    """The recipient kind or organisation of that code, where it is valid on that day."""
    return policy.code("recipient_kinds", code, on) or policy.code("organisations", code, on)


def kind_of(policy: Policy, code: str, on: date) -> str:
    """The kind of an organisation; a kind's own code for itself."""
    found = policy.code("organisations", code, on)
    return found.get("kind", code) if found else code


def within(policy: Policy, code: str, named: Collection[str], on: date) -> bool:
    """Whether these recipients include this one: by itself, or by its kind."""
    return code in named or kind_of(policy, code, on) in named


def overlap(policy: Policy, some: Collection[str], others: Collection[str], on: date) -> bool:
    """Whether anybody is among both."""
    return any(within(policy, code, others, on) for code in some) or any(
        within(policy, code, some, on) for code in others
    )


def words(policy: Policy, codes: Iterable[str]) -> dict[str, str]:
    """Their labels in both languages, as the detail of a refusal."""
    listed = [(list_of(policy, code), code) for code in codes]
    return {
        "fr": ", ".join(policy.label(name, code, "fr") for name, code in listed),
        "en": ", ".join(policy.label(name, code, "en") for name, code in listed),
    }


def list_of(policy: Policy, code: str) -> str:
    """The policy list that labels this recipient; one of a statute has a list of its own."""
    lists = ("recipient_kinds", "statutory_recipients")
    return next((name for name in lists if policy.label(name, code, "en") != code), "organisations")


def recipients_valid(
    context: Context, codes: Iterable[str], on: date, field: str = "recipients"
) -> Refusal | None:
    """Every one is known on that day, and names its programme where its kind must (``named``)."""
    policy = context.policy
    for code in codes:
        if policy.code("organisations", code, on):
            continue
        if refused := code_valid(context, "recipient_kinds", code, on, field):
            return refused
        kind = policy.code("recipient_kinds", code, on)
        if kind and kind.get("named"):
            named = [c.code for c in policy.codes("organisations", on) if c.get("kind") == code]
            details = {
                "kind": policy.words("recipient_kinds", [code]),
                "names": policy.words("organisations", named),
            }
            return Refusal("RECIPIENT_NEEDS_NAME", details, field)
    return None
