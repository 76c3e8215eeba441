"""Typed values become the input of a mutation, by the schema alone."""

from typing import cast

import pytest
from graphql import GraphQLInputObjectType, build_schema

from ui.forms import Form, Problem, cents, day, read_input, typed_values

SCHEMA = build_schema(
    """
    scalar Cents
    scalar Date
    input Step { kind: String! description: String! dueOn: Date }
    input Sample {
      commandId: ID! caseVersion: Int name: String! note: String reasons: [String!]!
      amountCents: Cents! on: Date complete: Boolean items: [Step!]! item: Step!
    }
    type Query { ping: Boolean }
    """
)
SAMPLE = cast(GraphQLInputObjectType, SCHEMA.type_map["Sample"])
WHOLE = [
    ("name", " Élodie "),
    ("reasons", "A"),
    ("reasons", "B"),
    ("amountCents", "343"),
    ("item.kind", "X"),
    ("item.description", "walk"),
]


def read(pairs, **given):
    return read_input(SAMPLE, typed_values(pairs), "en", {"commandId": "c", **given})


def test_values_are_read_by_their_types():
    more = [("caseVersion", "7"), ("complete", "true"), ("on", "2026-3-5"), ("note", "")]
    values, problems = read([*WHOLE, *more])
    assert problems == []
    assert values["name"] == "Élodie"
    assert values["reasons"] == ["A", "B"]
    assert values["amountCents"] == 34300
    assert values["caseVersion"] == 7
    assert values["complete"] is True
    assert values["on"] == "2026-03-05"
    assert values["item"] == {"kind": "X", "description": "walk"}
    assert "note" not in values


def test_an_unticked_box_is_no():
    assert read(WHOLE)[0]["complete"] is False


def test_what_is_required_and_empty_is_told_at_its_field():
    _, problems = read([pair for pair in WHOLE if pair[0] not in ("name", "item.kind")])
    assert {p.field for p in problems} == {"name", "item.kind"}


def test_a_day_that_is_none_goes_on_to_the_command_which_refuses_it_by_name():
    values, problems = read([*WHOLE, ("on", "2026-02-30")])
    assert (values["on"], problems) == ("2026-02-30", [])


def test_rows_left_empty_close_up():
    rows = [
        ("items.0.kind", ""),
        ("items.0.description", ""),
        ("items.2.kind", "X"),
        ("items.2.description", ""),
    ]
    values, problems = read([*WHOLE, *rows])
    assert len(values["items"]) == 1
    assert [p.field for p in problems] == ["items.0.description"]
    assert Form(typed=typed_values([*WHOLE, *rows])).value("items.0.kind") == "X"


def test_what_the_page_knows_cannot_be_typed_over():
    values, _ = read([*WHOLE, ("commandId", "forged")])
    assert values["commandId"] == "c"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("343", 34300),
        ("343.5", 34350),
        ("343,50", 34350),
        ("$1,234.56", 123456),
        ("1 234,56 $", 123456),
        ("1\u00a0234,56", 123456),
        ("0.07", 7),
    ],
)
def test_amounts_are_read_as_either_language_writes_them(typed, amount):
    assert cents(typed) == amount


@pytest.mark.parametrize("typed", ["", "12.345", "-5", "abc", "1,2,3", "1.234,56", "٣"])
def test_what_is_no_amount_is_refused(typed):
    assert cents(typed) is None
    if typed:
        _, problems = read(
            [pair for pair in WHOLE if pair[0] != "amountCents"] + [("amountCents", typed)]
        )
        assert [p.field for p in problems] == ["amountCents"]


@pytest.mark.parametrize("typed", ["2026-03-05", "2026/3/5", "2026.03.05", " 2026-3-5 "])
def test_days_are_read_kindly(typed):
    assert day(typed) == "2026-03-05"


def test_control_characters_are_dropped_and_lines_kept():
    typed = typed_values([("name", "a\x00b\x1b[31mc\r\nd")])
    assert typed["name"] == ["ab[31mc\nd"]


def test_a_form_keeps_what_was_typed_and_tells_each_field_its_problem():
    form = Form(
        typed={"name": ["x"], "reasons": ["A"]},
        problems=[Problem("Too short", "name")],
        first={"name": "first", "office": "centre"},
    )
    assert (form.value("name"), form.value("office")) == ("x", "centre")
    assert form.values("reasons") == ["A"]
    assert form.error("name") == "Too short"
    assert form.error("office") is None
    form.show("rows.0", "Row 1")
    assert [form.show("rows.0.kind", "Kind"), form.show("name", "Name")] == ["", ""]
    assert form.called("rows.0.kind") == "Row 1, Kind"
    assert (form.called("name"), "office" in form.shown) == ("Name", False)
