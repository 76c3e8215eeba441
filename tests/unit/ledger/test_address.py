"""Addresses that name several servers."""

from psycopg.conninfo import conninfo_to_dict

from ledger.address import to_primary, to_standby

URL = "postgresql://cl_writer:s%40cret@a:5432,b:5433/caseledger?application_name=x"


def test_an_address_leads_to_the_primary_and_notices_when_it_vanishes() -> None:
    said = conninfo_to_dict(to_primary(URL))
    assert said | conninfo_to_dict(URL) == said, "nothing that it said is lost"
    assert (said["host"], said["port"], said["password"]) == ("a,b", "5432,5433", "s@cret")
    assert said["target_session_attrs"] == "primary"
    assert 0 < int(said["keepalives_idle"]) <= 60
    assert 0 < int(said["tcp_user_timeout"]) <= 60_000


def test_what_an_address_says_itself_is_kept() -> None:
    said = conninfo_to_dict(to_primary(f"{URL}&target_session_attrs=read-write&connect_timeout=2"))
    assert (said["target_session_attrs"], said["connect_timeout"]) == ("read-write", "2")


def test_standbys_are_taken_in_any_order() -> None:
    said = conninfo_to_dict(to_standby(URL))
    assert (said["target_session_attrs"], said["load_balance_hosts"]) == ("standby", "random")
