"""Keys are durable before anything is sealed under them, whatever happens to the server next."""

import signal
from pathlib import Path
from uuid import uuid4

from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.store import KeyStore
from tests.support.databases import ServerByAddress, migrate, new_database
from tests.support.independent_server import IndependentServer

KEK = KeyEncryptionKey(bytes(range(32)))


def crash(server: IndependentServer) -> None:
    """As a power cut does: nothing that was not flushed survives."""
    assert server.process is not None
    server.process.send_signal(signal.SIGQUIT)
    server.process.wait(30)
    server.start()


def test_a_key_that_was_handed_out_survives_a_crash_of_the_server(
    independent_server: IndependentServer, open_folder: Path
) -> None:
    """The process that survives may still seal under it, and send again what it had sealed."""
    server = ServerByAddress.prepare(independent_server.url, open_folder / "keys-key")
    with new_database(server) as database:
        migrate(database.url("migrator"))
        keys = KeyStore(database.url("writer"), "test", KEK)
        again = KeyStore(database.url("writer"), "test", KEK)
        try:
            person = uuid4()
            ring = keys.fetch([person], make=True)
            [(item, _)] = keys.new_items([person], ring)
            crash(independent_server)
            found = again.fetch([person], [item])
            assert found.current_version(person) == 1
            assert found.cipher(person, 1, item) is not None
        finally:
            keys.close()
            again.close()
