"""What is typed of an account: its id, its role, its office; a typing error would lock somebody out."""

from collections.abc import Sequence
from uuid import UUID

from caseledger.errors import BilingualError
from domain.policy import Policy
from ledger.ledger import Ledger


class StaffError(BilingualError):
    """An account cannot be made or found as asked."""


def check_codes(roles: Sequence[str], office: str | None, policy: Policy, ledger: Ledger) -> None:
    """Roles and office must be codes of their lists. Raises ``StaffError``."""
    today = ledger.today()
    for role in roles:
        if policy.code("roles", role, today) is None or role == "SYSTEM":
            known = ", ".join(c.code for c in policy.codes("roles", today) if c.code != "SYSTEM")
            raise StaffError(
                f"Le rôle « {role} » n’existe pas. Rôles : {known}.",
                f"There is no role {role!r}. Roles: {known}.",
            )
    if office and policy.code("offices", office, today) is None:
        known = ", ".join(c.code for c in policy.codes("offices", today))
        raise StaffError(
            f"Le bureau « {office} » n’existe pas. Bureaux : {known}.",
            f"There is no office {office!r}. Offices: {known}.",
        )


def account_id_of(text: str) -> UUID:
    """The id that was typed. Raises ``StaffError``."""
    try:
        return UUID(text)
    except ValueError:
        raise unknown(text) from None


def unknown(account: str) -> StaffError:
    return StaffError(
        f"Aucun compte actif « {account} ». « caseledger staff list » les montre.",
        f"There is no active account {account!r}. `caseledger staff list` shows them.",
    )
