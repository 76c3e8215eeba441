"""What each wrapped key is bound to: one that is moved to another row does not open."""

from uuid import UUID


def of_person(tenant: str, person: UUID, version: int) -> str:
    return f"{tenant}|person|{person}|{version}"


def of_item(tenant: str, item: UUID) -> str:
    return f"{tenant}|item|{item}"


def of_secret(tenant: str, name: str) -> str:
    return f"{tenant}|secret|{name}"


def of_reject(tenant: str, reject: UUID) -> str:
    return f"{tenant}|reject|{reject}"
