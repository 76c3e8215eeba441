"""A tenant's whole data back out of the ledger: as events, and in the form of an extract."""
