"""Signed notes, checkpoints, and the canonical encoding of rows."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.log.canonical import Columns, encode_row
from ledger.log.checkpoint import Checkpoint, Citation
from ledger.log.note import (
    BadNote,
    BadSignature,
    Cosigner,
    Note,
    Signer,
    Unsigned,
    VerifierKey,
    open_note,
    parse,
    read_private,
    verified,
    write_private,
)
from ledger.log.tree import EMPTY_ROOT, leaf_hash

# The example in the documentation of Go's golang.org/x/mod/sumdb/note.
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

LOG = Signer("ledger.example/events", bytes(range(32)))
WITNESS = Cosigner("witness.example", bytes(range(1, 33)))
ROOT = leaf_hash(b"x")
CHECKPOINT = Checkpoint(LOG.verifier.name, 1, ROOT)


def test_the_note_of_others() -> None:
    key = VerifierKey.parse(GO_PUBLIC)
    assert str(key) == GO_PUBLIC
    note = open_note(GO_NOTE, [key])
    assert note.text == GO_TEXT
    assert note.write() == GO_NOTE
    signer = read_private(GO_PRIVATE)
    assert isinstance(signer, Signer)
    assert write_private(signer) == GO_PRIVATE
    assert Note(GO_TEXT, (signer.sign(GO_TEXT),)).write() == GO_NOTE


def test_a_checkpoint_with_its_cosignature() -> None:
    text = CHECKPOINT.text()
    note = Note(text, (LOG.sign(text), WITNESS.cosign(text, 1_679_315_147)))
    again = parse(note.write())
    assert again == note
    keys = [LOG.verifier, WITNESS.verifier]
    assert verified(again, keys) == [(LOG.verifier, None), (WITNESS.verifier, 1_679_315_147)]
    assert Checkpoint.parse(again.text) == CHECKPOINT
    assert read_private(write_private(WITNESS)).verifier == WITNESS.verifier


def test_a_cosignature_binds_its_time_and_is_no_plain_signature() -> None:
    text = CHECKPOINT.text()
    made = WITNESS.cosign(text, 100)
    later = (101).to_bytes(8, "big") + made.signature[8:]
    with pytest.raises(BadSignature):
        WITNESS.verifier.signed(text, later)
    plain = Signer(WITNESS.verifier.name, WITNESS.seed)
    assert plain.verifier.key_id != WITNESS.verifier.key_id
    with pytest.raises(BadSignature):
        WITNESS.verifier.signed(text, plain.sign(text).signature)


def test_unknown_signatures_are_passed_over_and_false_ones_are_not() -> None:
    text = CHECKPOINT.text()
    other = Signer("other.example", bytes(32))
    note = Note(text, (other.sign(text), LOG.sign(text)))
    assert open_note(note.write(), [LOG.verifier]) == note
    with pytest.raises(Unsigned):
        open_note(Note(text, (other.sign(text),)).write(), [LOG.verifier])
    false = Note(text, (LOG.sign(text.replace("1", "2", 1)),))
    with pytest.raises(BadSignature):
        open_note(false.write(), [LOG.verifier])


@given(st.integers(0, len(GO_NOTE) - 1), st.characters(codec="utf-8"))
def test_no_letter_of_a_note_can_be_altered(at: int, letter: str) -> None:
    altered = GO_NOTE[:at] + letter + GO_NOTE[at + 1 :]
    if altered != GO_NOTE:
        with pytest.raises(BadNote):
            open_note(altered, [VerifierKey.parse(GO_PUBLIC)])


@pytest.mark.parametrize(
    "written",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\nno dash AAAAAAA=\n",
        "text\n\n— name AAAAAAA=",
        "text\n\n— name AAAA\n",
        "text\n\n— na+me AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— name AAAAAAB=\n",
        "te\x07xt\n\n— name AAAAAAA=\n",
        "text\n\n" + "— name AAAAAAA=\n" * 101,
        "x" * 1_000_001,
    ],
)
def test_what_is_no_note(written: str) -> None:
    with pytest.raises(BadNote):
        parse(written)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        GO_PUBLIC.replace("c74f20a3", "c74f20a4"),
        GO_PUBLIC.replace("Peter", "Pet r"),
        GO_PUBLIC.replace("+ARpc", "+Axpc"),
        GO_PUBLIC[:-4],
    ],
)
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(BadNote):
        VerifierKey.parse(text)
    with pytest.raises(BadNote):
        read_private(text)
    with pytest.raises(BadNote):
        read_private("PRIVATE+KEY+" + text)


def test_a_checkpoint_cites_the_one_before() -> None:
    before = Citation("ledger.example/events", 12, ROOT)
    made = Checkpoint("ledger.example/events/2", 0, EMPTY_ROOT, before, ("more",))
    assert made.text().split("\n")[3:] == [
        f"previous ledger.example/events 12 {made.text().split()[5 + 1]}",
        "more",
        "",
    ]
    assert Checkpoint.parse(made.text()) == made
    assert CHECKPOINT.cited() == Citation(CHECKPOINT.origin, 1, ROOT)


@pytest.mark.parametrize(
    "text",
    [
        CHECKPOINT.text()[:-1],
        CHECKPOINT.text() + "\n",
        CHECKPOINT.text() + "previous other 1\n",
        CHECKPOINT.text() + "previous other 01 " + CHECKPOINT.text().split("\n")[2] + "\n",
        CHECKPOINT.text().replace("\n1\n", "\n01\n"),
        CHECKPOINT.text().replace("\n1\n", "\n-1\n"),
        CHECKPOINT.text().replace("\n1\n", "\n0\n"),
        CHECKPOINT.text().replace("=", ""),
        "\n" + CHECKPOINT.text(),
        "a b\n1\n" + CHECKPOINT.text().split("\n")[2] + "\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


ROW: dict[str, Any] = {
    "version": 3,
    "stream": "case-é",
    "day": date(2026, 2, 3),
    "at": datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=UTC),
    "id": UUID(int=5),
    "raw": b"\x00\xff",
    "codes": ["a", "bc"],
    "absent": None,
}


def test_the_encoding_byte_for_byte() -> None:
    assert encode_row("t", ROW) == b"".join(
        [
            b"\x01\0\0\0\x01t",
            b"\0\0\0\x02at" + b"t\0\0\0\x101770091506000007",
            b"\0\0\0\x05codes" + b"a\0\0\0\x0d" + b"s\0\0\0\x01a" + b"s\0\0\0\x02bc",
            b"\0\0\0\x03day" + b"d\0\0\0\x0a2026-02-03",
            b"\0\0\0\x02id" + b"u\0\0\0\x10" + b"\0" * 15 + b"\x05",
            b"\0\0\0\x03raw" + b"b\0\0\0\x02\x00\xff",
            b"\0\0\0\x06stream" + b"s\0\0\0\x07case-\xc3\xa9",
            b"\0\0\0\x07version" + b"i\0\0\0\x013",
        ]
    )


def test_the_encoding_does_not_hang_on_how_the_row_is_given() -> None:
    backwards = dict(reversed(ROW.items()))
    east = ROW["at"].astimezone(timezone(timedelta(hours=9)))
    with_column = ROW | {"later_column": None, "at": east}
    assert encode_row("t", backwards) == encode_row("t", with_column) == encode_row("t", ROW)
    columns = Columns("t", list(ROW))
    assert columns.encode(list(ROW.values())) == encode_row("t", ROW)
    before = ROW | {"at": datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)}
    assert b"\x02-1" in encode_row("t", before)


VALUES = (
    st.text(st.characters(codec="utf-8"), max_size=5)
    | st.integers()
    | st.binary(max_size=5)
    | st.uuids()
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.lists(st.text(st.characters(codec="utf-8"), max_size=3), max_size=3)
)
ROWS = st.dictionaries(st.sampled_from(["a", "b", "ab", "c"]), VALUES, max_size=4)


@given(ROWS, ROWS)
def test_two_rows_never_have_one_encoding(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (encode_row("t", one) == encode_row("t", other)) == (one == other)
    assert encode_row("t", one) != encode_row("u", one)


@pytest.mark.parametrize("value", [1.5, True, [None], {}, "\ud800"])
def test_what_has_no_encoding(value: object) -> None:
    with pytest.raises((TypeError, UnicodeEncodeError)):
        encode_row("t", {"a": value})


def test_a_column_is_named_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Columns("t", ["a", "a"])
