"""The map inside other pages: frames with and without an address, notebooks, several maps, copied code, paper."""

from __future__ import annotations

import html
import re

import folium
import pytest
from branca.element import Figure

from frontline.payload import build_payload
from frontline.timemap import TimeMap

from .conftest import DAYS, Words, frame_code, make_map, make_tables, make_theatre, settle, until
from .test_page import WEB

pytestmark = pytest.mark.browser

#: Notes what the first button says: it says so for 1.6 seconds.
SPOKEN = """() => {
    const button = document.querySelector('.fl-copy');
    window.spoken = [];
    new MutationObserver(() => window.spoken.push(button.textContent)).observe(button, { childList: true, characterData: true, subtree: true });
}"""
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"


@pytest.fixture
def host(save_page, open_page, tmp_path):
    """Return a function that writes a page around some HTML, beside a map called map.html, and opens it."""

    def open_host(body, **options):
        (tmp_path / "map.html").write_text(save_page(Words()).read_text(encoding="utf-8"), encoding="utf-8")
        (tmp_path / "host.html").write_text(
            f"<!doctype html><meta charset=utf-8><title>Host</title><body style='height:3000px'>{body}",
            encoding="utf-8",
        )
        return open_page(tmp_path / "host.html", wait=False, **options)

    return open_host


def in_frame(opened, selector="iframe"):
    frame = opened.page.frame_locator(selector)
    frame.locator("[data-ready]").wait_for(state="attached")
    return frame


def day_in(frame):
    return frame.locator("[data-day]").get_attribute("data-day")


def errors(opened):
    """Return what is worse than a warning."""
    return [said for said in opened.complaints if not said.startswith("warning")]


def test_the_copied_code_shows_the_same_view(save_page, open_page, host):
    shown = open_page(save_page(Words()), suffix=f"#d={DAYS[1]}&s={DAYS[0]}&l=fr&p=midham")
    opened = host(re.sub(r'src="[^"?]*', 'src="map.html', frame_code(shown.page)))
    frame = in_frame(opened)
    assert day_in(frame) == DAYS[1]
    assert frame.locator("[data-since]").get_attribute("data-since") == DAYS[0]
    assert frame.locator(".fl-panel-body h2").first.inner_text() == "Midham"
    assert frame.locator("html").get_attribute("lang") == "fr"
    assert frame.locator(".fl-compact").count() == 1
    assert opened.page.locator("iframe").get_attribute("sandbox") == SANDBOX
    assert opened.page.locator("iframe").bounding_box()["height"] <= 560
    assert opened.requests == []
    assert errors(opened) == []


def test_the_link_is_copied_and_where_that_is_forbidden_selected(save_page, open_page):
    for permissions, said in ((["clipboard-read", "clipboard-write"], "Copied"), ([], "Selected")):
        opened = open_page(save_page(Words()), suffix=f"#d={DAYS[1]}", permissions=permissions)
        page = opened.page
        if not permissions:
            page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.locator(".fl-share > summary").click()
        until(page, "document.querySelector('.fl-share-field').value !== ''")  # filled on toggle
        page.evaluate(SPOKEN)
        page.locator(".fl-copy").first.click()
        until(page, "said => window.spoken.includes(said)", said)
        if permissions:
            assert f"#d={DAYS[1]}" in page.evaluate("navigator.clipboard.readText()")
        else:
            assert f"#d={DAYS[1]}" in page.evaluate(
                "getSelection().toString() || document.activeElement.value"
            )
        opened.is_quiet()


@pytest.mark.parametrize("sandbox", ["allow-scripts", SANDBOX, None])
def test_in_a_frame_with_an_address(host, sandbox):
    attribute = "" if sandbox is None else f"sandbox='{sandbox}'"
    opened = host(f"<iframe {attribute} src='map.html?embed=1#d={DAYS[1]}' width=640 height=400></iframe>")
    frame = in_frame(opened)
    assert day_in(frame) == DAYS[1]
    frame.get_by_role("button", name="Play").click()
    frame.locator(f"[data-day]:not([data-day='{DAYS[1]}'])").wait_for()
    assert errors(opened) == []
    assert opened.requests == []


