"""A rotation that is killed: `python -m tests.support.rotate_and_die <url> <folder> <step>`.

It kills itself at the so-many-th step that it tells of; with more steps than there are it ends.
"""

import os
import signal
import sys
from pathlib import Path

import psycopg

from ledger.keys.folder import KeyFolder
from ledger.keys.rotation import rotate


def main(url: str, folder: str, last: int) -> None:
    told = 0

    def tell(_step: str, _done: int) -> None:
        nonlocal told
        told += 1
        if told == last:
            os.kill(os.getpid(), signal.SIGKILL)

    with psycopg.connect(url, autocommit=True) as connection:
        rotate(connection, KeyFolder(Path(folder)), tell)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
