"""Writes `licences.md`: every package that a running Frontline loads, and every one its page carries, with its licence.

Run `make licences` after a change of dependencies; a test tells whether the file is current for the direct ones.
"""

from __future__ import annotations

import json
import re
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(__file__).with_name("licences.md")
_HEAD = """# Licences of what Frontline stands on

Made by `make licences`. Frontline's own licence is MIT (LICENSE); the data's are in geodata/SOURCES.md.

"""


def main() -> None:
    """Write the file anew."""
    TARGET.write_text(table(), encoding="utf-8")


def table() -> str:
    """Return the file's text: direct dependencies, what they bring, what the page carries."""
    direct = direct_dependencies()
    brought = sorted(_installed(_locked()) - set(direct))
    parts = [("Direct", direct), ("Brought by these", brought)]
    lines = [_HEAD.rstrip("\n")]
    for title, names in parts:
        lines += ["", f"## {title}", "", "| package | licence |", "|---|---|"]
        lines += [f"| {name} | {licence_of(name)} |" for name in names]
    lines += ["", "## In the page (npm)", "", "| package | licence |", "|---|---|"]
    lines += [f"| {name} | {licence} |" for name, licence in _npm_packages()]
    return "\n".join(lines) + "\n"


def direct_dependencies() -> list[str]:
    """Return the names of the project's dependencies, as they are compared."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(map(_name_of, project["dependencies"]))


def licence_of(name: str) -> str:
    """Return what a package says of its licence: its SPDX expression, else its classifiers, else its first words."""
    told = metadata.metadata(name)
    classifiers = [
        line.rsplit("::", 1)[1].strip()
        for line in told.get_all("Classifier") or ()
        if line.startswith("License ::")
    ]
    stated = str(told.get("License") or "").strip().split("\n")[0][:60]
    return str(told.get("License-Expression") or "") or ", ".join(classifiers) or stated or "not stated"


def _locked() -> list[str]:
    """Return the names of all packages that are locked for a running Frontline."""
    lock = Path(__file__).with_name("lock.txt").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)


def _installed(names: list[str]) -> set[str]:
    """Return those of the packages that this machine has: some are another system's."""
    have = {_name_of(str(one.metadata["Name"])) for one in metadata.distributions()}
    return {name for name in names if name in have}


def _name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~\[;(]", requirement.strip())[0]).lower()


def _npm_packages() -> list[tuple[str, str]]:
    lock = json.loads((ROOT / "src/frontline/web/package-lock.json").read_text(encoding="utf-8"))
    packages = {
        name.rpartition("node_modules/")[2]: told
        for name, told in lock["packages"].items()
        if name and not told.get("dev")
    }
    return sorted((name, str(told.get("license", "not stated"))) for name, told in packages.items())


if __name__ == "__main__":
    main()
