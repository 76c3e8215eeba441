"""Ids of what another system holds, made from that system's own references: the same every time."""

from functools import lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5


@lru_cache(maxsize=1024)
def _space(tenant: str, system: str, kind: str) -> str:
    return f"caseledger:{tenant}:{system}:{kind}:"


def source_id(tenant: str, system: str, kind: str, key: str) -> UUID:
    """The id of what a system calls ``key``: a UUIDv5, so that what is sent twice is one thing.

    ``kind`` keeps apart what shares a reference: a referral and the disclosure that it made. Each
    tenant has ids of its own, though two bring the same extract.
    """
    return uuid5(NAMESPACE_URL, _space(tenant, system, kind) + key)
