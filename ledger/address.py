"""Addresses of the database, with what an address that leads to several servers should say."""

from __future__ import annotations

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.wire import watched

CONNECT_SECONDS = 5  # for each server that is named


def to_primary(url: str) -> str:
    """`url`, to the one of its servers that takes writes; what it says itself is kept."""
    return _with_defaults(url, target_session_attrs="primary")


def to_standby(url: str) -> str:
    """`url`, to any of its servers that is a standby, each as likely."""
    return _with_defaults(url, target_session_attrs="standby", load_balance_hosts="random")


def _with_defaults(url: str, **defaults: str | int) -> str:
    defaults = {"connect_timeout": CONNECT_SECONDS, **defaults}
    return make_conninfo(**{**defaults, **conninfo_to_dict(watched(url))})
