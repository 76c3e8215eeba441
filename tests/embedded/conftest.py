"""The data of a server that was made and never ran: to make it is most of what a first start takes."""

from pathlib import Path

import pytest

from caseledger.embedded import binaries
from caseledger.embedded.cluster import Cluster
from caseledger.embedded.home import ServerUser, prepare
from caseledger.embedded.locks import FileLock


@pytest.fixture(scope="session")
def never_ran(open_folder: Path) -> Path:
    """To be copied, owners and all, to ``postgres/`` in a home; its name is the major version."""
    user = ServerUser.needed()
    home = prepare(open_folder / "never-ran", user)
    cluster = Cluster(home, binaries.usable_by(binaries.find(), home, user), user)
    with FileLock(home.locks / "start") as start:
        start.exclusive()
        cluster.create(start)
    return cluster.data
