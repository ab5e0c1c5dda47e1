"""Draw the pictures of the docs from the samples: `gallery.py`, or `gallery.py --check` to learn which are out of date.

The same sources give the same bytes, so that a picture that differs tells that the code or the articles changed since.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

from frontline.cli.figures import scene_of
from frontline.figures import (
    draw_areas,
    draw_day,
    draw_distances,
    draw_multiples,
    save_film,
)
from frontline.figures.palette import shared_palette, with_palette
from frontline.gazetteer import Gazetteer
from frontline.pipeline import View, draw, gather
from frontline.theatre import load_theatre

if TYPE_CHECKING:
    from collections.abc import Callable

    from frontline.figures import Canvas, Scene

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "figures"
#: Pictures of the docs are for screens: 920 pixels for 180 mm, in so many colours.
DPI, COLOURS = 130, 256
FILM_MM, FILM_DPI = 150.0, 96
#: The packs beside the first: a picture of one day each, from the rows of their sample.
PACKS = {"ukraine-2022": dt.date(2022, 3, 20), "normandy-1944": dt.date(1944, 8, 13)}


def read_scene() -> Scene:
    """Return the scene of the sample articles."""
    return scene_of_sources(ROOT / "geodata" / "articles", "syria-2024", View())


def scene_of_sources(source: Path, name: str, view: View) -> Scene:
    """Return the scene of what a file or folder says of a theatre."""
    theatre = load_theatre(name)
    evidence = gather([source], theatre, Gazetteer.for_theatre(theatre))
    return scene_of(theatre, evidence, draw(evidence, theatre, view), view)


def sheets(scene: Scene) -> dict[str, Callable[[], Canvas]]:
    """Return the making of each picture by its name."""
    number = {text: scene.number(dt.date.fromisoformat(text)) for text in ("2024-12-05", "2024-12-08")}
    some = [scene.number(dt.date(2024, 11, 26) + dt.timedelta(days=n)) for n in (0, 2, 4, 6, 9, 10, 11, 12)]
    near = scene.around(scene.theatre.place_by_id["hama"], 60)
    return {
        "day.png": lambda: draw_day(scene, number["2024-12-05"]),
        "day-dark.png": lambda: draw_day(scene, number["2024-12-08"], theme="dark"),
        "days.png": lambda: draw_multiples(scene, some),
        "detail.png": lambda: draw_day(near, scene.number(dt.date(2024, 12, 4))),
        "areas.png": lambda: draw_areas(scene),
        "distances.png": lambda: draw_distances(scene),
    }


def draw_pictures(folder: Path) -> None:
    """Write every picture into a folder."""
    scene = read_scene()
    for name, make in sheets(scene).items():
        _save(make(), folder / name)
    for name, day in PACKS.items():
        sample = scene_of_sources(ROOT / "geodata" / "samples" / f"{name}.csv", name, View(last_day=day))
        _save(draw_day(sample, sample.count - 1), folder / f"{name}.png")
    film = (draw_day(scene, n, width_mm=FILM_MM, steady=True) for n in range(scene.count))
    save_film(film, folder / "film.gif", dpi=FILM_DPI)


def _save(sheet: Canvas, path: Path) -> None:
    picture = Image.fromarray(sheet.pixels(DPI))
    with_palette(picture, shared_palette([picture], COLOURS)).save(path, optimize=True)


def main(arguments: list[str]) -> int:
    """Write the pictures, or say which would differ."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: gallery.py [--check]\n")
        return 2
    with TemporaryDirectory() as aside:
        draw_pictures(Path(aside))
        drawn = {path.name: path.read_bytes() for path in sorted(Path(aside).iterdir())}
    there = {path.name: path.read_bytes() for path in FOLDER.glob("*.*")}
    stale = sorted(name for name in {*drawn, *there} if drawn.get(name) != there.get(name))
    if arguments:
        sys.stderr.write(
            f"out of date: {', '.join(stale)}; run `make gallery`\n" if stale else "up to date\n"
        )
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for name in {*there} - {*drawn}:
        (FOLDER / name).unlink()
    for name, picture in drawn.items():
        (FOLDER / name).write_bytes(picture)
    sys.stderr.write(f"{len(drawn)} pictures are in {FOLDER.relative_to(ROOT)}, {len(stale)} of them new\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
