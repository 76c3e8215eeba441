"""No read model makes other tables, or other rows, than its version says."""

import copy
import json

import msgspec
import pytest

from projections.engine import builds
from projections.engine.builds import Build, is_newer
from projections.engine.work import Work
from projections.timeline.project import TIMELINE
from projections.timeline.rows import TimelineRow
from tests.support import read_models
from tests.support.read_models import KEPT, digests, unraised


def test_what_a_model_makes_changes_with_its_version_alone() -> None:
    kept, now = json.loads(KEPT.read_text("utf-8")), digests()
    assert unraised(kept, now) == [], "raise the version: the tables there are made by another fold"
    assert kept == now, "python -m tests.support.read_models"


def test_a_fold_that_makes_other_rows_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fold(work: Work, recorded: object) -> None:
        TIMELINE.fold(work, recorded)  # type: ignore[arg-type]
        for rows in work.written().get(TimelineRow, [])[-1:]:
            work.put(msgspec.structs.replace(rows, office="elsewhere"))

    other = msgspec.structs.replace(TIMELINE, fold=fold)
    monkeypatch.setattr(read_models, "READ_MODELS", (other,))
    now, kept = digests(), json.loads(KEPT.read_text("utf-8"))
    assert unraised(kept, now) == ["timeline"]
    raised = copy.deepcopy(now)
    raised["models"]["timeline"]["version"][0] += 1
    assert unraised(kept, raised) == []


def test_the_version_of_an_event_counts_where_it_is_folded() -> None:
    class Later(next(iter(TIMELINE.events))):  # type: ignore[misc]
        schema_version = 2

    assert TIMELINE.evolution == sum(e.schema_version - 1 for e in TIMELINE.events)
    evolved = msgspec.structs.replace(TIMELINE, events=TIMELINE.events | {Later})
    first = next(iter(TIMELINE.events))
    more = msgspec.structs.replace(TIMELINE, events=TIMELINE.events - {first})
    assert builds.definition(evolved) != builds.definition(TIMELINE)
    if first.schema_version == 1:
        assert builds.definition(more) == builds.definition(TIMELINE), (
            "a type of version 1 does not"
        )
    live = Build(
        "timeline", 1, TIMELINE.version, TIMELINE.evolution, "", [], [], "", "live", False,
        None, None, None,
    )  # type: ignore[arg-type]  # fmt: skip
    assert not is_newer(live, TIMELINE) and not is_newer(live, evolved)
    assert is_newer(msgspec.structs.replace(live, evolution=live.evolution + 1), TIMELINE)
    assert is_newer(msgspec.structs.replace(live, version=live.version + 1), evolved)
