"""The review page in a real browser: every action by keys, nothing of an article run, nobody else let in."""

from __future__ import annotations

import csv
import json
import threading
from pathlib import Path

import pytest

import frontline
from desks import STORIES, claims_of, desk_of, make_desk, serving, write_stories
from frontline.corrections import Edits, read_corrections
from frontline.gazetteer import Gazetteer
from frontline.model import Document
from frontline.pipeline import gather
from frontline.timemap import build_map, save_map

from .conftest import DAYS, Words, make_tables, make_theatre
from .test_access import AXE, VIOLATIONS, find_barriers
from .test_hostile import MARKUP, ODD, TEMPLATES

pytestmark = pytest.mark.browser
MESSAGES = Path(frontline.__file__).parent / "web" / "src" / "review" / "messages"
DESK_WORDS = {
    key: text
    for key, text in json.loads((MESSAGES / "en.json").read_text(encoding="utf-8")).items()
    if isinstance(text, str)
}
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def read(still_theatre, tmp_path_factory):
    folder = write_stories(tmp_path_factory.mktemp("sources") / "articles")
    return gather([folder], still_theatre, Gazetteer.for_theatre(still_theatre))


class Reviewing:
    """A page that is open on a desk, and all that it complained of."""

    def __init__(self, browser, server, **options):
        self.context = browser.new_context(**{"viewport": WIDE, **options})
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(server.url)
        self.page.wait_for_selector("[data-ready]", timeout=30_000)
        self.page.wait_for_selector("article[data-claim]")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def settle(self):
        self.page.wait_for_selector("[data-pending='0']")

    def saved(self, text):
        self.page.locator(".rv-status", has_text=text).wait_for(state="attached")

    def current(self):
        return self.page.inner_text(".rv-card h2")

    def verdicts(self):
        rows = self.page.locator(".rv-list > li")
        return [rows.nth(n).get_attribute("data-verdict") for n in range(rows.count())]


@pytest.fixture
def desk(still_theatre, read, tmp_path):
    return desk_of(still_theatre, read, tmp_path / "corrections.csv")


@pytest.fixture
def opened(browser, desk):
    with serving(desk) as server:
        reviewing = Reviewing(browser, server)
        yield reviewing
        assert reviewing.complaints == []
        reviewing.context.close()


def lines(desk):
    return list(csv.DictReader(desk.path.open(encoding="utf-8")))


def test_a_claim_stands_beside_its_marked_words_and_on_the_map(opened):
    page = opened.page
    assert opened.current() == "Midham"
    assert page.inner_text("mark.rv-current") == "The red army captured Midham on Tuesday."
    assert page.inner_text(".rv-text") == STORIES["first"]
    assert page.get_attribute(".rv-map", "data-place") == "Midham"
    opened.press("j")
    page.locator("mark.rv-current", has_text="Estow").wait_for()
    # A rocket is one character of the article and two of the page's.
    assert page.inner_text("mark.rv-current") == "\U0001f680 Government forces still hold Estow."
    opened.press("k")
    assert opened.current() == "Midham"


def test_accept_reject_and_undo_cost_a_key_each(opened, desk):
    opened.press("a")
    opened.saved("Midham: accepted")
    assert opened.current() == "Estow"
    opened.press("r")
    opened.saved("Estow: rejected")
    assert opened.verdicts() == ["accepted", "rejected", "", ""]
    opened.press("u")
    opened.saved("taken back")
    opened.page.locator(".rv-card h2", has_text="Estow").wait_for()
    opened.press("u")
    opened.page.locator(".rv-card h2", has_text="Midham").wait_for()
    opened.settle()
    assert opened.verdicts() == ["", "", "", ""]
    assert [line["what"] for line in lines(desk)] == ["accept", "reject", "undo", "undo"]
    opened.press("u")
    opened.page.wait_for_selector(".rv-failure:not([hidden])")


