"""An appointment is made, marked and called off, a visit recorded: and the file is opened for it."""

from tests.browser.work import grant, new_family, register_and_apply


def test_a_meeting_from_the_making_of_it_to_the_look(desk):
    worker = desk("fr").sign_in("SUPERVISOR")
    case = register_and_apply(worker, "Ondine", new_family())
    grant(worker, case)
    caseworker = desk("en", scripts=False).sign_in("CASEWORKER")
    caseworker.go(case)
    caseworker.follow("act.meet").sound().fill(at="25:00").tick(("mode", "OFFICE"))
    caseworker.pick_called("staffId", "Josée Charlebois").send().refused("at")
    caseworker.fill(at="14:30").send().recorded().sees("14:30", "Planned")
    caseworker.follow("act.met").sound().tick(("outcome", "HELD")).send().recorded().sees("Held")
    caseworker.follow("act.meet").fill(at="16:00").tick(("mode", "PHONE"))
    caseworker.pick_called("staffId", "Josée Charlebois").send().recorded()
    caseworker.follow("act.call_off").tick(("reason", "BY_PERSON")).send().recorded()
    caseworker.sees("Cancelled", "Asked by the person").sound()
    caseworker.follow("act.visit").sound().send().refused()
    caseworker.tick(("reasons", "DOCUMENTS")).send().recorded().sees("Visit at the counter")
    # Another supervisor's session: the visit leads there, and nothing is asked.
    again = desk("fr").sign_in("SUPERVISOR")
    again.go(case)
    again.sees("Visite au comptoir", "Rendez-vous").sound()
