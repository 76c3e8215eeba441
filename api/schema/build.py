"""The schema, built once a process, and its printed form."""

import logging
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from api.errors import Fault
from api.schema.mutation import Mutation
from api.schema.query import Query
from api.schema.scalars import SCALARS
from api.schema.subscription import Subscription

log = logging.getLogger("caseledger.api")


class Schema(strawberry.Schema):
    """Logs a failed field by code and request id only: a message could name a person."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        request = getattr(getattr(execution_context, "context", None), "request_id", "-")
        for error in errors:
            path = ".".join(str(step) for step in error.path or ())
            if isinstance(error.original_error, Fault):
                log.info("refused: %s at %s, request %s", error.original_error.code, path, request)
                continue
            cause = type(error.original_error or error).__name__
            log.warning("field failed: %s at %s, request %s", cause, path, request)


def build(extensions: tuple[type[SchemaExtension], ...] = ()) -> Schema:
    """The schema with these extensions of execution."""
    config: dict[str, Any] = {"scalar_map": SCALARS, "disable_field_suggestions": True}
    return Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        extensions=extensions,
        config=StrawberryConfig(**config),
    )


if __name__ == "__main__":
    print(build().as_str())
