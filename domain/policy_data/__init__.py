"""The policy that a new ledger begins with: JSON documents, each with its dates and its source.

Read at set-up only; at run time policy comes from its published events. A document that changes
needs a new ``version`` here, or the start stops (``POLICY_CHANGED_WITHOUT_VERSION``).
"""

from datetime import date
from importlib.resources import files

import msgspec

from domain.policy import PublishPolicy


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    policy_id: str
    version: str
    effective_from: date
    public_on: date
    source: str
    content: msgspec.Raw


def load_policy_data() -> list[PublishPolicy]:
    """Every document of the package, as commands, in the order of file name and place in it."""
    found = []
    for path in sorted(files(__name__).iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".json"):
            continue
        for document in msgspec.json.decode(path.read_bytes(), type=list[_Document]):
            content = msgspec.json.encode(msgspec.json.decode(document.content)).decode()
            found.append(
                PublishPolicy(
                    policy_id=document.policy_id,
                    version=document.version,
                    effective_from=document.effective_from,
                    public_on=document.public_on,
                    source=document.source,
                    content=content,
                )
            )
    return found