def test_in_a_notebook(host):
    """Jupyter and Quarto show `_repr_html_`: a frame without an address."""
    opened = host(make_map(Words())._repr_html_())
    frame = in_frame(opened)
    frame.get_by_role("button", name="Day before").click()
    settle(frame)  # the address would be written now
    assert day_in(frame) == DAYS[3]
    frame.get_by_role("combobox", name="Language").select_option("ar")
    assert frame.locator("html").get_attribute("dir") == "rtl"
    assert errors(opened) == []
    assert opened.requests == []


def test_in_a_notebook_that_is_not_trusted(host):
    page = html.escape(make_map(Words()).get_root().render(), quote=True)
    opened = host(f"<iframe sandbox='allow-scripts' srcdoc=\"{page}\" width=900 height=600></iframe>")
    frame = in_frame(opened)
    frame.locator(".fl-handle").click()
    frame.locator(".fl-change .fl-place").first.click()
    settle(frame)
    assert frame.get_by_role("button", name="Back to the day").count() == 1
    assert errors(opened) == []


def test_the_wheel_scrolls_the_report_until_the_map_is_taken(host):
    opened = host("<iframe src='map.html' width=900 height=600></iframe>")
    frame = in_frame(opened)
    opened.page.mouse.move(300, 200)
    frame_zoom = frame.locator("body").evaluate("() => frontline.map.getZoom()")
    opened.page.mouse.wheel(0, 240)
    until(opened.page, "scrollY > 0")
    settle(frame)
    assert frame.locator("body").evaluate("() => frontline.map.getZoom()") == frame_zoom
    opened.page.evaluate("scrollTo(0, 0)")
    opened.page.mouse.click(300, 200)
    opened.page.mouse.wheel(0, 240)
    frame.locator("body").evaluate(
        """(_, before) => new Promise((done) => {
            const look = () => (frontline.map.getZoom() < before ? done() : setTimeout(look, 20));
            look();
        })""",
        frame_zoom,
    )


def test_under_a_policy_of_hashes_alone(save_page, browser):
    """A site's own policy, as a header: the hashes of the page's scripts, no style but inline, nothing else."""
    text = save_page(Words()).read_text(encoding="utf-8")
    hashes = re.search(r"script-src ([^;]+);", text)[1]
    context = browser.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=text, content_type="text/html", headers={"content-security-policy": policy}
        ),
    )
    page.goto("http://maps.test/map.html")
    page.wait_for_selector("[data-ready]")
    page.keyboard.press("Home")
    assert page.get_attribute("[data-day]", "data-day") == DAYS[0]
    assert said == []
    context.close()


