"""The pages' style sheet, fonts and script: where a page finds them, and their build at set-up."""

from pathlib import Path

from ui.assets.build import BUILT, HERE, read_manifest

PLAIN = {"site.css": "css/site.css", "page.js": "js/page.js"}
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


class Assets:
    """Names and bodies of what was built; where nothing was, the plain files of the package."""

    def __init__(self, built: Path = BUILT) -> None:
        manifest = read_manifest(built)
        self.built = manifest is not None
        self._folder = built if self.built else HERE
        self._names: dict[str, str] = manifest["files"] if manifest else PLAIN
        self._served = set(self._names.values()) if self.built else _plain_files()

    def url(self, name: str) -> str:
        return f"/assets/{self._names[name]}"

    def read(self, path: str) -> tuple[bytes, str] | None:
        """Body and media type of a served file; nothing for any other path."""
        name = path.lstrip("/")
        if name not in self._served:
            return None
        try:
            body = (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None
        return body, TYPES.get(Path(name).suffix, "application/octet-stream")

    @property
    def cache_control(self) -> str:
        """Built files are named by their content, so that they may be kept for good."""
        return "public, max-age=31536000, immutable" if self.built else "no-cache"


def _plain_files() -> set[str]:
    files = [*(HERE / "css").glob("*.css"), *(HERE / "js").glob("*.js")]
    return {file.relative_to(HERE).as_posix() for file in files}