def test_the_next_claim_is_there_before_the_disk_has_answered_and_nothing_is_called_saved_before(
    opened, desk
):
    page, gate = opened.page, threading.Event()
    append = desk.decide

    def slowly(asked):
        assert gate.wait(60)
        return append(asked)

    desk.decide = slowly
    seen = []
    for key in ("a", "r", "a", "a"):
        seen.append(opened.current())
        opened.press(key)
    assert seen == ["Midham", "Estow", "Midham", "Sudal"]
    assert opened.verdicts() == ["saving"] * 4
    assert page.inner_text(".rv-status") == ""
    assert not desk.path.exists()
    gate.set()
    opened.settle()
    assert opened.verdicts() == ["accepted", "rejected", "accepted", "accepted"]
    assert [line["what"] for line in lines(desk)] == ["accept", "reject", "accept", "accept"]
    page.locator(".rv-progress", has_text="4 of 4 decided").wait_for()


def test_the_map_follows_a_decision(opened):
    """The ground of the claim's day is asked for again, and drawn, when the decision is on the disk."""
    page = opened.page
    page.wait_for_selector("[data-ground='2031-05-06 0']")
    assert page.inner_text(".rv-ground") == "The ground on 6 May 2031, with what is decided"
    painted = """() => {
      const sheet = document.querySelector('.leaflet-frontline-review-ground-pane canvas, [class*=review-ground] canvas');
      return sheet.toDataURL();
    }"""
    before = page.evaluate(painted)
    opened.press("r", "k")
    page.wait_for_selector("[data-ground='2031-05-06 1']")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(painted) != before


@pytest.mark.parametrize(("language", "sign"), [("fr", "Relecture"), ("ar", "مراجعة")])
def test_the_desk_speaks_other_languages(opened, language, sign):
    page = opened.page
    page.select_option("#rv-language", language)
    assert page.inner_text("h1").startswith(sign)
    assert page.get_attribute("html", "lang") == language
    assert page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    opened.press("a")
    page.wait_for_selector("li[data-verdict=accepted]")
    opened.press("e")
    page.wait_for_selector(".rv-form")
    ours = page.evaluate(
        """() => [...document.querySelectorAll('[data-say], .rv-form label > span, .rv-tag, .rv-row-verdict, .rv-progress, #rv-filter option')]
          .map(e => e.textContent)"""
    )
    english = set(DESK_WORDS.values())
    assert len(ours) > 30
    assert not english & set(ours)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE["width"]


def test_the_browsers_language_is_taken(browser, desk):
    with serving(desk) as server:
        opened = Reviewing(browser, server, locale="fr-CH")
        assert opened.page.get_attribute("html", "lang") == "fr"
        assert opened.page.locator("#rv-language").input_value() == "fr"
        opened.context.close()


def test_what_cannot_be_saved_is_said_and_stays_undecided(opened, desk):
    def full(_asked):
        raise OSError(28, "No space left on device")

    desk.decide = full
    opened.press("a")
    opened.page.wait_for_selector(".rv-failure:not([hidden])")
    assert "not saved: No space left" in opened.page.inner_text(".rv-failure")
    assert (opened.current(), opened.verdicts()) == ("Midham", ["", "", "", ""])
    assert opened.complaints.pop().startswith("error: Failed to load resource")


def test_a_claim_is_corrected_by_keys_alone(opened, desk):
    page = opened.page
    opened.press("w")
    page.keyboard.type("a slip")
    opened.press("Enter", "e")
    page.keyboard.type("Norbi")
    page.wait_for_selector(".rv-found [role=option]")
    assert page.get_attribute(".rv-map", "data-place") == "Norby"
    opened.press("Enter", "Tab")
    page.keyboard.type("Blues")
    while not page.evaluate("document.activeElement.closest('label').innerText.startsWith('give or take')"):
        opened.press("Tab")
    page.keyboard.type("2")
    opened.press("Enter")
    opened.saved("corrected")
    (line,) = lines(desk)
    after = json.loads(line["after"])
    assert (line["what"], line["why"], after["place_id"], after["controller"]) == (
        "correct",
        "a slip",
        "norby",
        "blue",
    )
    assert after["date_precision_days"] in (2, 20)
    assert "date" not in after
    opened.page.locator(".rv-row", has_text="Norby").click()
    card = page.inner_text(".rv-card")
    assert "As it was read: place Midham, holder Reds, give or take 0." in card
    assert "corrected by anna: a slip" in card.replace("\n", " ")


