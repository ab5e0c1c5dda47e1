"""Timemap: a folium layer that moves through time, and a folium map that needs no network.

Owns how a page is put together: which scripts and styles stand in it, under which security policy, and how
it is saved. Knows no article and computes nothing about control. All HTML, CSS and JavaScript are files
under `web/`; the client is bundled there when the package is built.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from frontline.errors import FrontlineError
from frontline.payload import build_payload, outline_changes, pack_bytes, pack_payload, table_payload

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd

    from frontline.corrections import Edits
    from frontline.figures import Still
    from frontline.model import Document
    from frontline.payload import OtherView
    from frontline.theatre import Theatre

_WEB = Path(__file__).resolve().parent / "web"
_TEMPLATES = Environment(
    loader=PackageLoader("frontline", "web/templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
#: A script that the browser runs: one without a type. Data stands in scripts of another type.
_RUN_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class ClientMissingError(FrontlineError, FileNotFoundError):
    """The map's client was not built into this installation."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


@cache
def _read_client(name: str) -> str:
    path = _WEB / "dist" / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ClientMissingError(
            f"the map's client is not built: {path} is missing; "
            "reinstall with `pip install .`, or run `python hatch_build.py` in a source checkout"
        ) from error


def read_client(name: str) -> str:
    """Return a file of the bundled client, for pages that are not maps.

    Raises
    ------
    ClientMissingError
        If it was not built.
    """
    return _read_client(name)


class _Verbatim(Element):
    """Text that goes into the page as it is.

    A branca element reads its text as a Jinja template, which a quote from an article must never become.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        return self._text


class TimeMap(MacroElement):
    """A layer with a time bar, areas, places and their evidence: add it to any `folium.Map`.

    Parameters
    ----------
    data
        A GeoDataFrame of points or polygons with a side and an interval of validity, or the payload of a whole
        theatre (`frontline.payload.build_payload`).
    **columns
        For a GeoDataFrame, the names of its columns and its colours: see `frontline.payload.table_payload`.

    Raises
    ------
    TableError
        If the table lacks a column or a CRS, or has lines.
    NothingToMapError
        If no row of the table can be drawn.

    Examples
    --------
    >>> TimeMap(table, side="holder", valid_from="since", valid_to="until", name="town").add_to(folium.Map())
    """

    def __init__(self, data: gpd.GeoDataFrame | dict[str, Any], **columns: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "TimeMap"
        payload = data if isinstance(data, dict) else table_payload(data, **columns)
        self.payload_text = pack_payload(payload)

    def render(self, **kwargs: Any) -> str:  # noqa: ARG002
        """Put the client into the page's head once, and this layer's data and its call into the body."""
        figure, name = _figure_of(self), self.get_name()
        _add(figure.header, "frontline_css", f"<style>{_read_client('client.css')}</style>")
        _add(figure.header, "frontline_js", f"<script>{_read_client('client.js')}</script>")
        _add(
            figure.html, "frontline_licences", _macro("timemap", "licences")(_read_client("THIRD_PARTY.txt"))
        )
        _add(figure.html, name, _macro("timemap", "html")(self))
        _add(figure.script, name, _macro("timemap", "script")(self))
        return ""


def _figure_of(element: Element) -> Figure:
    figure = element.get_root()
    if not isinstance(figure, Figure):
        raise TypeError(f"{element.get_name()} is in no page: add it to a folium.Map before it is rendered")
    return figure


def _macro(template: str, name: str) -> Any:
    return getattr(_TEMPLATES.get_template(f"{template}.html.j2").module, name)


def _add(part: Element, name: str, text: str) -> None:
    part.add_child(_Verbatim(text), name=name)


class _Page(Figure):
    """A page without a request: one language, one policy, the same bytes every time."""

    def __init__(self, *, title: str, about: str, lang: str, images: Sequence[str]) -> None:
        super().__init__(title=title)
        self.about = about
        self.lang = lang
        self.direction = "rtl" if lang.split("-", maxsplit=1)[0] in ("ar", "fa", "he", "ur", "ckb") else "ltr"
        self.images = tuple(images)
        self._numbered: list[Element] = []
        # The template of this page has its own, first: a browser looks no further than 1,024 bytes for it.
        self.header._children.pop("meta_http", None)  # noqa: SLF001

    def render(self, **kwargs: Any) -> str:
        """Return the page, with a policy that names the hash of every script that may run."""
        self._number(self)
        for child in list(self._children.values()):
            child.render(**kwargs)
        parts: dict[str, str] = {"packed": ""} | {
            name: Markup(getattr(self, name).render(**kwargs))  # noqa: S704 - rendered by the elements' own templates
            for name in ("header", "html", "script")
        }
        codes: list[str] = []
        if self._is_ours():
            parts, codes = _pack_code(parts)
        page = _TEMPLATES.get_template("page.html.j2")
        html = page.render(this=self, csp="", **parts)
        hashes = [_hash(script) for script in (*_RUN_SCRIPT.findall(html), *codes)]
        csp = _TEMPLATES.get_template("csp.html.j2").render(hashes=hashes, images=self.images)
        return page.render(this=self, csp=Markup(csp), **parts)  # noqa: S704

    def _is_ours(self) -> bool:
        """Tell whether nothing but this module wrote into the page: other scripts may need Leaflet at once."""
        parts = (self.header, self.html, self.script)
        return all(isinstance(part, _Verbatim) for whole in parts for part in whole._children.values())  # noqa: SLF001

    def _number(self, element: Element) -> None:
        """Name the elements by their order, where branca draws lots: the same input gives the same bytes."""
        for child in element._children.values():  # noqa: SLF001
            if not any(child is known for known in self._numbered):
                self._numbered.append(child)
                child._id = f"{len(self._numbered)}"  # noqa: SLF001
            self._number(child)


def _pack_code(parts: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the parts of a page with all code as one compressed text and its loader, and that code."""
    code = "\n".join([*_RUN_SCRIPT.findall(parts["header"]), parts["script"]])
    packed = {
        "header": Markup(_RUN_SCRIPT.sub("", parts["header"])),  # noqa: S704 - no more than it was
        "script": Markup(_read_client("loader.js")),  # noqa: S704
        "packed": Markup(pack_bytes(code.encode())),  # noqa: S704 - none of its signs means anything in HTML
    }
    return parts | packed, [code]


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class InlineMap(folium.Map):
    """A `folium.Map` that carries Leaflet in itself: no tile, no link, no request.

    Parameters
    ----------
    title, about, lang
        What the page is called and says of itself, and its language (BCP 47).
    allow_images_from
        Origins of tiles that you add yourself; the page's policy forbids all others.
    outline
        For readers whose page runs no script: a heading and lines for each day on which something changed.
    notice
        For them too: what every reader must know first.
    still
        For them too: a picture of the map.
    **options
        Those of `folium.Map`.
    """

    def __init__(
        self,
        *,
        title: str = "Map",
        about: str = "",
        lang: str = "en",
        allow_images_from: Sequence[str] = (),
        outline: Sequence[tuple[str, Sequence[str]]] = (),
        notice: str = "",
        still: Still | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("location", (0.0, 0.0))
        super().__init__(**{"tiles": None, "zoom_control": False, **options})
        # folium's lists are the class's own and hold ten links to four hosts; this map has none.
        self.default_js, self.default_css = [], []
        self.title = title
        self.outline = tuple(outline)
        self.notice = notice
        self.still = still
        _Page(title=title, about=about, lang=lang, images=allow_images_from).add_child(self)

    def leaflet_options(self) -> dict[str, Any]:
        """Return the options of Leaflet's map: fine zoom steps, since nothing depends on tiles."""
        return {
            "center": list(self.location),
            "zoom": self.options.get("zoom", 6),
            "minZoom": 4,
            "maxZoom": 14,
            "zoomSnap": 0.25,
            "zoomDelta": 0.75,
            "wheelPxPerZoomLevel": 100,
            "zoomControl": False,
            "attributionControl": False,
        }

    def render(self, **kwargs: Any) -> str:
        """Put Leaflet into the head under the names that other plugins know, then the rest."""
        figure, name = _figure_of(self), self.get_name()
        _add(figure.header, "leaflet_css", f"<style>{_read_client('leaflet.css')}</style>")
        _add(figure.header, "leaflet", f"<script>{_read_client('leaflet.js')}</script>")
        for part in ("header", "html", "script"):
            _add(getattr(figure, part), name, _macro("map", part)(self))
        for child in list(self._children.values()):
            child.render(**kwargs)
        return ""

    def save(self, outfile: Any, close_file: bool = True, **kwargs: Any) -> None:
        """Write the page beside `outfile`, then put it in its place: a reader never meets half a page."""
        if not isinstance(outfile, (str, os.PathLike)):
            super().save(outfile, close_file, **kwargs)
            return
        path = Path(outfile)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            aside.write_text(self.get_root().render(**kwargs), encoding="utf-8", newline="\n")
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)


