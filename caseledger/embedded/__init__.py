"""A PostgreSQL server for one machine, from a wheel, shared by every process that uses its folder.

    from caseledger import embedded

    with embedded.acquire(embedded.default_home()) as server:
        psycopg.connect(server.url("reader"))

The first process starts the server, the last one to let go stops it, and a crash of either is
mended: a keeper process (`keeper.py`) is the server's parent, restarts it when it dies, and stops
it when no process holds the folder's `users` lock any more.
"""

from caseledger.embedded.errors import EmbeddedError
from caseledger.embedded.home import Home, default_home
from caseledger.embedded.roles import ROLES
from caseledger.embedded.server import Server, acquire

__all__ = ["ROLES", "EmbeddedError", "Home", "Server", "acquire", "default_home"]
