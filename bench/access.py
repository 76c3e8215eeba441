"""What one decision costs, ``python -m bench access``: may this viewer see this category of this person?

Pure Python on facts that are there already, a category after another, as a page asks. Policy is
read for a role and a day once, before the measuring.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from time import process_time_ns
from uuid import UUID

from api.schema.category import OPENED
from bench.figures import over_rounds, said
from domain.access import CaseOf, Moment, ReferralOf, Subject, Viewer, decide
from domain.consent import Ending, Grant
from domain.policy import Policy, PolicyPublished, content_hash
from domain.policy_data import load_policy_data

TARGET_US = 5.0
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
ME, PERSON = UUID(int=1), UUID(int=2)


def measure(
    rounds: int = 7, times: int = 20_000, say: Callable[[str], None] = print
) -> dict[str, list[dict]]:
    """Microseconds a category, for each situation, `rounds` times."""
    policy = _policy()
    moment = Moment(NOW, DAY)
    rows = []
    for name, (viewer, subject) in _situations().items():
        decide(viewer, subject, OPENED[0], "REFERRAL", moment, policy)
        for number in range(rounds):
            began = process_time_ns()
            for _ in range(times // len(OPENED)):
                for category in OPENED:
                    decide(viewer, subject, category, "REFERRAL", moment, policy)
            done = times // len(OPENED) * len(OPENED)
            spent = (process_time_ns() - began) / done / 1000
            rows.append({"situation": name, "round": number, "us": spent})
        say(f"{name:45}{rows[-1]['us']:8.2f} us")
    return {"rows": rows}


def table(result: dict) -> list[list[str]]:
    """A line a situation: median, least and most of the rounds, and whether the target is met."""
    lines = [["Decision", "us a category", f"below {TARGET_US:.0f} us"]]
    for name in dict.fromkeys(row["situation"] for row in result["rows"]):
        found = over_rounds(result["rows"], "us", situation=name)
        reached = "reached" if found.median < TARGET_US else "missed"
        lines.append([name, said(found), reached])
    return lines


def _situations() -> dict[str, tuple[Viewer, Subject]]:
    later = timedelta(days=1)
    cases = [CaseOf(UUID(int=n), "east", UUID(int=n), "CLOSED", closed_on=DAY) for n in (3, 4)]
    mine = CaseOf(UUID(int=5), "centre", ME, "OPEN")
    referral = ReferralOf("eo-01", "EO", mine.case_id, NOW - later)
    wide, narrow = frozenset({"IDENTITY", "CONTACT", "EMPLOYMENT"}), frozenset({"HEALTH"})
    grants = [
        Grant(
            UUID(int=10 + n),
            wide if n == 4 else narrow,
            frozenset({"EO", "COMMUNITY"}),
            frozenset({"REFERRAL"}),
            DAY,
            NOW - later,
            expires_on=DAY + later,
            lapses_on=DAY + later,
            endings=(Ending("WITHDRAWN", NOW - later),) if n < 4 else (),
        )
        for n in range(5)
    ]
    worker = Viewer(ME, "CASEWORKER", "riviere-nord", "centre")
    stranger = Viewer(UUID(int=9), "CASEWORKER", "riviere-nord", "west")
    partner = Viewer(ME, "EMPLOYMENT_PARTNER", "eo-01")
    held = Subject(PERSON, [*cases, mine], [referral], grants)
    return {
        "caseworker, third of three cases": (worker, held),
        "caseworker of another office, refused": (stranger, held),
        "partner, five consents of which one holds": (partner, held),
        "partner, never referred, refused": (partner, Subject(PERSON, cases, (), grants)),
    }


def _policy() -> Policy:
    return Policy(
        PolicyPublished(
            policy_id=command.policy_id,
            version=command.version,
            effective_from=command.effective_from,
            public_on=command.public_on,
            source=command.source,
            content=command.content,
            content_hash=content_hash(command),
        )
        for command in load_policy_data()
    )
