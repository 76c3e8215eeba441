"""Proofs by GraphQL, and a pack that proves itself with nothing but Python."""

import asyncio
import base64
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from api.schema.category import OPENED
from caseledger.cli.main import main
from caseledger.settings import VARIABLES
from ledger.log.checkpoint import Checkpoint
from ledger.log.growth import Growth
from ledger.log.names import LOGS
from ledger.log.note import Cosigner, Signer, VerifierKey, open_note, parse
from ledger.log.origins import begin
from ledger.log.proof import verify_consistency, verify_inclusion
from ledger.log.rows import connect
from tests.integration.api.test_gate import referred
from tests.support.api_world import World
from tests.support.graphql import CASE

pytestmark = pytest.mark.asyncio(loop_scope="module")

SEED = bytes(range(32))
WITNESS = Cosigner("witness.example", bytes(32))
NOTE = "Ponderous Zugzwang"
KEY = str(Signer("proofs.example/events", SEED).verifier)


def sign(world: World) -> None:
    """What the sequencer does, here and now."""
    with connect(world.database.url("sequencer")) as connection:
        begin(connection, "proofs.example")
        for log in LOGS:
            one = Growth(connection, log, lambda name: Signer(name, SEED), "test")
            while one.step():
                pass


def witnessed(world: World) -> None:
    with connect(world.database.url("sequencer")) as connection:
        row = connection.execute(
            "select sequence, size, note from log.checkpoint where log = 'events'"
            " order by size desc limit 1"
        ).fetchone()
        assert row is not None
        line = WITNESS.cosign(parse(row[2]).text, 1_800_000_000).line().removesuffix("\n")
        connection.execute(
            "insert into log.cosignature (log, sequence, size, witness, line)"
            " values ('events', %s, %s, %s, %s)",
            (row[0], row[1], str(WITNESS.verifier), line),
        )


