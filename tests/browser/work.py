"""Pieces of work that several tests of the pages begin with."""

from uuid import uuid4

from tests.browser.desk import Desk


def new_family() -> str:
    """A family name that nobody else in the ledger has."""
    return f"Cîté {uuid4().hex[:8]}"


def register_and_apply(desk: Desk, given: str, family: str) -> str:
    """Take a complete application of somebody new; the path of their case."""
    desk.go("/applications/new")
    desk.fill(search=family).do("search")
    desk.sees(desk.words("apply.found", n=0))
    desk.page.locator("#register summary").click()
    desk.fill(person__givenName=given, person__familyName=family, person__birthDate="1990-04-17")
    desk.tick(("person.officialLanguage", desk.language)).pick(person__spokenLanguage="wo")
    desk.fill(person__safeContact="Mornings only").do("register")
    desk.sees(desk.words("apply.registered", name=f"{given} {family}"))
    desk.pick(members__0__participantClass="OW_ADULT", office="centre")
    desk.tick(("programme", "OW"), ("channel", "PHONE"), ("complete", "true")).send()
    desk.recorded()
    return desk.case


def grant(supervisor: Desk, case: str) -> None:
    """Make Josée Charlebois its main contact, and grant the application."""
    supervisor.go(case)
    supervisor.follow("act.assign").pick(office="centre")
    supervisor.pick_called("caseworkerId", "Josée Charlebois").send().recorded()
    supervisor.follow("act.decide").tick(("outcome", "GRANTED"), ("reasons", "ELIGIBLE"))
    supervisor.send().recorded()
