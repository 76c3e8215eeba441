"""Where key-encryption keys come from: a folder, a key service behind it, the settings."""

import os
import sys
from pathlib import Path

import pytest

from ledger.keys.folder import KeyFolder
from ledger.keys.kek import KeyEncryptionKey
from ledger.keys.service import KeyService, KeyServiceFailed
from ledger.keys.sources import GivenKeys, MissingKek, NoNextKek

SERVICE = """
import sys, hashlib
what, kek_id = sys.argv[1:]
if kek_id in open(sys.argv[0] + ".lost").read().split():
    sys.exit("access denied")
key, given = hashlib.sha512(b"in another house").digest(), sys.stdin.buffer.read()
body = given if what == "wrap" else given[4:]
box = bytes(a ^ b for a, b in zip(body, key))
sys.stdout.buffer.write(b"BOX:" + box if what == "wrap" else box)
"""


@pytest.fixture
def service(tmp_path: Path) -> KeyService:
    """A real process of its own that has a key which this one never sees."""
    program = tmp_path / "service.py"
    program.write_text(SERVICE)
    (tmp_path / "service.py.lost").write_text("")
    return KeyService([sys.executable, "-S", str(program)])


def test_a_folder_makes_its_first_key_and_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made = KeyFolder(folder).initial()
    assert KeyFolder(folder).initial().id == KeyFolder(folder).get(made.id).id == made.id
    [file] = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700


def test_the_one_file_of_before_is_the_first_and_can_go(tmp_path: Path) -> None:
    file = tmp_path / "key-encryption.key"
    file.write_bytes(bytes(range(32)))
    keys = KeyFolder(tmp_path / "keys", first=file)
    first = keys.initial()
    assert first.id == KeyEncryptionKey(bytes(range(32))).id
    second = keys.next({first.id})
    keys.keep(second.id)
    assert keys.destroy(first.id) and keys.destroy(first.id)
    assert not file.exists() and not keys.holds(first.id)
    with pytest.raises(MissingKek, match=first.id):
        keys.get(first.id)
    assert KeyFolder(tmp_path / "keys", first=file).initial().id == second.id


def test_what_was_made_for_a_rotation_is_used_by_the_next_one(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    first = keys.initial()
    prepared = keys.next({first.id})
    assert KeyFolder(tmp_path).initial().id == first.id, "nothing wraps under it yet"
    assert KeyFolder(tmp_path).next({first.id}).id == prepared.id
    # a kill between its first use and its new name
    third = KeyFolder(tmp_path).next({first.id, prepared.id})
    assert third.id not in (first.id, prepared.id)
    assert KeyFolder(tmp_path).get(prepared.id).id == prepared.id


def test_a_destroyed_key_is_written_over_before_its_name_goes(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    first = keys.initial()
    [file] = tmp_path.iterdir()
    os.link(file, tmp_path / "the same blocks")
    keys.destroy(first.id)
    assert (tmp_path / "the same blocks").read_bytes() == bytes(32)


def test_with_a_service_no_key_lies_in_the_folder(tmp_path: Path, service: KeyService) -> None:
    folder = tmp_path / "keys"
    made = KeyFolder(folder, service=service).initial()
    bound = "what it is for"
    box = made.wrap(b"secret", bound)
    [file] = folder.iterdir()
    assert file.name == f"{made.id}.wrapped" and file.read_bytes().startswith(b"BOX:")
    again = KeyFolder(folder, service=service)
    assert again.get(made.id).unwrap(box, bound) == b"secret"
    (tmp_path / "service.py.lost").write_text(made.id)
    again.refresh()
    assert again.get(made.id).id == made.id, "what is there need not be asked for again"
    with pytest.raises(MissingKek):
        KeyFolder(folder).get(made.id)
    assert KeyFolder(folder, service=service).destroy(made.id) and not list(folder.iterdir())
    again.refresh()
    with pytest.raises(MissingKek):
        again.get(made.id)


def test_a_service_that_fails_says_why(tmp_path: Path, service: KeyService) -> None:
    folder = tmp_path / "keys"
    made = KeyFolder(folder, service=service).initial()
    (tmp_path / "service.py.lost").write_text(made.id)
    with pytest.raises(KeyServiceFailed, match="access denied"):
        KeyFolder(folder, service=service).get(made.id)
    for broken in (["cat"], ["false"], ["/nowhere/to/be/found"]):
        with pytest.raises(KeyServiceFailed):
            KeyFolder(tmp_path / "other", service=KeyService(broken)).initial()
    assert not list((tmp_path / "other").iterdir()), "nothing half done"


def test_given_keys_open_and_only_the_first_wraps() -> None:
    old, new = KeyEncryptionKey(bytes(32)), KeyEncryptionKey(bytes([1]) * 32)
    keys = GivenKeys(new, old)
    assert keys.initial() is new and keys.get(old.id) is old
    assert keys.next({old.id}) is new
    with pytest.raises(NoNextKek):
        keys.next({old.id, new.id})
    assert not keys.destroy(old.id), "somebody else must"
    assert GivenKeys(new).destroy(old.id)
