"""Hostile data: whatever an article, a name or a pack holds is shown as text, or not at all, and never run."""

from __future__ import annotations

import re
from itertools import cycle
from urllib.parse import quote

import geopandas as gpd
import pytest
from shapely import box

from frontline.errors import TableError
from frontline.payload import build_payload
from frontline.timemap import InlineMap, TimeMap

from .conftest import DAYS, Words, frame_code, make_tables, make_theatre

pytestmark = pytest.mark.browser

MARKUP = [
    "<script>window.pwned=1</script>", "</script><script>window.pwned=1</script>", "<ScRiPt>window.pwned=1</sCrIpT>",
    "<script src=https://example.org/x.js></script>", "</script>", "<!--<script>", "-->", "<![CDATA[", "]]>",
    "</title><script>window.pwned=1</script>", "</style><script>window.pwned=1</script>", "</noscript><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>", "<img src=https://example.org/p.png>", "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>", "<iframe srcdoc='<script>parent.pwned=1</script>'>", "<iframe src=https://example.org>",
    "<object data=https://example.org>", "<embed src=https://example.org>", "<link rel=stylesheet href=https://example.org/x.css>",
    "<base href=https://example.org/>", "<meta http-equiv=refresh content='0;url=https://example.org'>",
    "<form action=https://example.org><button>go</button></form>", "<input autofocus onfocus=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>", "<body onload=window.pwned=1>", "<video><source onerror=window.pwned=1>",
    "<a href=javascript:window.pwned=1>x</a>", "<math><mi xlink:href='javascript:window.pwned=1'>", "<style>*{display:none}</style>",
    "<template><script>window.pwned=1</script></template>", "<marquee onstart=window.pwned=1>", "<textarea>", "<plaintext>", "<xmp>",
    '" onmouseover="window.pwned=1', "' onmouseover='window.pwned=1", "` onmouseover=`window.pwned=1", '"><script>window.pwned=1</script>',
    "&lt;script&gt;window.pwned=1&lt;/script&gt;", "&#60;script&#62;window.pwned=1&#60;/script&#62;", "&amp;", "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
]  # fmt: skip
TEMPLATES = [
    "{{ 7*7 }}", "{% for x in range(9) %}x{% endfor %}", "{{ this.__class__ }}", "{# gone #}", "{{ ''.__class__.__mro__ }}", "{%- raw -%}",
    "${window.pwned=1}", "`${window.pwned=1}`", "'; window.pwned=1; //", '"; window.pwned=1; //', '\\"; window.pwned=1; //',
    "\\u003cscript\\u003e", "*/ window.pwned=1 /*", "__proto__", "constructor", "toString",
]  # fmt: skip
ODD = [
    "\u202egnp.exe\u202c", "\u2066left\u2069", "\u200f\u200e", "\ufeff", "line\u2028separator\u2029", "null\x00byte", "bell\x07",
    "tab\tand\nnewline\r\n", "\U0001f680" * 20, "Z\u0351\u0357" * 60, "\u062d\u0645\u0627\u0629 \u062d\u0644\u0628", "", " ",
]  # fmt: skip
ADDRESSES = [
    "javascript:window.pwned=1", "JaVaScRiPt:window.pwned=1", " javascript:window.pwned=1", "java\nscript:window.pwned=1",
    "\x01javascript:window.pwned=1", "data:text/html,<script>window.pwned=1</script>", "vbscript:msgbox(1)", "file:///etc/passwd",
    "//example.org/x", "blob:null/x", "about:blank", "https://", 'https://example.org/"><script>window.pwned=1</script>',
    "http://[", "https://user:pass@example.org/", "ftp://example.org/",
]  # fmt: skip

PROBE = """() => ({
  pwned: typeof window.pwned,
  strangers: [...document.querySelectorAll('.frontline script, img, iframe, object, embed, base, link, form, video, math, marquee, textarea, plaintext, xmp, body style, body meta')].map(e => e.tagName),
  handlers: [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name)).filter(n => n.startsWith('on')),
  links: [...document.querySelectorAll('a[href]')].map(a => a.protocol).filter(p => p !== 'https:' && p !== 'http:'),
})"""


