"""`frontline theatre new`: asks what a conflict is, writes its pack, checks it and draws its frame."""

from __future__ import annotations

import datetime as dt
import re
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.markup import escape

from frontline.cli.talk import BAD_INPUT, err, fails_in_one_line, out, read_day
from frontline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from frontline.drafting import Side, TownFinder, World
    from frontline.theatre import Extent, Theatre

#: A map begins with so many days where the user does not say when it ends.
_DAYS = 90
PICTURE = "extent.png"
T = TypeVar("T")


@fails_in_one_line
def theatre_new(
    folder: Annotated[Path, typer.Argument(help="The folder to make; its name is the theatre's id.")],
    name: Annotated[str, typer.Option(help="The title of its maps.")] = "",
    first: Annotated[str | None, typer.Option("--from", help="First day of the map, 2031-05-02.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of the map.")] = None,
    baseline: Annotated[
        str | None, typer.Option(help="The day whose holders are known; default: the day before the first.")
    ] = None,
    country: Annotated[
        list[str] | None,
        typer.Option("--country", "-c", help="A country, by name or code. May be given more than once."),
    ] = None,
    extent: Annotated[
        str,
        typer.Option(
            help="The frame, WEST,SOUTH,EAST,NORTH in degrees; default: around the countries' towns."
        ),
    ] = "",
    side: Annotated[
        list[str] | None,
        typer.Option(
            "--side", "-s", help="A side and the words for it: 'Union=Union forces,Federals'. One a side."
        ),
    ] = None,
    holds: Annotated[
        list[str] | None,
        typer.Option(
            help="What a side held on the day before: 'Union=US,Virginia,Fort Monroe' (countries, units, towns)."
        ),
    ] = None,
    wants: Annotated[list[str] | None, typer.Option(help="What a side is after: 'Union=Richmond'.")] = None,
    colour: Annotated[list[str] | None, typer.Option(help="A side's colour: 'Union=#27548a'.")] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(
            "--place",
            help="A place that no gazetteer has: 'Oldmill=47.05,14.6' (latitude first). May be given more than once.",
        ),
    ] = None,
    towns: Annotated[int, typer.Option(min=1, help="How many towns to take, the largest first.")] = 3000,
    ask: Annotated[
        bool | None,
        typer.Option(
            "--ask/--no-ask",
            help="Ask for what no option gives, also where answers are piped in; default: at a terminal.",
        ),
    ] = None,
) -> None:
    """Make a theatre pack: asks, proposes frame, towns and base map, checks it and draws it. Needs no network.

    Example: frontline theatre new lakeland --country AT --from 2031-05-02 --side "Reds=Red forces" --side Blues
    """
    from frontline.drafting import (
        Plan,
        TownFinder,
        World,
        frame_of,
        identifier,
        place_of,
        require_new,
        write_pack,
    )
    from frontline.export import require_folder

    talk = _Talk(sys.stdin.isatty() if ask is None else ask)
    theatre_id = folder.resolve().name
    if identifier(theatre_id) != theatre_id.replace("_", "-"):
        proposed = identifier(theatre_id) or "my-theatre"
        raise InputError(
            f"{theatre_id!r} is no id; name the folder in lower-case letters, digits and '-': {proposed}"
        )
    require_new(folder)
    require_folder(folder)
    world = World()
    title = name or talk.line("Title of the map", theatre_id.replace("-", " ").capitalize())
    first_day = (
        _day(first, "--from")
        if first
        else talk.read("First day of the map (2031-05-02)", None, _day, "--from")
    )
    latest = str(first_day + dt.timedelta(days=_DAYS))
    last_day = _day(last, "--to") if last else talk.read("Last day of the map", latest, _day)
    baseline_day = _day(baseline, "--baseline") if baseline else first_day - dt.timedelta(days=1)
    if last_day < first_day:
        raise InputError(
            f"the map would end ({last_day}) before it begins ({first_day}); give a later last day with --to, or an earlier first with --from"
        )
    if baseline_day > first_day:
        raise InputError(
            f"--baseline {baseline_day} is after the first day {first_day}; give the day before it, or leave it out"
        )
    frame = frame_of(extent) if extent else None

    def codes(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(world.country_code(one) for one in names))

    if country or frame:
        countries = codes(country or ())
    else:
        countries = talk.read(
            "Countries (names or codes, commas between)", None, lambda text: codes(_parts(text)), "--country"
        )
    if frame is None:
        frame = _asked_frame(world.extent(countries), talk)
    countries = countries or world.countries_in(frame)
    if not countries:
        raise InputError(
            "no country has a town in the frame; check --extent (WEST,SOUTH,EAST,NORTH), or give --country"
        )
    own = tuple(place_of(text) for text in place or ())
    places = (
        TownFinder(world, frame, countries, towns, own) if talk.asks else None
    )  # learns what is told meanwhile
    sides = _sides(
        side, holds, wants, colour, talk, baseline_day, places, lambda word: _is_of(word, countries, world)
    )
    if places is not None:
        own = tuple((town.name, town.lon, town.lat) for town in places.own)
    plan = Plan(theatre_id, title, first_day, last_day, baseline_day, countries, frame, sides, places=own)
    left = write_pack(plan, folder, world, most_towns=towns)
    pack = _checked(folder)
    named = ", ".join(world.countries[code] for code in countries)
    out.print(
        f"{escape(str(folder))}: {len(pack.places)} places of {escape(named)}, {len(pack.factions)} sides"
    )
    for line in left:
        out.print(f"  to fill in: {escape(line)}")
    draw_extent(pack, folder / PICTURE)
    out.print(f"Its frame is drawn in {escape(str(folder / PICTURE))}. Next:")
    out.print(f"  frontline map ARTICLES... --theatre {escape(str(folder))} --out maps/")


