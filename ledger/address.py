"""Addresses of the database, with what an address that leads to several servers should say."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict, make_conninfo

# A server that vanishes sends no farewell: without these its clients wait for a quarter of an hour.
_NOTICE_SILENCE = {
    "connect_timeout": 5,  # seconds, for each server named
    "keepalives_idle": 10,  # seconds
    "keepalives_interval": 5,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # milliseconds
}


def to_primary(url: str) -> str:
    """`url`, to the one of its servers that takes writes; what it says itself is kept."""
    return _with_defaults(url, target_session_attrs="primary")


def to_standby(url: str) -> str:
    """`url`, to any of its servers that is a standby, each as likely."""
    return _with_defaults(url, target_session_attrs="standby", load_balance_hosts="random")


def _with_defaults(url: str, **more: str) -> str:
    defaults = {**_NOTICE_SILENCE, **more}
    said = {name for name, value in conninfo_to_dict(url).items() if value is not None}
    return make_conninfo(url, **{k: v for k, v in defaults.items() if k not in said})
