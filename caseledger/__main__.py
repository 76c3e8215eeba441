"""``python -m caseledger``: the command line."""

import sys

from caseledger.cli import main

if __name__ == "__main__":
    sys.exit(main())
