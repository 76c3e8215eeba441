"""How a connection to the database notices that the other end is gone without a word."""

from psycopg.conninfo import conninfo_to_dict, make_conninfo

# Without these TCP waits for hours when a network or a firewall swallows what is sent.
_WATCHED = {
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 5,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}


def watched(url: str) -> str:
    """The same address, its connections given up after some 25 seconds of silence.

    What the address itself says of this stands. Over a Unix socket it means nothing.
    """
    return make_conninfo(**{**_WATCHED, **conninfo_to_dict(url)})