@pytest.fixture
def typed(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Callable[..., Any]]:
    """A command line at the world's database: its exit code and what it said."""
    (tmp_path / "kek").write_bytes(bytes(range(32)))
    for role, name in VARIABLES.items():
        monkeypatch.setenv(name, world.database.url(role))
    for name, value in {
        "CASELEDGER_TENANT": "test",
        "CASELEDGER_LANG": "en",
        "CASELEDGER_KEY_FILE": str(tmp_path / "kek"),
        "CASELEDGER_LOG_KEY": base64.b64encode(SEED).decode(),
        "CASELEDGER_LOG_WITNESSES": str(WITNESS.verifier),
    }.items():
        monkeypatch.setenv(name, value)

    async def type_in(*arguments: str) -> tuple[int, str]:
        code = await asyncio.to_thread(main, arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    yield type_in


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(world: World) -> dict[str, str]:
    """A referral with what it rests on, a note, all of it signed, some of it countersigned."""
    found = await referred(world)
    sign(world)
    witnessed(world)
    await world.do(
        "worker",
        "addNote",
        caseId=found["caseId"],
        personId=found["personId"],
        body=NOTE,
    )
    await world.ask("worker", CASE, id=found["caseId"])
    sign(world)
    return found


async def test_proofs_by_graphql(world: World, made: dict[str, str]) -> None:
    query = """query ($p: Position!) {
        checkpoint { origin size root note cosignatures }
        looks: checkpoint(log: LOOKS) { origin }
        inclusionProof(position: $p) { index leaf hashes text checkpoint { note } }
        later: inclusionProof(position: 1000000) { index }
        none: inclusionProof(position: 0) { index }
        consistencyProof(from: 3, to: 7) { from to fromRoot toRoot hashes }
        beyond: consistencyProof(from: 3, to: 1000000) { to }
    }"""
    found = await world.ask("worker", query, p=5)
    key = VerifierKey.parse(KEY)
    signed = Checkpoint.parse(open_note(found["checkpoint"]["note"], [key]).text)
    assert (found["checkpoint"]["origin"], found["checkpoint"]["size"]) == (key.name, signed.size)
    assert found["looks"] == {"origin": "proofs.example/looks"}
    proof, raw = found["inclusionProof"], base64.b64decode
    assert proof["text"].endswith(found["checkpoint"]["note"])
    hashes = [raw(each) for each in proof["hashes"]]
    verify_inclusion(raw(proof["leaf"]), proof["index"], signed.size, hashes, signed.root)
    grown = found["consistencyProof"]
    hashes = [raw(each) for each in grown["hashes"]]
    verify_consistency(3, raw(grown["fromRoot"]), 7, raw(grown["toRoot"]), hashes)
    assert found["later"] is found["none"] is found["beyond"] is None
    assert (await world.refused(None, query, p=5))["extensions"]["code"] == "NOT_SIGNED_IN"


async def test_proofs_by_the_command_line(
    world: World, made: dict[str, str], typed: Callable[..., Any], tmp_path: Path
) -> None:
    [event] = (await world.ledger.load(f"case-{UUID(made['caseId'][5:])}"))[-1:]
    row = tmp_path / "row"
    code, text = await typed("prove", str(event.event_id), "--row", str(row))
    assert code == 0 and text.startswith("c2sp.org/tlog-proof@v1\n"), text
    lines, note = text.partition("\n\n")[0].split("\n"), text.partition("\n\n")[2]
    signed = Checkpoint.parse(open_note(note, [VerifierKey.parse(KEY)]).text)
    leaf = sha256(b"\0" + row.read_bytes()).digest()
    hashes = [base64.b64decode(each) for each in lines[2:]]
    verify_inclusion(leaf, event.position - 1, signed.size, hashes, signed.root)
    assert (await typed("prove", str(event.position)))[1] == text
    assert (await typed("prove", "--old", "3"))[1].startswith("old 3\n")
    for arguments, words in (
        (("prove",), "Say what to prove"),
        (("prove", "999999"), "No checkpoint covers"),
        (("prove", str(UUID(int=7))), "no event and no look"),
        (("prove", "--old", "999999"), "No checkpoint has"),
    ):
        code, said = await typed(*arguments)
        assert code == 1 and words in said
    look = world.looks()[0]
    assert (await typed("prove", str(look["look_id"])))[1].count("proofs.example/looks") == 2


async def test_the_audit_by_the_command_line(
    world: World, made: dict[str, str], typed: Callable[..., Any], tmp_path: Path
) -> None:
    kept = tmp_path / "kept.note"
    kept.write_text((await world.ask("worker", "{ checkpoint { note } }"))["checkpoint"]["note"])
    sign(world)
    known = ("--from-checkpoint", str(kept), "--vkey", KEY)
    code, said = await typed("verify", *known)
    assert code == 0 and "All of it holds" in said and "countersigned by witness.example" in said
    report = json.loads((await typed("verify", "--json"))[1].splitlines()[0])
    assert report["findings"] == [] and report["checked"][0]["unsigned"] == 0
    kept.write_text("nothing\n")
    code, said = await typed("verify", *known)
    assert code == 1 and "not a signed checkpoint" in said
    other = str(Signer("proofs.example/events", bytes(32)).verifier)
    code, said = await typed("verify", "--vkey", other, "--lang", "fr")
    assert code == 3 and "OTHER_KEY : " in said and "NE CONCORDE PAS" in said


def unpacked(pack: Path, folder: Path) -> Path:
    with zipfile.ZipFile(pack) as whole:
        whole.extractall(folder)
    return folder


async def verified(folder: Path, *arguments: str) -> tuple[int, str]:
    """What ``verify.py`` says, with Python's own library alone."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-S", str(folder / "verify.py"), *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    return done.returncode, done.stdout + done.stderr


async def test_a_pack_proves_itself(
    world: World, made: dict[str, str], typed: Callable[..., Any], tmp_path: Path
) -> None:
    pack = tmp_path / "case.zip"
    code, said = await typed("pack", "--case", made["caseId"], "--out", str(pack), "--by", "Josée")
    assert code == 0 and "verify.py" in said, said
    assert pack.stat().st_mode & 0o777 == 0o600
    [look] = [each for each in world.looks() if each["task"] == "PROOF_PACK"]
    assert [f"Case:{each}" for each in look["cases"]] == [made["caseId"]]
    assert [f"Person:{each}" for each in look["persons"]] == [made["personId"]]
    folder = unpacked(pack, tmp_path / "case")
    trusted = ("--key", KEY, "--witness", str(WITNESS.verifier))
    code, said = await verified(folder, *trusted)
    assert code == 0, said
    assert said.count("[oui/yes]") == 8 and "All of it holds." in said and "Tout concorde." in said
    manifest = json.loads((folder / "manifest.json").read_text())
    opened = [(v["value"], v["key"]) for e in manifest["events"] for v in e["opened"]]
    [(_, key)] = [each for each in opened if each[0] == NOTE]
    assert key is not None, "a note opens with a key of its own"
    page = (folder / "read-me.html").read_text()
    assert NOTE in page and "Dossier de preuve" in page and "Proof pack" in page

    other = str(Signer("proofs.example/events", bytes(32)).verifier)
    code, said = await verified(folder, "--key", other)
    assert code == 1 and "IT DOES NOT HOLD" in said
    for number, change in enumerate((row_altered, value_altered, checkpoint_altered)):
        again = unpacked(pack, tmp_path / f"altered-{number}")
        wrong = change(again, manifest)
        code, said = await verified(again, *trusted)
        assert code == 1 and f"[NON/NO]  {wrong}" in said, said


def resigned(folder: Path, manifest: dict[str, Any]) -> None:
    """The list made to fit again and signed, as who has the log's key could."""
    for name in manifest["files"]:
        manifest["files"][name] = sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    digest = sha256((folder / "manifest.json").read_bytes()).hexdigest()
    text = f"caseledger-pack/1\nsha256 {digest}\n"
    line = Signer("proofs.example/events", SEED).sign(text).line()
    (folder / "manifest.note").write_text(f"{text}\n{line}")


def row_altered(folder: Path, manifest: dict[str, Any]) -> str:
    row = folder / f"rows/{manifest['events'][-1]['position']}.bin"
    row.write_bytes(row.read_bytes()[:-1] + b"!")
    resigned(folder, json.loads(json.dumps(manifest)))
    return "5."


def value_altered(folder: Path, manifest: dict[str, Any]) -> str:
    said = json.loads(json.dumps(manifest).replace(NOTE, "Something else"))
    resigned(folder, said)
    return "6."


def checkpoint_altered(folder: Path, manifest: dict[str, Any]) -> str:
    note = folder / "checkpoint.note"
    origin, size, rest = note.read_text().split("\n", 2)
    note.write_text(f"{origin}\n{int(size) + 1}\n{rest}")
    resigned(folder, json.loads(json.dumps(manifest)))
    return "3."


async def test_packs_of_a_disclosure_and_of_a_decision(
    world: World, made: dict[str, str], typed: Callable[..., Any], tmp_path: Path
) -> None:
    case = await world.ledger.load(f"case-{UUID(made['caseId'][5:])}")
    [decision] = [e for e in case if e.event.wire_name == "application.decided"]
    [referral] = [e for e in case if e.event.wire_name == "referral.made"]
    for kind, asked, types in (
        ("decision", decision.event_id, {"application.decided"}),
        (
            "disclosure",
            referral.event.disclosure_id,  # type: ignore[attr-defined]
            {"disclosure.made", "referral.made", "consent.granted"},
        ),
    ):
        out = tmp_path / f"{kind}.zip"
        code, said = await typed("pack", f"--{kind}", str(asked), "--out", str(out))
        assert code == 0, said
        folder = unpacked(out, tmp_path / kind)
        code, said = await verified(folder)
        assert code == 0 and "comparez-la" in said, said
        manifest = json.loads((folder / "manifest.json").read_text())
        assert {e["type"] for e in manifest["events"]} - {"policy.published"} == types
        assert any(e["type"] == "policy.published" for e in manifest["events"])
    for arguments, words in (
        (("--out", str(tmp_path / "x.zip")), "one only"),
        (("--case", "x", "--out", str(tmp_path / "x.zip")), "not an id"),
        (("--case", str(UUID(int=7)), "--out", str(tmp_path / "x.zip")), "nothing under"),
        (("--disclosure", str(UUID(int=7)), "--out", str(tmp_path / "x.zip")), "nothing under"),
        (("--case", made["caseId"], "--out", str(out)), "Nothing is overwritten"),
    ):
        code, said = await typed("pack", *arguments)
        assert code == 1 and words in said, said


async def test_a_pack_over_http_is_for_who_may_see_the_whole_case(
    world: World, made: dict[str, str], tmp_path: Path
) -> None:
    case = UUID(made["caseId"][5:])
    world.api.services.logs = SimpleNamespace(  # type: ignore[assignment]
        key=lambda name: Signer(name, SEED), witnesses=(WITNESS.verifier,)
    )

    async def fetched(who: str, key: object = case) -> Any:
        headers = {"authorization": f"Bearer {world.tokens[who]}"}
        return await world.http.get(f"/packs/case/{key}", headers=headers)

    before = len(world.looks())
    answer = await fetched("worker")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    [look] = world.looks()[before:]
    assert (look["task"], look["decision"], look["cases"]) == ("PROOF_PACK", "allowed", [case])
    assert set(look["categories"]) == set(OPENED)
    (tmp_path / "case.zip").write_bytes(answer.content)
    code, said = await verified(unpacked(tmp_path / "case.zip", tmp_path / "case"), "--key", KEY)
    assert code == 0, said
    link = "query ($id: ID!) { case(id: $id) { ... on Case { proofPack } } }"
    shown = await world.ask("worker", link, id=made["caseId"])
    assert shown == {"case": {"proofPack": f"/packs/case/{case}"}}
    shown = await world.ask("partner", link, id=made["caseId"])
    assert shown == {"case": {"proofPack": None}}, "a part of the case is open, not the whole"
    for who in ("colleague", "partner", "privacy", "reporting"):
        answer = await fetched(who)
        assert (answer.status_code, answer.content) == (404, b'{"error":"NOT_AVAILABLE"}'), who
        assert world.looks()[-1]["decision"] == "denied", who
    assert (await fetched("worker", UUID(int=7))).status_code == 404
    assert (await world.http.get(f"/packs/case/{case}")).status_code == 400