def test_a_claim_is_added_from_selected_words(opened, desk):
    page = opened.page
    opened.press("n")
    assert "Select the words" in page.inner_text(".rv-failure")
    page.evaluate(
        """words => {
          const node = [...document.querySelector('.rv-text').childNodes].find(n => n.textContent.includes(words));
          const text = node.nodeType === 3 ? node : node.firstChild;
          const range = document.createRange();
          range.setStart(text, text.data.indexOf(words));
          range.setEnd(text, text.data.indexOf(words) + words.length);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        " The mayor of Norby stayed.",
    )
    opened.press("n")
    page.keyboard.type("Norby")
    page.wait_for_selector(".rv-found [role=option]")
    opened.press("Enter")
    page.locator("form select").nth(0).select_option("blue")
    page.locator("form select").nth(1).select_option("controlled")
    page.click("form .rv-main")
    opened.saved("the claim is added")
    assert opened.current() == "Norby"
    assert json.loads(lines(desk)[0]["after"])["quote"] == "The mayor of Norby stayed."
    opened.press("u")
    opened.saved("taken back")
    assert len(opened.verdicts()) == 4


def test_filters_and_help_are_a_key_away(opened):
    page = opened.page
    opened.press("a")
    opened.saved("accepted")
    opened.press("f")
    assert len(opened.verdicts()) == 3
    opened.press("f", "f")
    page.wait_for_selector("#rv-filter >> nth=0")
    assert opened.page.locator("#rv-filter").input_value() == "clashing"
    assert len(opened.verdicts()) == 2
    opened.press("?")
    assert page.locator("dialog[open] kbd").count() >= 10
    opened.press("a", "Escape")
    assert page.locator("dialog[open]").count() == 0
    opened.settle()
    assert opened.verdicts() == ["accepted", ""]


def test_two_reviewers_merge(browser, still_theatre, read, tmp_path):
    with serving(desk_of(still_theatre, read, tmp_path / "anna.csv")) as server:
        anna = Reviewing(browser, server)
        anna.press("r")
        anna.saved("rejected")
        anna.context.close()
    boris_desk = desk_of(
        still_theatre, read, tmp_path / "boris.csv", reviewer="boris", others=(tmp_path / "anna.csv",)
    )
    with serving(boris_desk) as server:
        boris = Reviewing(browser, server)
        assert boris.verdicts()[0] == "rejected"
        assert boris.current() == "Estow"  # the first that nobody has decided
        boris.press("k")
        assert "by anna" in boris.page.inner_text(".rv-card")
        boris.press("a")
        boris.saved("accepted")
        boris.page.reload()
        boris.page.wait_for_selector("[data-ready]")
        boris.page.click(".rv-notes summary")
        assert "anna: rejects it, boris: keeps it" in boris.page.inner_text(".rv-notes")
        boris.context.close()
    both = read_corrections([tmp_path / "anna.csv", tmp_path / "boris.csv"])
    assert [(one.who, one.what) for one in both.decisions] == [("anna", "reject"), ("boris", "accept")]


def test_another_page_of_the_browser_gets_nothing(browser, desk):
    with serving(desk) as server, serving(desk) as stranger:
        context = browser.new_context()
        page = context.new_page()
        page.goto(stranger.url + "text?document=0")  # another origin, although on this machine
        claim = claims_of(desk)["Midham 0"]["id"]
        told = page.evaluate(
            """async ([url, claim]) => {
              const attempt = async (path, options) => {
                try { return (await fetch(url + path, options)).status } catch (error) { return 'refused' }
              };
              return [
                await attempt('state', {}),
                await attempt('decide', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ what: 'accept', claim }) }),
                await attempt('decide', { method: 'POST', mode: 'no-cors', body: JSON.stringify({ what: 'accept', claim }) }).then(String),
              ];
            }""",
            [server.url, claim],
        )
        assert told[:2] == ["refused", "refused"]
        page.set_content(f'<iframe src="{server.url}"></iframe>')
        context.close()
    assert not desk.path.exists()


PROBE = """() => ({
  pwned: typeof window.pwned,
  strangers: [...document.querySelectorAll('.rv-root script, img, iframe, object, embed, base, .rv-root link, video, math, marquee, textarea, plaintext, xmp, style, meta[http-equiv]')].map(e => e.tagName),
  handlers: [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name)).filter(n => n.startsWith('on')),
  links: [...document.querySelectorAll('a[href]')].map(a => a.protocol).filter(p => p !== 'https:' && p !== 'http:'),
})"""


def test_hostile_articles_are_shown_and_never_run(browser, still_theatre, tmp_path):
    strings = [string for string in MARKUP + TEMPLATES + ODD if string.strip()]
    stories = {
        f"s{n}": f"Red forces captured Midham. {' '.join(strings[n::4])} Blue forces hold Estow."
        for n in range(4)
    }
    folder = write_stories(
        tmp_path / "hostile", stories, title=strings[0], outlet=strings[5], url="javascript:window.pwned=1"
    )
    desk = make_desk(still_theatre, folder, tmp_path / "c.csv", reviewer=strings[7])
    with serving(desk) as server:
        opened = Reviewing(browser, server)
        for _ in range(len(claims_of(desk))):
            opened.press("a", "e", "Escape", "j")
            assert opened.page.evaluate(PROBE) == {
                "pwned": "undefined",
                "strangers": [],
                "handlers": [],
                "links": [],
            }
        opened.settle()
        shown = opened.page.evaluate("() => document.querySelector('.rv-text').textContent")
        assert len(shown) > 300
        assert not {"\u202e", "\u2066", "\x00"} & set(shown)
        assert opened.complaints == []
        opened.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_no_barrier_that_axe_can_find(browser, desk, size, theme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; run `npm ci` in src/frontline/web")
    with serving(desk) as server:
        opened = Reviewing(browser, server, viewport=size, color_scheme=theme, bypass_csp=True)
        page = opened.page
        assert find_barriers(page) == []
        opened.press("a", "e")
        page.keyboard.type("Norby")
        page.wait_for_selector(".rv-found [role=option]")
        assert page.evaluate(VIOLATIONS) == []
        opened.press("Escape", "Escape", "?")
        page.wait_for_selector("dialog[open]")
        assert page.evaluate(VIOLATIONS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        opened.context.close()


def test_a_card_tells_in_how_many_others_a_report_stood(open_page, tmp_path):
    tables = make_tables(Words())
    doc_id = tables["claims"].doc_id.iloc[0]
    document = Document(doc_id, "text", title="The fall", also_in=("Post", "Herald"))
    path = save_map(build_map(make_theatre(Words()), **tables, documents=[document]), tmp_path / "map.html")
    opened = open_page(path, suffix=f"#d={DAYS[1]}")
    opened.page.evaluate("frontline.selectPlace('midham')")
    for language, told in (
        ("en", "also in 2 others"),
        ("fr", "aussi dans 2 autres médias"),
        ("ar", "وأيضًا في وسيلتين أخريين"),
    ):
        opened.page.evaluate("code => frontline.setLanguage(code)", language)
        opened.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert told in opened.page.locator(".fl-claim-others").first.inner_text()
    opened.is_quiet()


def test_the_map_tells_on_its_cards_and_of_itself_what_was_edited(open_page, tmp_path):
    """In each language of the page, as one sentence and as a line of the claim's card."""
    words = Words()
    tables = make_tables(words)
    tables["claims"]["edited"] = ["corrected:holder,day", "accepted", ""][: len(tables["claims"])]
    edits = Edits(accepted=1, corrected=1, rejected=2, added=0)
    path = save_map(build_map(make_theatre(words), **tables, edits=edits), tmp_path / "map.html")
    opened = open_page(path, suffix=f"#d={DAYS[1]}")
    page = opened.page
    page.evaluate("frontline.selectPlace('midham')")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    told = page.locator(".fl-claim-edited").all_inner_texts()
    assert "Corrected by hand: holder, day" in told
    assert "kept as read: 1, corrected: 1, taken out: 2" in page.inner_text(".fl-edited")
    for language, sign in (("fr", "Corrigé à la main"), ("ar", "صُحِّح")):
        page.evaluate("code => frontline.setLanguage(code)", language)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert any(sign in line for line in page.locator(".fl-claim-edited").all_inner_texts())
    opened.is_quiet()
