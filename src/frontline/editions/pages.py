"""Pages of news: what changed, and the list of editions. Plain pages without a script, in the house's style.

Every text goes through the template engine's escaping; the style is the only thing that the page's policy lets in.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from frontline.editions.words import holder_words, said_words, source_words
from frontline.timemap import read_client

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from frontline.editions.news import News
    from frontline.theatre import Theatre

#: A page tells so many claims in full; all are in claims.csv.
MOST_CLAIMS = 200


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("frontline", "web/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def changes_page(theatre: Theatre, news: News, day: dt.date, *, page: str, notice: str = "") -> str:
    """Return the page of what changed in the edition of a day; `page` is the map beside it."""
    return _render("changes", theatre, news, day=day, page=page, notice=notice, days=(), home="../index.html")


def index_page(theatre: Theatre, news: News, days: Sequence[dt.date], *, page: str, notice: str = "") -> str:
    """Return the page of a folder of editions: the newest changes, and every day."""
    newest = f"latest/{page}"
    return _render("changes", theatre, news, day=days[0], page=newest, notice=notice, days=days, home="")


def _render(
    name: str,
    theatre: Theatre,
    news: News,
    *,
    day: dt.date,
    page: str,
    notice: str,
    days: Sequence[dt.date],
    home: str,
) -> str:
    style = read_client("pages.css") + "".join(
        f".side-{number}{{--chip:{faction.colour};--chip-dark:{faction.colour_dark or faction.colour}}}"
        for number, faction in enumerate(theatre.factions)
    )
    number = {faction.id: n for n, faction in enumerate(theatre.factions)}
    text: str = (
        _templates()
        .get_template(f"{name}.html.j2")
        .render(
            style=Markup(style),  # noqa: S704 - our own bundle, and colours that the theatre's reader has checked
            digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            title=theatre.name,
            news=news,
            claims=news.claims[:MOST_CLAIMS],
            hidden=max(0, len(news.claims) - MOST_CLAIMS),
            day=day.isoformat(),
            days=[each.isoformat() for each in days],
            page=page,
            home=home,
            notice=notice,
            holder=lambda controller: holder_words(controller, theatre),
            chip=lambda controller: f"side-{number[controller]}" if controller in number else controller,
            said=lambda claim: said_words(claim, theatre),
            source=source_words,
        )
    )
    return text
