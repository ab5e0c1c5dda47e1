"""Options that several commands share: the words and the help a user meets."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from frontline.cli.addresses import AllowPrivate  # noqa: TC001 -- typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_THEATRE = "syria-2024"
WORLD = "world"
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE",
        help="Files, folders (recursive), web addresses of pages and feeds, or '-' for standard input.",
        show_default=False,
    ),
]


def complete_theatre(incomplete: str) -> list[str]:
    """Return the theatres that a shell may complete what was typed to."""
    from frontline.theatre import list_theatres

    return [folder.name for folder in list_theatres() if folder.name.startswith(incomplete)]


TheatreName = Annotated[
    str,
    typer.Option(
        "--theatre", "-t", help="A theatre's id, or the folder of a pack.", autocompletion=complete_theatre
    ),
]
TheatreOrWorld = Annotated[
    str,
    typer.Option(
        "--theatre",
        "-t",
        help="A theatre's id, the folder of a pack, or 'world'.",
        autocompletion=lambda incomplete: [*complete_theatre(incomplete), WORLD],
    ),
]
OwnPlaces = Annotated[
    list[str] | None,
    typer.Option(
        "--gazetteer",
        "-g",
        help="Your own places: a CSV with name, lat, lon, or a GeoNames dump (.txt, .zip). May be given more than once.",
    ),
]
Service = Annotated[
    str,
    typer.Option(
        "--geocoder",
        help="Ask this service on the network (a geopy name: nominatim, photon ...) for places that no gazetteer has.",
    ),
]
ServiceUrl = Annotated[
    str,
    typer.Option(
        "--geocoder-url", help="The service's address, where it is your own: http://localhost:8080."
    ),
]
ServicePause = Annotated[
    float,
    typer.Option("--geocoder-pause", min=0, max=60, help="Seconds between two questions to the service."),
]
ServiceLimit = Annotated[
    int, typer.Option("--geocoder-limit", min=1, help="The most names that one run asks the service for.")
]
RULES, LLM = "rules", "llm"
ExtractorName = Annotated[
    str, typer.Option("--extractor", help=f"Who reads the articles: {RULES} (offline) or {LLM}.")
]
LlmUrl = Annotated[
    str,
    typer.Option(
        help="An OpenAI-compatible endpoint, http://127.0.0.1:8080/v1; its key: $FRONTLINE_LLM_KEY."
    ),
]
LlmModel = Annotated[str, typer.Option(help="The model to ask at --llm-url.")]
LlmPerMinute = Annotated[float, typer.Option(min=0.1, help="The most questions a minute to --llm-url.")]
OwnCorrections = Annotated[
    list[Path] | None,
    typer.Option(
        "--corrections",
        "-c",
        help="Decisions of reviewers (`frontline review` writes them), which are obeyed. May be given more than once.",
    ),
]
FirstDay = Annotated[str | None, typer.Option("--from", help="First day of the map, 2024-11-27.")]
LastDay = Annotated[str | None, typer.Option("--to", help="Last day of the map.")]
AsKnown = Annotated[
    str | None, typer.Option(help="Only what had been published by this day: the map as known then.")
]
OneSource = Annotated[str, typer.Option(help="One outlet's or source's map only.")]
OneSide = Annotated[str, typer.Option(help="One faction's map: only what its own sources say.")]
Workers = Annotated[
    int, typer.Option("--workers", "-j", min=1, max=1024, help="Processes that read the articles.")
]
ClusterAddress = Annotated[
    str,
    typer.Option("--cluster", help="Read on a Dask cluster: local (of --workers) or tcp://HOST:PORT."),
]
CacheFolder = Annotated[
    Path | None,
    typer.Option(
        "--cache", help="The folder where findings are kept from run to run; default: the user's cache."
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Read everything anew, and keep nothing.")]


@dataclass(frozen=True)
class ReadingOptions:
    """By what means articles are read, for every command that reads them with any extractor."""

    corrections: OwnCorrections = None
    gazetteer: OwnPlaces = None
    extractor: ExtractorName = RULES
    llm_url: LlmUrl = ""
    llm_model: LlmModel = ""
    llm_per_minute: LlmPerMinute = 60
    geocoder: Service = ""
    geocoder_url: ServiceUrl = ""
    geocoder_pause: ServicePause = 1.0
    geocoder_limit: ServiceLimit = 200
    allow_private: AllowPrivate = False
    workers: Workers = 1
    cluster: ClusterAddress = ""
    cache: CacheFolder = None
    no_cache: NoCache = False


def takes_reading(command: Callable[..., None]) -> Callable[..., None]:
    """Have the command line show the fields of `ReadingOptions` in place of a command's parameter `reading`."""
    hints = get_type_hints(ReadingOptions, include_extras=True)
    own = inspect.signature(command, eval_str=True)
    names = [field.name for field in fields(ReadingOptions)]
    keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
    spread = [
        inspect.Parameter(field.name, keyword, default=field.default, annotation=hints[field.name])
        for field in fields(ReadingOptions)
    ]
    parameters = [parameter for name, parameter in own.parameters.items() if name != "reading"] + spread

    @functools.wraps(command)
    def run(**given: Any) -> None:
        reading = ReadingOptions(**{name: given.pop(name) for name in names})
        command(**given, reading=reading)

    run.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run