def test_several_maps_on_a_page_do_not_clash(open_page, tmp_path):
    figure = Figure()
    for name in ("First", "Second"):
        words = Words(title=name)
        plain = folium.Map(location=(35, 37.3), zoom_start=8, tiles=None, height=420)
        TimeMap(build_payload(make_theatre(words), **make_tables(words), title=name)).add_to(plain)
        figure.add_child(plain)
    path = tmp_path / "two.html"
    figure.save(str(path))
    leaflet = {"leaflet.js": WEB / "dist" / "leaflet.js", "leaflet.css": WEB / "dist" / "leaflet.css"}
    page = open_page(path, suffix=f"#d={DAYS[1]}", answers=leaflet).page
    until(page, "window.frontlineMaps?.length === 2")
    days = "frontlineMaps.map(map => map.day)"
    assert page.evaluate(days) == [DAYS[1], DAYS[4]]  # the address is the first map's
    page.evaluate("frontlineMaps[1].setDay(3)")
    settle(page)
    assert f"d={DAYS[1]}" in page.evaluate("location.hash")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(days) == [DAYS[0], DAYS[3]]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.locator(".fl-day").nth(1).click()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(days) == [DAYS[0], DAYS[2]]
    assert page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"
    )
    page.evaluate("frontlineMaps[1].setLanguage('fr')")
    assert page.locator(".fl-heading h2").all_inner_texts() == ["Ce qui a changé"] * 2
    assert page.locator("section.frontline").count() == 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_paper(save_page, open_page, tmp_path, language):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}&l={language}", color_scheme="dark")
    page = opened.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.get_attribute("[data-theme]", "data-theme") == "light"
    assert page.locator(".fl-legend-rows").is_visible()
    assert page.locator(".fl-stage").bounding_box()["width"] > 600
    for hidden in (".fl-buttons", ".fl-map-buttons", ".fl-tools", ".fl-track"):
        assert page.locator(hidden).is_hidden(), hidden
    assert page.locator(".fl-change blockquote").first.is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.frontline')).overflow") == "visible"
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.get_attribute("[data-theme]", "data-theme") == "dark"
    pdf = page.pdf(path=tmp_path / "page.pdf", format="A4", print_background=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 3
    opened.is_quiet()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_paper_that_lies_the_key_is_beside_the_map(save_page, open_page, tmp_path, language):
    opened = open_page(save_page(Words()), suffix=f"#d={DAYS[2]}&l={language}")
    page = opened.page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    box = {
        name: page.locator(name).bounding_box() for name in (".fl-stage", ".fl-legend", ".fl-head", ".fl-day")
    }
    stage, key = box[".fl-stage"], box[".fl-legend"]
    beside = (
        key["x"] >= stage["x"] + stage["width"] if language == "en" else key["x"] + key["width"] <= stage["x"]
    )
    assert beside
    assert key["y"] + key["height"] <= stage["y"] + stage["height"]
    assert box[".fl-head"]["y"] < box[".fl-day"]["y"] < stage["y"]
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".fl-panel > .fl-head .fl-tools").is_visible()
    pdf = page.pdf(path=tmp_path / "page.pdf", format="A4", landscape=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 3
    opened.is_quiet()


#: Whether what is in the middle of an element can be pressed there.
REACHABLE = """name => [...document.querySelectorAll(name)].filter(e => e.offsetParent !== null).map(e => {
  const { x, y, width, height } = e.getBoundingClientRect();
  return [[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]].every(([across, down]) => {
    const found = document.elementFromPoint(x + across * width, y + down * height);
    return found !== null && (e.contains(found) || found.contains(e));
  });
})"""


@pytest.mark.parametrize("size", [(320, 480), (600, 400)])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_in_a_frame_nothing_covers_the_key(save_page, open_page, size, language):
    width, height = size
    opened = open_page(
        save_page(Words()),
        suffix=f"?embed=1#d={DAYS[2]}&l={language}",
        viewport={"width": width, "height": height},
    )
    page = opened.page
    for control in (".fl-legend summary", ".fl-handle", ".fl-map-buttons .fl-button", ".fl-title"):
        assert set(page.evaluate(REACHABLE, control)) == {True}, control
    page.locator(".fl-legend summary").click()
    page.wait_for_timeout(50)
    assert page.evaluate(REACHABLE, ".fl-legend") == [True]
    page.locator(".fl-legend summary").click()
    page.locator(".fl-handle").click()
    settle(page)
    assert page.locator(".fl-search-field").is_visible()
    page.locator(".fl-language").select_option("fr")
    assert page.locator(".fl-heading h2").inner_text() == "Ce qui a changé"


@pytest.mark.parametrize("size", [(720, 450), (640, 360), (320, 256)])
def test_a_low_window_that_nobody_asked_to_be_small_lacks_nothing(save_page, open_page, size):
    """At a zoom of 200 % a laptop's window is such a one."""
    width, height = size
    opened = open_page(
        save_page(Words()), suffix=f"#d={DAYS[2]}", viewport={"width": width, "height": height}
    )
    page = opened.page
    assert page.evaluate(REACHABLE, ".fl-map-buttons .fl-button") == [True] * 4
    assert page.evaluate(REACHABLE, ".fl-title") == [True]
    if width > 560:
        for control in (
            ".fl-previous",
            ".fl-back",
            ".fl-play",
            ".fl-forward",
            ".fl-next",
            ".fl-speed",
            ".fl-span > summary",
            ".fl-range",
        ):
            assert page.evaluate(REACHABLE, control) == [True], control
    page.locator(".fl-handle").click()
    settle(page)
    page.locator(".fl-search-field").fill("midh")
    page.keyboard.press("Enter")
    settle(page)
    assert page.locator(".fl-name").inner_text() == "Midham"
    opened.is_quiet()


def test_the_code_is_safe_in_any_page(save_page, open_page):
    title = '"><script>window.pwned=1</script>'
    opened = open_page(save_page(Words(title=title)))
    found = opened.page.evaluate(
        "code => { const doc = new DOMParser().parseFromString(code, 'text/html');"
        " return [doc.querySelectorAll('script').length, doc.querySelector('iframe').title, doc.body.children.length]; }",
        frame_code(opened.page),
    )
    assert found == [0, title, 1]
