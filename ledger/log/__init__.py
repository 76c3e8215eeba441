"""The Merkle logs: what makes a change of the past visible to those who were not asked.

Pure: ``tree``, ``tiles``, ``proof``, ``note``, ``checkpoint`` and ``canonical``, after RFC 6962 and
the C2SP specifications tlog-tiles, signed-note, tlog-checkpoint and tlog-cosignature.
"""
