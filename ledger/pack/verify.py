#!/usr/bin/env python3
"""Vérifie un dossier de preuve, sans réseau. / Verifies a proof pack, without a network.

    python3 verify.py [pack.zip | folder] [--key NAME+HASH+KEY] [--witness NAME+HASH+KEY]

Python 3.10 or later and its standard library, nothing else; Ed25519 and AES-256-GCM stand beside it
in ``verify_crypto.py``, the Merkle tree (RFC 6962) stands below. Exit code: 0 all holds, 1 something
does not, 2 it cannot be read.
"""

import argparse
import base64
import hashlib
import json
import os
import sys
import zipfile

from verify_crypto import decrypted, signed

# --- The log: notes, checkpoints, proofs, rows -----------------------------------------------


class Wrong(Exception):
    """Something that does not hold; its two arguments say what, in French and in English."""


def key_of(text):
    name, _, encoded = text.split("+", 2)
    raw = base64.b64decode(encoded)
    digest = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if digest.hex() != text.split("+", 2)[1] or len(raw) != 33:
        raise Wrong(
            "Une clé est mal écrite : " + text, "A key is not written as it must be: " + text
        )
    return name, digest, raw[0], raw[1:]


def signatures(note):
    """The text of a signed note, and its signatures: (name, key id, signature)."""
    text, _, lines = note.rpartition("\n\n")
    found = []
    for line in lines.strip("\n").split("\n"):
        _, name, encoded = line.split(" ")
        raw = base64.b64decode(encoded)
        found.append((name, raw[:4], raw[4:]))
    return text + "\n", found


def is_signed(note, key):
    """Whether that key signed the note; of a witness the time it says (seconds since 1970)."""
    name, digest, algorithm, public = key_of(key)
    text, found = signatures(note)
    for by, key_id, signature in found:
        if (by, key_id) != (name, digest):
            continue
        message, time = text.encode(), True
        if algorithm == 4:
            time = int.from_bytes(signature[:8], "big")
            message = b"cosignature/v1\ntime %d\n" % time + message
            signature = signature[8:]
        return time if signed(public, message, signature) else None
    return None


