"""The schema as it is printed, what may change of it, and what every field of it must say."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLScalarType,
    build_schema,
    find_breaking_changes,
    get_named_type,
)

import domain.events  # noqa: F401  (registers every decider)
from api.asked import category_of
from api.schema.build import build
from api.schema.category import CONSENT, FILE, OPENED, REFERENCE
from api.schema.commands import COMMANDS, mutation_name
from domain.decision import deciders
from domain.disposal.commands import RecordDisposal
from domain.lapses import ReviewLapses
from domain.letters import PrepareLetter
from domain.policy import PublishPolicy
from domain.policy_data import load_policy_data
from domain.same_person import SuspectDuplicate
from domain.tasks import AskReaffirmation, SettleTask
from tests.support.world import DAY, published_policy

PRINTED = Path(__file__).parents[3] / "api" / "schema.graphql"
SCHEMA = build()
NAMES_NOBODY = {
    "Query",
    "Mutation",
    "Subscription",
    "CaseloadChange",
    "ProjectionMove",
    "PageInfo",
    "Freshness",
    "Code",
    "CodeEntry",
    "Detail",
    "NotAvailable",
    "Viewer",
    "SignIn",
    "Staff",
    "Notice",
    "ProjectionStatus",
    "ProjectionBuild",
    "LedgerStatus",
    "MonthFigure",
    "OutcomeFigure",
    "OutcomeReport",
    "OutcomeDetail",
    "CommandAccepted",
    "CreatedId",
    "Problem",
    "RuleRefused",
    "InvalidInput",
    "ConcurrentChange",
    "CommandIdReused",
    "NotPermitted",
    "TemporarilyUnavailable",
    "Import",
    "ImportCount",
    "ImportReport",
    "ImportSum",
    "ImportedFile",
    "Checkpoint",
    "InclusionProof",
    "ConsistencyProof",
    "PrivacyQuestions",
    "OutcomesDifference",
    "OutcomeDifference",
    "FigureDifference",
    "KnownAtTime",
    "EffectReport",
    "EffectProcess",
    "EffectCount",
    "Effect",
    "EffectSettled",
    "BuildDifferences",
    "TableDifference",
}
"""Types without personal data of their own; edges and connections only hold the others."""


def test_the_printed_schema_is_the_schema() -> None:
    assert PRINTED.read_text("utf-8") == SCHEMA.as_str() + "\n", (
        "print it anew: python -m api.schema.build > api/schema.graphql"
    )


def test_nothing_that_a_tool_relies_on_was_taken_away() -> None:
    before, after = build_schema(PRINTED.read_text("utf-8")), build_schema(SCHEMA.as_str())
    assert find_breaking_changes(before, after) == []


def test_a_breaking_change_would_be_found() -> None:
    before = build_schema(PRINTED.read_text("utf-8"))
    after = build_schema(
        SCHEMA.as_str().replace("  statusLabel: String!", "  statusWords: String!")
    )
    assert [change.description for change in find_breaking_changes(before, after)]


def test_every_command_has_its_mutation() -> None:
    mutations = SCHEMA._schema.mutation_type
    assert mutations is not None
    own = (PublishPolicy, SuspectDuplicate, RecordDisposal)
    own += (AskReaffirmation, SettleTask, ReviewLapses, PrepareLetter)
    asked_for = {c for c in deciders() if c not in own}
    assert set(COMMANDS) == asked_for
    of_effects = {"retryEffect", "dropEffect"}
    assert set(mutations.fields) == {mutation_name(one) for one in asked_for} | of_effects


def test_every_input_names_the_commands_fields() -> None:
    for command in COMMANDS:
        input_type = SCHEMA._schema.get_type(f"{command.__name__}Input")
        assert isinstance(input_type, GraphQLInputObjectType)
        camel = {
            "".join(w.title() if n else w for n, w in enumerate(field.split("_")))
            for field in command.__struct_fields__
            if field not in command.filled
        }
        assert set(input_type.fields) == camel | {"commandId"}


def test_every_field_that_can_tell_of_a_person_says_its_category() -> None:
    untagged = [
        f"{type_.name}.{field}"
        for type_ in SCHEMA._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        and not type_.name.startswith("__")
        and type_.name not in NAMES_NOBODY
        and not type_.name.endswith(("Edge", "Connection"))
        for field in type_.fields
        if category_of(SCHEMA._schema, type_.name, field) is None
    ]
    assert untagged == []


REFERENCE_BECAUSE = {
    "Case": "opened with the case alone, to who works on it or to whom it was referred",
    "CaseChange": "told while the case is open: which, and up to where to read it again",
    "Consent": "opened as CONSENT with its person: where it stands in the ledger",
    "Disclosure": "opened as CONSENT with its person: by whom, for which case",
    "TimelineEntry": "given to who has a duty on the whole case or person; words of its own are FILE",
    "Amendment": "of an entry of a timeline",
    "Irregularity": "of an entry of a timeline: a code and its rule",
    "PersonPair": "that two numbers are compared is told to who decides about them",
    "PairDecision": "of a pair",
    "Look": "given to the privacy officer alone: who looked, at what kind of thing",
    "Emergency": "given to the privacy office, a supervisor of the office, the circle and who did it",
    "Finding": "given to who reviews it: who looked, and why it should be explained",
    "Disposal": "ids and codes, for who may ask for a disposal or agree to it",
    "DisposalNotice": "of somebody whose data is gone: by which schedule",
    "DueDisposal": "ids and days, for who may ask for a disposal",
    "KeptUntil": "of a disposal that is due: a class of record and its days",
    "Matter": "ids, codes and days, for who settles matters of the privacy office",
    "MatterRecipient": "of a matter: an organisation or an office",
    "MatterStep": "of a matter: what was done, when and by whom",
    "IncidentExposure": "of an incident: how many looks, at how many persons",
    "Disagreement": "of an entry of a timeline: shown wherever it is",
    "LegalHold": "ids and codes, for who may ask for a disposal or agree to it",
    "AccessAnswer": "given to the privacy officer: the instants that were asked for",
    "Evidence": "positions and ids, by which an answer is proven",
    "Exposure": "given to the privacy officer alone: when an account looked",
    "LookWithoutAuthority": "given to the privacy officer alone: a code and its words",
    "ProvenLeaf": "hashes, and the position that was asked for",
    "AnswerProof": "whether every hash was found",
    "AccessPackage": "given to who answers the request: whether it is whole, who asks verified",
    "WithheldPart": "given to who answers the request: how much is left out, nothing of it",
    "OutcomeFact": "a figure's list names cases by number and nobody by name",
    "FactChange": "of a figure's list: what became of a fact",
}
"""Types whose words and numbers without a category tell nothing to whom they are not open, and why."""
OF_A_PERSON_WITHOUT_CATEGORY = {
    "id",
    "disposed",
    "disposal",
    "version",
    "cases",
    "lacksEventsSince",
}
OF_A_LIST = {
    "edges",
    "node",
    "cursor",
    "pageInfo",
    "freshness",
    "totalCount",
    "totalIsCapped",
    "evidence",
}


def test_what_is_told_without_a_category_has_its_reason() -> None:
    """An id opens nothing; a word or a number that no category guards must be safe, and say why."""
    unexplained = {
        type_.name
        for type_ in SCHEMA._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for name, field in type_.fields.items()
        if category_of(SCHEMA._schema, type_.name, name) == REFERENCE
        and isinstance(named := get_named_type(field.type), GraphQLScalarType | GraphQLEnumType)
        and named.name != "ID"
        and type_.name != "Person"
    } - set(REFERENCE_BECAUSE)
    assert unexplained == set()


def test_nothing_of_a_person_is_told_without_a_category() -> None:
    person = SCHEMA._schema.type_map["Person"]
    assert isinstance(person, GraphQLObjectType)
    untagged = {
        name
        for name in person.fields
        if category_of(SCHEMA._schema, "Person", name) in (None, REFERENCE)
    }
    assert untagged == OF_A_PERSON_WITHOUT_CATEGORY


def test_lists_hold_the_others_and_tell_their_size() -> None:
    for type_ in SCHEMA._schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and type_.name.endswith(("Edge", "Connection")):
            assert set(type_.fields) <= OF_A_LIST, type_.name


def test_what_names_nobody_leads_to_nobody_untagged() -> None:
    leads_on = {
        "Query",
        "Mutation",
        "Subscription",
        "OutcomeDetail",
        "OutcomeDifference",
        "CommandAccepted",
        "PrivacyQuestions",
    }
    for name in NAMES_NOBODY - leads_on:
        type_ = SCHEMA._schema.get_type(name)
        assert isinstance(type_, GraphQLObjectType), name
        for field in type_.fields.values():
            inner = get_named_type(field.type)
            assert not isinstance(inner, GraphQLObjectType) or inner.name in NAMES_NOBODY


def test_every_category_is_policys_or_ours() -> None:
    [categories] = [c for c in load_policy_data() if c.policy_id == "categories"]
    for category in OPENED:
        assert category in (FILE, CONSENT) or f'"{category}"' in categories.content
    used = {
        category_of(SCHEMA._schema, type_.name, field)
        for type_ in SCHEMA._schema.type_map.values()
        if isinstance(type_, GraphQLObjectType)
        for field in type_.fields
    } - {None}
    assert used <= {*OPENED, REFERENCE}


def test_every_scope_names_fields_that_exist() -> None:
    schema = SCHEMA._schema
    roots = {
        "query": schema.query_type,
        "mutation": schema.mutation_type,
        "subscription": schema.subscription_type,
    }
    for scope in published_policy().codes("scopes", DAY):
        for kind, root in roots.items():
            assert root is not None and set(scope.get(kind) or ()) <= set(root.fields), scope.code
