"""Who runs a command that goes on record: as they say, else as the machine knows them."""

import getpass
from typing import Any


def by(options: Any) -> str:
    if options.by:
        return options.by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"
