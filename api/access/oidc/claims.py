"""From claims to somebody who works here: by configuration, and nothing is guessed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from api.access.oidc.errors import ClaimsRefused
from api.access.oidc.settings import Claims

LONGEST_NAME = 200


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """Who somebody is, by the provider's word; codes are those of policy here."""

    subject: str
    name: str
    roles: tuple[str, ...]
    office: str | None
    organisation: str
    person: UUID | None = None
    """Their own record here, where the claims name it."""


def read_claims(
    claims: Mapping[str, Any],
    said: Claims,
    *,
    tenant: str,
    roles: frozenset[str],
    offices: frozenset[str],
    organisations: frozenset[str],
    before: Claimed | None = None,
) -> Claimed:
    """Who this is. ``roles``, ``offices``, ``organisations``: the codes that there are.

    The organisation is the tenant's own where nothing is said. Of an access token, ``before`` is
    what was known of its subject: what the token does not say at all stays so. Raises
    ``ClaimsRefused``.
    """
    _check_tenant(claims, said, tenant)
    silent = before is not None and at(claims, said.roles) is None
    worn = before.roles if before and silent else _roles(claims, said, roles)
    office = _one(claims, said.office, said.office_of, offices, "OFFICE_UNKNOWN")
    if before and (said.office is None or at(claims, said.office) is None):
        office = before.office
    whose = _one(
        claims,
        said.organisation,
        said.organisation_of,
        organisations | {tenant},
        "ORGANISATION_UNKNOWN",
    )
    if before and whose is None:
        whose = before.organisation
    name = at(claims, said.name) or (before.name if before else None)
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise ClaimsRefused("NAME_MISSING")
    return Claimed(
        subject=str(claims["sub"]),
        name=" ".join(name.split())[:LONGEST_NAME],
        roles=worn,
        office=office,
        organisation=whose or tenant,
        person=_person(claims, said),
    )


def at(claims: Mapping[str, Any], path: str) -> Any:
    """What stands at a path of claims. A name that itself has dots (a URL) is tried whole first."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _person(claims: Mapping[str, Any], said: Claims) -> UUID | None:
    value = at(claims, said.person) if said.person else None
    if value in (None, ""):
        return None
    try:
        return UUID(str(value).removeprefix("Person:"))
    except ValueError:
        raise ClaimsRefused("PERSON_UNREADABLE") from None


def _check_tenant(claims: Mapping[str, Any], said: Claims, tenant: str) -> None:
    if said.tenant is None:
        return
    found = [said.tenant_of.get(value, value) for value in _texts(at(claims, said.tenant))]
    if tenant not in found:
        raise ClaimsRefused("OTHER_TENANT", ", ".join(found))


def _roles(claims: Mapping[str, Any], said: Claims, known: frozenset[str]) -> tuple[str, ...]:
    worn: dict[str, None] = {}
    for value in _texts(at(claims, said.roles)):
        role = said.role_of.get(value) if said.role_of else value
        if role is None and said.ignore_other_roles:
            continue
        if role not in known:
            raise ClaimsRefused("ROLE_UNKNOWN", value)
        worn[role] = None
    if not worn:
        raise ClaimsRefused("ROLE_MISSING")
    return tuple(worn)


def _one(
    claims: Mapping[str, Any],
    path: str | None,
    codes: Mapping[str, str],
    known: frozenset[str],
    code: str,
) -> str | None:
    values = _texts(at(claims, path)) if path else []
    if not values:
        return None
    found = codes.get(values[0]) if codes else values[0]
    if len(values) > 1 or found not in known:
        raise ClaimsRefused(code, ", ".join(values))
    return found


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
