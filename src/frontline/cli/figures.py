"""`frontline figure` and `frontline embed`: pictures for print, and the lines that put a map into another page."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from frontline.cli.options import (
    DEFAULT_THEATRE,
    AsKnown,
    FirstDay,
    LastDay,
    OneSide,
    OneSource,
    ReadingOptions,
    Sources,
    TheatreName,
    takes_reading,
)
from frontline.cli.readers import draw_sources, open_desk, read_view
from frontline.cli.talk import err, fails_in_one_line, out, progress_bar, read_day
from frontline.errors import InputError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from frontline.figures import Canvas, Phrases, Scene
    from frontline.figures.theme import ThemeName
    from frontline.gazetteer import Gazetteer
    from frontline.model import Place
    from frontline.pipeline import Drawing, Evidence, View
    from frontline.theatre import Theatre

FORMATS = ("png", "svg", "pdf")
#: Small multiples of a map without chosen days: so many, evenly spread.
MOST_MULTIPLES = 8
#: A film is for screens: at most so many dots an inch of its print, 1,060 pixels for 180 mm.
FILM_DPI = 150


@dataclass(frozen=True)
class Wanted:
    """What pictures are to be made, and how."""

    on: tuple[dt.date, ...] = ()
    formats: tuple[str, ...] = ("png",)
    multiples: bool = False
    charts: bool = False
    film: str = ""
    theme: ThemeName = "light"
    width_mm: float = 180.0
    dpi: int = 200


@fails_in_one_line
@takes_reading
def figure(
    sources: Sources,
    theatre: TheatreName = DEFAULT_THEATRE,
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on", help="The day to draw, 2024-12-05; may be given more than once. Default: the last."
        ),
    ] = None,
    out_folder: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path(
        "figures"
    ),
    formats: Annotated[
        str, typer.Option("--format", help="Any of png,svg,pdf, separated by commas.")
    ] = "png",
    multiples: Annotated[
        bool,
        typer.Option(
            "--multiples", help="One sheet with a small map for each --on day, or for days of the whole map."
        ),
    ] = False,
    charts: Annotated[
        bool,
        typer.Option(
            "--charts", help="The ground of each side, and its distance to the objectives, day by day."
        ),
    ] = False,
    animate: Annotated[str, typer.Option(help="A film of all days: gif; mp4 or webm where ffmpeg is.")] = "",
    theme: Annotated[str, typer.Option(help="light or dark.")] = "light",
    language: Annotated[str, typer.Option(help="Of what the figures say: en, fr or ar.")] = "en",
    around: Annotated[str, typer.Option(help="Only the ground around a place, by its name or id.")] = "",
    within: Annotated[float, typer.Option(min=5, max=2000, help="How far around --around, km.")] = 60.0,
    width: Annotated[
        float, typer.Option(min=80, max=600, help="The width of a figure in millimetres.")
    ] = 180.0,
    dpi: Annotated[int, typer.Option(min=50, max=1200, help="Dots an inch of a PNG.")] = 200,
    first: FirstDay = None,
    last: LastDay = None,
    as_known: AsKnown = None,
    source: OneSource = "",
    side: OneSide = "",
    *,
    reading: ReadingOptions,
) -> None:
    """Draw static figures for print: a day's map with legend, scale and sources; small multiples, charts, a film.

    Example: frontline figure my-articles/ --on 2024-11-30 --on 2024-12-05 --format png,svg --charts --out figures/
    """
    from frontline.export import require_folder, written_together
    from frontline.figures import phrases_of, require_encoder

    require_folder(out_folder)
    if animate:
        require_encoder(animate)
    phrases = phrases_of(language)
    days = tuple(day for text in on or () if (day := read_day(text, "--on")))
    wanted = Wanted(days, read_formats(formats), multiples, charts, animate, _theme(theme), width, dpi)
    view = read_view(first, last, as_known, source, side)
    desk = open_desk(sources, theatre, reading)
    pack = desk.pack
    middle = _place(around, pack, desk.places) if around else None
    evidence, drawing = draw_sources(desk, view)
    scene = scene_of(pack, evidence, drawing, view, phrases)
    if middle is not None:
        scene = scene.around(middle, within)
    with written_together(out_folder) as aside:
        written = write_figures(scene, wanted, aside)
    for path in written:
        out.print(escape(str(out_folder / path.name)))


def _place(name: str, pack: Theatre, places: Gazetteer) -> Place:
    """Return the place of the theatre that a user named, or raise `InputError`."""
    from frontline.places import locate_name

    ranked = (
        [(pack.place_by_id[name], 1.0)]
        if name in pack.place_by_id
        else locate_name(name, places, theatre=pack)
    )
    if not ranked:
        close = ", ".join(places.near_matches(name)) or "none"
        raise InputError(
            f"--around {name!r} is no place of the theatre {pack.id}; names like it: {close}. Give another spelling"
        )
    return ranked[0][0]


def _theme(name: str) -> ThemeName:
    if name not in ("light", "dark"):
        raise InputError(f"--theme {name!r} is unknown; use light or dark")
    return "dark" if name == "dark" else "light"


def read_formats(text: str) -> tuple[str, ...]:
    """Return the formats that a user wrote, or raise `InputError`."""
    formats = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    unknown = ", ".join(name for name in formats if name not in FORMATS)
    if unknown or not formats:
        came = f"{unknown!r} is unknown" if unknown else "names nothing"
        raise InputError(f"--format {came}; use any of {', '.join(FORMATS)}, separated by commas")
    return formats


def scene_of(
    pack: Theatre,
    evidence: Evidence,
    drawing: Drawing,
    view: View,
    phrases: Phrases | None = None,
    payload: dict[str, Any] | None = None,
) -> Scene:
    """Return what the figures of a map are drawn from, of its page's payload if there is one.

    They say it in English unless told.
    """
    from frontline.figures import Scene, phrases_of, scope_words
    from frontline.payload import MAX_QUOTE
    from frontline.payload.texts import clean_text

    phrases = phrases or phrases_of("en")
    faction = pack.faction_by_id.get(view.side)
    side = (faction.names.get(phrases.code) or faction.name) if faction else view.side

    notice = "\n".join(filter(None, (evidence.notice, evidence.edits.words())))
    scope = scope_words(as_known=view.as_known, source=view.source, side=side, phrases=phrases)
    if payload is not None:
        told = payload | {"notice": clean_text(notice, MAX_QUOTE)}
        return Scene.of_payload(pack, told, drawing.parcels, scope=scope, phrases=phrases)
    return Scene.of(
        pack,
        claims=drawing.claims,
        control=drawing.control,
        parcels=drawing.parcels,
        advances=drawing.advances,
        documents=evidence.documents,
        notice=notice,
        scope=scope,
        phrases=phrases,
    )


def write_figures(scene: Scene, wanted: Wanted, folder: Path) -> list[Path]:
    """Write the pictures that are wanted into a folder and return their paths."""
    from frontline.figures import save_film

    stem = scene.theatre.id
    sheets = _sheets(scene, wanted)
    written: list[Path] = []
    total = len(sheets) + (scene.count if wanted.film else 0)
    with progress_bar() as progress:
        for done, (name, draw) in enumerate(sheets.items(), start=1):
            sheet = draw()
            for ending in wanted.formats:
                path = folder / f"{stem}-{name}.{ending}"
                sheet.save(path, dpi=wanted.dpi, title=f"{scene.title}: {name}")
                written.append(path)
            progress("drawing figures", done, total)
        if wanted.film:
            path = folder / f"{stem}.{wanted.film}"
            pictures = _pictures(
                scene, wanted, lambda done: progress("drawing figures", len(sheets) + done, total)
            )
            save_film(pictures, path, dpi=min(wanted.dpi, FILM_DPI))
            written.append(path)
    return written


def _pictures(scene: Scene, wanted: Wanted, tell: Callable[[int], None]) -> Iterator[Canvas]:
    """Yield a picture a day, all of one size."""
    from frontline.figures import draw_day

    for n in range(scene.count):
        yield draw_day(scene, n, theme=wanted.theme, width_mm=wanted.width_mm, steady=True)
        tell(n + 1)


def _sheets(scene: Scene, wanted: Wanted) -> dict[str, Callable[[], Canvas]]:
    """Return the making of each sheet by its name; without a wish, the last day's map."""
    from frontline.figures import draw_areas, draw_day, draw_distances, draw_multiples

    look: Any = {"theme": wanted.theme, "width_mm": wanted.width_mm}
    days = [scene.number(day) for day in wanted.on]
    sheets: dict[str, Callable[[], Canvas]] = {}
    if wanted.multiples:
        sheets["days"] = partial(draw_multiples, scene, days or _spread_days(scene.count), **look)
    elif days or not (wanted.charts or wanted.film):
        for n in days or [scene.count - 1]:
            sheets[scene.day(n).isoformat()] = partial(draw_day, scene, n, **look)
    if wanted.charts:
        sheets["areas"] = partial(draw_areas, scene, **look)
        if scene.theatre.objectives:
            sheets["distances"] = partial(draw_distances, scene, **look)
    return sheets


