"""The command line: one file a command, help and messages in French and English."""

from caseledger.cli.main import main

__all__ = ["main"]
