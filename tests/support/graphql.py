"""Steps and documents that tests of the API share."""

from typing import Any

CASE = """
query Case($id: ID!, $atLeast: Position) {
  case(id: $id, atLeast: $atLeast) {
    __typename
    ... on NotAvailable { message }
    ... on Case {
      id number version status statusLabel exitReason { code } position
      caseworker { name }
      freshness { stale }
      withheld { code }
      attention { code dueOn overdue }
      members {
        role { code }
        person { ...Person consents { id state disclosures { id } } disclosures { id } }
      }
      applications { id outcome { code } decisionDueOn explanation }
      assessments { id summary needs { code } person { id } }
      plans { id items { id description status { code } } }
      referrals { id state { code } recipient { code } reason }
      benefits { id amount payee { displayName } reversalReason { code } }
      timeline(first: 50) {
        totalCount
        edges {
          node {
            id type position title summary text textLanguage actor corrects correctedBy
            details { label value }
          }
        }
      }
    }
  }
}
fragment Person on Person {
  id displayName givenName birthDate age telephone address sinLast3 officialLanguage { code }
}
"""


async def register(world: Any, **changes: Any) -> str:
    """The id of a new person."""
    given = {
        "givenName": "Zoé",
        "familyName": "Tremblay",
        "birthDate": "1990-02-28",
        "officialLanguage": "fr",
        "telephone": "613-555-0199",
    }
    return (await world.do("intake", "registerPerson", **(given | changes)))["personId"]


async def apply(world: Any, person: str, **changes: Any) -> dict[str, str]:
    """The ids of a new case with a complete application of one adult."""
    given = {
        "programme": "OW",
        "channel": "DIGITAL",
        "receivedBy": "LOCAL",
        "office": "centre",
        "submittedOn": "2026-10-05",
        "members": [{"personId": person, "role": "APPLICANT", "participantClass": "OW_ADULT"}],
        "complete": True,
    }
    made = await world.do("intake", "submitApplication", **(given | changes))
    return made | {"personId": person}


async def open_case(world: Any, **changes: Any) -> dict[str, str]:
    """The ids of a granted case that is assigned to ``worker``; the read side holds it."""
    made = await apply(world, await register(world), **changes)
    case = made["caseId"]
    await world.do(
        "worker",
        "decideApplication",
        caseId=case,
        applicationId=made["applicationId"],
        outcome="GRANTED",
        decidedOn="2026-10-07",
        effectiveOn="2026-10-01",
        reasons=["ELIGIBLE"],
    )
    await world.do(
        "supervisor",
        "assignCase",
        caseId=case,
        office="centre",
        caseworkerId=f"Staff:{world.ids['worker']}",
    )
    await world.settle()
    return made