class _Talk:
    """Asks at a terminal; elsewhere takes what is proposed."""

    def __init__(self, asks: bool) -> None:
        self.asks = asks

    def line(self, question: str, proposed: str | None, option: str = "") -> str:
        """Return the answer to a question, what is proposed where nobody is asked.

        Raises
        ------
        InputError
            If nobody is asked and there is no proposal; or if answers are piped in and end before the question.
        """
        if self.asks and is_terminal():
            return str(typer.prompt(question, default=proposed, err=True)).strip()
        if self.asks:
            return _piped_answer(question, proposed)
        if proposed is None:
            raise InputError(f"{option} is needed where nobody can be asked; give it, or use --ask")
        return proposed

    def read(self, question: str, proposed: str | None, reader: Callable[[str], T], option: str = "") -> T:
        """Return what an answer means; at a terminal one that means nothing is told why, and the question asked again.

        Raises
        ------
        InputError
            If nobody is there to be asked again and an answer means nothing, or nothing is proposed.
        """
        while True:
            answer = self.line(question, proposed, option)
            try:
                return reader(answer)
            except InputError as error:
                if not self.asks:
                    raise
                if not is_terminal():  # the next line answers the next question
                    raise InputError(
                        f"{error}\n(the answer to {question!r} was {answer!r}; mend that line)"
                    ) from error
                err.print(escape(str(error)))


def is_terminal() -> bool:
    """Tell whether a person answers, and not a file or a program."""
    return sys.stdin.isatty()


def _piped_answer(question: str, proposed: str | None) -> str:
    """Return the next line of standard input, shown behind its question as a terminal would show it.

    An empty line, and the end of the lines, take what is proposed.

    Raises
    ------
    InputError
        If the lines have ended and nothing is proposed.
    """
    shown = escape(f"{question} [{proposed}]: " if proposed else f"{question}: ")
    while True:
        line = sys.stdin.readline()
        answer = line.strip() or proposed
        if answer is not None:
            err.print(shown + escape(answer))
            return answer
        if not line:
            break
        err.print(shown)
    raise InputError(
        f"standard input ended before the answer to {question!r}; give a line for each question, or its option"
    )


def _day(text: str, option: str = "") -> dt.date:
    day = read_day(text, option)
    if day is None:
        raise InputError("a day is missing; write it as 2031-05-02")
    return day


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _asked_frame(proposed: Extent, talk: _Talk) -> Extent:
    from frontline.drafting import frame_of

    words = f"{proposed.west:g},{proposed.south:g},{proposed.east:g},{proposed.north:g}"
    return talk.read("Frame, WEST,SOUTH,EAST,NORTH in degrees", words, frame_of)


def _sides(
    given: list[str] | None,
    holds: list[str] | None,
    wants: list[str] | None,
    colours: list[str] | None,
    talk: _Talk,
    baseline_day: dt.date,
    places: TownFinder | None,
    is_country: Callable[[str], bool],
) -> tuple[Side, ...]:
    """Return the sides; each is asked about where it is not told."""
    from frontline.drafting import give_the_army, propose_side

    listed = (
        _enough(given)
        if given
        else talk.read(
            "The sides (two or more, commas between: Reds, Blues)",
            None,
            lambda text: _enough(_names_only(text)),
            "--side",
        )
    )
    pairs = [
        (name.strip(), tuple(_parts(words))) for name, _, words in (text.partition("=") for text in listed)
    ]
    names = [name for name, _ in pairs]
    held, wanted, inks = (_by_side(texts, names, option) for texts, option in (
        (holds, "--holds"), (wants, "--wants"), (colours, "--colour")
    ))  # fmt: skip

    def known(text: str, kind: str) -> tuple[str, ...]:
        names = tuple(_parts(text))
        if places is not None and kind:
            _place_all(places, *((names, ()) if kind == "held" else ((), names)))
        return names

    def asked(told: bool, question: str, kind: str = "") -> tuple[str, ...]:
        return () if told or not talk.asks else talk.read(question, "", lambda text: known(text, kind))

    sides, given_words = [], []
    for number, (name, words) in enumerate(pairs):
        colour = "".join(inks.get(name, ()))
        if colour and not re.fullmatch("#[0-9a-fA-F]{6}", colour):
            raise InputError(f"--colour {name}={colour} is no colour; write it as #1b6ca8")
        own_words = words or asked(bool(given), f"{name}: other words that articles have for it")
        given_words.append((name, *own_words))
        sides.append(
            propose_side(
                name,
                number,
                own_words,
                colour=colour,
                holds=held.get(name, ())
                or asked(
                    bool(holds),
                    f"{name}: what it held on {baseline_day} (countries, towns, or provinces as in Gao Region)",
                    "held",
                ),
                wants=wanted.get(name, ()) or asked(bool(wants), f"{name}: towns that it is after", "wanted"),
            )
        )
    return give_the_army(sides, given_words, is_country)


