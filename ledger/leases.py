"""What one process alone may do is held by a session of the database, and ends with it.

A process that ends lets go at once. One that freezes, or whose machine vanishes without a word,
would hold on for as long as the server takes the connection for open, which can be hours: so the
server ends the session of a holder that says nothing.
"""

from typing import LiteralString

LAPSES: LiteralString = (
    "set_config('idle_session_timeout', '40s', false),"
    " set_config('idle_in_transaction_session_timeout', '40s', false)"
)
"""To be selected by whoever asks for a lease, on the connection that will hold it. A holder speaks
every second or two; a call to the ledger, for which it may be silent, is given up after 30."""
