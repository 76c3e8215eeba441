"""Ids of another system's records: the same key is the same thing, anything else is another."""

from uuid import UUID

from domain.source_ids import source_id


def test_the_same_reference_is_the_same_id_for_ever() -> None:
    known = UUID("e441879f-12ca-5593-bc18-df34ceadde66")
    found = source_id("riviere-nord", "legacy-case-system", "person", "R000001")
    assert found == source_id("riviere-nord", "legacy-case-system", "person", "R000001")
    assert (found, found.version) == (known, 5)


def test_tenant_system_kind_and_key_each_make_another_id() -> None:
    ids = {
        source_id("riviere-nord", "legacy", "referral", "F1"),
        source_id("lac-sud", "legacy", "referral", "F1"),
        source_id("riviere-nord", "ministry", "referral", "F1"),
        source_id("riviere-nord", "legacy", "disclosure", "F1"),
        source_id("riviere-nord", "legacy", "referral", "F2"),
    }
    assert len(ids) == 5