def _is_of(word: str, countries: tuple[str, ...], world: World) -> bool:
    """Tell whether a word is the name or the adjective of one of these countries: "Mali", "Malian"."""
    from frontline.placewords import load_place_words

    named = load_place_words().demonym_of.get(word.casefold(), word)
    return bool(named) and world.find_country(named) in countries


def _place_all(places: TownFinder, held: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    """Refuse unknown names; at a terminal the points of those that no gazetteer has are asked for first.

    Raises
    ------
    InputError
        If a name stays unknown.
    """
    from frontline.drafting import place_of

    try:
        places.require(held, wanted)
    except InputError as error:
        homeless = places.homeless((*held, *wanted))
        if not is_terminal() or not homeless:
            raise
        err.print(escape(str(error)))
        for name in homeless:
            point = str(
                typer.prompt(f"LAT,LON of {name} (nothing: answer anew)", default="", err=True)
            ).strip()
            try:
                places.add(*place_of(f"{name}={point}"))
            except InputError as unread:
                said = f"{point!r} is no LAT,LON in the frame, as in 47.05,14.6; " if point else ""
                raise InputError(f"{said}answer anew") from unread
        places.require(held, wanted)


def _names_only(text: str) -> list[str]:
    """Return the names of the sides that an answer lists; the words for each are asked for next."""
    if "=" in text:
        raise InputError(
            "give the names alone here, as in Reds, Blues; the words for each are asked for next"
        )
    return _parts(text)


def _enough(sides: list[str]) -> list[str]:
    """Return the sides as they are written, or refuse fewer than two, or two of one name."""
    names = [text.partition("=")[0].strip() for text in sides]
    if len({name.casefold() for name in names}) < len(names):
        raise InputError(
            f"a side is named twice in {', '.join(names)}; give each side once, with all its words"
        )
    if len(names) < 2:
        raise InputError(
            f"a map of control needs two sides or more, and {', '.join(names) or 'nothing'} is all that is named; "
            "give --side once for each side"
        )
    return sides


def _by_side(texts: list[str] | None, names: list[str], option: str) -> dict[str, tuple[str, ...]]:
    """Return what an option tells of each side; an option may be given more than once for a side."""
    found: dict[str, tuple[str, ...]] = {}
    by_key = {name.casefold(): name for name in names}
    for text in texts or ():
        side, sign, rest = text.partition("=")
        name = by_key.get(side.strip().casefold(), "")
        if not sign or not name:
            raise InputError(
                f"{option} {text!r} names no side; write it as SIDE=..., a SIDE out of {', '.join(names)}"
            )
        found[name] = (*found.get(name, ()), *_parts(rest))
    return found


def _checked(folder: Path) -> Theatre:
    """Return the pack as it reads; what is wrong with it is told with its lines."""
    from frontline.theatre import read_pack

    pack, faults = read_pack(folder)
    for fault in faults:
        out.print(escape(f"{folder.name}/{fault}"))
    if faults or pack is None:
        err.print(
            f"{len(faults)} fault(s) in what was written; mend each line above, then: frontline theatre check {folder}"
        )
        raise typer.Exit(BAD_INPUT)
    return pack


def draw_extent(pack: Theatre, path: Path) -> None:
    """Draw a theatre on the day before: its frame, its base map, its towns and who held them."""
    from frontline.control import claims_table, control_history
    from frontline.export import written_together
    from frontline.figures import Scene, draw_day
    from frontline.fronts import trace_advances
    from frontline.ground import draw_ground

    control = control_history((), pack, last_day=pack.baseline_day)
    scene = Scene.of(
        pack,
        claims=claims_table(()),
        control=control,
        parcels=draw_ground(control, pack),
        advances=trace_advances(control, pack),
    )
    with written_together(path.parent) as aside:
        draw_day(scene, 0).save(aside / path.name, dpi=110, title=pack.name)
