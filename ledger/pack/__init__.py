"""Proof packs: a case, a decision or a disclosure in one file that anybody can verify without us."""
