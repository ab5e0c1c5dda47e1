"""Options that several commands share: the words and the help a user meets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