BATCHES = 7


def hostile_words(number: int) -> Words:
    """Return a world whose every text is hostile; over all numbers each string stands in many fields."""
    strings = MARKUP + TEMPLATES + ODD
    size = -(-len(strings) // BATCHES)
    own = [strings[(number * size + n) % len(strings)] for n in range(size + 8)]
    names = {"Weston": own[2] or "W", "Midham": own[3] or "M", "Estow": own[4] or "E"}
    lines = "".join(f"- {string} {address}\n" for string, address in zip(own, ADDRESSES, strict=False))
    return Words(
        title=own[0] + " title", about=own[1], names=names, faction=own[5] or "F", quotes=own, outlet=own[6],
        urls=ADDRESSES[number:] + ADDRESSES[:number], attribution=own[7], road=own[8][:12], credits=lines,
    )  # fmt: skip


def test_the_corpus_is_large_enough():
    assert len(MARKUP + TEMPLATES + ODD + ADDRESSES) >= 60


@pytest.mark.parametrize("number", range(BATCHES))
def test_hostile_strings_are_never_run(save_page, open_page, number):
    opened = open_page(save_page(hostile_words(number)))
    page = opened.page
    for day in (1, 2, 4):
        page.evaluate("day => frontline.setDay(day)", day)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate(PROBE) == {"pwned": "undefined", "strangers": [], "handlers": [], "links": []}
    for place in ("weston", "midham", "estow"):
        page.evaluate("place => frontline.selectPlace(place)", place)
        assert page.evaluate(PROBE) == {"pwned": "undefined", "strangers": [], "handlers": [], "links": []}
    page.get_by_role("combobox", name="Find a place").fill("e")
    assert page.evaluate(PROBE)["strangers"] == []
    opened.is_quiet()


def test_a_quote_is_shown_to_the_letter(save_page, open_page):
    quotes = ["<b>bold</b> & {{ 7*7 }} ${x} </script> \\u003c", "&lt;i&gt; stays &amp; stays"]
    opened = open_page(save_page(Words(quotes=quotes)), suffix=f"#d={DAYS[2]}")
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert opened.page.locator(".fl-change blockquote").all_inner_texts() == quotes


STRUCTURE = {"v", "days", "extent", "colour", "dark", "ground", "basemap", "line"}


def with_every_text(value, texts, key=""):
    """Return the payload with a hostile text in place of each of its own; nothing but its form is kept."""
    if key in STRUCTURE:
        return value
    if isinstance(value, dict):
        return {name: with_every_text(part, texts, name) for name, part in value.items()}
    if isinstance(value, list):
        return [with_every_text(part, texts) for part in value]
    return next(texts) if isinstance(value, str) else value


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("number", range(4))
def test_a_page_whose_every_field_is_hostile(open_page, tmp_path, number, language):
    """The door of the page cleans what comes in; the page does not rely on it."""
    strings = MARKUP + TEMPLATES + ODD + ADDRESSES
    words = Words(quotes=["quote"] * 30)
    payload = build_payload(make_theatre(words), **make_tables(words), notice="notice")
    payload["places"]["aliases"] = [["alias"]] * 3
    payload["places"]["other"] = ["other"] * 3
    payload["factions"][0]["names"] = {"ar": "name"}
    texts = cycle(strings[(number * len(strings)) // 4 :] + strings)
    inline = InlineMap(
        title=next(texts), about=next(texts), notice=next(texts), outline=[(next(texts), [next(texts)])]
    )
    TimeMap(with_every_text(payload, texts)).add_to(inline)
    inline.save(tmp_path / "page.html")
    opened = open_page(tmp_path / "page.html", suffix=f"#l={language}")
    page = opened.page
    ids = page.evaluate("frontline.world.places.map(place => place.id)")
    for state in (
        "frontline.setDay(2)",
        "frontline.compareWith(0)",
        "frontline.selectPlace(frontline.world.places[0].id)",
    ):
        page.evaluate(state)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate(PROBE) == {"pwned": "undefined", "strangers": [], "handlers": [], "links": []}, (
            state
        )
    assert len(ids) == 3
    page.mouse.move(640, 300)
    page.get_by_role("combobox").first.fill("s")
    assert page.evaluate(PROBE)["strangers"] == []
    opened.is_quiet()


@pytest.mark.parametrize(
    "fragment",
    [f"#p={quote(text)}&k={quote(text)}&source={quote(text)}&l={quote(text)}" for text in MARKUP[::6]],
)
def test_a_hostile_link(save_page, open_page, fragment):
    opened = open_page(save_page(Words()), suffix=fragment)
    assert opened.page.evaluate(PROBE) == {"pwned": "undefined", "strangers": [], "handlers": [], "links": []}
    opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert frame_code(opened.page).count("<") == 2  # one frame, and its end
    opened.is_quiet()


def test_a_text_that_turns_its_neighbours_is_kept_apart(save_page, open_page):
    names = {"Weston": "\u202eWeston", "Midham": "\u05d0\u05d1 Midham", "Estow": "Estow\u2067"}
    words = Words(names=names, faction="\u062d\u0645\u0627\u0629", quotes=["\u202eQuote \u062d\u0645 end"])
    opened = open_page(save_page(words), suffix=f"#d={DAYS[2]}")
    page = opened.page
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    texts = page.evaluate(
        """() => {
          const walker = document.createTreeWalker(document.querySelector('.frontline'), NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walker.nextNode()) {
            const { textContent: text, parentElement: parent } = walker.currentNode;
            const alone = parent.closest('[dir=auto], bdi, option, noscript, template, style, script') !== null;
            if (/[\\u0590-\\u06ff]/.test(text) && !alone) texts.push(text);
          }
          return texts;
        }"""
    )
    bare = re.compile("\u2068[^\u2069]*\u2069")
    assert [text for text in texts if re.search("[\u0590-\u06ff]", bare.sub("", text))] == []
    assert len(texts) > 2
    body = page.inner_text("body")
    assert not re.search("[\u202a-\u202e\u2066\u2067]", body)
    opened.is_quiet()


def test_a_colour_that_is_an_address_is_refused():
    table = gpd.GeoDataFrame(
        {"side": ["a"], "valid_from": ["2020-01-01"], "valid_to": [None]},
        geometry=[box(0, 0, 1, 1)],
        crs=4326,
    )
    with pytest.raises(TableError, match="#rrggbb"):
        TimeMap(table, colours={"a": "url(https://example.org/x)"})


def test_a_megabyte_in_every_text_is_cut(save_page, open_page):
    big = "word " * 200_000
    words = Words(
        title=big, about=big, names={name: f"{name} {big}" for name in ("Weston", "Midham", "Estow")}, faction=big,
        outlet=big, attribution=big, road=big, quotes=[big], urls=["https://example.org/" + "a" * 1_000_000],
        credits=f"- {big}\n",
    )  # fmt: skip
    path = save_page(words)
    assert path.stat().st_size < 800_000
    opened = open_page(path, suffix=f"#d={DAYS[2]}", viewport={"width": 360, "height": 740})
    assert opened.page.evaluate("document.documentElement.scrollWidth") == 360
    assert opened.page.locator("a[href*=aaaaaaaa]").count() == 0
    assert opened.page.locator(".fl-stage").bounding_box()["height"] > 150
    opened.is_quiet()


def test_a_quote_of_a_megabyte_is_cut(save_page, open_page):
    path = save_page(Words(quotes=["word " * 200_000]))
    assert path.stat().st_size < 800_000
    open_page(path).is_quiet()
