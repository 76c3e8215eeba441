"""Backups: the ledger, and its wrapped keys apart; and their restore, which disposes again first."""