def _spread_days(count: int) -> list[int]:
    """Return the numbers of up to `MOST_MULTIPLES` days, evenly spread, the first and the last among them."""
    most = min(count, MOST_MULTIPLES)
    return sorted({round(n * (count - 1) / max(1, most - 1)) for n in range(most)})


@fails_in_one_line
def embed(
    page: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A map that `frontline map` wrote, FILE.html.", show_default=False
        ),
    ],
    height: Annotated[
        int, typer.Option(min=200, max=4000, help="The most that the frame is high, pixels.")
    ] = 640,
    title: Annotated[
        str, typer.Option(help="What the frame is called, for screen readers; default: the map's title.")
    ] = "",
    url: Annotated[
        str, typer.Option(help="The address at which the map will stand; default: beside the page.")
    ] = "",
    picture: Annotated[
        Path | None,
        typer.Option(
            help="The picture for readers without scripts; default: the newest figure beside the map, or the map's own."
        ),
    ] = None,
    inline: Annotated[
        bool, typer.Option("--inline", help="Put the picture into the lines themselves, made small.")
    ] = False,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A file to write the lines to; default: standard output."),
    ] = None,
) -> None:
    """Print the lines that put a map into another page: a frame, and a picture where scripts are forbidden.

    A picture within the lines is thousands of letters long: at a terminal it is left out, and --out writes it.

    Example: frontline map articles/ --figures && frontline embed maps/syria-2024.html --height 600
    """
    from frontline.export import write_lines
    from frontline.figures.embedding import find_picture, inline_picture, own_picture, read_title, snippet

    name = title or read_title(page)
    shown = picture or find_picture(page) or own_picture(page)
    if is_within := bool(shown) and (inline or isinstance(shown, str)):
        shown = shown if isinstance(shown, str) else inline_picture(shown)
    lines = partial(snippet, page, title=name, height=height, url=url)
    size = f"{len(str(shown)) // 1000} kB"
    if out_file is not None:
        write_lines(lines(picture=shown).splitlines(), out_file)
        out.print(f"{escape(str(out_file))}: paste what it holds into your page")
    elif is_within and is_terminal():
        sys.stdout.write(lines())
        err.print(
            f"note: the picture for readers without scripts ({size}) is left out here; --out FILE writes the lines with it. "
            "Or draw one beside the map, `frontline map ... --figures`, and the lines name it"
        )
    else:
        if is_within and not inline:
            err.print(
                f"note: no picture stands beside the map, so its own small one is in the lines ({size}); "
                "`frontline map ... --figures` writes a larger one, or name one with --picture"
            )
        sys.stdout.write(lines(picture=shown))


def is_terminal() -> bool:
    """Tell whether a person reads what is printed, and not a file or a program."""
    return sys.stdout.isatty()
