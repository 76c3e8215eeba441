"""The stock library, configured for a test database."""

from psycopg.conninfo import conninfo_to_dict


def environment(url: str, tenant: str = "stock") -> dict[str, str]:
    """The variables that put a stock application on the ledger at `url`."""
    parts = conninfo_to_dict(url)
    return {
        "PERSISTENCE_MODULE": "ledger.recorder",
        "CASELEDGER_TENANT": tenant,
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port", 5432)),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts["password"]),
    }
