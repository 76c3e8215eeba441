"""The audit: everything that was ever signed, checked again against what is stored.

Rows against leaves, leaves against tiles, tiles against every checkpoint, checkpoints against keys,
origins against each other, and all of it against checkpoints that somebody else kept. Memory does
not grow with the ledger.
"""
