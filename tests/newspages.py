"""News pages as sites make them, generated: the story between menus, notices, teasers and comments, and what it truly says."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass

_WHO = (
    "Officials",
    "A spokesman for the ministry",
    "Residents",
    "Aid workers",
    "Two local reporters",
    "The governor",
)
_SAID = ("said", "told reporters", "reported", "confirmed late on Sunday", "wrote in a statement")
_WHAT = (
    "the army had left {a} after three days of shelling", "fighters came into {a} from the north at dawn",
    "the road between {a} and {b} was open again", "forty families from {a} had reached {b} by evening",
    "bakeries in {a} would open on the next morning", "no side held the bridge south of {b}",
    "a convoy of nine lorries was stopped outside {b}", "schools in {a} and {b} stay closed until further notice",
)  # fmt: skip
_TAIL = (
    "",
    ", though this could not be verified",
    ", citing people who had fled",
    " and asked for calm",
    ", hours after a truce was announced",
)
_PLACES = ("Midham", "Weston", "Norwick", "Ferrybridge", "Old Marsh", "Kingsley", "Dunmore", "Harrow Hill")
_MENU = (
    "Home",
    "World",
    "Politics",
    "Business",
    "Opinion",
    "Culture",
    "Sport",
    "Video",
    "Podcasts",
    "Subscribe",
)
_NOTICES = (
    "We use cookies to improve your experience. By continuing to browse this site you agree to our use of cookies.",
    "Sign up for our daily newsletter and get the day's top stories in your inbox every morning.",
    "Support independent journalism: from as little as one coin a month you can help us keep the news free for all.",
)
_COMMENTS = (
    "Shame on everyone who let this happen.",
    "Source? I live in {a} and it is quiet here.",
    "First!",
    "They will take {b} next, mark my words.",
)


@dataclass(frozen=True)
class NewsPage:
    """A page, and the paragraphs of its story."""

    layout: str
    markup: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def news_page(seed: int) -> NewsPage:
    """Return the page of a seed: its layout, length and clutter all follow from it."""
    dice = random.Random(seed)  # noqa: S311 (no secret)
    layout = sorted(_LAYOUTS)[seed % len(_LAYOUTS)]
    story = tuple(_paragraph(dice) for _ in range(dice.choice((2, 4, 7, 12, 20))))
    title = f"{dice.choice(_PLACES)}: {_sentence(dice)}"
    head = (
        f'<head><meta charset="utf-8"><title>{html.escape(title)} | The Parallel Post</title>'
        f'<meta property="og:title" content="{html.escape(title)}">'
        '<meta property="article:published_time" content="2031-05-03T10:00:00Z">'
        f"<style>p{{margin:0}}</style><script>var page = {{id: {seed}}};</script></head>"
    )
    body = _LAYOUTS[layout](dice, html.escape(title), [html.escape(part) for part in story])
    return NewsPage(layout, f"<!doctype html><html lang=en>{head}<body>{body}</body></html>", story)


def _sentence(dice: random.Random) -> str:
    a, b = dice.sample(_PLACES, 2)
    return f"{dice.choice(_WHO)} {dice.choice(_SAID)} that {dice.choice(_WHAT).format(a=a, b=b)}{dice.choice(_TAIL)}."


def _paragraph(dice: random.Random) -> str:
    return " ".join(_sentence(dice) for _ in range(dice.choice((1, 2, 2, 3, 5))))


def _menu(dice: random.Random, tag: str, name: str) -> str:
    links = "".join(f'<li><a href="/{word.lower()}">{word}</a></li>' for word in _MENU[: dice.randint(5, 10)])
    return f'<{tag} class="{name}"><ul>{links}</ul></{tag}>'


def _teasers(dice: random.Random, name: str, heading: str) -> str:
    links = "".join(
        f'<li><a href="/{n}"><h3>{_sentence(dice)}</h3></a></li>' for n in range(dice.randint(3, 7))
    )
    return f'<div class="{name}"><h2>{heading}</h2><ul>{links}</ul></div>'


def _comments(dice: random.Random) -> str:
    a, b = dice.sample(_PLACES, 2)
    words = [dice.choice(_COMMENTS).format(a=a, b=b) for _ in range(dice.randint(2, 9))]
    return (
        '<div id="comments" class="comments">'
        + "".join(f'<div class="comment"><p>{word}</p></div>' for word in words)
        + "</div>"
    )


def _footer() -> str:
    return "<footer><p>© 2031 The Parallel Post. All rights reserved.</p><p>Terms of use · Privacy · Contact</p></footer>"


def _semantic(dice: random.Random, title: str, story: list[str]) -> str:
    middle = len(story) // 2
    parts = [f"<p>{part}</p>" for part in story]
    parts.insert(
        middle, f'<aside class="related"><p>Read more: <a href="/9">{_sentence(dice)}</a></p></aside>'
    )
    return (
        f"<div class=cookie-banner><p>{_NOTICES[0]}</p></div>{_menu(dice, 'nav', 'main-nav')}<main><article><header><h1>{title}</h1>"
        f'<p class="byline">By A. Writer</p></header>{"".join(parts)}</article></main>'
        f"{_teasers(dice, 'most-read', 'Most read')}{_comments(dice)}{_footer()}"
    )


def _divs(dice: random.Random, title: str, story: list[str]) -> str:
    parts = "".join(f'<div class="c12">{part}</div>' for part in story)
    return (
        f'{_menu(dice, "div", "top")}<div class="wrap"><div class="col-8"><div class="h">{title}</div><div class="txt">{parts}</div>'
        f'<div class="share">Share on: <a href="#">X</a> <a href="#">Telegram</a></div></div><div class="col-4">'
        f"{_teasers(dice, 'box', 'Latest')}<p>{_NOTICES[2]}</p></div></div>{_footer()}"
    )


def _old_table(dice: random.Random, title: str, story: list[str]) -> str:
    return (
        f"<table width=100%><tr><td colspan=2>{_menu(dice, 'div', 'menu')}</td></tr><tr><td width=20%>{_teasers(dice, 'links', 'Archive')}"
        f"</td><td><font size=5><b>{title}</b></font><br><br>{'<br><br>'.join(story)}<br><br><i>The Parallel Post</i></td></tr></table>"
    )


def _weblog(dice: random.Random, title: str, story: list[str]) -> str:
    parts = "".join(f"<p>{part}</p>" for part in story)
    return (
        f'{_menu(dice, "nav", "menu")}<div id="content" class="site-content"><div class="post hentry"><h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{parts}<p><em>{_NOTICES[1]}</em></p></div><div class="author-bio"><p>A. Writer has covered the region '
        f'since 2019 and lives in a small house by the sea.</p></div></div>{_comments(dice)}</div><div id="sidebar" class="widget-area">'
        f"{_teasers(dice, 'widget', 'Recent posts')}</div>{_footer()}"
    )


def _captioned(dice: random.Random, title: str, story: list[str]) -> str:
    parts = [f"<p>{part}</p>" for part in story]
    for at in range(1, len(parts), 3):
        parts[at] += (
            f'<figure><img src="{at}.jpg" alt=""><figcaption>{_sentence(dice)} [File: A. Photographer]</figcaption></figure>'
        )
    return (
        f'{_menu(dice, "header", "site-header")}<section class="article-body"><h1>{title}</h1><div class="newsletter"><p>{_NOTICES[1]}</p></div>'
        f'<div class="wysiwyg">{"".join(parts)}</div></section><section class="recommended">{_teasers(dice, "grid", "You may also like")}</section>{_footer()}'
    )


_LAYOUTS = {
    "captioned": _captioned,
    "divs": _divs,
    "old-table": _old_table,
    "semantic": _semantic,
    "weblog": _weblog,
}