def build_map(
    theatre: Theatre,
    *,
    claims: gpd.GeoDataFrame,
    control: gpd.GeoDataFrame,
    parcels: gpd.GeoDataFrame | None = None,
    advances: gpd.GeoDataFrame | None = None,
    documents: Iterable[Document] = (),
    views: Iterable[OtherView] = (),
    title: str = "",
    about: str = "",
    notice: str = "",
    edits: Edits | None = None,
    still: Still | None = None,
) -> InlineMap:
    """Return the map of a theatre: one page that moves through its days.

    Parameters
    ----------
    theatre
        Sides, frame, base map and names.
    claims, control, parcels, advances
        Tables that keep the contracts of `frontline.tables`; without parcels only the places are drawn.
    documents
        The articles, for their titles.
    views
        The same map as known on earlier days, or as one side tells it (`frontline.pipeline.other_views`): the reader
        may choose among them.
    title, about
        What the page is called and says of itself; the theatre's own by default.
    notice
        What every reader must know first, as plain text: it stands above the day, in the page's account of itself,
        on paper and where no script runs.
    edits
        What people did to the claims by hand: the page's account of itself tells of it.
    still
        A picture for readers whose page runs no script: see `frontline.figures.draw_still`.

    Raises
    ------
    TableError
        If a table breaks its contract.
    NothingToMapError
        If there is no interval of control to draw.
    """
    payload = build_payload(
        theatre, claims=claims, control=control, parcels=parcels, advances=advances,
        documents=documents, views=views, title=title, about=about, notice=notice, edits=edits,
    )  # fmt: skip
    return lay_out(payload, still)


def lay_out(payload: dict[str, Any], still: Still | None = None) -> InlineMap:
    """Return the page of the payload of a theatre (`frontline.payload.build_payload`), with a picture of it."""
    west, south, east, north = payload["extent"]
    inline = InlineMap(
        title=payload["title"],
        about=payload["about"],
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=7,
        outline=outline_changes(payload),
        notice=payload["notice"],
        still=still,
    )
    inline.add_child(TimeMap(payload))
    return inline


def save_map(inline: InlineMap, path: str | os.PathLike[str]) -> Path:
    """Write a map and return the path; an earlier file stays whole until the new one is."""
    inline.save(path)
    return Path(path)
