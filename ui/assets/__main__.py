"""``python -m ui.assets``: build the style sheet, fonts and script into ``build/assets``."""

import sys
import time

from ui.assets.build import BUILT, AssetsUnavailable, build


def main() -> int:
    started = time.monotonic()
    try:
        manifest = build()
    except AssetsUnavailable as problem:
        print(
            f"assets: not built, pages keep their plain style: {problem}",
            file=sys.stderr,
        )
        print("assets : non générés, les pages gardent leur style simple", file=sys.stderr)
        return 1
    size = sum((BUILT / name).stat().st_size for name in manifest["files"].values())
    seconds = time.monotonic() - started
    print(f"assets: {len(manifest['files'])} files, {size / 1024:.0f} KB, {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
