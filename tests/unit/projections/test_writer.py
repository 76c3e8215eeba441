"""How values are written for PostgreSQL."""

from projections.engine.writer import _array


def test_an_array_says_every_element_as_it_is():
    told = _array(['a "quoted" \\ text, {with} all', None, "null", "", 7, True])
    assert told == r'{"a \"quoted\" \\ text, {with} all",null,"null","","7","True"}'
    assert _array(()) == "{}"
