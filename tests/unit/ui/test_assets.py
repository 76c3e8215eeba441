"""Styles and script: built ones by their hash, plain ones where nothing was built."""

import json
import re

import ui.assets.build as build
from ui.assets import Assets

SCRIPT_LIMIT = 3 * 1024  # bytes


def test_without_a_build_the_plain_files_are_served(tmp_path):
    assets = Assets(tmp_path)
    assert assets.url("site.css") == "/assets/css/site.css"
    assert assets.cache_control == "no-cache"
    sheet, media_type = assets.read("/css/site.css") or (b"", "")
    assert media_type == "text/css"
    for name in re.findall(rb'@import "\./([a-z]+\.css)"', sheet):
        assert assets.read(f"css/{name.decode()}"), name
    assert assets.read("js/page.js")


def test_built_files_are_served_under_their_hashed_names_for_good(tmp_path):
    (tmp_path / "site-ABC.css").write_text("b{}")
    manifest = {"built_from": "x", "files": {"site.css": "site-ABC.css"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    assets = Assets(tmp_path)
    assert assets.url("site.css") == "/assets/site-ABC.css"
    assert assets.read("site-ABC.css") == (b"b{}", "text/css")
    assert "immutable" in assets.cache_control


def test_nothing_else_is_served(tmp_path):
    assets = Assets(tmp_path)
    for path in ("../site.py", "build.py", "/etc/passwd", "css/../build.py", "package.json", ""):
        assert assets.read(path) is None, path


def test_a_build_of_these_sources_is_not_made_again(tmp_path, monkeypatch):
    (tmp_path / "site-ABC.css").write_text("b{}")
    manifest = {"built_from": build.fingerprint(), "files": {"site.css": "site-ABC.css"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setattr(build, "_npm", lambda *_: (_ for _ in ()).throw(AssertionError("built")))
    assert build.build(tmp_path) == manifest


def test_a_file_that_went_missing_has_it_built_again(tmp_path, monkeypatch):
    manifest = {"built_from": build.fingerprint(), "files": {"site.css": "site-ABC.css"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    def made(arguments, folder):
        (folder / "out").mkdir()
        (folder / "out" / "site-NEW.css").write_text("i{}")
        files = {"site.css": {"name": "site-NEW.css", "bytes": 3}}
        (folder / "out" / "files.json").write_text(json.dumps(files))

    monkeypatch.setattr(build, "_npm", lambda *_: None)
    monkeypatch.setattr(build, "_node", made)
    assert build.build(tmp_path)["files"] == {"site.css": "site-NEW.css"}
    assert {path.name for path in tmp_path.iterdir()} == {"site-NEW.css", "manifest.json"}


def test_the_script_stays_small():
    for script in (build.HERE / "js").iterdir():
        assert len(script.read_bytes()) < SCRIPT_LIMIT, script.name


def test_the_lock_file_names_no_registry_and_has_every_hash():
    locked = json.loads((build.HERE / "package-lock.json").read_text())["packages"]
    packages = {name: entry for name, entry in locked.items() if name}
    assert packages
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry["integrity"].startswith("sha512-"), name