def checkpoint(note):
    origin, size, root = signatures(note)[0].split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaf, index, size, hashes):
    """RFC 9162, section 2.1.3.2."""
    at, last, root = index, size - 1, leaf
    for sibling in hashes:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = node(sibling, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = node(root, sibling)
        at, last = at >> 1, last >> 1
    return None if last else root


def grew(old, old_root, new, new_root, hashes):
    """RFC 9162, section 2.1.4.2."""
    if old in (0, new):
        return not hashes and (old == 0 or old_root == new_root)
    rest = list(hashes)
    if not old & (old - 1):
        rest.insert(0, old_root)
    if not rest:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = rest[0]
    for sibling in rest[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node(sibling, first), node(sibling, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, sibling)
        at, last = at >> 1, last >> 1
    return (last, first, second) == (0, old_root, new_root)


def row_of(raw):
    """The columns of a stored row: bytes, whole numbers and texts, as they were signed."""
    if raw[:1] != b"\x01":
        raise Wrong("Une ligne a une forme inconnue.", "A row has an unknown form.")
    at, values = 1, {}

    def sized():
        nonlocal at
        length = int.from_bytes(raw[at : at + 4], "big")
        at += 4 + length
        return raw[at - length : at]

    sized()  # the table
    while at < len(raw):
        name = sized().decode()
        tag = raw[at : at + 1]
        at += 1
        value = sized()
        if tag == b"i":
            value = int(value)
        elif tag == b"u":
            value = value.hex()
            value = "-".join((value[:8], value[8:12], value[12:16], value[16:20], value[20:]))
        elif tag != b"b":
            value = value.decode()
        values[name] = value
    return values


def boxes(value):
    """Every sealed value of a payload: ["s", person, version of key, box, own key or null]."""
    if isinstance(value, list):
        if len(value) >= 4 and value[0] == "s":
            yield value
        else:
            for part in value:
                yield from boxes(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from boxes(part)


# --- The pack --------------------------------------------------------------------------------


def files_of(path):
    if os.path.isdir(path):
        found = {}
        for folder, _, names in os.walk(path):
            for name in names:
                full = os.path.join(folder, name)
                with open(full, "rb") as file:
                    found[os.path.relpath(full, path).replace(os.sep, "/")] = file.read()
        return found
    with zipfile.ZipFile(path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


class Verdict:
    """What was said, and whether all of it holds."""

    def __init__(self):
        self.holds = True

    def say(self, good, fr, en):
        self.holds = self.holds and good
        print(("[oui/yes] " if good else "[NON/NO]  ") + fr + "\n          " + en)

    def note(self, fr, en):
        print("[...]     " + fr + "\n          " + en)


def verify(files, key, witnesses):
    """Say step by step what holds and what does not; whether all does."""
    told = Verdict()
    manifest = json.loads(files["manifest.json"])
    given = key is not None
    key = key or manifest["key"]
    if not given:
        told.note(
            "La clé vient du dossier lui-même : comparez-la à celle que l’organisme publie. " + key,
            "The key comes from the pack itself: compare it with the one that is published. " + key,
        )
    text, _ = signatures(files["manifest.note"].decode())
    digest = hashlib.sha256(files["manifest.json"]).hexdigest()
    told.say(
        text == "caseledger-pack/1\nsha256 " + digest + "\n"
        and bool(is_signed(files["manifest.note"].decode(), key)),
        "1. La liste de ce dossier est signée par la clé du registre.",
        "1. The list of this pack is signed with the log's key.",
    )
    there = set(files) - {"manifest.json", "manifest.note"}
    wrong = sorted(
        name
        for name in there | set(manifest["files"])
        if hashlib.sha256(files.get(name, b"")).hexdigest() != manifest["files"].get(name)
    )
    told.say(
        not wrong,
        "2. Chaque fichier est celui de la liste. " + ", ".join(wrong),
        "2. Every file is the one on the list. " + ", ".join(wrong),
    )
    note = files["checkpoint.note"].decode()
    origin, size, root = checkpoint(note)
    told.say(
        bool(is_signed(note, key)) and origin == key_of(key)[0],
        f"3. Le point de contrôle ({size} événements) est signé par « {origin} ».",
        f"3. The checkpoint ({size} events) is signed by {origin}.",
    )
    check_witnesses(told, files, note, size, root, witnesses or manifest["witnesses"])
    rows = check_rows(told, files, manifest, origin, size, root)
    check_opened(told, manifest, rows)
    check_notices(told, rows)
    return told.holds


def check_witnesses(told, files, note, size, root, witnesses):
    older = files.get("witnessed.note")
    shown = older.decode() if older else note
    seen = [(name, is_signed(shown, name)) for name in witnesses]
    for name, time in seen:
        told.say(
            bool(time),
            f"4. Contresigné par le témoin « {key_of(name)[0]} ».",
            f"4. Countersigned by the witness {key_of(name)[0]}.",
        )
    if not witnesses:
        told.note(
            "4. Aucun témoin : que l’organisme ne montre pas un autre registre à d’autres n’est pas "
            "prouvé ici.",
            "4. No witness: that the organisation shows others no other log is not proved here.",
        )
    if older:
        _, old, old_root = checkpoint(shown)
        hashes = files["consistency.txt"].decode().partition("\n\n")[0].split("\n")[1:]
        told.say(
            grew(old, old_root, size, root, [base64.b64decode(each) for each in hashes]),
            f"   Le registre n’a fait que grandir depuis ce que le témoin a vu ({old}).",
            f"   The log only grew since what the witness saw ({old}).",
        )


def check_rows(told, files, manifest, origin, size, root):
    rows, bad, count = {}, [], len(manifest["events"])
    for event in manifest["events"]:
        position = event["position"]
        raw = files.get(f"rows/{position}.bin", b"")
        proof = files.get(f"proofs/{position}.tlog-proof", b"").decode()
        lines = proof.partition("\n\n")[0].split("\n")
        leaf = hashlib.sha256(b"\0" + raw).digest()
        hashes = [base64.b64decode(each) for each in lines[2:]]
        if root_of(leaf, position - 1, size, hashes) != root or not raw:
            bad.append(position)
            continue
        rows[position] = row = row_of(raw)
        if row["position"] != position:
            bad.append(position)
    told.say(
        not bad,
        f"5. Chaque événement ({count}) est dans le registre, à sa place, tel qu’il a été signé. "
        f"{bad or ''}",
        f"5. Every event ({count}) is in the log, in its place, as it was signed. {bad or ''}",
    )
    return rows


def check_opened(told, manifest, rows):
    proved, vouched, bad = 0, 0, []
    for event in manifest["events"]:
        row = rows.get(event["position"])
        if row is None:
            continue
        sealed = list(boxes(json.loads(row["state"])))
        for opened in event["opened"]:
            own = [s for s in sealed if [s[1], s[2], s[3]] == opened["box"]]
            if not own:
                bad.append(event["position"])
            elif opened["key"] is None:
                vouched += 1
            elif clear_of(row, own[0], opened) == opened["value"].encode():
                proved += 1
            else:
                bad.append(event["position"])
    told.say(
        not bad,
        f"6. {proved} textes s’ouvrent avec leur clé et sont ceux qui ont été signés. {bad or ''}",
        f"6. {proved} texts open with their keys and are those that were signed. {bad or ''}",
    )
    if vouched:
        told.note(
            f"   {vouched} autres valeurs (noms, coordonnées) : le registre prouve qu’elles n’ont pas "
            "changé sous leur sceau ; qu’elles se lisent ainsi, c’est l’organisme qui l’affirme en signant "
            "ce dossier.",
            f"   {vouched} other values (names, contact details): the log proves that they did not change "
            "under their seal; that they read like this is what the organisation affirms by signing "
            "this pack.",
        )


def clear_of(row, box, opened):
    """What the key opens: a box is bound to its event and field, and moved to another opens nothing."""
    _, person, version, sealed, item = box
    parts = (row["tenant"], person, str(version), item, row["event_id"], row["type"])
    bound_to = "|".join((*parts, opened["path"])).encode()
    return decrypted(base64.b64decode(opened["key"]), base64.b64decode(sealed), bound_to)


def check_notices(told, rows):
    payloads = [(at, row["type"], json.loads(row["state"])) for at, row in sorted(rows.items())]
    notices = {}
    for _, kind, said in payloads:
        if kind == "policy.published" and said["policy_id"].startswith("notices."):
            text = json.loads(said["content"])
            hashes = {hashlib.sha256(text[of].encode()).hexdigest() for of in ("fr", "en")}
            notices[said["policy_id"][8:], said["version"]] = hashes
    asked, bad = 0, []
    for at, _, said in payloads:
        if said.get("notice") and said.get("notice_hash"):
            asked += 1
            if said["notice_hash"] not in notices.get((said["notice"], said["notice_version"]), ()):
                bad.append(at)
    if asked:
        told.say(
            not bad,
            f"7. Les textes montrés à la signature des consentements ({asked}) sont dans ce dossier. "
            f"{bad or ''}",
            f"7. The texts shown when consents were signed ({asked}) are in this pack. {bad or ''}",
        )


def main():
    parser = argparse.ArgumentParser(description="Dossier de preuve / proof pack")
    parser.add_argument("pack", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    parser.add_argument("--key", help="clé publiée du registre / the log's published key")
    parser.add_argument("--witness", action="append", default=[], help="clé / key")
    options = parser.parse_args()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        holds = verify(files_of(options.pack), options.key, options.witness)
    except Wrong as wrong:
        print("[NON/NO]  " + "\n          ".join(wrong.args))
        return 1
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError) as error:
        reason = type(error).__name__
        print(f"Ce dossier ne peut pas être lu ({reason}).")
        print(f"This pack cannot be read ({reason}).")
        return 2
    print()
    print("Tout concorde." if holds else "CELA NE CONCORDE PAS.")
    print("All of it holds." if holds else "IT DOES NOT HOLD.")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
