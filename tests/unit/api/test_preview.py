"""Before signing, every category says what stands under it: nothing of a person or case is missing."""

from api.asked import category_of
from api.read.preview_words import FIELDS, fields_of
from api.schema.build import build
from tests.support.world import DAY, published_policy


def test_every_field_of_a_category_that_can_be_shared_has_its_words() -> None:
    schema = build()._schema
    shared = {code.code for code in published_policy().codes("categories", DAY)}
    there: dict[str, set[str]] = {}
    for name in ("Person", "Case"):
        for field in schema.type_map[name].fields:
            category = category_of(schema, name, field)
            if category in shared:
                there.setdefault(category, set()).add(f"{name}.{field}")
    assert {category: set(words) for category, words in FIELDS.items()} == there


def test_words_differ_by_language() -> None:
    for category in FIELDS:
        english, french = fields_of(category, False), fields_of(category, True)
        assert len(english) == len(french) and english != french
    assert fields_of("CHILDCARE", True) == []
