"""``caseledger status``: a table that is read at a glance, in both languages."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from caseledger.cli.status_lines import HEADINGS, STATES, builds_told, duration, table
from projections.engine.progress import BuildStatus
from projections.status import TROUBLES, ProjectionStatus

ROWS = [
    ProjectionStatus(
        name="case_file",
        version=7,
        build=1,
        position=1204,
        rate=12.34,
        heartbeat_age=0.42,
        owner="host:1:ab",
        state="running",
    ),
    ProjectionStatus(
        name="timeline",
        version=2,
        build=2,
        position=1100,
        lag_events=104,
        lag_seconds=75.0,
        rate=0.0,
        heartbeat_age=4000.0,
        owner="host:2:cd",
        state="failing",
        error="ValueError at position 1101",
        parked_streams=2,
        parked_events=9,
        trouble="FAILING",
    ),
    ProjectionStatus(name="outcomes", version=1, lag_events=1204, trouble="NEVER_STARTED"),
]


def test_each_projection_is_a_line_whose_columns_stand_below_each_other() -> None:
    assert table(ROWS, "en") == [
        "Projection    Position  Behind    For  Per s  Heard  Parked  Process    State",
        "case_file v7      1204       0      -     12  0.4 s       -  host:1:ab  running",
        "timeline v2       1100     104  1 min    0.0    1 h     2/9  host:2:cd  "
        "stands still before a fault (ValueError at position 1101)",
        "outcomes v1          0    1204  0.0 s      -      -       -  -          never started",
    ]


def test_french_says_the_same_in_its_own_way() -> None:
    lines = table(ROWS, "fr")
    assert lines[1].split()[-2:] == ["en", "marche"] and "0,4 s" in lines[1]
    assert "arrêtée devant une faute (ValueError at position 1101)" in lines[2]


def test_one_that_is_filled_beside_is_not_said_to_run_as_ever() -> None:
    beside = msgspec.structs.replace(ROWS[0], state="rebuilding")
    assert table([beside], "en")[1].endswith("being filled beside")
    assert table([beside], "fr")[1].endswith("se remplit à côté")


def test_every_trouble_has_its_words() -> None:
    for lang in HEADINGS:
        assert set(STATES[lang]) == {None, *TROUBLES}
        assert len(set(STATES[lang].values())) == len(TROUBLES) + 1


def build(state: str, **changes: Any) -> BuildStatus:
    return BuildStatus(
        **{
            "name": "timeline",
            "build": 3,
            "version": 2,
            "state": state,
            "switches": True,
            "position": 450,
            "head": 1000,
            "rate": 10.0,
            "seconds_left": 185.0,
            "heartbeat_age": 0.1,
            "error": None,
            "made_at": datetime(2026, 11, 2, tzinfo=UTC),
            "switched_at": None,
        }
        | changes
    )


def test_builds_beside_tell_how_far_they_are() -> None:
    found = [build("live"), build("building"), build("kept"), build("building", seconds_left=None)]
    assert builds_told(found, "en") == [
        "  timeline v2, build 3: being filled beside, 45 %, 3 min left",
        "  timeline v2, build 3: kept, to go back to",
        "  timeline v2, build 3: being filled beside, 45 %",
    ]
    assert builds_told(found[1:2], "fr") == [
        "  timeline v2, jeu 3 : se remplit à côté, 45 %, encore 3 min"
    ]
    lacking = [build("ready", parked=2)]
    assert builds_told(lacking, "en") == ["  timeline v2, build 3: ready to serve, 2 parked"]
    assert builds_told(lacking, "fr") == ["  timeline v2, jeu 3 : prêt à servir, 2 à part"]


@pytest.mark.parametrize(
    ("seconds", "en", "fr"),
    [
        (0.04, "0.0 s", "0,0 s"),
        (59, "59 s", "59 s"),
        (3600, "1 h", "1 h"),
        (3 * 86_400, "3 d", "3 j"),
    ],
)
def test_durations_are_in_the_unit_that_fits(seconds: float, en: str, fr: str) -> None:
    assert (duration(seconds, "en"), duration(seconds, "fr")) == (en, fr)
