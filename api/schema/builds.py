"""What differs between two sets of tables of a read model: counts and keys, and nothing they tell."""

import strawberry


@strawberry.type(description="How a table that is made beside differs from the one in use.")
class TableDifference:
    table: str
    comparable: bool = strawberry.field(
        description="False where the one in use is missing, or has another key."
    )
    only_live: int = strawberry.field(description="Rows that only the one in use has.")
    only_new: int = strawberry.field(description="Rows that only the one beside has.")
    different: int = strawberry.field(description="Rows that both have, and otherwise.")
    keys: list[str] = strawberry.field(
        description="Some of these rows, as `column=value` of their keys; by ids alone where rows "
        "hold names in clear."
    )
    untold: list[str] = strawberry.field(
        description="Columns that only one of the two has, which were not compared."
    )


@strawberry.type(description="What differs between the tables beside and those in use.")
class BuildDifferences:
    name: str
    seconds: int = strawberry.field(description="How long it may take before it is given up.")
    given_up: bool = strawberry.field(description="Whether it took longer: nothing is told then.")
    even: bool = strawberry.field(
        description="Whether both stood at the same entry: else what differs may be a delay alone."
    )
    tables: list[TableDifference]
