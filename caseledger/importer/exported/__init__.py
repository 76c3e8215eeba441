"""The events of an export, taken into an empty ledger as they were."""
